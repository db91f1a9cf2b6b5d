import type { ChartFacts, ConditionFact } from '../chart.ts';
import { daysBetween } from '../chart-dates.ts';
import type { LabIndex } from '../labs.ts';
import { hcvAntivirals } from './chart-drugs.ts';
import { takes } from './what-counts.ts';

/** Weeks of no detectable virus after the last positive test that leave room for treatment and the 12 weeks of SVR. */
const cureDays = { afterLastPositive: 168, betweenTwoNegatives: 84 };
/** "<15 IU/mL" is below the limit of quantification of current assays (EASL HCV 2020). */
const undetectedBelowIuPerMl = 25;
const sortedUnique = (texts: readonly string[]) => [...new Set(texts)].sort();

interface RnaResult {
  readonly positive: boolean;
  readonly date?: string;
  readonly reference: string;
}

/** HCV RNA from qualitative and quantitative tests, newest first. A bound above the limit of quantification decides nothing. */
export function hcvRnaHistory(index: LabIndex): readonly RnaResult[] {
  const quantitative = index.all('hcvRnaIuPerMl').flatMap((result): RnaResult[] => {
    const below = result.comparator === '<' || result.comparator === '<=';
    if (below && result.value > undetectedBelowIuPerMl) return [];
    return [{ positive: !below && result.value > 0, date: result.date, reference: result.reference }];
  });
  const age = (result: RnaResult) => daysBetween(result.date, '2200-01-01') ?? Infinity;
  return [...index.serology('hcvRna'), ...quantitative].sort(
    (left, right) =>
      age(left) - age(right) ||
      // Same moment: the positive one counts.
      Number(right.positive) - Number(left.positive) ||
      (left.reference < right.reference ? 1 : left.reference > right.reference ? -1 : 0),
  );
}

export interface HcvStatus {
  /** `viremic`: newest RNA positive; `negative`: newest RNA negative, cure not shown yet; `untested`: antibody without RNA. */
  readonly state: 'viremic' | 'negative' | 'cured' | 'untested' | 'none';
  readonly why: string;
  readonly references: readonly string[];
}

/**
 * Where hepatitis C stands. Cured: coded so (or the infection coded as resolved), or RNA negative at least 24 weeks after
 * the last positive, or twice negative 12 weeks apart; never while RNA is positive later or an antiviral is being taken.
 */
export function hcvStatus(
  chart: ChartFacts,
  conditions: readonly ConditionFact[],
  index: LabIndex,
  asOf: string,
): HcvStatus {
  const rna = hcvRnaHistory(index);
  const newest = rna[0];
  const codedCure = conditions.filter(
    (fact) => fact.concept === 'hepatitis-c-cured' || (fact.concept === 'hepatitis-c' && fact.status === 'resolved'),
  );
  const coded = conditions.some((fact) => fact.concept === 'hepatitis-c' && fact.status !== 'resolved');
  const antibody = index.serology('hcvAntibody')[0];
  if (newest?.positive) {
    // A positive test that is older than the recorded cure is the infection that was cured.
    const curedLater = codedCure.some((fact) => (daysBetween(newest.date, fact.date) ?? -1) > 0);
    if (!curedLater) return { state: 'viremic', why: 'HCV RNA is positive', references: [newest.reference] };
  }
  const onTreatment = takes(chart, hcvAntivirals, asOf) !== undefined;
  if (codedCure.length > 0) {
    const references = codedCure.map((fact) => fact.reference).sort();
    return { state: 'cured', why: 'hepatitis C is recorded as cured', references };
  }
  if (newest && !newest.positive && (coded || rna.some((result) => result.positive) || antibody?.positive)) {
    const lastPositive = rna.find((result) => result.positive);
    const firstPositive = rna.findIndex((result) => result.positive);
    const negatives = firstPositive === -1 ? rna : rna.slice(0, firstPositive);
    const oldestNegative = negatives.at(-1);
    const sincePositive = lastPositive ? daysBetween(lastPositive.date, newest.date) : undefined;
    const between = oldestNegative ? daysBetween(oldestNegative.date, newest.date) : undefined;
    const shown =
      !onTreatment &&
      // Antibody alone with negative RNA is a past infection, not a treated disease.
      (coded || lastPositive !== undefined) &&
      ((sincePositive ?? -1) >= cureDays.afterLastPositive || (between ?? -1) >= cureDays.betweenTwoNegatives);
    const references = sortedUnique([newest.reference, ...(lastPositive ? [lastPositive.reference] : [])]);
    if (shown) return { state: 'cured', why: 'HCV RNA has stayed negative', references };
    return { state: 'negative', why: 'HCV RNA is negative; cure is not shown yet', references };
  }
  if (coded || antibody?.positive) {
    return { state: 'untested', why: 'no HCV RNA result', references: antibody?.positive ? [antibody.reference] : [] };
  }
  return { state: 'none', why: 'no sign of hepatitis C', references: [] };
}
