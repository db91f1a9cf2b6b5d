import type { StoredDocument } from '../../ports/results.ts';

export interface DocumentRow {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly last_updated: number;
  readonly body: string;
}

/** The document as it is answered: its body with version and time of storage. */
export function documentOf(row: DocumentRow): StoredDocument {
  const { resourceType, id, meta, ...rest }: StoredDocument = JSON.parse(row.body);
  const lastUpdated = new Date(row.last_updated).toISOString();
  return { resourceType, id, meta: { ...meta, versionId: String(row.version), lastUpdated }, ...rest };
}
