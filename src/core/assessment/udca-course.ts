import type { ChartFacts, LabResult } from '../chart.ts';
import { daysBetween, instantOf, isAfter } from '../chart-dates.ts';
import type { LabIndex } from '../labs.ts';
import type { AnalyteId } from '../quantity.ts';
import { udca } from './chart-drugs.ts';

/**
 * When the first ursodeoxycholic acid on the chart began: renewed prescriptions carry new dates, so the earliest tells how
 * long it has been taken. Undefined: not on the list, or without a date.
 */
export function udcaStart(chart: ChartFacts, asOf: string): string | undefined {
  const ids: readonly string[] = udca;
  return (chart.medications ?? [])
    .filter((drug) => drug.ingredient !== undefined && ids.includes(drug.ingredient) && !isAfter(drug.date, asOf))
    .flatMap(({ date }) => (date !== undefined && instantOf(date) !== undefined ? [date] : []))
    .sort((left, right) => (instantOf(left) ?? 0) - (instantOf(right) ?? 0) || (left < right ? -1 : 1))[0];
}

/**
 * Days from the start of UDCA in which a result still is "before treatment" (Carbone 2016 takes albumin and platelets
 * there) or "at twelve months". Both scores state a moment and no window; these windows are a convention of this service:
 * albumin and platelets move slowly and not by UDCA, hence half a year before to three months after; a yearly visit falls
 * between nine and eighteen months.
 */
const windows = {
  baseline: { from: -183, to: 92, at: 0 },
  year1: { from: 274, to: 548, at: 365 },
} as const;

/** The exact result of the window that lies nearest to its moment; of two equally near the earlier. */
export function resultOfCourse(
  index: LabIndex,
  analyte: AnalyteId,
  start: string,
  moment: keyof typeof windows,
  usable: (result: LabResult) => boolean = () => true,
): LabResult | undefined {
  const { from, to, at } = windows[moment];
  const distance = (result: LabResult) => Math.abs((daysBetween(start, result.date) ?? Number.POSITIVE_INFINITY) - at);
  return index
    .all(analyte)
    .filter((result) => {
      const day = daysBetween(start, result.date);
      return day !== undefined && day >= from && day <= to && result.comparator === undefined && usable(result);
    })
    .reverse()
    .sort((left, right) => distance(left) - distance(right))[0];
}
