import { type Kysely, sql } from 'kysely';
import type { SilentEntry } from '../../core/models/compare-silent.ts';
import type { SilentLog } from '../../ports/predictors.ts';
import { guarded } from './database-failure.ts';
import type { Tables } from './tables.ts';

/** Entries of one model that are kept; the oldest go first. */
export const keptEntries = 10_000;
/** So many entries are written before the oldest are looked for again. */
const sweepEvery = 200;

const dayOf = ({ asOf }: SilentEntry) => asOf.slice(0, 10);

export function memorySilentLog(kept = keptEntries): SilentLog {
  const byKey = new Map<string, SilentEntry>();
  const of = (model: string) => [...byKey.entries()].filter(([, entry]) => entry.model === model);
  return {
    async keep(entries) {
      for (const entry of entries) {
        const key = JSON.stringify([entry.model, entry.fhirServer, entry.patientId, dayOf(entry)]);
        byKey.delete(key);
        byKey.set(key, structuredClone(entry));
        const own = of(entry.model);
        for (const [oldest] of own.slice(0, Math.max(0, own.length - kept))) byKey.delete(oldest);
      }
    },
    async entries(model, limit) {
      return of(model)
        .map(([, entry]) => entry)
        .reverse()
        .slice(0, limit);
    },
  };
}

/** A table of its own: no search of results ever sees it. */
export function sqlSilentLog(db: Kysely<Tables>, kept = keptEntries, every = sweepEvery): SilentLog {
  let unswept = 0;
  const sweep = (model: string) =>
    sql`delete from silent_entry where seq in (
      select seq from silent_entry where model = ${model} order by seq desc offset ${kept})`.execute(db);
  return {
    keep: (entries) =>
      guarded(async () => {
        for (const entry of entries) {
          const { model, fhirServer, patientId } = entry;
          const body = JSON.stringify(entry);
          // The row gets a new number: it is the newest again.
          await sql`insert into silent_entry (model, fhir_server, patient_id, day, body)
            values (${model}, ${fhirServer}, ${patientId}, ${dayOf(entry)}, ${body})
            on conflict (model, fhir_server, patient_id, day)
            do update set body = excluded.body, seq = excluded.seq`.execute(db);
        }
        unswept += entries.length;
        if (unswept < every) return;
        unswept = 0;
        for (const model of new Set(entries.map(({ model }) => model))) await sweep(model);
      }),
    entries: (model, limit) =>
      guarded(async () => {
        const rows = await db
          .selectFrom('silent_entry')
          .select('body')
          .where('model', '=', model)
          .orderBy('seq', 'desc')
          .limit(limit)
          .execute();
        return rows.map(({ body }): SilentEntry => JSON.parse(body));
      }),
  };
}
