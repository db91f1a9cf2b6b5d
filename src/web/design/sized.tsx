import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/**
 * A plot drawn in real pixels, so that its text keeps the size of the page's text. The height is reserved before the width is known:
 * nothing below it moves. `fixedWidth` is for paper, where nothing can be measured.
 */
export function Sized({
  height,
  fixedWidth,
  children,
}: {
  height: number;
  fixedWidth?: number;
  children: (width: number) => ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(fixedWidth ?? 0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || fixedWidth !== undefined) return;
    const measure = () => setWidth(Math.floor(element.getBoundingClientRect().width));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [fixedWidth]);
  return (
    <div ref={box} class="sized" style={{ minHeight: `${height}px` }}>
      {width > 0 && children(width)}
    </div>
  );
}

/** Width of a text in the page's font at 12 px, by the usual mean of a sans-serif letter: for placing labels, never for cutting them. */
export const textWidth = (text: string, size = 12): number => text.length * size * 0.56;

/**
 * Centres of labels in a row, as near to where they belong as their widths allow.
 * @param wanted ascending centres @param widths of the labels @param room width of the row
 */
export function spreadLabels(wanted: readonly number[], widths: readonly number[], room: number): readonly number[] {
  const centres = [...wanted];
  const half = (index: number) => (widths[index] ?? 0) / 2;
  let edge = 0;
  for (let index = 0; index < centres.length; index++) {
    centres[index] = Math.max(centres[index] ?? 0, edge + half(index));
    edge = (centres[index] ?? 0) + half(index);
  }
  edge = room;
  for (let index = centres.length - 1; index >= 0; index--) {
    centres[index] = Math.min(centres[index] ?? 0, edge - half(index));
    edge = (centres[index] ?? 0) - half(index);
  }
  return centres;
}

/** Whether the window has no room for words beside a plot. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(narrowWindow).matches);
  useLayoutEffect(() => {
    const query = matchMedia(narrowWindow);
    const look = () => setNarrow(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return narrow;
}
const narrowWindow = '(max-width: 900px)';
