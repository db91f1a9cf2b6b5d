import { type Kysely, sql } from 'kysely';
import { contentDigest, requireStorable, withoutVersion } from '../../../fhir-resources/search/content.ts';
import { indexEntryOf } from '../../../fhir-resources/search/index-entry.ts';
import type { SaveOptions, SaveReport, StoredDocument } from '../../ports/results.ts';
import { databaseFailure, isConflict, isRefused } from './database-failure.ts';
import { groupCommit } from './group-commit.ts';
import { keptPlan } from './kept-plan.ts';
import { recentlyStored } from './recently-stored.ts';
import type { Tables } from './tables.ts';

interface Row {
  readonly key: string;
  readonly type: string;
  readonly id: string;
  readonly digest: string;
  readonly subject: string;
  readonly dateLow: number;
  readonly dateHigh: number;
  /** PostgreSQL array literal. */
  readonly keys: string;
  readonly facts: string;
  readonly body: string;
  readonly owe: boolean;
}
type Batch = ReadonlyMap<string, Row>;

/** Most documents of one transaction that carries several calls. */
const mostTogether = 1_000;

/**
 * Saving with group commit. `trustMs`: how long this process may take its own memory for what is stored. Where only one
 * process writes (embedded) that is for ever. Where others write too, a document that another process has changed in
 * that time is left as the other one wrote it until the time is over; documents are functions of their id and the
 * service version, so this can only be two versions of the service running side by side.
 */
export function sqlSave(db: Kysely<Tables>, options: { trustMs: number; onWritten(count: number): void }) {
  const recent = recentlyStored({ most: 50_000, trustMs: options.trustMs, now: () => performance.now() });
  const commits = groupCommit<Batch, number>({
    commit: (batches) => withRetry(() => writeTogether(db, batches)),
    fits: (gathered, batch) =>
      gathered.reduce((sum, each) => sum + each.size, batch.size) <= mostTogether &&
      gathered.every((each) => !contradicts(each, batch)),
    mayBeOneItem: isRefused,
  });

  return {
    idle: commits.idle,
    async save(documents: readonly StoredDocument[], saveOptions: SaveOptions = {}): Promise<SaveReport> {
      const owe = saveOptions.owe === true;
      for (const document of documents) requireStorable(document);
      const batch = new Map<string, Row>();
      const marks = new Map<string, string>();
      for (const document of documents) {
        const key = `${document.resourceType}/${document.id}`;
        const mark = recent.markOf(document, owe);
        if (!batch.has(key) && recent.has(key, mark)) continue;
        batch.set(key, rowOf(key, document, owe));
        marks.set(key, mark);
        recent.expect(key, batch);
      }
      let written = 0;
      try {
        if (batch.size > 0) written = await commits.add(batch);
      } catch (error) {
        for (const key of marks.keys()) recent.remember(key, batch, undefined);
        throw databaseFailure(error);
      }
      for (const [key, mark] of marks) recent.remember(key, batch, mark);
      options.onWritten(written);
      return { written, unchanged: documents.length - written };
    },
  };
}

function rowOf(key: string, document: StoredDocument, owe: boolean): Row {
  const entry = indexEntryOf(document);
  return {
    key,
    type: document.resourceType,
    id: document.id,
    digest: contentDigest(document),
    subject: entry.subject,
    dateLow: entry.dateLow,
    dateHigh: entry.dateHigh,
    keys: arrayLiteral(entry.keys),
    facts: JSON.stringify(entry.facts),
    body: JSON.stringify(withoutVersion(document)),
    owe,
  };
}

const arrayLiteral = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

/** Two contents of one document cannot stand in one statement; the later call waits for its own. */
function contradicts(a: Batch, b: Batch): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const [key, row] of small) {
    const other = large.get(key);
    if (other && (other.digest !== row.digest || other.owe !== row.owe)) return true;
  }
  return false;
}

/** One statement, so one transaction and one round trip. Rows in key order: processes that write the same documents cannot deadlock. */
async function writeTogether(db: Kysely<Tables>, batches: readonly Batch[]): Promise<number[]> {
  const distinct = new Map<string, Row>();
  for (const batch of batches) for (const [key, row] of batch) distinct.set(key, row);
  const rows = [...distinct.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const column = <T>(pick: (row: Row) => T): T[] => rows.map(pick);
  const result = await sql<{ key: string }>`
    ${keptPlan} with input as (
      select * from unnest(
        ${column((row) => row.type)}::text[], ${column((row) => row.id)}::text[], ${column((row) => row.digest)}::text[],
        ${column((row) => row.subject)}::text[], ${column((row) => row.dateLow)}::float8[],
        ${column((row) => row.dateHigh)}::float8[], ${column((row) => row.keys)}::text[],
        ${column((row) => row.facts)}::text[], ${column((row) => row.body)}::text[], ${column((row) => row.owe)}::boolean[])
      as rows (type, id, digest, subject, date_low, date_high, keys, facts, body, owe)),
    moment as (select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now),
    written as (
      insert into document (type, id, version, last_updated, digest, subject, date_low, date_high, keys, facts, body)
      select type, id, 1, now, digest, subject, date_low, date_high, keys::text[], facts::jsonb, body from input, moment
      on conflict (type, id) do update set
        version = document.version + 1,
        last_updated = greatest(excluded.last_updated, document.last_updated + 1),
        digest = excluded.digest, subject = excluded.subject, date_low = excluded.date_low,
        date_high = excluded.date_high, keys = excluded.keys, facts = excluded.facts, body = excluded.body
      where document.digest <> excluded.digest
      returning type || '/' || id as key),
    owed as (
      insert into outbox (type, id, digest, since)
      select type, id, digest, now from input, moment where owe
      on conflict (type, id) do update set
        digest = excluded.digest, since = excluded.since, attempts = 0, not_before = 0, acknowledged = false, reason = null
      where outbox.digest <> excluded.digest)
    select key from written`.execute(db);
  const written = new Set(result.rows.map((row) => row.key));
  // A document of several calls counts as written for the first that brought it.
  return batches.map((batch) => [...batch.keys()].filter((key) => written.delete(key)).length);
}

async function withRetry<T>(operation: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (attempt === 3 || !isConflict(error)) throw error;
    }
  }
}
