import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes as they are and collects all that comes back until the server closes or `waitMs` have passed without a byte. */
export async function rawSend(
  url: string,
  parts: readonly (string | Uint8Array)[],
  waitMs = 2000,
): Promise<RawAnswer[]> {
  const socket = open(url);
  for (const part of parts) socket.write(part);
  return answersOf(await collect(socket, waitMs));
}

/** Sends the beginning of a request and then breaks the connection. */
export async function rawAbort(url: string, beginning: string): Promise<void> {
  const socket = open(url);
  await new Promise<void>((resolve) => socket.write(beginning, () => resolve()));
  socket.destroy();
}

/** Opens a connection, sends a byte now and then, and says after how long the server ended it (or undefined after `patienceMs`). */
export async function rawDrip(url: string, head: string, patienceMs: number): Promise<RawAnswer[] | undefined> {
  const socket = open(url);
  socket.write(head);
  const drip = setInterval(() => socket.writable && socket.write(' '), 100);
  const closed = collect(socket, patienceMs * 10);
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patienceMs).unref());
  const bytes = await Promise.race([closed, late]);
  clearInterval(drip);
  socket.destroy();
  return bytes === undefined ? undefined : answersOf(bytes);
}

function open(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname.replace(/[[\]]/g, ''), port: Number(port) || 80 });
  socket.on('error', () => {}); // the server may close on us: that is an answer too
  return socket;
}

function collect(socket: Socket, waitMs: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    let timer = setTimeout(done, waitMs);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      clearTimeout(timer);
      timer = setTimeout(done, 300);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      done();
    });
  });
}

/** Splits responses that follow each other on one connection, by Content-Length. */
function answersOf(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) break;
    const head = rest.subarray(0, end).toString('latin1');
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    answers.push({
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
      head,
      body: rest.subarray(end + 4, end + 4 + length).toString('utf8'),
    });
    rest = rest.subarray(end + 4 + length);
  }
  return answers;
}

/** A POST as bytes. */
export function rawPost(
  path: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Uint8Array {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const all = {
    Host: 'cds.example',
    'Content-Type': 'application/json',
    'Content-Length': String(bytes.length),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join('')}\r\n`), bytes]);
}
