import type { ServiceConcept } from '../chart.ts';
import type { Source } from '../evidence.ts';
import { addMonths, dayOf, shownDate } from '../situation/calendar.ts';
import type { Situation } from '../situation/liver-facts.ts';
import { type SurveillanceRule, surveillanceRules } from './surveillance-rules.ts';

/**
 * `due`: never done, or the interval ends within its grace; `overdue`: the interval ended longer ago than its grace;
 * `unknown`: it applies, but the part of the chart that would show it could not be read.
 */
export type SurveillanceStatus = 'due' | 'overdue' | 'done' | 'unknown' | 'not-applicable';

export interface SurveillanceItem {
  readonly id: string;
  /** "HCC surveillance (ultrasound)". */
  readonly item: string;
  readonly status: SurveillanceStatus;
  readonly lastDone?: string;
  /** ISO day on which the next one falls due. */
  readonly dueBy?: string;
  readonly order?: ServiceConcept;
  /** Why it applies to this patient, or why it does not. */
  readonly why: string;
  readonly source: Source;
  readonly references: readonly string[];
}

/** Every surveillance rule for this patient at `situation.asOf`, in the order of importance. The same chart gives the same list. */
export function surveillance(situation: Situation): readonly SurveillanceItem[] {
  return surveillanceRules.map((rule) => itemOf(rule, situation));
}

/** What is due or overdue, overdue first. */
export function surveillanceGaps(situation: Situation): readonly SurveillanceItem[] {
  const open = surveillance(situation).filter((one) => one.status === 'due' || one.status === 'overdue');
  return [...open.filter((one) => one.status === 'overdue'), ...open.filter((one) => one.status === 'due')];
}

/** One line for a card: what, since when, last time. */
export function gapSentence(gap: SurveillanceItem): string {
  const last = gap.lastDone ? `last ${shownDate(gap.lastDone)}` : 'none on record';
  const when = gap.dueBy ? `${gap.status} since ${gap.dueBy}, ${last}` : `${gap.status}, ${last}`;
  return `${gap.item}: ${when}`;
}

function itemOf(rule: SurveillanceRule, situation: Situation): SurveillanceItem {
  const base = { id: rule.id, item: rule.item, source: rule.source };
  const applies = rule.applies(situation);
  if (!applies.yes) return { ...base, status: 'not-applicable', why: applies.why, references: [] };
  const known = { ...base, why: applies.why, ...(rule.order ? { order: rule.order } : {}) };
  const last = rule.last(situation);
  if (last === 'unknown') return { ...known, status: 'unknown', references: [] };
  if (!last) return { ...known, status: 'due', references: [] };
  const done = { ...known, references: [last.reference], ...(last.date ? { lastDone: last.date } : {}) };
  if (rule.everyMonths === undefined) return { ...done, status: 'done' };
  const dueBy = addMonths(last.date, rule.everyMonths(situation));
  // Done, but nobody knows when: it cannot be called done, nor overdue.
  if (!dueBy) return { ...done, status: 'due' };
  return { ...done, dueBy, status: statusAt(dueBy, rule.graceMonths, situation.asOf) };
}

function statusAt(dueBy: string, graceMonths: number, asOf: string): SurveillanceStatus {
  const [now, due] = [dayOf(asOf), dayOf(dueBy)];
  const late = dayOf(addMonths(dueBy, graceMonths));
  if (now === undefined || due === undefined || late === undefined || now < due) return 'done';
  return now >= late ? 'overdue' : 'due';
}

/** True when the patient belongs into HCC surveillance now. */
export function inHccSurveillance(situation: Situation): boolean {
  return surveillance(situation).some((one) => one.id === 'hcc-ultrasound' && one.status !== 'not-applicable');
}
