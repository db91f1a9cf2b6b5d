import type {
  LabRecord,
  LabResult,
  RefusalReason,
  RefusedResult,
  SerologyResult,
  StiffnessReading,
} from '../../src/core/chart.ts';
import type { AnalyteId } from '../../src/core/quantity.ts';
import type { About } from '../ask.ts';
import { entriesOf, isAboutAnother, isModified, type Resolve, resolverFor } from '../bundle.ts';
import type { ResultMeaning } from '../codes/results.ts';
import { fibrocastSystem } from '../codes/systems.ts';
import { resultMeaning } from '../codes.ts';
import { withComputedBmi } from './bmi.ts';
import { newestVersions, preliminaryRank, type Ranked, rankOf, standing, withdrawn } from './corrections.ts';
import { effectiveDate, isFuture, newestFirst } from './dates.ts';
import { type Json, list, object, text } from './json.ts';
import { labResult, type Source, serologyResult, stiffnessReading } from './results.ts';
import { readQuality, type StiffnessQuality, withQuality } from './stiffness.ts';
import { reportedNumber } from './values.ts';

/**
 * Reads every result this service understands out of an answer of Observations, wherever it stands: in the Observation, in its
 * components, or contained in a panel. What is understood and not usable is listed as refused with the reason; what is not
 * understood is passed over. Undefined when the answer is no data at all.
 */
export function readObservations(answer: unknown, about: About): LabRecord | undefined {
  const entries = entriesOf(answer, 'Observation');
  if (!entries) return undefined;
  const findings: Findings = {
    about,
    resolve: resolverFor(answer),
    results: [],
    serology: [],
    stiffness: [],
    refused: [],
    qualities: new Map(),
  };
  for (const { resource, reference } of newestVersions(entries)) readObservation(resource, reference, findings);
  return recordOf(findings);
}

interface Findings {
  readonly about: About;
  readonly resolve: Resolve;
  readonly results: Ranked<LabResult>[];
  readonly serology: Ranked<SerologyResult>[];
  readonly stiffness: Ranked<StiffnessReading>[];
  readonly refused: RefusedResult[];
  /** Quality of elastography that is reported as Observations of its own, by moment. */
  readonly qualities: Map<string, StiffnessQuality>;
}

interface Read extends Source {
  /** Why nothing of this Observation may be used, whatever its value. */
  readonly unusable: RefusalReason | undefined;
  /** The effective time as recorded: by it a correction finds what it corrects. */
  readonly moment: string | undefined;
  readonly issued: string;
}

/** `panel`: the Observation that contains this one, from which it takes what it does not say itself. */
function readObservation(observation: Json, reference: string, findings: Findings, panel?: Json): void {
  const { about } = findings;
  const meaning = resultMeaning(observation.code, about.codes);
  const components = observation.component;
  const members = observation.contained === undefined ? undefined : observation.hasMember;
  if (!meaning && components === undefined && members === undefined) return;
  const status = text(observation.status) ?? text(panel?.status);
  if ((status !== undefined && withdrawn.has(status)) || isOwn(observation)) return;

  const date = effectiveDate(observation) ?? (panel && effectiveDate(panel));
  const rank = rankOf(status);
  const source: Read = {
    observation,
    reference,
    date,
    rank: rank ?? preliminaryRank,
    unusable: whyUnusable(observation, rank, date, findings),
    moment: text(observation.effectiveDateTime) ?? text(observation.effectiveInstant) ?? date,
    issued: text(observation.issued) ?? '',
  };
  if (meaning) readHolder(observation, meaning, source, findings);
  if (components !== undefined) readComponents(components, source, findings);
  if (members !== undefined && source.unusable === undefined) readMembers(members, observation, reference, findings);
}

function whyUnusable(
  observation: Json,
  rank: number | undefined,
  date: string | undefined,
  { about, resolve }: Findings,
): RefusalReason | undefined {
  if (isAboutAnother(observation, about.patientId, resolve) || hasOtherFocus(observation)) return 'other-patient';
  if (rank === undefined || isModified(observation)) return 'bad-status';
  return date !== undefined && isFuture(date, about.now) ? 'future-date' : undefined;
}

/** `focus` says that it was measured on somebody or something else: a donor, a fetus, an implant. */
const hasOtherFocus = (observation: Json) => observation.focus !== undefined && list(observation.focus).length > 0;

