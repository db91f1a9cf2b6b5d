import { type ComponentChild, type ComponentChildren, h } from 'preact';

/** An axis: domain of the data, and where marks stand. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly label: string;
  readonly format?: (value: number) => string;
}
export interface PlotFrame {
  readonly title: string;
  /** What a reader who cannot see the picture should know. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly width?: number;
  readonly height?: number;
}
export interface Scales {
  x(value: number): number;
  y(value: number): number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const margin = { left: 58, right: 22, top: 12, bottom: 44 };
let numbered = 0;

/** A plot as inline SVG: axes, then what `draw` gives. Title and description are read out by screen readers. */
export function plot(
  frame: PlotFrame,
  draw: (scales: Scales) => ComponentChildren,
  key: ComponentChildren = null,
): ComponentChild {
  const { width = 400, height = 320, x, y } = frame;
  const area = { left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom };
  const scales: Scales = {
    ...area,
    x: (value) => fixed(area.left + ((value - x.from) / (x.to - x.from)) * (area.right - area.left)),
    y: (value) => fixed(area.bottom - ((value - y.from) / (y.to - y.from)) * (area.bottom - area.top)),
  };
  numbered += 1;
  const id = `plot${numbered}`;
  const middle = fixed((area.top + area.bottom) / 2);
  return h(
    'figure',
    null,
    h('figcaption', null, frame.title),
    h(
      'svg',
      {
        viewBox: `0 0 ${width} ${height}`,
        role: 'img',
        'aria-labelledby': `${id}t ${id}d`,
        preserveAspectRatio: 'xMidYMid meet',
      },
      h('title', { id: `${id}t` }, frame.title),
      h('desc', { id: `${id}d` }, frame.description),
      y.ticks.map((tick) =>
        h('line', { class: 'grid', x1: area.left, x2: area.right, y1: scales.y(tick), y2: scales.y(tick) }),
      ),
      x.ticks.map((tick) =>
        h(
          'text',
          { class: 'tick', x: scales.x(tick), y: area.bottom + 16, 'text-anchor': 'middle' },
          (x.format ?? plain)(tick),
        ),
      ),
      y.ticks.map((tick) =>
        h(
          'text',
          { class: 'tick', x: area.left - 8, y: scales.y(tick) + 3.5, 'text-anchor': 'end' },
          (y.format ?? plain)(tick),
        ),
      ),
      h('line', { class: 'axis', x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom }),
      h('text', { class: 'label', x: (area.left + area.right) / 2, y: height - 8, 'text-anchor': 'middle' }, x.label),
      h(
        'text',
        { class: 'label', x: 0, y: 0, 'text-anchor': 'middle', transform: `translate(11 ${middle}) rotate(-90)` },
        y.label,
      ),
      draw(scales),
    ),
    key,
  );
}

/** Plots of one page are numbered from the start, so that equal reports are equal pages. */
export function restartNumbering(): void {
  numbered = 0;
}

export interface KeyEntry {
  readonly mark: 'line' | 'dashed' | 'dotted' | 'band' | 'dot';
  readonly colour: 'model' | 'seen' | 'soft';
  readonly text: string;
}
/** The key under a plot; marks differ in shape, not in colour alone. */
export function plotKey(entries: readonly KeyEntry[]): ComponentChild {
  return h(
    'ul',
    { class: 'key' },
    entries.map(({ mark, colour, text }) =>
      h(
        'li',
        null,
        h(
          'svg',
          { viewBox: '0 0 22 12', width: 22, height: 12, 'aria-hidden': 'true' },
          mark === 'dot'
            ? h('circle', { class: `fill-${colour}`, cx: 11, cy: 6, r: 4 })
            : mark === 'band'
              ? h('rect', { class: `band-${colour}`, x: 1, y: 1, width: 20, height: 10 })
              : h('line', { class: `line-${colour} ${mark}`, x1: 1, x2: 21, y1: 6, y2: 6 }),
        ),
        text,
      ),
    ),
  );
}

export const fixed = (value: number): number => Math.round(value * 100) / 100;
const plain = (value: number) => String(fixed(value));
export const percent = (value: number): string => `${Math.round(value * 100)} %`;

export function path(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${fixed(x)} ${fixed(y)}`).join('');
}

/** A step curve that keeps its value until the next point. */
export function steps(points: readonly (readonly [number, number])[], until: number): string {
  const first = points[0];
  if (!first) return '';
  const rest = points.slice(1).map(([x, y]) => `H${fixed(x)}V${fixed(y)}`);
  return `M${fixed(first[0])} ${fixed(first[1])}${rest.join('')}H${fixed(until)}`;
}

/** Marks at round distances, about `count` of them, from the first at or above `from`. */
export function roundTicks(from: number, to: number, count: number): number[] {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step - 1e-9) * step; tick <= to + step * 1e-6; tick += step)
    ticks.push(Number(tick.toPrecision(10)));
  return ticks;
}
