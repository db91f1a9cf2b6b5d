import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** Runs `use` against the app on a free loopback port, and leaves nothing alive. */
export async function whileListening<T>(app: Express, use: (url: string) => Promise<T>): Promise<T> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
