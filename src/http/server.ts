import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '../core/failure.ts';
import { failureOutcome } from './failures.ts';

export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Stops taking connections, lets running requests finish for `graceMs`, then closes what is left. */
  close(graceMs?: number): Promise<void>;
}

export interface Timeouts {
  /** The whole request, body included, must have arrived by then. */
  readonly requestMs: number;
  readonly headersMs: number;
  readonly keepAliveMs: number;
}
const defaultTimeouts: Timeouts = { requestMs: 30_000, headersMs: 10_000, keepAliveMs: 65_000 };

/** Answers while the service is put together: the address is taken before, because a port of 0 is known only then. */
export const notYet: RequestListener = (_request, response) => {
  const { status, body } = failureOutcome(
    new Failure('store-unavailable', 'The service is starting: ask again in a moment.'),
  );
  response.writeHead(status, { 'Retry-After': '2', 'Content-Type': 'application/fhir+json; charset=utf-8' });
  response.end(JSON.stringify(body));
};

/**
 * Listens. Connections that send too slowly are answered 408 and closed by Node itself; broken HTTP is answered 400.
 * @throws Failure `invalid-configuration` when the address cannot be had.
 */
export async function startServer(
  app: RequestListener,
  options: { readonly host: string; readonly port: number; readonly timeouts?: Partial<Timeouts> },
): Promise<RunningServer> {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const server = createServer(
    {
      requestTimeout: timeouts.requestMs,
      headersTimeout: Math.min(timeouts.headersMs, timeouts.requestMs),
      keepAliveTimeout: timeouts.keepAliveMs,
      connectionsCheckingInterval: Math.min(1000, timeouts.requestMs),
    },
    app,
  );
  await listen(server, options);
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async close(graceMs = 5000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A kept-alive connection becomes idle only when its answer has gone out: looked at again until all have.
      const sweep = setInterval(() => server.closeIdleConnections(), 20);
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      server.closeIdleConnections();
      await closed;
      clearInterval(sweep);
      clearTimeout(timer);
    },
  };
}

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
      const why = taken ? 'is in use: choose another PORT' : 'cannot be listened on: check HOST and PORT';
      reject(new Failure('invalid-configuration', `${host}:${port} ${why}.`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
