import type { RiskCurve } from '../../core/review/review.ts';
import { Sized } from '../design/sized.tsx';
import { useReading } from './reading.tsx';
import type { RiskGroup } from './risk-groups.ts';

const [height, left, right, top, bottom] = [176, 40, 14, 8, 34];

/** Cumulative incidence with its interval as a band; what competes as a dashed line beside it. */
export function IncidenceCurve({ group, title, fixedWidth }: { group: RiskGroup; title: string; fixedWidth?: number }) {
  const { words, formats } = useReading();
  const { curve, beside } = group;
  if (!curve || curve.points.length === 0) return null;
  const shown = [curve, ...beside];
  const years = Math.max(1, ...shown.flatMap(({ points }) => points.map((point) => point.years)));
  const most = roundUp(Math.max(...shown.flatMap(({ points }) => points.map((p) => p.upper ?? p.probability))));
  const said = curve.points
    .map(({ years: at, probability }) => `${words.counted('risk.years', at)} ${formats.percent(probability)}`)
    .join(', ');
  const interval = curve.points.some(({ lower }) => lower !== undefined);
  return (
    <>
      <ul class="legend" aria-hidden="true">
        <Key kind="own">{title}</Key>
        {interval && <Key kind="band">{words('risk.interval')}</Key>}
        {beside.map((one) => (
          <Key key={one.outcome} kind="competing">
            {words.term('outcome', one.outcome, one.title)}
          </Key>
        ))}
      </ul>
      <Sized height={height} fixedWidth={fixedWidth}>
        {(width) => {
          const x = (at: number) => left + (at / years) * (width - left - right);
          const y = (share: number) => height - bottom - (share / most) * (height - top - bottom);
          const line = (points: RiskCurve['points']) =>
            [`${x(0)},${y(0)}`, ...points.map((p) => `${x(p.years)},${y(p.probability)}`)].join(' ');
          const bandPoints = curve.points.filter((p) => p.lower !== undefined && p.upper !== undefined);
          const band = [
            `${x(0)},${y(0)}`,
            ...bandPoints.map((p) => `${x(p.years)},${y(p.upper ?? 0)}`),
            ...[...bandPoints].reverse().map((p) => `${x(p.years)},${y(p.lower ?? 0)}`),
          ].join(' ');
          return (
            <svg
              class="curve"
              width={width}
              height={height}
              role="img"
              aria-label={`${words('risk.plot', { outcome: title })}: ${said}.`}
            >
              {[0, 0.25, 0.5, 0.75, 1].map((part) => (
                <g key={part}>
                  <line class="grid" x1={left} x2={width - right} y1={y(part * most)} y2={y(part * most)} />
                  <text class="tick" x={left - 6} y={y(part * most) + 4} text-anchor="end">
                    {formats.percent(part * most)}
                  </text>
                </g>
              ))}
              {Array.from({ length: Math.floor(years) + 1 }, (_, at) => (
                <text key={`year ${at}`} class="tick" x={x(at)} y={height - bottom + 16} text-anchor="middle">
                  {at}
                </text>
              ))}
              <text class="tick" x={width - right} y={height - 3} text-anchor="end">
                {words('risk.axis')}
              </text>
              {bandPoints.length > 0 && <polygon class="band" points={band} />}
              {beside.map((one) => (
                <polyline key={one.outcome} class="competing" points={line(one.points)} />
              ))}
              <polyline class="own" points={line(curve.points)} />
              {curve.points
                .filter(({ years: at }) => at === 1 || at === 3 || at === 5)
                .map((p) => (
                  <circle key={p.years} class="own" cx={x(p.years)} cy={y(p.probability)} r="3.6" />
                ))}
            </svg>
          );
        }}
      </Sized>
    </>
  );
}

function Key({ kind, children }: { kind: 'own' | 'band' | 'competing'; children: string }) {
  return (
    <li>
      <svg class="curve" width="22" height="12" aria-hidden="true">
        {kind === 'band' ? <rect class="band" width="22" height="12" /> : <polyline class={kind} points="0,6 22,6" />}
      </svg>
      {children}
    </li>
  );
}

/** The next of 2, 4, 8, 20, 40, 60, 80, 100 %: quarters of these are good ticks. */
function roundUp(share: number): number {
  return [0.02, 0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1].find((step) => share <= step) ?? 1;
}
