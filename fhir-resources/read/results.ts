import type { LabResult, RefusalReason, SerologyResult, StiffnessReading } from '../../src/core/chart.ts';
import type { AnalyteId } from '../../src/core/quantity.ts';
import type { Resolve } from '../bundle.ts';
import type { ResultMeaning } from '../codes/results.ts';
import { preliminaryRank } from './corrections.ts';
import type { Json } from './json.ts';
import { stiffnessKpa, stiffnessMethod } from './stiffness.ts';
import { canonicalOf, printedUnit, referenceLimits, reportedNumber, reportedPresence } from './values.ts';

/** The Observation that a value stands in, read once for all its components. */
export interface Source {
  readonly observation: Json;
  readonly reference: string;
  readonly date: string | undefined;
  readonly rank: number;
}

/** A panel may carry the code of its main analyte and have the value in a component or member: it lacks nothing. */
const isPanel = (holder: Json) => holder.hasMember !== undefined || holder.component !== undefined;

/**
 * The three kinds of results, each from an Observation or a component (`holder`): the fact, or the reason why there is none.
 * Undefined: nothing is there and nothing is missing.
 */
export function labResult(holder: Json, analyte: AnalyteId, source: Source): LabResult | RefusalReason | undefined {
  const reported = reportedNumber(holder);
  if (reported === 'no-value' && isPanel(holder)) return undefined;
  if (typeof reported === 'string') return reported;
  const canonical = canonicalOf(analyte, reported);
  if (!canonical.ok) return canonical.reason;
  if (source.date === undefined) return 'no-date';
  return {
    analyte,
    value: canonical.value,
    ...(reported.comparator ? { comparator: reported.comparator } : {}),
    date: source.date,
    ...referenceLimits(analyte, holder, reported),
    ...(source.rank === preliminaryRank ? { preliminary: true } : {}),
    reference: source.reference,
    asReported: { value: reported.said, unit: printedUnit(reported) },
  };
}

/** Serology keeps without a date: that a virus was ever there is worth knowing, and no window applies to it. */
export function serologyResult(
  holder: Json,
  marker: NonNullable<ResultMeaning['marker']>,
  source: Source,
): SerologyResult | undefined {
  const positive = reportedPresence(holder);
  if (positive === undefined) return undefined;
  const date = source.date === undefined ? {} : { date: source.date };
  return { marker, positive, ...date, reference: source.reference };
}

export function stiffnessReading(
  holder: Json,
  byCode: NonNullable<ResultMeaning['stiffness']>,
  source: Source,
  resolve: Resolve,
): StiffnessReading | RefusalReason | undefined {
  const reported = reportedNumber(holder);
  if (reported === 'no-value' && isPanel(holder)) return undefined;
  if (typeof reported === 'string') return reported;
  // A reading has no comparator: "> 75 kPa" is the ceiling of the device, and as a number it would be a guess.
  if (reported.comparator !== undefined) return 'not-a-number';
  const method = stiffnessMethod(byCode, source.observation, resolve);
  const canonical = stiffnessKpa(method, reported);
  if (!canonical.ok) return canonical.reason;
  if (source.date === undefined) return 'no-date';
  return {
    method,
    kPa: canonical.value,
    date: source.date,
    reference: source.reference,
    asReported: { value: reported.said, unit: printedUnit(reported) },
  };
}
