import { type ComponentChild, h } from 'preact';
import { isComputable } from '../../../core/survival/not-computable.ts';
import type {
  HorizonPicture,
  Measure,
  OutcomeValidation,
  SubgroupRow,
} from '../../../core/validation/validation-report.ts';
import { horizonText, shortNumber, withInterval } from './numbers.ts';
import { fixed, path, percent, plot, plotKey, roundTicks, steps } from './plot.ts';

/** The largest value that must be seen, rounded up to a fifth part of its size; at most 1. */
function ceiling(values: readonly number[]): number {
  const most = Math.max(0.02, ...values.filter(Number.isFinite));
  const step = most > 0.5 ? 0.1 : most > 0.2 ? 0.05 : most > 0.05 ? 0.02 : 0.005;
  return Math.min(1, Number((Math.ceil(most / step - 1e-9) * step).toFixed(4)));
}

export function calibrationPlot(picture: HorizonPicture): ComponentChild {
  const groups = picture.groups.flatMap((group) =>
    isComputable(group.observed) ? [{ ...group, seen: group.observed }] : [],
  );
  const top = ceiling([
    ...groups.flatMap(({ meanPredicted, seen }) => [meanPredicted, seen.interval?.[1] ?? seen.probability]),
    ...picture.smooth.flatMap(({ predicted, observed }) => [predicted, observed]),
  ]);
  const axis = { from: 0, to: top, ticks: roundTicks(0, top, 5), format: percentOf(top) };
  const most = Math.max(1, ...picture.histogram);
  const worst = groups.reduce(
    (far, { meanPredicted, seen }) => Math.max(far, Math.abs(seen.probability - meanPredicted)),
    0,
  );
  return plot(
    {
      title: `Calibration${horizonText(picture.horizonYears, ' at ')}`,
      description: `Observed against predicted probability in ${groups.length} groups of rising prediction. On the diagonal both are equal. The farthest group lies ${percent(worst)} from it.`,
      x: { ...axis, label: 'predicted' },
      y: { ...axis, label: 'observed' },
    },
    ({ x, y, bottom, left, right, top: ceilingY }) => [
      picture.histogram.map((count, bin) => {
        const [from, to] = [bin / 20, (bin + 1) / 20];
        if (count === 0 || from >= top) return null;
        const height = (count / most) * 34;
        const width = Math.max(1, x(Math.min(to, top)) - x(from) - 1);
        return h('rect', {
          class: 'histogram',
          x: x(from),
          y: fixed(bottom - height),
          width: fixed(width),
          height: fixed(height),
        });
      }),
      h('path', {
        class: 'line-soft dashed',
        d: path([
          [left, bottom],
          [right, ceilingY],
        ]),
      }),
      picture.smooth.length > 0
        ? h('path', {
            class: 'line-model',
            d: path(picture.smooth.map((one) => [x(one.predicted), y(Math.min(top, one.observed))])),
          })
        : null,
      groups.map(({ meanPredicted, seen, n }) => [
        seen.interval
          ? h('line', {
              class: 'line-seen whisker',
              x1: x(meanPredicted),
              x2: x(meanPredicted),
              y1: y(seen.interval[0]),
              y2: y(Math.min(top, seen.interval[1])),
            })
          : null,
        h(
          'circle',
          { class: 'fill-seen', cx: x(meanPredicted), cy: y(seen.probability), r: 4 },
          h('title', null, `n ${n}: predicted ${percent(meanPredicted)}, observed ${percent(seen.probability)}`),
        ),
      ]),
    ],
    plotKey([
      { mark: 'dot', colour: 'seen', text: 'observed in a group, 95 %' },
      { mark: 'line', colour: 'model', text: 'smoothed' },
      { mark: 'dashed', colour: 'soft', text: 'perfect' },
    ]),
  );
}

const percentOf = (top: number) => (value: number) => (top <= 0.05 ? `${fixed(value * 100)} %` : percent(value));

