import type { ChartFacts, ConditionFact, MedicationFact } from '../chart.ts';
import { isAfter } from '../chart-dates.ts';

/** Active treatment with one of the ingredients, started by `asOf`. */
export function takes(chart: ChartFacts, ingredients: readonly string[], asOf: string): MedicationFact | undefined {
  return (chart.medications ?? [])
    .filter(
      (drug) =>
        drug.status === 'active' &&
        drug.ingredient !== undefined &&
        ingredients.includes(drug.ingredient) &&
        !isAfter(drug.date, asOf),
    )
    .sort((left, right) => (left.reference < right.reference ? -1 : 1))[0];
}

/** Diagnoses of the chart that count: not provisional, not of the future. */
export function diagnoses(chart: ChartFacts, asOf: string): readonly ConditionFact[] {
  return (chart.conditions ?? []).filter((fact) => !fact.provisional && !isAfter(fact.date, asOf));
}
