import { createHash } from 'node:crypto';

/**
 * Deterministic id of a stored resource: the same parts give the same id on every machine and in every run.
 * SHA-256 over the parts as JSON, written as a version 8 UUID (RFC 9562: "custom, vendor-specific"), so that it is a legal
 * FHIR id and can stand as `urn:uuid:` in a transaction. Not a secret: knowing patient and inputs is knowing the id.
 */
export function resourceId(parts: readonly unknown[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
