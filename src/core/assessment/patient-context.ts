import type { EtiologyFinding, LiverEvent, LiverEventKind, ScoreOutcome } from '../assessment.ts';
import type { ChartFacts, ConditionConcept, ConditionFact, ServiceConcept, StiffnessReading } from '../chart.ts';
import { daysBetween, instantOf, isAfter } from '../chart-dates.ts';
import { flareTimesUln } from '../guidelines/thresholds.ts';
import { indexLabs, type LabIndex } from '../labs.ts';
import { ageAt } from '../patient.ts';
import { udca, vitaminKAntagonists } from './chart-drugs.ts';
import { findEtiology } from './find-etiology.ts';
import { type HcvStatus, hcvStatus } from './hcv-status.ts';
import { decompensations, findLiverEvents } from './liver-events.ts';
import { chooseReading } from './stiffness.ts';
import { udcaStart } from './udca-course.ts';
import { diagnoses, takes } from './what-counts.ts';

/** Everything that is read off the chart once, before any score or rule looks at it. */
export interface PatientContext {
  readonly chart: ChartFacts;
  readonly asOf: string;
  readonly index: LabIndex;
  /** Parts of the chart that could not be had, by the names of their queries. */
  readonly unavailable: ReadonlySet<string>;
  readonly age?: number;
  readonly pregnant: boolean;
  /** Diagnoses that count: neither provisional nor of the future. */
  readonly conditions: readonly ConditionFact[];
  readonly etiology: EtiologyFinding;
  readonly causes: ReadonlySet<EtiologyFinding['etiology']>;
  readonly hcv: HcvStatus;
  readonly eventList: readonly LiverEvent[];
  readonly events: ReadonlySet<LiverEventKind>;
  readonly decompensated: boolean;
  readonly decompensatedAfterTransplant: boolean;
  readonly reading?: StiffnessReading;
  /** ALT above five times the limit printed with it, in the last 180 days. */
  readonly flare: boolean;
  /** ALT and ALP over their own limits; undefined without a limit. */
  readonly altTimesUln?: number;
  readonly alpTimesUln?: number;
  /** Why adult rules are withheld, in words. */
  readonly withheld?: string;
  /** Days of ursodeoxycholic acid by `asOf`; undefined: not taken, or start not recorded. */
  readonly udcaDays?: number;
  readonly onVitaminKAntagonist: boolean;
  /** Platelets no longer speak for portal pressure: the reason, in words. */
  readonly plateletsMislead?: string;
}

export function readPatient(chart: ChartFacts, asOf: string, unavailable: readonly string[] = []): PatientContext {
  const index = indexLabs(chart.labs, asOf);
  const conditions = diagnoses(chart, asOf);
  const etiology = findEtiology(chart, asOf, index);
  const eventList = findLiverEvents(chart, asOf);
  const events = new Set(eventList.map(({ event }) => event));
  const age = ageAt(chart.patient.birthDate, asOf)?.years;
  const pregnant = hasNow(conditions, 'pregnancy');
  const alt = index.newest('altUPerL', 180);
  const alp = index.newest('alpUPerL', 180);
  const altTimesUln = timesLimit(alt);
  const alpTimesUln = timesLimit(alp);
  const onUdca = takes(chart, udca, asOf);
  const withheld = whyWithheld(age, pregnant);
  const misled = whyPlateletsMislead(chart, conditions, asOf);
  const reading = chooseReading(index, asOf);
  const udcaDays = onUdca ? daysBetween(udcaStart(chart, asOf), asOf) : undefined;
  return {
    chart,
    asOf,
    index,
    unavailable: new Set(unavailable),
    ...(age === undefined ? {} : { age }),
    pregnant,
    conditions,
    etiology,
    causes: new Set([etiology.etiology, ...etiology.also]),
    hcv: hcvStatus(chart, conditions, index, asOf),
    eventList,
    events,
    decompensated: eventList.some(({ event }) => decompensations.has(event)),
    decompensatedAfterTransplant: afterTransplant(conditions, eventList),
    ...(reading ? { reading } : {}),
    flare: (altTimesUln ?? 0) > flareTimesUln,
    ...(altTimesUln === undefined ? {} : { altTimesUln }),
    ...(alpTimesUln === undefined ? {} : { alpTimesUln }),
    ...(withheld ? { withheld } : {}),
    ...(udcaDays === undefined ? {} : { udcaDays }),
    onVitaminKAntagonist: takes(chart, vitaminKAntagonists, asOf) !== undefined,
    ...(misled ? { plateletsMislead: misled } : {}),
  };
}

const hasNow = (conditions: readonly ConditionFact[], concept: ConditionConcept) =>
  conditions.some((fact) => fact.concept === concept && fact.status !== 'resolved');

const timesLimit = (result: { value: number; upperLimit?: number } | undefined) =>
  result?.upperLimit !== undefined && result.upperLimit > 0 ? result.value / result.upperLimit : undefined;

function whyWithheld(age: number | undefined, pregnant: boolean): string | undefined {
  if (age === undefined) return 'age is not known: rules for adults are not applied';
  if (age < 18) return 'under 18 years: rules for adults are not applied';
  if (pregnant) return 'pregnancy changes platelets, albumin, ALP and stiffness: the usual rules are not applied';
  return undefined;
}

function whyPlateletsMislead(
  chart: ChartFacts,
  conditions: readonly ConditionFact[],
  asOf: string,
): string | undefined {
  const removed = (chart.procedures ?? []).some(
    (fact) => fact.concept === 'splenectomy' && fact.status === 'done' && !isAfter(fact.date, asOf),
  );
  if (removed) return 'platelets do not reflect portal pressure after splenectomy';
  return hasNow(conditions, 'immune-thrombocytopenia')
    ? 'platelets are low from immune thrombocytopenia, not from the liver'
    : undefined;
}

/** A decompensating diagnosis that is still present and dated after the transplantation belongs to the graft. */
function afterTransplant(conditions: readonly ConditionFact[], events: readonly LiverEvent[]): boolean {
  const transplant = instantOf(events.find(({ event }) => event === 'liver-transplant')?.date);
  if (transplant === undefined) return false;
  const kinds: ReadonlySet<string> = decompensations;
  return conditions.some(
    (fact) =>
      (kinds.has(fact.concept) || fact.concept === 'decompensated-cirrhosis') &&
      fact.status !== 'resolved' &&
      (instantOf(fact.date) ?? Number.NEGATIVE_INFINITY) > transplant,
  );
}

/** Band codes of a computed score; empty when it was refused or has no band. */
export function bandsOf(outcomes: readonly ScoreOutcome[]): (scoreId: string) => readonly string[] {
  const bands = new Map(
    outcomes.flatMap((outcome) =>
      outcome.status === 'ok' && outcome.band ? [[outcome.scoreId, outcome.band.category.split('|')] as const] : [],
    ),
  );
  return (scoreId) => bands.get(scoreId) ?? [];
}

/** Days since the newest such service was done, from examinations and procedures together; undefined: none on the chart. */
export function daysSinceDone(
  chart: ChartFacts,
  asOf: string,
  services: readonly ServiceConcept[],
): number | undefined {
  const days = [...(chart.exams ?? []), ...(chart.procedures ?? [])].flatMap((fact) => {
    if (fact.status !== 'done' || !services.includes(fact.concept) || isAfter(fact.date, asOf)) return [];
    const since = daysBetween(fact.date, asOf);
    return since === undefined ? [] : [Math.max(0, since)];
  });
  return days.length > 0 ? Math.min(...days) : undefined;
}
