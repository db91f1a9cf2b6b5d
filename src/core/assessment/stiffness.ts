import type { StiffnessMethod, StiffnessReading } from '../chart.ts';
import { daysBetween } from '../chart-dates.ts';
import type { Etiology } from '../etiology.ts';
import { type AnyInputs, otherInputs } from '../inputs.ts';
import type { LabIndex } from '../labs.ts';

export type ReadingQuality = 'good' | 'poor' | 'unknown';

/**
 * VCTE reliability (EASL 2021): ten valid shots, and IQR/median at most 30 % where the median is 7.1 kPa or more. Where the
 * shots are not recorded the spread decides: reliability follows it, not the number of shots (Boursier 2013, Hepatology 57:1182).
 */
const reliability = { validShots: 10, iqrOverMedianPercent: 30, fromKpa: 7.1 };

/** How long a low or grey reading may speak for the present (days): the window of the scores. A high one does not fade. */
export const currentReadingDays = 180;

/**
 * `poor` only when the chart says so; `good` only with a recorded spread or, below 7.1 kPa, recorded shots.
 * For other methods the criteria are the manufacturers': `unknown`.
 */
export function qualityOf(reading: StiffnessReading): ReadingQuality {
  if (reading.method !== 'vcte') return 'unknown';
  const { validShots, iqrOverMedianPercent: iqr, kPa } = reading;
  const spreadMatters = kPa >= reliability.fromKpa;
  if (validShots !== undefined && validShots < reliability.validShots) return 'poor';
  if (spreadMatters && iqr !== undefined && iqr > reliability.iqrOverMedianPercent) return 'poor';
  return iqr !== undefined || (!spreadMatters && validShots !== undefined) ? 'good' : 'unknown';
}

const inputOfMethod = {
  vcte: 'lsmVcteKpa',
  pswe: 'lsmPsweMPerS',
  '2d-swe': 'lsm2dSweKpa',
  mre: 'mreKpa',
} as const satisfies Record<Exclude<StiffnessMethod, 'unknown'>, keyof typeof otherInputs>;

/** The reading as an input: pSWE in m/s (E = 3 c², the inverse of the conversion at the border), the others in kPa. */
export function asInput(reading: StiffnessReading) {
  if (reading.method === 'unknown') return undefined;
  const input = inputOfMethod[reading.method];
  const value = reading.method === 'pswe' ? Math.sqrt(reading.kPa / 3) : reading.kPa;
  const [low, high] = otherInputs[input].plausible;
  return Number.isFinite(value) && value >= low && value <= high
    ? { input, value, unit: otherInputs[input].unit }
    : undefined;
}

const usable = (reading: StiffnessReading) => asInput(reading) !== undefined && qualityOf(reading) !== 'poor';

/** Newest reading of one method that is plausible and not of poor quality. */
export function newestReliable(index: LabIndex, method: StiffnessMethod): StiffnessReading | undefined {
  return index.stiffness.find((reading) => reading.method === method && usable(reading));
}

/**
 * The reading that speaks for this patient: the newest reliable VCTE while it is current (the rules were built on it),
 * else the newest reliable reading of another method while that is current, else the newest reliable of all,
 * else, so that the chart is not silently contradicted, the newest reading whatever its quality.
 */
export function chooseReading(index: LabIndex, asOf: string): StiffnessReading | undefined {
  const isCurrent = (reading: StiffnessReading) => (daysBetween(reading.date, asOf) ?? Infinity) <= currentReadingDays;
  const vcte = newestReliable(index, 'vcte');
  if (vcte && isCurrent(vcte)) return vcte;
  return index.stiffness.find(usable) ?? index.stiffness[0];
}

/**
 * Newest reliable VCTE and the newest reliable one at least 90 days before it (same method: kPa of two methods cannot be
 * subtracted). Undefined when there is no such pair.
 */
export function comparablePair(
  index: LabIndex,
): { baseline: StiffnessReading; followup: StiffnessReading } | undefined {
  const followup = newestReliable(index, 'vcte');
  const baseline =
    followup &&
    index.stiffness.find(
      (reading) =>
        reading.method === 'vcte' && usable(reading) && (daysBetween(reading.date, followup.date) ?? 0) >= 90,
    );
  return followup && baseline ? { baseline, followup } : undefined;
}

type CutoffSet = NonNullable<AnyInputs['lsmCutoffSet']>;

const vcteSets: Partial<Record<Etiology, CutoffSet>> = {
  masld: 'vcte_masld_eddowes2019',
  hcv: 'vcte_hcv_castera2005',
  hbv: 'vcte_hbv_metaanalysis',
  ald: 'vcte_ald_nguyenkhac2018',
  pbc: 'vcte_pbc_corpechot2012',
  psc: 'vcte_psc_corpechot2014',
  aih: 'vcte_aih_hartl2016',
};

/** The cut-off set for this method and etiology; none where the etiology has no set: a wrong table is a wrong stage. */
export function cutoffSetFor(method: StiffnessMethod, etiology: Etiology): CutoffSet | undefined {
  if (method === 'vcte') return vcteSets[etiology];
  if (method === '2d-swe') return 'swe2d_ssi_herrmann2018';
  if (method === 'pswe') return 'pswe_vtq_friedrichrust2012_ms';
  if (method === 'mre') return etiology === 'masld' ? 'mre_masld_singh2016' : 'mre_all_singh2015';
  return undefined;
}
