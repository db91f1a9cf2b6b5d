import { type LiverEvent, type LiverEventKind, liverEvents } from '../assessment.ts';
import type { ChartFacts, ConditionConcept, ServiceConcept } from '../chart.ts';
import { instantOf, isAfter } from '../chart-dates.ts';

/** Diagnoses that are events, whether active or resolved: once recorded, always a history. */
const eventOfCondition: Partial<Record<ConditionConcept, LiverEventKind>> = {
  ascites: 'ascites',
  'variceal-bleeding': 'variceal-bleeding',
  'hepatic-encephalopathy': 'hepatic-encephalopathy',
  'hepatorenal-syndrome': 'hepatorenal-syndrome',
  'hepatocellular-carcinoma': 'hepatocellular-carcinoma',
  'spontaneous-bacterial-peritonitis': 'spontaneous-bacterial-peritonitis',
  'liver-transplant': 'liver-transplant',
  'decompensated-cirrhosis': 'decompensation',
};

/**
 * Procedures that cannot be done without the event: fluid was there to tap, TIPS is placed for bleeding or ascites,
 * TACE is given for HCC. Not here, because they only suggest: band ligation (also primary prophylaxis), resection and
 * ablation (also for metastases and benign lesions), EGD.
 */
const eventOfProcedure: Partial<Record<ServiceConcept, LiverEventKind>> = {
  paracentesis: 'ascites',
  tips: 'decompensation',
  tace: 'hepatocellular-carcinoma',
  'liver-transplant': 'liver-transplant',
};

/** Any of these, ever, makes the disease decompensated (Baveno VII; SBP and HRS presuppose ascites). */
export const decompensations: ReadonlySet<LiverEventKind> = new Set([
  'ascites',
  'variceal-bleeding',
  'hepatic-encephalopathy',
  'hepatorenal-syndrome',
  'spontaneous-bacterial-peritonitis',
  'decompensation',
]);

/**
 * Liver events recorded up to `asOf`: one entry a kind, with its first known date and every reference, in the order of
 * `liverEvents`. Provisional diagnoses, planned and not-done procedures are not events; a resolved one is.
 */
export function findLiverEvents(chart: ChartFacts, asOf: string): readonly LiverEvent[] {
  const found = new Map<LiverEventKind, { dates: string[]; references: Set<string> }>();
  const record = (event: LiverEventKind | undefined, fact: { date?: string; reference: string }) => {
    if (!event || isAfter(fact.date, asOf)) return;
    const entry = found.get(event) ?? { dates: [], references: new Set() };
    if (fact.date !== undefined && instantOf(fact.date) !== undefined) entry.dates.push(fact.date);
    entry.references.add(fact.reference);
    found.set(event, entry);
  };
  for (const condition of chart.conditions ?? []) {
    if (!condition.provisional) record(eventOfCondition[condition.concept], condition);
  }
  for (const procedure of chart.procedures ?? []) {
    if (procedure.status === 'done') record(eventOfProcedure[procedure.concept], procedure);
  }
  return liverEvents.flatMap((event) => {
    const entry = found.get(event);
    if (!entry) return [];
    const date = entry.dates.sort(earliestFirst)[0];
    return [{ event, ...(date ? { date } : {}), references: [...entry.references].sort() }];
  });
}

const earliestFirst = (left: string, right: string) =>
  (instantOf(left) ?? 0) - (instantOf(right) ?? 0) || (left < right ? -1 : left > right ? 1 : 0);
