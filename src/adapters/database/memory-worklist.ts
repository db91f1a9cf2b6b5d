import type { RiskLevel } from '../../core/assessment.ts';
import { changeOf } from '../../core/worklist/worklist.ts';
import type { ListedPatient, WorklistQuery, WorklistStore } from '../../ports/worklist.ts';
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
      byPatient.set(key, structuredClone({ ...row, ...(change ? { change } : {}) }));
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
      const rest = after ? all.filter(({ place }) => comparePlaces(after, place) < 0) : all;
      const page = rest.slice(0, query.count);
      const last = page.at(-1);
      return {
        rows: page.map(({ row }) => structuredClone(row)),
        total: all.length,
        ...(last && rest.length > page.length ? { next: cursorOf(last.place) } : {}),
      };
    },
    async counts(fhirServer, since) {
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

type Places = readonly [number, number, string];
function comparePlaces(a: Places, b: Places): number {
  return b[0] - a[0] || b[1] - a[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
}

function isMatch(row: ListedPatient, query: WorklistQuery): boolean {
  const { levels, states, etiologies, gaps, changed, patientIds } = query;
  return (
    row.fhirServer === query.fhirServer &&
    (levels?.includes(row.level) ?? true) &&
    (states?.includes(row.state) ?? true) &&
    (etiologies?.includes(row.etiology) ?? true) &&
    (gaps === undefined || row.gaps.some(({ kind }) => gaps.includes(kind))) &&
    (changed === undefined || (row.change !== undefined && changed.includes(row.change.direction))) &&
    (patientIds?.includes(row.patientId) ?? true)
  );
}
