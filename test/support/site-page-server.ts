import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listening, sendBuilt, stopped, underPolicy } from './built-page.ts';

export interface SitePageServer {
  /** Of the page. */
  readonly url: string;
  readonly origin: string;
  /** By path under `/app/api/`; a number is a status, a function answers anew each time. `POST <path>` for writes. */
  readonly answers: Record<string, object | number | ((body: unknown, query: URLSearchParams) => object | number)>;
  readonly written: readonly { readonly path: string; readonly body: unknown }[];
  stop(): Promise<void>;
}

/** A built page that is not about one patient, with an interface of made-up data behind it, on the loopback. */
export async function serveSitePage(
  folder: string,
  page: string,
  answers: SitePageServer['answers'],
): Promise<SitePageServer> {
  const written: { path: string; body: unknown }[] = [];
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    underPolicy(response);
    if (pathname.startsWith('/app/api/')) {
      const path = decodeURIComponent(pathname.slice('/app/api/'.length));
      const body = request.method === 'POST' ? await bodyOf(request) : undefined;
      if (request.method === 'POST') written.push({ path, body });
      const found = answers[request.method === 'POST' ? `POST ${path}` : path] ?? 404;
      const given = typeof found === 'function' ? found(body, searchParams) : found;
      if (typeof given === 'number') return void response.writeHead(given).end();
      const status = 'refused' in given ? 400 : 200;
      return void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(given));
    }
    const prefix = `/app/${page}/`;
    if (pathname.startsWith(prefix)) return sendBuilt(response, folder, pathname.slice(prefix.length));
    response.writeHead(404).end();
  }

  const origin = await listening(server);
  return {
    url: `${origin}/app/${page}/`,
    origin,
    answers,
    written,
    stop: () => stopped(server),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** An OperationOutcome, answered with 400. */
export const refusal = (sentence: string) => ({
  refused: true,
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'invalid', details: { text: sentence } }],
});

/** A session of an administrator for the next hour. */
export const signedIn = () => ({
  user: 'Dr Amara Nwosu',
  level: 'user',
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
});
