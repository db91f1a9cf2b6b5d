import type { LabResult } from '../../src/core/chart.ts';
import { isPlausible } from '../../src/core/quantity.ts';
import { instantOf } from './dates.ts';

/** A height is taken for the weight when it was measured within a year of it: long enough for adults, short enough for the young. */
const heightWindowMs = 365 * 24 * 3_600_000;

/**
 * Adds a body mass index when the chart has none: newest weight (kg) over the square of the height (m) nearest to it in time.
 * The chart's own BMI always wins. It is dated and referenced as the weight, and says in `asReported` what it was made of.
 */
export function withComputedBmi(results: LabResult[]): LabResult[] {
  if (results.some(({ analyte }) => analyte === 'bmiKgPerM2')) return results;
  const weight = results.find(({ analyte, comparator }) => analyte === 'weightKg' && comparator === undefined);
  if (!weight) return results;
  const height = nearest(results, weight);
  if (!height) return results;
  const metres = height.value / 100;
  const value = weight.value / (metres * metres);
  if (!isPlausible('bmiKgPerM2', value)) return results;
  const bmi: LabResult = {
    analyte: 'bmiKgPerM2',
    value,
    date: weight.date,
    ...(weight.preliminary || height.preliminary ? { preliminary: true } : {}),
    reference: weight.reference,
    asReported: { value: `${weight.value} kg / (${height.value} cm)²`, unit: 'kg/m2' },
  };
  const at = results.indexOf(weight);
  return [...results.slice(0, at), bmi, ...results.slice(at)];
}

function nearest(results: readonly LabResult[], weight: LabResult): LabResult | undefined {
  const at = weight.date === undefined ? undefined : instantOf(weight.date);
  if (at === undefined) return undefined;
  let best: { height: LabResult; distance: number } | undefined;
  for (const height of results) {
    const when = height.date === undefined ? undefined : instantOf(height.date);
    if (height.analyte !== 'heightCm' || height.comparator !== undefined || when === undefined) continue;
    const distance = Math.abs(when - at);
    if (distance <= heightWindowMs && (!best || distance < best.distance)) best = { height, distance };
  }
  return best?.height;
}
