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
import { entriesOf, isAboutAnother, type Resolve, resolverFor } from '../bundle.ts';
import { resultMeaning } from '../codes.ts';
import type { ResultMeaning } from '../codes/results.ts';
import { fibrocastSystem } from '../codes/systems.ts';
import { withComputedBmi } from './bmi.ts';
import { effectiveDate, isFuture, newestFirst } from './dates.ts';
import { type Json, list, number, object, text } from './json.ts';
import { readQuality, type StiffnessQuality, stiffnessKpa, stiffnessMethod, withQuality } from './stiffness.ts';
import { canonicalOf, referenceLimits, reportedNumber, reportedPresence } from './values.ts';

/**
 * Reads every result this service understands out of an answer of Observations, wherever it stands: in the Observation, in its
 * components, or contained in a panel. What is understood and not usable is listed as refused with the reason; what is not
 * understood is passed over. Undefined when the answer is no data at all.
 */
export function readObservations(answer: unknown, about: About): LabRecord | undefined {
  const entries = entriesOf(answer, 'Observation');
  if (!entries) return undefined;
  const found = new Collected(about, resolverFor(answer));
  const versions = newestVersions(entries);
  for (const { resource, reference } of versions) found.observation(resource, reference);
  return found.record();
}

interface Source {
  readonly observation: Json;
  readonly reference: string;
  readonly status: string | undefined;
  readonly date: string | undefined;
  /** Moment and identity by which a correction finds what it corrects. */
  readonly moment: string | undefined;
  readonly issued: string;
}

interface Ranked<T> {
  readonly fact: T;
  readonly key: string | undefined;
  readonly rank: number;
  readonly issued: string;
}

/** Statuses whose value may be used, by how final they are. A status that is absent (not FHIR, but seen) counts as preliminary. */
const rankOf: Readonly<Record<string, number>> = { preliminary: 1, final: 2, appended: 2, amended: 3, corrected: 3 };
/** Never were results, or are none any more: not even worth a line under "not used". */
const withdrawn: ReadonlySet<string> = new Set(['entered-in-error', 'cancelled']);

class Collected {
  private readonly results: Ranked<LabResult>[] = [];
  private readonly serology: Ranked<SerologyResult>[] = [];
  private readonly stiffness: Ranked<StiffnessReading>[] = [];
  private readonly refused: RefusedResult[] = [];
  /** Quality results that stand alone, by moment. */
  private readonly qualities = new Map<string, StiffnessQuality>();

  constructor(
    private readonly about: About,
    private readonly resolve: Resolve,
  ) {}

  observation(observation: Json, reference: string, panel?: Json): void {
    const meaning = resultMeaning(observation['code'], this.about.codes);
    const components = observation['component'];
    const members = observation['contained'] === undefined ? undefined : observation['hasMember'];
    if (!meaning && components === undefined && members === undefined) return;
    const status = text(observation['status']) ?? text(panel?.['status']);
    if (status !== undefined && withdrawn.has(status)) return;
    if (isOwn(observation)) return;

    const date = effectiveDate(observation) ?? (panel && effectiveDate(panel));
    const source: Source = {
      observation,
      reference,
      status,
      date,
      moment: text(observation['effectiveDateTime']) ?? text(observation['effectiveInstant']) ?? date,
      issued: text(observation['issued']) ?? '',
    };
    const unusable = this.unusable(source);
    if (meaning) this.holder(observation, meaning, source, unusable);
    if (components !== undefined) this.components(components, meaning, source, unusable);
    if (members !== undefined && unusable === undefined) this.members(members, observation, reference);
  }

  /** Why nothing of this Observation may be used, whatever its value. */
  private unusable({ observation, status, date }: Source): RefusalReason | undefined {
    if (isAboutAnother(observation, this.about.patientId, this.resolve)) return 'other-patient';
    if (status !== undefined && rankOf[status] === undefined) return 'bad-status';
    return date !== undefined && isFuture(date, this.about.now) ? 'future-date' : undefined;
  }

  private components(components: unknown, parent: ResultMeaning | undefined, source: Source, unusable?: RefusalReason): void {
    const quality: StiffnessQuality = {};
    for (const element of list(components)) {
      const component = object(element);
      const meaning = component && resultMeaning(component['code'], this.about.codes);
      if (!component || !meaning) continue;
      if (meaning.quality === undefined) this.holder(component, meaning, source, unusable);
      else if (unusable === undefined) this.quality(component, meaning.quality, quality);
    }
    const last = this.stiffness.at(-1);
    if (last?.fact.reference === source.reference && (parent?.stiffness !== undefined || hasAny(quality))) {
      this.stiffness[this.stiffness.length - 1] = { ...last, fact: withQuality(last.fact, quality) };
    }
  }

