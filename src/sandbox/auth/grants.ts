import { createHash, randomBytes } from 'node:crypto';

/** Who is logged in at the EHR, whose chart is open, and what a card's link carries along. */
export interface LaunchContext {
  readonly patient?: string;
  readonly user: string;
  readonly encounter?: string;
  readonly appContext?: string;
}
export interface Grant extends LaunchContext {
  readonly clientId: string;
  readonly scope: string;
}
interface PendingCode extends Grant {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce?: string;
  readonly until: number;
  /** Grant that came of it: its second use takes that away again (RFC 6749, 4.1.2). */
  used?: string;
}
export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly expiresInSeconds: number;
  readonly grant: Grant;
  readonly nonce?: string;
}

/** Minutes for which a launch value and a code are good. */
const launchMs = 5 * 60_000;
const codeMs = 60_000;
/** Kept at most, of each kind: a sandbox is not filled up by a loop. */
const most = 2000;

const random = () => randomBytes(24).toString('base64url');

/** What the sandbox's authorization server remembers: launches, codes and tokens, in memory only. */
export function grantBook(options: { readonly nowMs: () => number; readonly tokenSeconds: number }) {
  const { nowMs, tokenSeconds } = options;
  const launches = new Map<string, { readonly context: LaunchContext; readonly until: number }>();
  const codes = new Map<string, PendingCode>();
  const access = new Map<string, { readonly family: string; readonly grant: Grant; readonly until: number }>();
  const refresh = new Map<string, { readonly family: string; readonly grant: Grant }>();
  const keep = <V>(map: Map<string, V>, key: string, value: V) => {
    const [oldest] = map.keys();
    if (map.size >= most && oldest !== undefined) map.delete(oldest);
    map.set(key, value);
    return key;
  };
  const revoke = (family: string) => {
    for (const map of [access, refresh])
      for (const [token, entry] of map) if (entry.family === family) map.delete(token);
  };
  function issue(grant: Grant, family: string, nonce?: string): IssuedTokens {
    const accessToken = keep(access, random(), { family, grant, until: nowMs() + tokenSeconds * 1000 });
    const lasting = /\b(online|offline)_access\b/.test(grant.scope);
    const refreshToken = lasting ? keep(refresh, random(), { family, grant }) : undefined;
    return {
      accessToken,
      expiresInSeconds: tokenSeconds,
      grant,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(nonce === undefined ? {} : { nonce }),
    };
  }

  return {
    launch: (context: LaunchContext) => keep(launches, random(), { context, until: nowMs() + launchMs }),
    /** Once: a launch value that was used is gone. */
    takeLaunch(value: string): LaunchContext | undefined {
      const found = launches.get(value);
      launches.delete(value);
      return found && found.until > nowMs() ? found.context : undefined;
    },
    code: (pending: Omit<PendingCode, 'until' | 'used'>) =>
      keep(codes, random(), { ...pending, until: nowMs() + codeMs }),
    /** Tokens for a code, or undefined when it is unknown, used, late, of another client or address, or the verifier is wrong. */
    redeem(code: string, by: { clientId: string; redirectUri: string; verifier: string }): IssuedTokens | undefined {
      const found = codes.get(code);
      if (!found) return undefined;
      if (found.used !== undefined) {
        revoke(found.used);
        return undefined;
      }
      const challenge = createHash('sha256').update(by.verifier).digest('base64url');
      const right =
        found.until > nowMs() &&
        found.clientId === by.clientId &&
        found.redirectUri === by.redirectUri &&
        found.challenge === challenge;
      if (!right) return undefined;
      const { redirectUri: _, challenge: __, nonce, until: ___, used: ____, ...grant } = found;
      found.used = random();
      return issue(grant, found.used, nonce);
    },
    /** A refresh token is good once: the next one comes with the answer. */
    refresh(token: string, clientId: string): IssuedTokens | undefined {
      const found = refresh.get(token);
      if (!found || found.grant.clientId !== clientId) return undefined;
      refresh.delete(token);
      return issue(found.grant, found.family);
    },
    granted(accessToken: string): Grant | undefined {
      const found = access.get(accessToken);
      return found && found.until > nowMs() ? found.grant : undefined;
    },
    /** Ends every token at once, as when the user logs out of the EHR. */
    revokeAll() {
      access.clear();
      refresh.clear();
    },
  };
}
export type GrantBook = ReturnType<typeof grantBook>;
