import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { RiskLevel } from '../../core/assessment.ts';
import { changeOf } from '../../core/worklist/worklist.ts';
import type { ListedPatient, WorklistQuery, WorklistStore } from '../../ports/worklist.ts';
import { guarded } from './database-failure.ts';
import type { Tables } from './tables.ts';
import { cursorOf, keysOf, type Place, placeOf, sortKeys, type WorklistKeys } from './worklist-keys.ts';

const columns: Readonly<Record<keyof WorklistKeys, string>> = {
  levelRank: 'level_rank',
  risk: 'risk',
  changeRank: 'change_rank',
  changedAt: 'changed_at',
  gapWeight: 'gap_weight',
  seenAt: 'seen_at',
};

export function sqlWorklist(db: Kysely<Tables>): WorklistStore {
  return {
    note: (row) =>
      guarded(() =>
        db.transaction().execute(async (tx) => {
          const stored = await tx
            .selectFrom('worklist')
            .select('body')
            .where('fhir_server', '=', row.fhirServer)
            .where('patient_id', '=', row.patientId)
            .forUpdate()
            .executeTakeFirst();
          const known = stored && (JSON.parse(stored.body) as ListedPatient);
          if (known && Date.parse(known.seenAt) > Date.parse(row.seenAt)) return;
          const change = changeOf(known && { row: known, ...(known.change ? { change: known.change } : {}) }, row);
          const listed: ListedPatient = { ...row, ...(change ? { change } : {}) };
          const keys = keysOf(listed);
          const values = {
            fhir_server: row.fhirServer,
            patient_id: row.patientId,
            level: row.level,
            state: row.state,
            etiology: row.etiology,
            gap_kinds: [...new Set(row.gaps.map(({ kind }) => kind))],
            changed: change?.direction ?? null,
            level_rank: keys.levelRank,
            risk: keys.risk,
            change_rank: keys.changeRank,
            changed_at: keys.changedAt,
            gap_weight: keys.gapWeight,
            seen_at: keys.seenAt,
            body: JSON.stringify(listed),
          };
          await tx
            .insertInto('worklist')
            .values(values)
            .onConflict((conflict) => conflict.columns(['fhir_server', 'patient_id']).doUpdateSet(values))
            .execute();
        }),
      ),
    counts: (fhirServer, since) =>
      guarded(async () => {
        const { rows } = await sql<{ level: RiskLevel; patients: string }>`
          select level, count(*) as patients from worklist
          where fhir_server = ${fhirServer} and seen_at >= ${Date.parse(since)}::float8
          group by level order by level`.execute(db);
        return rows.map(({ level, patients }) => ({ level, patients: Number(patients) }));
      }),
    query: (query) => {
      // A cursor that is none is the caller's failure, not the database's.
      const after = query.after === undefined ? undefined : placeOf(query.after);
      return guarded(async () => {
        const [first, second] = sortKeys[query.sort];
        const [a, b] = [sql.ref(columns[first]), sql.ref(columns[second])];
        const where = sql.join(conditions(query), sql` and `);
        const page = after ? sql`${where} and ${beyond(a, b, after)}` : where;
        const { rows } = await sql<{ body: string; a: number; b: number; patient_id: string }>`
          select body, ${a} as a, ${b} as b, patient_id from worklist where ${page}
          order by ${a} desc, ${b} desc, patient_id limit ${query.count + 1}`.execute(db);
        const counted = await sql<{ total: string }>`select count(*) as total from worklist where ${where}`.execute(db);
        const shown = rows.slice(0, query.count);
        const last = shown.at(-1);
        return {
          rows: shown.map(({ body }): ListedPatient => JSON.parse(body)),
          total: Number(counted.rows[0]?.total ?? 0),
          ...(last && rows.length > shown.length ? { next: cursorOf([last.a, last.b, last.patient_id]) } : {}),
        };
      });
    },
  };
}

const beyond = (a: RawBuilder<unknown>, b: RawBuilder<unknown>, [first, second, patientId]: Place) =>
  sql`(${a} < ${first} or (${a} = ${first} and (${b} < ${second} or (${b} = ${second} and patient_id > ${patientId}))))`;

function conditions(query: WorklistQuery): RawBuilder<unknown>[] {
  const { levels, states, etiologies, gaps, changed, patientIds } = query;
  const any = (column: string, values: readonly string[] | undefined) =>
    values ? [sql`${sql.ref(column)} = any(${[...values]}::text[])`] : [];
  return [
    sql`fhir_server = ${query.fhirServer}`,
    ...any('level', levels),
    ...any('state', states),
    ...any('etiology', etiologies),
    ...(gaps ? [sql`gap_kinds && ${[...gaps]}::text[]`] : []),
    ...any('changed', changed),
    ...any('patient_id', patientIds),
  ];
}
