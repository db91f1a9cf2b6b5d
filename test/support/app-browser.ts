/** A browser as far as a launch needs one: cookies of one host, redirects one by one. */
export interface AppBrowser {
  /** Follows redirects; the addresses that were gone through, the last one first answered with something else. */
  open(url: string, headers?: Readonly<Record<string, string>>): Promise<Visit>;
  get(url: string): Promise<Response>;
  post(url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  readonly cookies: Map<string, string>;
}
export interface Visit {
  readonly response: Response;
  readonly through: readonly string[];
  /** Where it ended. */
  readonly url: string;
  readonly setCookies: readonly string[];
}

export function appBrowser(origin: string): AppBrowser {
  const cookies = new Map<string, string>();
  const setCookies: string[] = [];
  async function once(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie ? { cookie } : {}), ...(init.headers as Record<string, string>) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const text of response.headers.getSetCookie()) {
      setCookies.push(text);
      const [name = '', value = ''] = (text.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    return response;
  }
  return {
    cookies,
    async open(url, headers = {}) {
      const through = [url];
      for (;;) {
        const response = await once(through.at(-1) ?? url, { headers });
        const location = response.headers.get('location');
        if (location === null) return { response, through, url: through.at(-1) ?? url, setCookies };
        if (through.length > 10) throw new Error('redirects without end');
        through.push(new URL(location, through.at(-1)).href);
      }
    },
    get: (url) => once(url),
    post: (url, body, headers = { origin }) =>
      once(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** Opens the review of a patient as the sandbox EHR does from a card's link. */
export function launchFromChart(
  browser: AppBrowser,
  serviceUrl: string,
  about: { readonly patient: string; readonly appContext?: string },
): Promise<Visit> {
  const query = new URLSearchParams({ app: `${serviceUrl}/app/launch`, ...about });
  return browser.open(`${serviceUrl}/sandbox/auth/open?${query}`);
}
