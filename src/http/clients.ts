import type { JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../core/failure.ts';

/**
 * Algorithms that a client may be trusted with, from RFC 7518: asymmetric ones only. ES384 and RS384 are trusted by default,
 * as CDS Hooks recommends; the others have to be named. Looked at: 2026-11.
 */
export const trustedAlgorithms = ['ES384', 'RS384', 'ES256', 'RS256'] as const;
export type TrustedAlgorithm = (typeof trustedAlgorithms)[number];

/** A client (EHR) as the site engineer registers it: one element of the file that FIBROCAST_CDS_CLIENTS names. */
export interface CdsClient {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** For logs and statistics; default: the issuer. */
  readonly name?: string;
  /** Where its key set is; or `keys`, exchanged out of band. At least one of the two, or `jku`. */
  readonly jwksUrl?: string;
  readonly keys?: readonly JsonWebKey[];
  /** Key set addresses that its tokens may name themselves. */
  readonly jku: readonly string[];
  readonly algorithms: readonly TrustedAlgorithm[];
  /** Tenants that are served; absent: all. */
  readonly tenants?: readonly string[];
  /** Accepted as `aud` besides the URL of the endpoint called. */
  readonly audience?: readonly string[];
  /** FHIR base URLs that it may speak for; absent: any. Set it where several EHRs call, so that none can write into another's results. */
  readonly fhirServers?: readonly string[];
}

const url = z.url({ protocol: /^https?$/ });
/** Keys that arrive over plain http are anybody's keys; this machine itself is the exception. */
const keySetUrl = url.refine(
  (text) => /^https:/i.test(text) || /^http:\/\/(127(\.\d+){3}|localhost|\[::1\])(:\d+)?(\/|$)/i.test(text),
  'must be https (http only on loopback)',
);
const publicKey = z
  .looseObject({ kty: z.enum(['EC', 'RSA']), kid: z.string().min(1) })
  .refine((key) => !('d' in key), 'must be a public key');

const clientsFile = z.array(
  z
    .strictObject({
      issuer: z.string().min(1),
      name: z.string().min(1).optional(),
      jwksUrl: keySetUrl.optional(),
      keys: z.array(publicKey).min(1).optional(),
      jku: z.array(keySetUrl).default([]),
      algorithms: z.array(z.enum(trustedAlgorithms)).min(1).default(['ES384', 'RS384']),
      tenants: z.array(z.string().min(1)).min(1).optional(),
      audience: z.array(url).optional(),
      fhirServers: z.array(url).optional(),
    })
    .refine((client) => client.jwksUrl || client.keys || client.jku.length > 0, 'needs jwksUrl, keys or jku'),
);

/**
 * Reads the list of registered clients (parsed JSON).
 * @throws Failure `invalid-configuration` that names the entry and what is wrong with it.
 */
export function readClients(json: unknown): readonly CdsClient[] {
  const read = clientsFile.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new Failure('invalid-configuration', `CDS clients: ${issue?.path.join('.')}: ${issue?.message}.`);
  }
  const issuers = read.data.map((client) => client.issuer);
  const twice = issuers.find((issuer, index) => issuers.indexOf(issuer) !== index);
  if (twice !== undefined) throw new Failure('invalid-configuration', `CDS clients: "${twice}" stands there twice.`);
  return read.data;
}