  private quality(holder: Json, kind: NonNullable<ResultMeaning['quality']>, into: StiffnessQuality): void {
    const reported = reportedNumber(holder);
    if (typeof reported !== 'string') readQuality(kind, reported, into);
  }

  /** Members that are contained have no life of their own: they take date, status and patient from the panel. */
  private members(members: unknown, panel: Json, reference: string): void {
    for (const element of list(members)) {
      const target = text(object(element)?.['reference']);
      const member = target?.startsWith('#') ? this.resolve(target, panel) : undefined;
      if (member?.['resourceType'] === 'Observation' && member['contained'] === undefined) {
        this.observation({ ...member, subject: member['subject'] ?? panel['subject'] }, reference, panel);
      }
    }
  }

  private holder(holder: Json, meaning: ResultMeaning, source: Source, unusable: RefusalReason | undefined): void {
    const { analyte, marker, stiffness, quality } = meaning;
    if (quality !== undefined) {
      if (unusable === undefined && source.moment !== undefined) {
        const known = this.qualities.get(source.moment) ?? {};
        this.quality(holder, quality, known);
        this.qualities.set(source.moment, known);
      }
      return;
    }
    if (unusable !== undefined) return this.refuse(source, unusable, analyte);
    if (stiffness !== undefined) return this.elastography(holder, stiffness, source);
    if (marker !== undefined && this.presence(holder, meaning, source)) return;
    if (analyte !== undefined) this.laboratory(holder, analyte, source);
  }

  private laboratory(holder: Json, analyte: AnalyteId, source: Source): void {
    const reported = reportedNumber(holder);
    if (typeof reported === 'string') {
      // A panel that carries the code of its main analyte, and the value in a member, lacks nothing.
      if (reported === 'no-value' && (holder['hasMember'] !== undefined || holder['component'] !== undefined)) return;
      return this.refuse(source, reported, analyte);
    }
    const canonical = canonicalOf(analyte, reported);
    if (!canonical.ok) return this.refuse(source, canonical.reason, analyte);
    if (source.date === undefined) return this.refuse(source, 'no-date', analyte);
    const fact: LabResult = {
      analyte,
      value: canonical.value,
      ...(reported.comparator ? { comparator: reported.comparator } : {}),
      date: source.date,
      ...referenceLimits(analyte, holder, reported),
      ...(rankOfSource(source) === 1 ? { preliminary: true } : {}),
      reference: source.reference,
      asReported: { value: reported.said, unit: reported.units.at(-1) ?? '' },
    };
    this.results.push(ranked(fact, analyte, source));
  }

  /** True when the presence could be read, so that a viral load is not refused as "not a number" beside it. */
  private presence(holder: Json, { marker, analyte }: ResultMeaning, source: Source): boolean {
    if (marker === undefined) return false;
    const positive = reportedPresence(holder);
    if (positive === undefined) {
      if (analyte === undefined) this.refuse(source, 'no-value');
      return false;
    }
    const fact: SerologyResult = {
      marker,
      positive,
      ...(source.date === undefined ? {} : { date: source.date }),
      reference: source.reference,
    };
    this.serology.push(ranked(fact, marker, source));
    return holder['valueQuantity'] === undefined;
  }

  private elastography(holder: Json, byCode: NonNullable<ResultMeaning['stiffness']>, source: Source): void {
    const reported = reportedNumber(holder);
    if (typeof reported === 'string') {
      if (reported === 'no-value' && (holder['hasMember'] !== undefined || holder['component'] !== undefined)) return;
      return this.refuse(source, reported);
    }
    // A reading has no comparator: "> 75 kPa" is the ceiling of the device, and as a number it would be a guess.
    if (reported.comparator !== undefined) return this.refuse(source, 'not-a-number');
    const method = stiffnessMethod(byCode, source.observation, this.resolve);
    const canonical = stiffnessKpa(method, reported);
    if (!canonical.ok) return this.refuse(source, canonical.reason);
    if (source.date === undefined) return this.refuse(source, 'no-date');
    const fact: StiffnessReading = {
      method,
      kPa: canonical.value,
      date: source.date,
      reference: source.reference,
      asReported: { value: reported.said, unit: reported.units.at(-1) ?? '' },
    };
    this.stiffness.push(ranked(fact, `stiffness ${method}`, source));
  }

