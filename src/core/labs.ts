import type { LabRecord, LabResult, RefusedResult, SerologyMarker, SerologyResult, StiffnessReading } from './chart.ts';
import { dayNumber, daysBetween, instantOf, isAfter, latest } from './chart-dates.ts';
import type { AnalyteId } from './quantity.ts';

/** What dated, attributable facts have in common. */
interface Dated {
  readonly date?: string;
  readonly preliminary?: boolean;
  readonly reference: string;
}

/**
 * Two partial records of one patient (laboratory and measurements, two queries) as one: newest first, each entry once.
 * Undefined means "could not be had" and gives way to the other side; both undefined stay undefined.
 */
export function joinLabRecords(a: LabRecord, b: LabRecord): LabRecord;
export function joinLabRecords(a: LabRecord | undefined, b: LabRecord | undefined): LabRecord | undefined;
export function joinLabRecords(a: LabRecord | undefined, b: LabRecord | undefined): LabRecord | undefined {
  if (!a || !b) return a ?? b;
  return {
    results: newestFirst(once([...a.results, ...b.results])),
    serology: newestFirst(once([...a.serology, ...b.serology])),
    stiffness: newestFirst(once([...a.stiffness, ...b.stiffness])),
    refused: once([...a.refused, ...b.refused]).sort(byText),
  };
}

/** Each fact once. Facts of different resources differ; only those of one resource (components, both records) are compared. */
function once<T extends { readonly reference: string }>(entries: readonly T[]): T[] {
  const ofResource = new Map<string, T[]>();
  return entries.filter((entry) => {
    const kept = ofResource.get(entry.reference);
    if (!kept) {
      ofResource.set(entry.reference, [entry]);
      return true;
    }
    const text = factText(entry);
    if (kept.some((other) => factText(other) === text)) return false;
    kept.push(entry);
    return true;
  });
}

/** Independent of the order of keys: the last resort for a total order of facts. */
const factText = (fact: object) =>
  JSON.stringify(Object.entries(fact).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
const compareText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
const byText = (left: RefusedResult, right: RefusedResult) => compareText(factText(left), factText(right));

/**
 * Newest first. Within one (UTC) day a final result comes before a preliminary one, then the later time, then the
 * greater reference: a total order, so that the order in which a server lists results never decides.
 * Undated entries come last.
 */
export function newestFirst<T extends Dated>(entries: readonly T[]): T[] {
  return inOrder(entries.map((entry) => ({ entry, at: instantOf(entry.date) })));
}

interface Moment<T extends Dated> {
  readonly entry: T;
  readonly at: number | undefined;
}
const inOrder = <T extends Dated>(moments: readonly Moment<T>[]): T[] =>
  [...moments].sort(compareMoments).map(({ entry }) => entry);

function compareMoments(left: Moment<Dated>, right: Moment<Dated>): number {
  if (left.at !== undefined && right.at !== undefined) {
    const days = dayNumber(right.at) - dayNumber(left.at);
    if (days !== 0) return days;
    const final = Number(left.entry.preliminary ?? false) - Number(right.entry.preliminary ?? false);
    if (final !== 0) return final;
    if (left.at !== right.at) return right.at - left.at;
  } else if (left.at !== right.at) return left.at === undefined ? 1 : -1;
  return (
    compareText(right.entry.reference, left.entry.reference) || compareText(factText(left.entry), factText(right.entry))
  );
}

/** The laboratory record at one moment, looked through once: whatever asks for a newest value asks here. */
export interface LabIndex {
  /** False when the record could not be had: then nothing is known, which is not "nothing there". */
  readonly searched: boolean;
  /** Newest dated result up to asOf; with `withinDays`, undefined when it is older. Undated results are never given: nobody can say that they are current. */
  newest(analyte: AnalyteId, withinDays?: number): LabResult | undefined;
  /** All dated results of the analyte up to asOf, newest first. */
  all(analyte: AnalyteId): readonly LabResult[];
  serology(marker: SerologyMarker): readonly SerologyResult[];
  readonly stiffness: readonly StiffnessReading[];
  /** Analytes that have results, all of them without a date. */
  readonly undatedOnly: readonly AnalyteId[];
  readonly undatedStiffness: boolean;
}

export function indexLabs(labs: LabRecord | undefined, asOf: string): LabIndex {
  const now = instantOf(asOf) ?? Number.NEGATIVE_INFINITY;
  // A thousand results are parsed once here and sorted only for the analytes that are asked for.
  const results = new Map<AnalyteId, Moment<LabResult>[]>();
  const undated = new Set<AnalyteId>();
  for (const result of labs?.results ?? []) {
    const at = instantOf(result.date);
    if (at === undefined) undated.add(result.analyte);
    else if (at <= latest(result.date ?? '', now)) group(results, result.analyte, { entry: result, at });
  }
  const serology = new Map<SerologyMarker, SerologyResult[]>();
  for (const result of labs?.serology ?? []) {
    // An undated marker still says something (infected ever), so it is kept, as the oldest.
    if (!isAfter(result.date, asOf)) group(serology, result.marker, result);
  }
  const readings = labs?.stiffness ?? [];
  const sorted = new Map<AnalyteId, readonly LabResult[]>();
  const all = (analyte: AnalyteId): readonly LabResult[] => {
    const known = sorted.get(analyte);
    if (known) return known;
    const ordered = inOrder(results.get(analyte) ?? []);
    sorted.set(analyte, ordered);
    return ordered;
  };
  const dated = readings.filter((reading) => instantOf(reading.date) !== undefined && !isAfter(reading.date, asOf));
  return {
    searched: labs !== undefined,
    all,
    newest(analyte, withinDays) {
      const result = all(analyte)[0];
      if (!result || withinDays === undefined) return result;
      return (daysBetween(result.date, asOf) ?? Number.POSITIVE_INFINITY) <= withinDays ? result : undefined;
    },
    serology: (marker) => newestFirst(serology.get(marker) ?? []),
    stiffness: newestFirst(dated),
    undatedOnly: [...undated].filter((analyte) => !results.has(analyte)).sort(),
    undatedStiffness: dated.length === 0 && readings.some((reading) => instantOf(reading.date) === undefined),
  };
}

function group<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