export function incidencePlot({ observedCurve, predictedCurve, competing }: OutcomeValidation): ComponentChild {
  const end = Math.max(1, observedCurve.at(-1)?.timeYears ?? 1, (predictedCurve.at(-1)?.timeYears ?? 0) * 1.04);
  const top = ceiling([
    ...observedCurve.map(({ probability, interval }) => interval?.[1] ?? probability),
    ...predictedCurve.map(({ probability }) => probability),
  ]);
  const method = competing > 0 ? 'Aalen-Johansen' : 'Kaplan-Meier';
  const lastSeen = observedCurve.at(-1);
  const lastSaid = predictedCurve.at(-1);
  const banded = observedCurve.filter(({ interval }) => interval !== undefined);
  return plot(
    {
      title: 'Observed and predicted over time',
      description: `Observed cumulative incidence (${method}) and mean prediction. At ${shortNumber(lastSaid?.timeYears ?? 0)} years the mean prediction is ${percent(lastSaid?.probability ?? 0)}; the observed curve ends at ${percent(lastSeen?.probability ?? 0)}.`,
      x: { from: 0, to: end, ticks: roundTicks(0, end, 5), label: 'years' },
      y: { from: 0, to: top, ticks: roundTicks(0, top, 5), label: 'cumulative incidence', format: percentOf(top) },
    },
    ({ x, y, right }) => [
      banded.length > 1
        ? h('path', {
            class: 'band-seen',
            d: `${steps(
              banded.map((one) => [x(one.timeYears), y(Math.min(top, one.interval?.[1] ?? 0))]),
              right,
            )}${backwards(
              banded.map((one) => [x(one.timeYears), y(one.interval?.[0] ?? 0)]),
              right,
            )}Z`,
          })
        : null,
      h('path', {
        class: 'line-seen',
        d: steps(
          observedCurve.map((one) => [x(one.timeYears), y(one.probability)]),
          right,
        ),
      }),
      h('path', {
        class: 'line-model dashed',
        d: path([[x(0), y(0)], ...predictedCurve.map((one) => [x(one.timeYears), y(one.probability)] as const)]),
      }),
      predictedCurve.map((one) =>
        h('circle', { class: 'fill-model', cx: x(one.timeYears), cy: y(one.probability), r: 3.5 }),
      ),
    ],
    plotKey([
      { mark: 'line', colour: 'seen', text: `observed (${method})` },
      { mark: 'band', colour: 'seen', text: '95 %' },
      { mark: 'dashed', colour: 'model', text: 'mean predicted' },
    ]),
  );
}

/** The lower edge of a step band, from right to left. */
function backwards(points: readonly (readonly [number, number])[], from: number): string {
  let edge = '';
  let x = from;
  for (const [left, y] of [...points].reverse()) {
    edge += `L${fixed(x)} ${fixed(y)}H${fixed(left)}`;
    x = left;
  }
  return edge;
}

export function rocPlot(picture: HorizonPicture, auc: Measure | undefined): ComponentChild {
  const axis = { from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], format: percent };
  return plot(
    {
      title: `ROC curve${horizonText(picture.horizonYears, ' at ')}`,
      description: `Sensitivity against false alarms. Area under the curve ${auc ? withInterval(auc) : 'not computable'}.`,
      x: { ...axis, label: '1 − specificity' },
      y: { ...axis, label: 'sensitivity' },
    },
    ({ x, y, right, bottom }) => [
      h('path', {
        class: 'line-soft dashed',
        d: path([
          [x(0), y(0)],
          [x(1), y(1)],
        ]),
      }),
      h('path', {
        class: 'line-model',
        d: path([
          [x(0), y(0)],
          ...picture.roc.map((one) => [x(1 - one.specificity), y(one.sensitivity)] as const),
          [x(1), y(1)],
        ]),
      }),
      auc
        ? h('text', { class: 'inside', x: right - 8, y: bottom - 12, 'text-anchor': 'end' }, `AUC ${withInterval(auc)}`)
        : null,
    ],
    plotKey([
      { mark: 'line', colour: 'model', text: 'model' },
      { mark: 'dashed', colour: 'soft', text: 'chance' },
    ]),
  );
}

