import { createHash } from 'node:crypto';
import { Failure } from '../../src/core/failure.ts';
import type { StoredDocument } from '../../src/ports/results.ts';
import { isRecord } from './elements.ts';

/**
 * Digest of what a document says: canonical JSON (sorted keys) without version and time of storage. Profiles, tags and
 * security labels count as content: a label that changes must reach the store.
 */
export function contentDigest(document: StoredDocument): string {
  return createHash('sha256')
    .update(canonicalJson(withoutVersion(document)))
    .digest('base64url');
}

/** The document as it is kept: without versionId and lastUpdated, which the store adds when it is read. */
export function withoutVersion(document: StoredDocument): StoredDocument {
  if (document.meta === undefined) return document;
  const { versionId: _version, lastUpdated: _updated, ...meta } = document.meta;
  const { meta: _meta, ...rest } = document;
  return (Object.keys(meta).length === 0 ? rest : { ...rest, meta }) as StoredDocument;
}

/** JSON with sorted keys; members that are undefined are left out, as JSON.stringify does. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value)
    .sort()
    .filter((key) => value[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

/** @throws Failure `invalid-input` when a document cannot be stored under FHIR's rules for types and ids. */
export function requireStorable(document: StoredDocument): void {
  if (!/^[A-Z][A-Za-z]{0,63}$/.test(document.resourceType))
    throw new Failure('invalid-input', 'A document to be stored has no resource type.');
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(document.id))
    throw new Failure('invalid-input', `A ${document.resourceType} to be stored has no valid id.`);
}