/** An Observation or one of its components, under the code that it carries. */
function readHolder(holder: Json, meaning: ResultMeaning, source: Read, findings: Findings): void {
  const { analyte, marker, stiffness, quality } = meaning;
  if (quality !== undefined) keepQuality(holder, quality, source, findings);
  else if (source.unusable !== undefined) refuse(findings, source, source.unusable, analyte);
  else if (stiffness !== undefined) {
    const reading = stiffnessReading(holder, stiffness, source, findings.resolve);
    if (typeof reading === 'string') refuse(findings, source, reading);
    else if (reading) findings.stiffness.push(ranked(reading, `stiffness ${reading.method}`, source));
  } else {
    const presence = marker === undefined ? undefined : serologyResult(holder, marker, source);
    if (presence) findings.serology.push(ranked(presence, presence.marker, source));
    // "Not detected" for a viral load is a complete answer; a number beside an interpretation is read as well.
    if (analyte !== undefined && (!presence || holder.valueQuantity !== undefined)) {
      const result = labResult(holder, analyte, source);
      if (typeof result === 'string') refuse(findings, source, result, analyte);
      else if (result) findings.results.push(ranked(result, analyte, source));
    } else if (marker !== undefined && !presence) refuse(findings, source, 'no-value');
  }
}

function readComponents(components: unknown, source: Read, findings: Findings): void {
  const before = findings.stiffness.length;
  const ownReading = findings.stiffness.at(-1)?.fact.reference === source.reference ? before - 1 : undefined;
  const quality: StiffnessQuality = {};
  for (const element of list(components)) {
    const component = object(element);
    const meaning = component && resultMeaning(component.code, findings.about.codes);
    if (!component || !meaning) continue;
    if (meaning.quality === undefined) readHolder(component, meaning, source, findings);
    else addQuality(component, meaning.quality, quality);
  }
  // The quality belongs to the reading of this Observation, in its value or in one component.
  const at = ownReading ?? (findings.stiffness.length === before + 1 ? before : undefined);
  const reading = at === undefined ? undefined : findings.stiffness[at];
  if (at !== undefined && reading) findings.stiffness[at] = { ...reading, fact: withQuality(reading.fact, quality) };
}

function keepQuality(
  holder: Json,
  kind: NonNullable<ResultMeaning['quality']>,
  source: Read,
  { qualities }: Findings,
): void {
  if (source.unusable !== undefined || source.date === undefined) return;
  const known = qualities.get(source.date) ?? {};
  addQuality(holder, kind, known);
  qualities.set(source.date, known);
}

function addQuality(holder: Json, kind: NonNullable<ResultMeaning['quality']>, into: StiffnessQuality): void {
  const reported = reportedNumber(holder);
  if (typeof reported !== 'string') readQuality(kind, reported, into);
}

/** Members that are contained have no life of their own: they take date, status and patient from the panel. */
function readMembers(members: unknown, panel: Json, reference: string, findings: Findings): void {
  for (const element of list(members)) {
    const target = text(object(element)?.reference);
    const member = target?.startsWith('#') ? findings.resolve(target, panel) : undefined;
    if (member?.resourceType !== 'Observation' || member.contained !== undefined) continue;
    readObservation({ ...member, subject: member.subject ?? panel.subject }, reference, findings, panel);
  }
}

function recordOf(findings: Findings): LabRecord {
  const refused = [...findings.refused];
  const superseded = (fact: { readonly analyte?: AnalyteId; readonly reference: string }) => {
    refused.push({ ...analyteOf(fact.analyte), reason: 'superseded', reference: fact.reference });
  };
  const readings = standing(findings.stiffness, ({ reference }) => superseded({ reference }));
  return {
    results: withComputedBmi(newestFirst(standing(findings.results, superseded))),
    serology: newestFirst(standing(findings.serology, ({ reference }) => superseded({ reference }))),
    stiffness: newestFirst(withLoneQuality(readings, findings.qualities)),
    refused,
  };
}

/** Quality reported as results of their own belongs to the one reading of the same moment; with two, to neither. */
function withLoneQuality(
  readings: readonly StiffnessReading[],
  qualities: ReadonlyMap<string, StiffnessQuality>,
): readonly StiffnessReading[] {
  if (qualities.size === 0) return readings;
  return readings.map((reading) => {
    const quality = reading.date === undefined ? undefined : qualities.get(reading.date);
    const alone = readings.filter((other) => other.date === reading.date).length === 1;
    return quality && alone ? withQuality(reading, quality) : reading;
  });
}

function refuse(findings: Findings, source: Read, reason: RefusalReason, analyte?: AnalyteId): void {
  findings.refused.push({ ...analyteOf(analyte), reason, reference: source.reference });
}
const analyteOf = (analyte: AnalyteId | undefined) => (analyte === undefined ? {} : { analyte });

function ranked<T>(fact: T, what: string, { moment, rank, issued }: Read): Ranked<T> {
  return { fact, key: moment === undefined ? undefined : `${what} ${moment}`, rank, issued };
}

/** What this service itself wrote into the chart is never its own evidence. */
function isOwn(observation: Json): boolean {
  if (observation.identifier === undefined) return false;
  return list(observation.identifier).some((identifier) =>
    text(object(identifier)?.system)?.startsWith(`${fibrocastSystem}/sid/`),
  );
}
