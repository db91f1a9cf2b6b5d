import { normalCdf } from './normal-distribution.ts';
import { type Stage, type StageVector, stages, stageVector } from './stage-vector.ts';

/**
 * Log-normal density of one measurement for each stage: ln x is normal around the stage's median with one standard deviation for
 * all stages. Equal spread and ascending medians give a monotone likelihood ratio: a higher value never speaks for a lower stage.
 */
export interface StageDensity {
  /** ln of the median at F0 to F4, ascending. */
  readonly logMedians: StageVector;
  /** Standard deviation of ln x within a stage. */
  readonly sigma: number;
}

/** AUC for F >= 2, F >= 3 and F4 of one measurement in one cause. */
export type StageAucs = readonly [f2: number, f3: number, f4: number];

/**
 * From cut-offs (lower bounds of F1 to F4, or of F2 to F4, ascending): the AUCs give how many standard deviations lie between the
 * medians of the stages, and the cut-offs, taken as half-way between the medians on their two sides, give scale and place by
 * least squares.
 */
export function densityFromCutoffs(cuts: readonly number[], aucs: StageAucs): StageDensity {
  const positions = positionsFromAucs(aucs);
  const [z0, z1, z2, z3, z4] = positions;
  const between = [(z0 + z1) / 2, (z1 + z2) / 2, (z2 + z3) / 2, (z3 + z4) / 2].slice(4 - cuts.length);
  return scaled(positions, between, cuts);
}

/** From medians by stage in place of cut-offs. */
export function densityFromMedians(medians: StageVector, aucs: StageAucs): StageDensity {
  const positions = positionsFromAucs(aucs);
  return scaled(positions, positions, medians);
}

/** Least squares of ln value on position: the slope is the standard deviation, because positions are counted in it. */
function scaled(positions: StageVector, at: readonly number[], values: readonly number[]): StageDensity {
  const logs = values.map(Math.log);
  const [meanAt, meanLog] = [meanOf(at), meanOf(logs)];
  let [along, square] = [0, 0];
  for (const [index, z] of at.entries()) {
    along += (z - meanAt) * ((logs[index] ?? 0) - meanLog);
    square += (z - meanAt) ** 2;
  }
  const sigma = along / square;
  return { logMedians: stageVector((stage) => meanLog + sigma * (positions[stage] - meanAt)), sigma };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Gaps between neighbouring stages in standard deviations. No two stages coincide, none lie further apart than tests can tell. */
const [leastGap, mostGap] = [0.05, 5];

/**
 * Places of F0 to F4, in standard deviations, that give these three AUCs where all stages are equally frequent; F0, F1 and F2 lie
 * equally far apart, because the AUCs do not tell. One gap after the other by bisection, until nothing moves.
 */
export function positionsFromAucs([f2, f3, f4]: StageAucs): StageVector {
  let gaps = { low: 0.5, middle: 0.5, high: 0.5 };
  for (let round = 0; round < 60; round++) {
    gaps = { ...gaps, low: gapFor(f2, 2, (low) => placed({ ...gaps, low })) };
    gaps = { ...gaps, middle: gapFor(f3, 3, (middle) => placed({ ...gaps, middle })) };
    gaps = { ...gaps, high: gapFor(f4, 4, (high) => placed({ ...gaps, high })) };
  }
  return placed(gaps);
}

const placed = ({ low, middle, high }: { low: number; middle: number; high: number }): StageVector => [
  0,
  low,
  2 * low,
  2 * low + middle,
  2 * low + middle + high,
];

function gapFor(auc: number, from: Stage, placedAt: (gap: number) => StageVector): number {
  let [low, high] = [leastGap, mostGap];
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (aucOf({ logMedians: placedAt(middle), sigma: 1 }, from) < auc) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** AUC for F >= `from` of a density, every stage as frequent as the next. */
export function aucOf({ logMedians, sigma }: StageDensity, from: Stage): number {
  const pairs = stages
    .filter((above) => above >= from)
    .flatMap((above) =>
      stages
        .filter((below) => below < from)
        .map((below) => normalCdf((logMedians[above] - logMedians[below]) / (sigma * Math.SQRT2))),
    );
  return meanOf(pairs);
}

/**
 * ln L(x | stage) but for a constant. Beyond one standard deviation outside of the medians of F0 and F4 a value says no more
 * than at that point: 75 kPa is no stronger a proof than 40, and the biopsies behind the table err too.
 * @param value positive
 */
export function logLikelihood({ logMedians, sigma }: StageDensity, value: number): StageVector {
  const x = Math.min(Math.max(Math.log(value), logMedians[0] - sigma), logMedians[4] + sigma);
  return stageVector((stage) => -((x - logMedians[stage]) ** 2) / (2 * sigma ** 2));
}
