import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';

const cookieName = 'fibrocast-app';

/**
 * The browser's secret: a random value that its launches and sessions hang on. Over https it is sent in an EHR's frame too
 * (`SameSite=None; Secure; Partitioned`: kept apart for each EHR that frames the app); on this machine it is `Lax`.
 */
export function browserCookie(secure: boolean) {
  const read = (request: Request): string | undefined => {
    for (const part of (request.get('cookie') ?? '').split(';')) {
      const [name, value] = part.trim().split('=', 2);
      if (name === cookieName && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
    }
    return undefined;
  };
  const set = (response: Response, value: string) => {
    response.cookie(cookieName, value, {
      httpOnly: true,
      path: '/app',
      ...(secure ? { secure: true, sameSite: 'none', partitioned: true } : { sameSite: 'lax' }),
    });
    return value;
  };
  const fresh = () => randomBytes(32).toString('base64url');
  return {
    read,
    /** The value that the browser has, else a new one, set. */
    ensure: (request: Request, response: Response) => read(request) ?? set(response, fresh()),
    /** A new value after a sign-in: whoever planted the old one has nothing of it. */
    renew: (response: Response) => set(response, fresh()),
  };
}
export type BrowserCookie = ReturnType<typeof browserCookie>;
