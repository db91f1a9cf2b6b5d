import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { IntensityWindow } from '../../core/pictures/intensity-window.ts';
import { regionColours } from '../../core/pictures/picture.ts';
import type { Triple } from '../../core/volume/geometry.ts';
import { circleMm } from './viewer-circle.ts';
import { layoutOf, type SliceLayout, voxelUnder } from './viewer-layout.ts';
import type { LoadedSeries } from './viewer-load.ts';
import { outlineOf, paintActivation, paintGrey, paintRegion } from './viewer-paint.ts';
import { type PlaneView, sliceOf } from './viewer-plane.ts';
import { moveOf, type ViewerMove, type ViewerSettings } from './viewer-settings.ts';

/** Every picture is painted anew by the processor: a trip to a graphics card, or to what stands in for one, would cost more than it saves. */
const inMemory: CanvasRenderingContext2DSettings = { willReadFrequently: true };
/** Pixels that a wheel turns for one slice: one notch of most mice is 100. */
const wheelPixels = 50;

/**
 * The picture of one slice, drawn on a canvas. What is drawn is told by `name` and `described` to those who do not see it. The wheel scrolls
 * slices only while the picture has the focus: else it belongs to the page.
 */
export function ViewerStage({
  series,
  view,
  place,
  window,
  settings,
  name,
  role,
  described,
  onPlace,
  onMove,
}: {
  series: LoadedSeries;
  view: PlaneView;
  /** Column, row and slice of the cross. */
  place: Triple;
  window: IntensityWindow;
  settings: ViewerSettings;
  name: string;
  /** Word for what this is, for screen readers. */
  role: string;
  /** Id of the text with position and value. */
  described: string;
  onPlace: (column: number, row: number) => void;
  onMove: (move: ViewerMove) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const layout = useRef<SliceLayout | undefined>(undefined);
  const sheet = useRef<HTMLCanvasElement | undefined>(undefined);
  const [size, setSize] = useState<readonly [number, number]>([0, 0]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const { width, height } = element.getBoundingClientRect();
      setSize([Math.floor(width), Math.floor(height)]);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const [column, row, slice] = place;
  const slices = useMemo(() => {
    const [width, height] = view.size;
    const regions = series.regions.map(({ mask }) => sliceOf(mask, view, slice));
    return {
      image: sliceOf(series.image, view, slice),
      regions,
      outlines: regions.map((one) => outlineOf(one, width, height)),
      activation: series.activations[0] && sliceOf(series.activations[0].map, view, slice),
    };
  }, [series, view, slice]);

  const painted = useMemo(() => {
    const [width, height] = view.size;
    const picture = new ImageData(width, height);
    paintGrey(picture.data, slices.image, series.image, window);
    const covered = settings.activationOpacity > 0 ? slices.activation : undefined;
    for (const [n, region] of slices.regions.entries())
      paintRegion(picture.data, region, colourOfRegion(n), settings.regionOpacity, covered);
    const shown = series.activations[0];
    if (shown && slices.activation) {
      const [low, high] = shown.about.range;
      const range = [low / shown.map.slope, high / shown.map.slope] as const;
      paintActivation(picture.data, slices.activation, range, settings.activationOpacity);
    }
    const paper = sheet.current ?? document.createElement('canvas');
    sheet.current = paper;
    if (paper.width !== width || paper.height !== height) [paper.width, paper.height] = [width, height];
    paper.getContext('2d', inMemory)?.putImageData(picture, 0, 0);
    return { paper };
  }, [series, view, slices, window, settings.regionOpacity, settings.activationOpacity]);

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d', inMemory);
    const [width, height] = size;
    if (!context || !canvas.current || width === 0 || height === 0) return;
    const ratio = devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.current.width !== across || canvas.current.height !== down)
      [canvas.current.width, canvas.current.height] = [across, down];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = '#000';
    context.fillRect(0, 0, width, height);
    const at = layoutOf(view, size, settings.zoom, [column, row]);
    layout.current = at;
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'medium';
    context.drawImage(painted.paper, at.left, at.top, view.size[0] * at.scaleX, view.size[1] * at.scaleY);
    for (const [n, pieces] of slices.outlines.entries())
      strokeOutline(context, pieces, at, `rgba(${colourOfRegion(n).join()},${settings.regionOpacity})`);
    strokeCross(context, at, view, [column, row], size);
    writeLetters(context, view, size);
  }, [painted, slices, view, size, settings.zoom, settings.regionOpacity, column, row]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let turned = 0;
    const wheel = (event: WheelEvent) => {
      if (event.ctrlKey || document.activeElement !== element) return;
      event.preventDefault();
      turned += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * wheelPixels;
      const by = Math.trunc(turned / wheelPixels);
      if (by === 0) return;
      turned -= by * wheelPixels;
      onMove({ kind: 'slices', by: Math.sign(by) * Math.min(3, Math.abs(by)) });
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [onMove]);

  const goTo = (event: PointerEvent) => {
    const element = box.current;
    if (!element || !layout.current) return;
    const { left, top } = element.getBoundingClientRect();
    const [toColumn, toRow] = voxelUnder(layout.current, event.clientX - left, event.clientY - top);
    if (toColumn >= 0 && toRow >= 0 && toColumn < view.size[0] && toRow < view.size[1]) onPlace(toColumn, toRow);
  };
  return (
    <div
      ref={box}
      class="viewer-stage"
      role="application"
      aria-roledescription={role}
      aria-label={name}
      aria-describedby={described}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys of its own, so it must take the focus
      tabIndex={0}
      onKeyDown={(event) => {
        const move = moveOf(event);
        if (!move) return;
        event.preventDefault();
        onMove(move);
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        goTo(event);
        if (event.pointerType !== 'touch') event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId) && event.pointerType !== 'touch') goTo(event);
      }}
    >
      <canvas ref={canvas} />
    </div>
  );
}

