import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { RiskLevel } from '../../core/assessment.ts';
import { type MarkState, markHolds, type WorklistMark } from '../../core/worklist/marks.ts';
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
            ...(known && !markHolds(known, row) ? noMark : {}),
          };
          await tx
            .insertInto('worklist')
            .values(values)
            .onConflict((conflict) => conflict.columns(['fhir_server', 'patient_id']).doUpdateSet(values))
            .execute();
        }),
      ),
    patientsByLevel: (fhirServer, since) =>
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
        const counted = await sql<{ total: string }>`select count(*) as total from worklist where ${where}`.execute(db);
        const total = Number(counted.rows[0]?.total ?? 0);
        const span = spanOf(query, total);
        const order = span.backwards ? sql`${a}, ${b}, patient_id desc` : sql`${a} desc, ${b} desc, patient_id`;
        // Places first, bodies of the page alone afterwards: where an index does not give the order, a sort that carried all bodies
        // would go to disk.
        const { rows } = await sql<Shown>`
          with page as materialized (
            select ${a} as a, ${b} as b, patient_id from worklist where ${page}
            order by ${order} limit ${span.limit} offset ${span.offset})
          select page.a, page.b, patient_id, body, mark_body from page join worklist using (patient_id)
          where fhir_server = ${query.fhirServer} order by page.a desc, page.b desc, patient_id`.execute(db);
        const shown = rows.slice(0, query.count);
        const last = shown.at(-1);
        return {
          rows: shown.map(listedOf),
          total,
          ...(last && rows.length > shown.length ? { next: cursorOf([last.a, last.b, last.patient_id]) } : {}),
        };
      });
    },
    counts: (about) =>
      guarded(async () => {
        const one = (name: string, condition: RawBuilder<unknown>) =>
          sql`count(*) filter (where ${condition}) as ${sql.ref(name)}`;
        const where = sql.join(conditions({ ...about, sort: 'risk', count: 0 }), sql` and `);
        const { rows } = await sql<Record<string, string>>`select ${sql.join([
          ...levels.map((level) => one(`levels ${level}`, sql`level = ${level}`)),
          ...gaps.map((gap) => one(`gaps ${gap}`, sql`gap_kinds @> array[${gap}]::text[]`)),
          ...directions.map((direction) => one(`changed ${direction}`, sql`changed = ${direction}`)),
        ])} from worklist where ${where}`.execute(db);
        const numbers = <const T extends string>(family: string, names: readonly T[]) =>
          Object.fromEntries(names.map((name) => [name, Number(rows[0]?.[`${family} ${name}`] ?? 0)])) as Record<
            T,
            number
          >;
        return {
          levels: numbers('levels', levels),
          gaps: numbers('gaps', gaps),
          changed: numbers('changed', directions),
        };
      }),
    mark: ({ fhirServer, patientIds }, mark) =>
      guarded(async () => {
        const marked = await db
          .updateTable('worklist')
          .set(mark ? markColumns(mark) : noMark)
          .where('fhir_server', '=', fhirServer)
          .where(sql<boolean>`patient_id = any(${[...patientIds]}::text[])`)
          .returning('patient_id')
          .execute();
        return marked.map(({ patient_id }) => patient_id);
      }),
  };
}

/** Which rows to read, one more than the page to know whether it is the last; a jump into the lower half is counted from the end. */
function spanOf({ count, skip = 0, after }: WorklistQuery, total: number) {
  const limit = count + 1;
  const left = total - skip;
  if (after !== undefined || skip <= total / 2 || left <= 0) return { backwards: false, limit, offset: skip };
  return { backwards: true, limit: Math.min(limit, left), offset: Math.max(0, left - limit) };
}

interface Shown {
  readonly a: number;
  readonly b: number;
  readonly patient_id: string;
  readonly body: string;
  readonly mark_body: string | null;
}
function listedOf({ body, mark_body }: Shown): ListedPatient {
  const row = JSON.parse(body) as ListedPatient;
  return mark_body === null ? row : { ...row, mark: JSON.parse(mark_body) as WorklistMark };
}

const noMark = { mark: null, mark_until: null, mark_body: null };
const markColumns = (mark: WorklistMark) => ({
  mark: mark.kind,
  mark_until: mark.kind === 'snoozed' ? Date.parse(mark.until) : null,
  mark_body: JSON.stringify(mark),
});

/** The first line alone lets an index begin at the place; the second says it in full. */
const beyond = (a: RawBuilder<unknown>, b: RawBuilder<unknown>, [first, second, patientId]: Place) =>
  sql`(${a} <= ${first} and
    (${a} < ${first} or ${b} < ${second} or (${b} = ${second} and patient_id > ${patientId})))`;

const levels = ['decompensated', 'high', 'indeterminate', 'low', 'not-assessable'] as const;
const gaps = ['surveillance', 'imaging', 'data'] as const;
const directions = ['worse', 'better', 'other'] as const;

function conditions(query: WorklistQuery): RawBuilder<unknown>[] {
  const { patientIds, marks } = query;
  const any = (column: string, values: readonly string[] | undefined) =>
    values ? [sql`${sql.ref(column)} = any(${[...values]}::text[])`] : [];
  return [
    sql`fhir_server = ${query.fhirServer}`,
    ...any('level', query.levels),
    ...any('state', query.states),
    ...any('etiology', query.etiologies),
    ...(query.gaps ? [sql`gap_kinds && ${[...query.gaps]}::text[]`] : []),
    ...any('changed', query.changed),
    ...any('patient_id', patientIds),
    ...(marks ? [marked(marks, Date.parse(query.today))] : []),
  ];
}

function marked(states: readonly MarkState[], todayMs: number): RawBuilder<unknown> {
  const conditionOf: Readonly<Record<MarkState, RawBuilder<unknown>>> = {
    open: sql`mark is null or mark_until <= ${todayMs}`,
    snoozed: sql`mark_until > ${todayMs}`,
    reviewed: sql`mark = 'reviewed'`,
  };
  return states.length === 0
    ? sql`false`
    : sql`(${sql.join(
        states.map((state) => conditionOf[state]),
        sql` or `,
      )})`;
}