export function aucPlot(measures: readonly Measure[]): ComponentChild {
  const points = measures.flatMap((one) =>
    one.id === 'auc' && one.value !== undefined && one.horizonYears !== undefined
      ? [{ year: one.horizonYears, value: one.value, interval: one.interval }]
      : [],
  );
  if (points.length < 2) return null;
  const low = Math.max(0, Math.min(0.5, ...points.map(({ value, interval }) => interval?.[0] ?? value)) - 0.02);
  const years = points.map(({ year }) => year);
  const pad = 0.4;
  const [from, to] = [Math.max(0, (years[0] ?? 0) - pad), (years.at(-1) ?? 1) + pad];
  return plot(
    {
      title: 'AUC over time',
      description: `Area under the ROC curve at each horizon: ${points.map(({ year, value }) => `${shortNumber(year)} years ${value.toFixed(2)}`).join(', ')}.`,
      x: { from, to, ticks: years, label: 'years' },
      y: { from: low, to: 1, ticks: roundTicks(low, 1, 5), label: 'AUC', format: (value) => value.toFixed(1) },
    },
    ({ x, y, left, right }) => [
      h('line', { class: 'line-soft dashed', x1: left, x2: right, y1: y(0.5), y2: y(0.5) }),
      h('path', { class: 'line-model', d: path(points.map(({ year, value }) => [x(year), y(value)])) }),
      points.map(({ year, value, interval }) => [
        interval
          ? h('line', { class: 'line-model whisker', x1: x(year), x2: x(year), y1: y(interval[0]), y2: y(interval[1]) })
          : null,
        h('circle', { class: 'fill-model', cx: x(year), cy: y(value), r: 4 }),
        h('text', { class: 'value', x: x(year) + 7, y: y(value) + 13 }, value.toFixed(2)),
      ]),
    ],
    plotKey([
      { mark: 'dot', colour: 'model', text: 'AUC, 95 %' },
      { mark: 'dashed', colour: 'soft', text: 'chance' },
    ]),
  );
}

export function decisionPlot(picture: HorizonPicture): ComponentChild {
  if (!isComputable(picture.decisionCurve)) return null;
  const curve = picture.decisionCurve.flatMap((one) =>
    typeof one.model === 'number' ? [{ ...one, model: one.model }] : [],
  );
  const top = ceiling(curve.map(({ model, all }) => Math.max(model, all)));
  const low = -top * 0.25;
  const end = 0.5;
  const shown = curve.filter(({ threshold }) => threshold <= end);
  const clipped = (value: number) => Math.max(low, value);
  return plot(
    {
      title: `Decision curve${horizonText(picture.horizonYears, ' at ')}`,
      description:
        'Net benefit of acting on the prediction against acting on everyone and on no one, by the risk at which one would act.',
      x: {
        from: 0,
        to: end,
        ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
        label: 'risk at which one would act',
        format: percent,
      },
      y: {
        from: low,
        to: top,
        ticks: roundTicks(0, top, 4),
        label: 'net benefit',
        format: (value) => String(Number(value.toFixed(3))),
      },
    },
    ({ x, y, left, right, top: ceilingY, bottom }) => [
      [0.02, 0.05, 0.1, 0.2].map((threshold) =>
        h('line', { class: 'guide', x1: x(threshold), x2: x(threshold), y1: ceilingY, y2: bottom }),
      ),
      h('line', { class: 'line-soft', x1: left, x2: right, y1: y(0), y2: y(0) }),
      h('path', {
        class: 'line-seen dashed',
        d: path(shown.filter(({ all }) => all >= low).map((one) => [x(one.threshold), y(clipped(one.all))])),
      }),
      h('path', { class: 'line-model', d: path(shown.map((one) => [x(one.threshold), y(clipped(one.model))])) }),
    ],
    plotKey([
      { mark: 'line', colour: 'model', text: 'by the model' },
      { mark: 'dashed', colour: 'seen', text: 'everyone' },
      { mark: 'line', colour: 'soft', text: 'no one' },
    ]),
  );
}

