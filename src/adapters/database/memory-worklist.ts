import type { RiskLevel } from '../../core/assessment.ts';
import { markHolds, markStateOf } from '../../core/worklist/marks.ts';
import { changeOf, gapKinds } from '../../core/worklist/worklist.ts';
import type { ListedPatient, WorklistCounts, WorklistQuery, WorklistStore } from '../../ports/worklist.ts';
import { cursorOf, keysOf, placeOf, sortKeys } from './worklist-keys.ts';

/** The worklist in a map. */
export function memoryWorklist(): WorklistStore {
  const byPatient = new Map<string, ListedPatient>();
  return {
    async note(row) {
      const key = JSON.stringify([row.fhirServer, row.patientId]);
      const known = byPatient.get(key);
      if (known && Date.parse(known.seenAt) > Date.parse(row.seenAt)) return;
      const change = changeOf(known && { row: known, ...(known.change ? { change: known.change } : {}) }, row);
      const mark = known?.mark && markHolds(known, row) ? known.mark : undefined;
      byPatient.set(key, structuredClone({ ...row, ...(change ? { change } : {}), ...(mark ? { mark } : {}) }));
    },
    async query(query) {
      const [first, second] = sortKeys[query.sort];
      const all = [...byPatient.values()]
        .filter((row) => isMatch(row, query))
        .map((row) => {
          const keys = keysOf(row);
          return { row, place: [keys[first], keys[second], row.patientId] as const };
        })
        .sort((a, b) => comparePlaces(a.place, b.place));
      const after = query.after === undefined ? undefined : placeOf(query.after);
      const rest = (after ? all.filter(({ place }) => comparePlaces(after, place) < 0) : all).slice(query.skip ?? 0);
      const page = rest.slice(0, query.count);
      const last = page.at(-1);
      return {
        rows: page.map(({ row }) => structuredClone(row)),
        total: all.length,
        ...(last && rest.length > page.length ? { next: cursorOf(last.place) } : {}),
      };
    },
    async counts(about) {
      const rows = [...byPatient.values()].filter((row) => isMatch(row, { ...about, sort: 'risk', count: 0 }));
      const counts = emptyCounts();
      for (const { level, gaps, change } of rows) {
        counts.levels[level] += 1;
        for (const kind of gapKinds) if (gaps.some((gap) => gap.kind === kind)) counts.gaps[kind] += 1;
        if (change) counts.changed[change.direction] += 1;
      }
      return counts;
    },
    async mark({ fhirServer, patientIds }, mark) {
      return [...new Set(patientIds)].filter((patientId) => {
        const key = JSON.stringify([fhirServer, patientId]);
        const known = byPatient.get(key);
        if (!known) return false;
        const { mark: _, ...row } = known;
        byPatient.set(key, structuredClone({ ...row, ...(mark ? { mark } : {}) }));
        return true;
      });
    },
    async patientsByLevel(fhirServer, since) {
      const byLevel = new Map<RiskLevel, number>();
      for (const row of byPatient.values())
        if (row.fhirServer === fhirServer && Date.parse(row.seenAt) >= Date.parse(since))
          byLevel.set(row.level, (byLevel.get(row.level) ?? 0) + 1);
      return [...byLevel]
        .map(([level, patients]) => ({ level, patients }))
        .sort((a, b) => (a.level < b.level ? -1 : 1));
    },
  };
}

type Counts = { -readonly [K in keyof WorklistCounts]: { -readonly [V in keyof WorklistCounts[K]]: number } };
const emptyCounts = (): Counts => ({
  levels: { decompensated: 0, high: 0, indeterminate: 0, low: 0, 'not-assessable': 0 },
  gaps: { surveillance: 0, imaging: 0, data: 0 },
  changed: { worse: 0, better: 0, other: 0 },
});

type Places = readonly [number, number, string];
function comparePlaces(a: Places, b: Places): number {
  return b[0] - a[0] || b[1] - a[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
}

function isMatch(row: ListedPatient, query: WorklistQuery): boolean {
  const { levels, states, etiologies, gaps, changed, patientIds, marks, today } = query;
  return (
    row.fhirServer === query.fhirServer &&
    (levels?.includes(row.level) ?? true) &&
    (states?.includes(row.state) ?? true) &&
    (etiologies?.includes(row.etiology) ?? true) &&
    (gaps === undefined || row.gaps.some(({ kind }) => gaps.includes(kind))) &&
    (changed === undefined || (row.change !== undefined && changed.includes(row.change.direction))) &&
    (patientIds?.includes(row.patientId) ?? true) &&
    (marks?.includes(markStateOf(row.mark, today)) ?? true)
  );
}
