import type { GuidelineStep } from '../../core/assessment.ts';
import type { ReviewData } from '../../core/review/review.ts';
import type { SurveillanceItem, SurveillanceStatus } from '../../core/surveillance/surveillance.ts';
import type { Reading } from './reading.tsx';

/** Steps that say to repeat something without an order of their own, by the surveillance that counts its days. */
const repeats: Readonly<Record<string, string>> = {
  'hcc-surveillance-due': 'hcc-ultrasound',
  'hcc-surveillance-ongoing': 'hcc-ultrasound',
  'baveno-spare-endoscopy': 'stiffness-repeat',
};

/** What a step repeats, where it is known on which day that falls due. */
export function repeatedBy(
  { id, order }: Pick<GuidelineStep, 'id' | 'order'>,
  surveillance: ReviewData['surveillance'],
): SurveillanceItem | undefined {
  const named = surveillance.find((item) => item.id === repeats[id]);
  if (named?.dueBy !== undefined) return named;
  return order === undefined
    ? undefined
    : surveillance.find((item) => item.order === order && item.dueBy !== undefined);
}

const urgency: readonly SurveillanceStatus[] = ['overdue', 'due', 'unknown', 'done'];

/** What no step speaks of, most pressing first, then by the day it falls due. Once and done: nothing to be said. */
export function furtherSurveillance({
  assessment,
  surveillance,
}: Pick<ReviewData, 'assessment' | 'surveillance'>): readonly SurveillanceItem[] {
  const spoken = new Set(assessment.nextSteps.map((step) => repeatedBy(step, surveillance)?.id));
  const rank = ({ status }: SurveillanceItem) => urgency.indexOf(status);
  return surveillance
    .filter(({ id, status, dueBy }) => !spoken.has(id) && (status !== 'done' || dueBy !== undefined))
    .sort((a, b) => rank(a) - rank(b) || (a.dueBy ?? '').localeCompare(b.dueBy ?? ''));
}

/** "overdue since 28 Jun 2026, last 28 Dec 2025" */
export function dueText({ status, dueBy, lastDone }: SurveillanceItem, { words, formats }: Reading): string {
  if (status === 'unknown') return words('next.due.unknown');
  const last =
    lastDone === undefined ? words('next.due.never') : words('next.due.last', { date: formats.date(lastDone) });
  if (dueBy === undefined) return `${words('next.due.now')}, ${last}`;
  const date = formats.date(dueBy);
  const when =
    status === 'done'
      ? words('next.due.by', { date })
      : words(status === 'overdue' ? 'next.due.overdue' : 'next.due.since', { date });
  return `${when}, ${last}`;
}