/** Discrimination in subgroups, one line each; groups with few events are named without a number. */
/** @param share of the row of plots: the whole, or two columns of three. */
export function forestPlot(outcome: OutcomeValidation, share: 'whole' | 'two-thirds'): ComponentChild {
  const lines = outcome.subgroups.flatMap(({ title, rows }): ForestLine[] => [
    { kind: 'heading', text: title },
    ...rows.map((row): ForestLine => ({ kind: 'row', row })),
  ]);
  if (lines.length === 0) return null;
  const isState = outcome.kind === 'state';
  const overall = outcome.measures.find(({ id }) => id === (isState ? 'auc' : 'harrell-c'))?.value;
  const values = outcome.subgroups.flatMap(({ rows }) =>
    rows.flatMap(({ discrimination }) => [discrimination?.interval?.[0] ?? discrimination?.value ?? 1]),
  );
  const from = Math.max(0, Math.floor(Math.min(0.5, ...values) * 10) / 10);
  const height = lines.length * 24 + 58;
  const [left, right] = [300, 620];
  const forestId = `forest-${outcome.outcome}-`;
  const name = isState ? 'AUC' : "Harrell's C";
  const x = (value: number) => fixed(left + ((value - from) / (1 - from)) * (right - left));
  const bottom = lines.length * 24 + 14;
  return h(
    'figure',
    { class: `wide ${share}` },
    h('figcaption', null, `${name} in subgroups`),
    h(
      'svg',
      { viewBox: `0 0 800 ${height}`, role: 'img', 'aria-labelledby': `${forestId}t ${forestId}d` },
      h('title', { id: `${forestId}t` }, `${name} in subgroups`),
      h(
        'desc',
        { id: `${forestId}d` },
        `${name} with 95 % interval, one line a subgroup, the whole cohort as a dashed line. The numbers stand in the table of subgroups.`,
      ),
      h('text', { class: 'tick', x: 220, y: 10, 'text-anchor': 'end' }, 'n'),
      h('text', { class: 'tick', x: 280, y: 10, 'text-anchor': 'end' }, 'events'),
      roundTicks(from, 1, 5).map((tick) => [
        h('line', { class: 'grid', x1: x(tick), x2: x(tick), y1: 14, y2: bottom }),
        h('text', { class: 'tick', x: x(tick), y: bottom + 16, 'text-anchor': 'middle' }, tick.toFixed(1)),
      ]),
      overall !== undefined
        ? h('line', { class: 'line-soft dashed', x1: x(overall), x2: x(overall), y1: 14, y2: bottom })
        : null,
      lines.map((line, index) => forestLine(line, index * 24 + 30, x)),
      h('text', { class: 'label', x: (left + right) / 2, y: height - 8, 'text-anchor': 'middle' }, name),
    ),
    plotKey([
      { mark: 'dot', colour: 'model', text: 'subgroup, 95 %' },
      { mark: 'dashed', colour: 'soft', text: 'all' },
    ]),
  );
}

type ForestLine =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'row'; readonly row: SubgroupRow };

function forestLine(line: ForestLine, y: number, x: (value: number) => number) {
  if (line.kind === 'heading') return h('text', { class: 'group', x: 4, y }, line.text);
  const { group, n, events, discrimination, noVerdict } = line.row;
  const counts = [
    h('text', { class: 'cell', x: 18, y }, group),
    h('text', { class: 'cell', x: 220, y, 'text-anchor': 'end' }, String(n)),
    h('text', { class: 'cell', x: 280, y, 'text-anchor': 'end' }, String(events)),
  ];
  if (discrimination?.value === undefined)
    return [...counts, h('text', { class: 'tick', x: 632, y }, noVerdict ?? 'not computable')];
  const { value, interval } = discrimination;
  return [
    ...counts,
    interval
      ? h('line', { class: 'line-model whisker', x1: x(interval[0]), x2: x(interval[1]), y1: y - 4, y2: y - 4 })
      : null,
    h('rect', { class: 'fill-model', x: x(value) - 4, y: y - 8, width: 8, height: 8 }),
    h('text', { class: 'cell', x: 632, y }, withInterval(discrimination)),
  ];
}
