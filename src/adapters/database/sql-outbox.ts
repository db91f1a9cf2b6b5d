import { type Kysely, sql } from 'kysely';
import type { DocumentKey, OwedDocument } from '../../ports/results.ts';
import { type DocumentRow, documentOf } from './document-row.ts';
import type { Tables } from './tables.ts';

/** Documents owed to the EHR. An acknowledged debt stays as a note of the content that was delivered. */
export async function owedDocuments(db: Kysely<Tables>, limit: number): Promise<readonly OwedDocument[]> {
  const { rows } = await sql<DocumentRow & { attempts: number }>`
    select document.type, document.id, version, last_updated, body, attempts
    from outbox join document on document.type = outbox.type and document.id = outbox.id
    where not acknowledged and not_before <= ${Date.now()}::float8
    order by since, outbox.type, outbox.id
    limit ${limit}`.execute(db);
  return rows.map((row) => ({ document: documentOf(row), attempts: row.attempts }));
}

export async function acknowledgeDocuments(db: Kysely<Tables>, keys: readonly DocumentKey[]): Promise<void> {
  await sql`update outbox set acknowledged = true, reason = null ${sameDocuments(keys)}`.execute(db);
}

export async function postponeDocuments(
  db: Kysely<Tables>,
  keys: readonly DocumentKey[],
  notBefore: string,
  reason: string,
): Promise<void> {
  await sql`update outbox set attempts = attempts + 1, not_before = ${Date.parse(notBefore)}::float8,
    reason = ${reason.replaceAll('\0', '').slice(0, 500)} ${sameDocuments(keys)}`.execute(db);
}

/** Rows of these documents; where a version is given, only while it is the current one. */
function sameDocuments(keys: readonly DocumentKey[]) {
  return sql`
    from unnest(${keys.map((key) => key.resourceType)}::text[], ${keys.map((key) => key.id)}::text[],
                ${keys.map((key) => key.versionId ?? '')}::text[]) as wanted (type, id, version)
    join document on document.type = wanted.type and document.id = wanted.id
    where outbox.type = wanted.type and outbox.id = wanted.id
      and (wanted.version = '' or wanted.version = document.version::text)`;
}
