import { type Kysely, sql } from 'kysely';
import { cursorOf, readCursor, type SortValue, sortKeysOf } from '../../../fhir-resources/search/order.ts';
import type { ResultStore, StoredDocument } from '../../ports/results.ts';
import { guarded } from './database-failure.ts';
import { type DocumentRow, documentOf } from './document-row.ts';
import { whereClause } from './sql-criteria.ts';
import { afterClause, orderClause, sortExpression } from './sql-order.ts';
import { acknowledgeDocuments, owedDocuments, postponeDocuments } from './sql-outbox.ts';
import type { sqlSave } from './sql-save.ts';
import type { Tables } from './tables.ts';

/** Documents read at a time by `stream`: bounds memory. */
const streamedTogether = 500;

/** The result store over SQL; the same for the embedded store and PostgreSQL. `close` waits for writes under way. */
export function sqlResults(db: Kysely<Tables>, writer: ReturnType<typeof sqlSave>): ResultStore {
  return {
    save: writer.save,

    async read(resourceType, id) {
      const row = await guarded(() =>
        db
          .selectFrom('document')
          .select(['type', 'id', 'version', 'last_updated', 'body'])
          .where('type', '=', resourceType)
          .where('id', '=', id.replaceAll('\0', ''))
          .executeTakeFirst(),
      );
      return row && documentOf(row);
    },

    async search(query) {
      const { resourceType: type } = query;
      const keys = sortKeysOf(query);
      const where = whereClause(query);
      const after = query.after === undefined ? undefined : readCursor(query.after, keys);
      const page = after ? sql`${where} and ${afterClause(type, keys, after)}` : where;
      const places = keys.map((key, index) => sql`${sortExpression(type, key)} as ${sql.ref(`place_${index}`)}`);
      const rows =
        query.count === 0
          ? []
          : await guarded(async () => {
              const select = sql<DocumentRow & Record<string, SortValue>>`
                select type, id, version, last_updated, body, ${sql.join(places)}
                from document where ${page} order by ${orderClause(type, keys)} limit ${query.count + 1}`;
              return (await select.execute(db)).rows;
            });
      const shown = rows.slice(0, query.count);
      const last = shown.at(-1);
      const next =
        last && rows.length > shown.length
          ? cursorOf(
              keys.map((_, index) => last[`place_${index}`] ?? ''),
              keys,
            )
          : undefined;
      return {
        documents: shown.map(documentOf),
        ...(next !== undefined && { next }),
        ...(query.total === 'accurate' && {
          // What the page itself shows need not be counted.
          total: !after && query.count > 0 && next === undefined ? shown.length : await countOf(db, where),
        }),
      };
    },

    // Pages of its own instead of a database cursor: a cursor would hold the one connection of the embedded store.
    // A document that is changed meanwhile moves to the end and is seen again; none is left out.
    async *stream(query) {
      const where = whereClause(query);
      let place: { readonly updated: number; readonly id: string } | undefined;
      for (;;) {
        const after = place ? sql`and (last_updated, id) > (${place.updated}::float8, ${place.id}::text)` : sql``;
        const rows: readonly DocumentRow[] = await guarded(async () => {
          const select = sql<DocumentRow>`select type, id, version, last_updated, body from document
            where ${where} ${after} order by last_updated, id limit ${streamedTogether}`;
          return (await select.execute(db)).rows;
        });
        for (const row of rows) yield documentOf(row) satisfies StoredDocument;
        const last = rows.at(-1);
        if (!last || rows.length < streamedTogether) return;
        place = { updated: last.last_updated, id: last.id };
      }
    },

    owed: (limit) => guarded(() => owedDocuments(db, limit)),
    acknowledge: (keys) => guarded(() => acknowledgeDocuments(db, keys)),
    postpone: (keys, notBefore, reason) => guarded(() => postponeDocuments(db, keys, notBefore, reason)),
    ping: () =>
      guarded(async () => {
        await sql`select 1`.execute(db);
      }),
    close: () => writer.idle(),
  };
}

async function countOf(db: Kysely<Tables>, where: ReturnType<typeof whereClause>): Promise<number> {
  const count = await guarded(() =>
    sql<{ total: string }>`select count(*) as total from document where ${where}`.execute(db),
  );
  return Number(count.rows[0]?.total ?? 0);
}