export const colourOfRegion = (n: number) => regionColours[n % regionColours.length] ?? ([255, 255, 255] as const);

function strokeOutline(context: CanvasRenderingContext2D, pieces: Float32Array, at: SliceLayout, style: string): void {
  context.beginPath();
  for (let n = 0; n < pieces.length; n += 4) {
    const x = (voxel: number) => at.left + voxel * at.scaleX;
    const y = (voxel: number) => at.top + voxel * at.scaleY;
    context.moveTo(x(pieces[n] ?? 0), y(pieces[n + 1] ?? 0));
    context.lineTo(x(pieces[n + 2] ?? 0), y(pieces[n + 3] ?? 0));
  }
  context.lineCap = 'round';
  context.lineWidth = 1.75;
  context.strokeStyle = style;
  context.stroke();
}

/** Lines that leave what they point at free, and the circle whose mean is told. A dark line beneath keeps them seen on white. */
function strokeCross(
  context: CanvasRenderingContext2D,
  at: SliceLayout,
  { sideMm, size: [columns, rows] }: PlaneView,
  [column, row]: readonly [number, number],
  [width, height]: readonly [number, number],
): void {
  const [x, y] = [at.left + (column + 0.5) * at.scaleX, at.top + (row + 0.5) * at.scaleY];
  const radius = (circleMm / sideMm[0]) * at.scaleX;
  const gap = radius + 5;
  const [left, right] = [Math.max(0, at.left), Math.min(width, at.left + columns * at.scaleX)];
  const [top, bottom] = [Math.max(0, at.top), Math.min(height, at.top + rows * at.scaleY)];
  for (const [style, lineWidth] of [
    ['rgba(0,0,0,0.45)', 3],
    ['rgba(255,255,255,0.75)', 1],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = lineWidth;
    context.setLineDash([]);
    context.beginPath();
    for (const [x1, y1, x2, y2] of [
      [left, y, x - gap, y],
      [x + gap, y, right, y],
      [x, top, x, y - gap],
      [x, y + gap, x, bottom],
    ] as const) {
      if (x2 < x1 || y2 < y1) continue;
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    }
    context.stroke();
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** First letters of the directions in the patient, as on film: R, L, A, P, S, I. */
function writeLetters(
  context: CanvasRenderingContext2D,
  { towards }: PlaneView,
  [width, height]: readonly [number, number],
) {
  context.font = '600 13px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (const [direction, x, y] of [
    [towards.left, 14, height / 2],
    [towards.right, width - 14, height / 2],
    [towards.top, width / 2, 14],
    [towards.bottom, width / 2, height - 14],
  ] as const) {
    const letter = direction.slice(0, 1).toUpperCase();
    context.lineWidth = 3;
    context.strokeStyle = 'rgba(0,0,0,0.8)';
    context.strokeText(letter, x, y);
    context.fillStyle = '#fff';
    context.fillText(letter, x, y);
  }
}
