import express from 'express';
import { openDicomwebArchive } from '../../src/adapters/archive/dicomweb-archive.ts';
import { createSandboxPacs } from '../../src/sandbox/pacs/sandbox-pacs.ts';
import type { ChartStudy } from '../../src/sandbox/pacs/sandbox-study.ts';
import { silentLog } from './silent-log.ts';

/** The sandbox PACS on a port of its own, and our client to it. */
export async function startSandboxArchive(studies: readonly ChartStudy[]) {
  const app = express();
  const pacs = createSandboxPacs({ studies, log: silentLog });
  app.use(`/sandbox${pacs.path}`, pacs.router);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const baseUrl = `http://127.0.0.1:${address.port}/sandbox${pacs.path}`;
  return {
    baseUrl,
    pacs,
    archive: openDicomwebArchive({ baseUrl, deadlineMs: 60_000, log: silentLog }),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
