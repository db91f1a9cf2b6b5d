import type { Assessment } from '../assessment.ts';
import type { ChartFacts } from '../chart.ts';
import { instantOf, isAfter } from '../chart-dates.ts';
import { titleOf } from '../orders/order-rules.ts';
import type { CourseMark } from './review.ts';

/** Treatments, procedures, examinations and liver events that have a date, oldest first. */
export function courseMarks(chart: ChartFacts, assessment: Assessment): readonly CourseMark[] {
  const marks: CourseMark[] = [
    ...assessment.events.flatMap(({ event, date, references: [reference] }) =>
      mark('event', words(event), date, reference),
    ),
    ...(chart.procedures ?? [])
      .filter(({ status }) => status === 'done')
      .flatMap(({ concept, date, reference }) => mark('procedure', words(titleOf(concept)), date, reference)),
    ...(chart.exams ?? [])
      .filter(({ status }) => status === 'done')
      .flatMap(({ concept, date, reference }) => mark('imaging', words(titleOf(concept)), date, reference)),
    ...(chart.medications ?? []).flatMap(({ ingredient, date, reference }) =>
      ingredient === undefined ? [] : mark('treatment', words(ingredient), date, reference),
    ),
  ];
  // An examination stands on the chart as order, report and study: one mark a day.
  const seen = new Set<string>();
  return marks
    .filter(({ kind, title, date }) => {
      const key = `${kind} ${title} ${date.slice(0, 10)}`;
      return !isAfter(date, assessment.asOf) && !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => (instantOf(a.date) ?? 0) - (instantOf(b.date) ?? 0));
}

const words = (id: string) => `${id.charAt(0).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`;

function mark(
  kind: CourseMark['kind'],
  title: string,
  date: string | undefined,
  reference: string | undefined,
): readonly CourseMark[] {
  if (date === undefined || instantOf(date) === undefined) return [];
  return [{ date, kind, title, ...(reference === undefined ? {} : { reference }) }];
}
