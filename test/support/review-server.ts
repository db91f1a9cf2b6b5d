import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { encode } from 'fast-png';
import type { ReviewData } from '../../src/core/review/review.ts';
import { listening, sendBuilt, sendJson, stopped, underPolicy } from './built-page.ts';

export interface ReviewServer {
  readonly url: string;
  /** What the next requests get; 401 and so on in place of data. */
  readonly answers: {
    review: ReviewData | number;
    session: { patient: string; expiresAt: string } | number;
    opinion: number;
    /** Status in place of a volume. */
    volume?: number;
    /** Of the next question how far analyses are; the review's own where absent. */
    pending?: { readonly pending: ReviewData['pending']; readonly analysed: number };
  };
  /** The launches that were signed out. */
  readonly signedOut: readonly string[];
  readonly opinions: readonly unknown[];
  stop(): Promise<void>;
}

/** The built review page with an interface of made-up data behind it, on the loopback. @param volumes files by key */
export async function serveReview(
  folder: string,
  review: ReviewData,
  volumes: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<ReviewServer> {
  const answers: ReviewServer['answers'] = {
    review,
    session: { patient: review.patient.id, expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
    opinion: 201,
  };
  const opinions: unknown[] = [];
  const signedOut: string[] = [];
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    underPolicy(response);
    const json = (body: object | number) => sendJson(response, body);
    if (path === '/app/api/review') return json(answers.review);
    if (path === '/app/api/pending')
      return json(answers.pending ?? { pending: review.pending, analysed: review.imaging.length });
    if (path === '/app/logout' && request.method === 'POST') {
      signedOut.push(String(request.headers['x-fibrocast-launch'] ?? ''));
      return void response.writeHead(204).end();
    }
    if (path === '/app/api/session')
      return json(
        typeof answers.session === 'number' ? answers.session : { user: 'Dr Amara Nwosu', ...answers.session },
      );
    if (path === '/app/api/opinions' && request.method === 'POST') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (answers.opinion < 300) opinions.push(JSON.parse(Buffer.concat(chunks).toString()));
      return void response.writeHead(answers.opinion, { 'Content-Type': 'application/json' }).end('{}');
    }
    if (path.startsWith('/app/api/pictures/'))
      return void response.writeHead(200, { 'Content-Type': 'image/png' }).end(slice(path.includes('activation')));
    if (path.startsWith('/app/api/volumes/')) {
      const file = volumes.get(decodeURIComponent(path.slice('/app/api/volumes/'.length)));
      if (answers.volume !== undefined || !file) return void response.writeHead(answers.volume ?? 404).end();
      return void response.writeHead(200, { 'Content-Type': 'application/gzip' }).end(file);
    }
    if (path.startsWith('/app/')) return sendBuilt(response, folder, path.slice('/app/'.length));
    response.writeHead(404).end();
  }

  const url = await listening(server);
  return {
    url,
    answers,
    opinions,
    signedOut,
    stop: () => stopped(server),
  };
}

/** A body with a liver, its outline or a warm spot in it: enough to look at. */
function slice(warm: boolean): Uint8Array {
  const size = 256;
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const inside = (cx: number, cy: number, rx: number, ry: number) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;
      const body = inside(128, 132, 116, 88);
      const liver = inside(88, 112, 62, 48);
      const grain = ((x * 7919 + y * 104729) % 17) - 8;
      let grey = body < 1 ? 66 + grain : 4;
      if (inside(128, 198, 22, 18) < 1) grey = 210 + grain;
      if (inside(196, 140, 26, 34) < 1) grey = 104 + grain;
      if (liver < 1) grey = 122 + grain;
      const heat = warm && liver < 1 ? Math.max(0, 1 - inside(70, 100, 34, 28)) : 0;
      const edge = !warm && liver < 1 && liver > 0.9;
      const at = (y * size + x) * 3;
      data[at] = edge ? 255 : Math.min(255, grey + heat * 130);
      data[at + 1] = edge ? 196 : Math.min(255, grey + heat * 40);
      data[at + 2] = edge ? 61 : Math.max(0, grey - heat * 60);
    }
  return encode({ width: size, height: size, data, channels: 3, depth: 8 });
}
