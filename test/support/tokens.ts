import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';

export interface Signer {
  readonly kid: string;
  readonly alg: 'ES384' | 'RS384' | 'ES256' | 'RS256';
  readonly privateKey: KeyObject;
  /** Public JWK with its kid. */
  readonly jwk: Record<string, unknown> & { kty: 'EC' | 'RSA'; kid: string };
}

const curves = { ES384: 'P-384', ES256: 'P-256' } as const;

export function newSigner(alg: Signer['alg'], kid: string = randomUUID()): Signer {
  const { privateKey, publicKey } =
    alg === 'ES384' || alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: curves[alg] })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } as unknown as Signer['jwk'];
  return { kid, alg, privateKey, jwk };
}

export const issuer = 'https://ehr.example';

/** A token as an EHR makes it; `claims` and `header` replace single fields, undefined removes them. */
export function tokenFor(
  signer: Signer,
  aud: unknown,
  over: { readonly claims?: object; readonly header?: object; readonly nowSeconds?: number } = {},
): string {
  const now = over.nowSeconds ?? Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud, exp: now + 300, iat: now, jti: randomUUID(), ...over.claims };
  const header = { alg: signer.alg, typ: 'JWT', kid: signer.kid, ...over.header };
  const clean = (value: object) => Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
  return jwt.sign(JSON.stringify(clean(claims)), signer.privateKey, {
    algorithm: signer.alg,
    header: clean(header) as unknown as jwt.JwtHeader,
  });
}

/** Header and claims signed by nobody, or with a secret: what an attacker can make. */
export function forgedToken(header: object, claims: object, signature = ''): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${signature}`;
}