  private refuse(source: Source, reason: RefusalReason, analyte?: AnalyteId): void {
    this.refused.push({ ...(analyte === undefined ? {} : { analyte }), reason, reference: source.reference });
  }

  record(): LabRecord {
    const supersede = (fact: { readonly analyte?: AnalyteId; readonly reference: string }) =>
      this.refused.push({
        ...(fact.analyte === undefined ? {} : { analyte: fact.analyte }),
        reason: 'superseded',
        reference: fact.reference,
      });
    const stiffness = current(this.stiffness, ({ reference }) => supersede({ reference }));
    return {
      results: withComputedBmi(newestFirst(current(this.results, supersede))),
      serology: newestFirst(current(this.serology, ({ reference }) => supersede({ reference }))),
      stiffness: newestFirst(this.withLoneQuality(stiffness)),
      refused: this.refused,
    };
  }

  /** Quality reported as results of their own belongs to the one reading of the same moment; with two, to neither. */
  private withLoneQuality(readings: readonly StiffnessReading[]): readonly StiffnessReading[] {
    if (this.qualities.size === 0) return readings;
    return readings.map((reading) => {
      const quality = reading.date === undefined ? undefined : this.qualities.get(reading.date);
      const alone = readings.filter((other) => other.date === reading.date).length === 1;
      return quality && alone ? withQuality(reading, quality) : reading;
    });
  }
}

function hasAny(quality: StiffnessQuality): boolean {
  return Object.keys(quality).length > 0;
}

function rankOfSource({ status }: Source): number {
  return (status === undefined ? undefined : rankOf[status]) ?? 1;
}

function ranked<T>(fact: T, what: string, source: Source): Ranked<T> {
  return {
    fact,
    key: source.moment === undefined ? undefined : `${what} ${source.moment}`,
    rank: rankOfSource(source),
    issued: source.issued,
  };
}

/**
 * Of results for the same thing at the same moment, a corrected one replaces the original and a final one the preliminary.
 * Of several corrections the one issued last holds. Two finals of one moment both stand: neither says that the other is wrong.
 */
function current<T>(facts: readonly Ranked<T>[], supersede: (fact: T) => void): T[] {
  const best = new Map<string, Ranked<T>>();
  let conflict = false;
  for (const fact of facts) {
    if (fact.key === undefined) continue;
    const other = best.get(fact.key);
    if (other) conflict = true;
    if (!other || outranks(fact, other)) best.set(fact.key, fact);
  }
  if (!conflict) return facts.map(({ fact }) => fact);
  const kept: T[] = [];
  for (const fact of facts) {
    const winner = fact.key === undefined ? undefined : best.get(fact.key);
    if (winner === undefined || winner === fact || !outranks(winner, fact)) kept.push(fact.fact);
    else supersede(fact.fact);
  }
  return kept;
}

function outranks(a: Ranked<unknown>, b: Ranked<unknown>): boolean {
  if (a.rank !== b.rank) return a.rank > b.rank;
  return a.rank === 3 && a.issued > b.issued;
}

/** One resource may come in several versions, and on several pages; the newest counts. */
function newestVersions<E extends { readonly resource: Json; readonly reference: string }>(entries: readonly E[]): E[] {
  const newest = new Map<string, E>();
  for (const entry of entries) {
    const other = newest.get(entry.reference);
    if (!other || isNewer(entry.resource, other.resource)) newest.set(entry.reference, entry);
  }
  return newest.size === entries.length ? [...entries] : [...newest.values()];
}

function isNewer(a: Json, b: Json): boolean {
  const [one, other] = [object(a['meta']), object(b['meta'])];
  const [version, otherVersion] = [number(one?.['versionId']), number(other?.['versionId'])];
  if (version !== undefined && otherVersion !== undefined && version !== otherVersion) return version > otherVersion;
  const [updated, otherUpdated] = [text(one?.['lastUpdated']) ?? '', text(other?.['lastUpdated']) ?? ''];
  if (updated !== otherUpdated) return updated > otherUpdated;
  return correction(a) > correction(b);
}
/** Without any version a withdrawal wins over what it withdraws, and a correction over the original. */
function correction(observation: Json): number {
  const status = text(observation['status']) ?? '';
  return withdrawn.has(status) ? 9 : (rankOf[status] ?? 0);
}

/** What this service itself wrote into the chart is never its own evidence. */
function isOwn(observation: Json): boolean {
  for (const identifier of list(observation['identifier'])) {
    if (text(object(identifier)?.['system'])?.startsWith(`${fibrocastSystem}/sid/`)) return true;
  }
  return false;
}

