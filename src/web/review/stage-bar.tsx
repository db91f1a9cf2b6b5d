import type { StageFusion } from '../../core/fusion/fuse-stages.ts';
import { Sized, spreadLabels, textWidth } from '../design/sized.tsx';
import { useReading } from './reading.tsx';

const stageNames = ['F0', 'F1', 'F2', 'F3', 'F4'] as const;
export const stageName = (stage: number): string => stageNames[stage] ?? '';
/** "F2–F4" of the set of likely stages. */
export function rangeName(likely: readonly number[]): string {
  const [first, last] = [likely[0] ?? 0, likely.at(-1) ?? 4];
  return first === last ? stageName(first) : `${stageName(first)}–${stageName(last)}`;
}

const starts = (probabilities: readonly number[]) =>
  probabilities.map((_, index) => probabilities.slice(0, index).reduce((sum, p) => sum + p, 0));

/** The distribution over F0 to F4 as one bar, each stage named with its share; a bracket holds 90 % of it. */
export function StageBar({ stage, fixedWidth }: { stage: StageFusion; fixedWidth?: number }) {
  const { words, formats } = useReading();
  const { probabilities, likelyStages } = stage;
  const abstained = stage.headline.kind === 'abstention';
  const from = starts(probabilities);
  const shares = probabilities.map((p) => formats.wholePercent(p));
  const label = probabilities.map((_, index) => `${stageName(index)} ${shares[index]}`).join(', ');
  const [top, bar] = [26, 40];
  const height = abstained ? 72 : 96;
  const bracket = words('stage.likely', { range: rangeName(likelyStages) });
  return (
    <Sized height={height} fixedWidth={fixedWidth}>
      {(width) => {
        const x = (share: number) => Math.round(share * width * 10) / 10;
        const widths = probabilities.map((_, index) => textWidth(`${stageName(index)} ${shares[index]}`, 13) + 18);
        const centres = probabilities.map((p, index) => x((from[index] ?? 0) + p / 2));
        const placed = spreadLabels(centres, widths, width);
        const [low, high] = [likelyStages[0] ?? 0, likelyStages.at(-1) ?? 4];
        const [left, right] = [x(from[low] ?? 0) + 1, x((from[high] ?? 0) + (probabilities[high] ?? 0)) - 1];
        const half = textWidth(bracket) / 2 + 2;
        const middle = Math.min(Math.max((left + right) / 2, half), width - half);
        return (
          <svg
            class={abstained ? 'stage-bar abstained' : 'stage-bar'}
            width={width}
            height={height}
            role="img"
            aria-label={`${words('stage.plot')}: ${label}. ${bracket}.`}
          >
            <defs>
              <clipPath id={fixedWidth ? 'bar-paper' : 'bar-screen'}>
                <rect x="0" y={top} width={width} height={bar} rx="5" />
              </clipPath>
              <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="hatch" width="2" height="7" />
              </pattern>
            </defs>
            <g clip-path={`url(#${fixedWidth ? 'bar-paper' : 'bar-screen'})`}>
              {probabilities.map((p, index) => (
                <rect
                  key={stageName(index)}
                  class={`f${index}`}
                  x={x(from[index] ?? 0)}
                  y={top}
                  width={Math.max(0, x(p) - (index < 4 ? 1.5 : 0))}
                  height={bar}
                />
              ))}
              {abstained && <rect x="0" y={top} width={width} height={bar} fill="url(#hatch)" />}
            </g>
            {probabilities.map((_, index) => (
              <g key={stageName(index)}>
                <line class="leader" x1={placed[index]} x2={centres[index]} y1={top - 7} y2={top - 1} />
                <text class="stage-label" x={placed[index]} y={top - 11} text-anchor="middle">
                  <tspan class="stage-name">{stageName(index)}</tspan> {shares[index]}
                </text>
              </g>
            ))}
            {!abstained && (
              <>
                <path class="bracket" d={`M${left} ${top + bar + 6}v5H${right}v-5`} />
                <text class="bracket-label" x={middle} y={top + bar + 26} text-anchor="middle">
                  {bracket}
                </text>
              </>
            )}
          </svg>
        );
      }}
    </Sized>
  );
}

/** The same as a small bar in a table. */
export function SmallStageBar({ probabilities, label }: { probabilities: readonly number[]; label: string }) {
  const from = starts(probabilities);
  return (
    <svg class="stage-bar small" width="100%" height="14" role="img" aria-label={label}>
      {probabilities.map((p, index) => (
        <rect
          key={stageName(index)}
          class={`f${index}`}
          x={`${100 * (from[index] ?? 0)}%`}
          width={`${100 * p}%`}
          y="0"
          height="14"
        />
      ))}
    </svg>
  );
}
