import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Where Debian's packages `orthanc` and `orthanc-dicomweb` put themselves. */
const binary = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc'].find((path) => existsSync(path));
const plugin = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';

/** A suite without it is skipped by name. */
export const hasOrthanc = binary !== undefined && existsSync(plugin);

export interface Orthanc {
  readonly baseUrl: string;
  readonly user: string;
  readonly password: string;
  /** SIGKILL: nothing is flushed, connections break. */
  kill(): Promise<void>;
  /** Again, on the same storage and the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

/** A real archive with DICOMweb, its storage in `folder`. It refuses other machines; it has no setting for the address it listens on. */
export async function startOrthanc(folder: string): Promise<Orthanc> {
  if (binary === undefined) throw new Error('Orthanc is not installed');
  const [user, password] = ['reader', 'made-up-for-a-test'];
  const port = await freePort();
  await mkdir(join(folder, 'storage'), { recursive: true });
  const settings = join(folder, 'orthanc.json');
  await writeFile(
    settings,
    JSON.stringify({
      StorageDirectory: join(folder, 'storage'),
      IndexDirectory: join(folder, 'storage'),
      Plugins: [plugin],
      HttpPort: port,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: true,
      RegisteredUsers: { [user]: password },
      DicomServerEnabled: false,
      DicomWeb: {
        Enable: true,
        Root: '/dicom-web/',
        EnableWado: true,
        StudiesMetadata: 'Full',
        SeriesMetadata: 'Full',
      },
    }),
  );
  let running: ChildProcess | undefined;
  const start = async () => {
    const child = spawn(binary, [settings], { stdio: 'ignore' });
    running = child;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    for (let waited = 0; waited < 300; waited++) {
      if (child.exitCode !== null) throw new Error(`Orthanc ended with ${child.exitCode} before it answered`);
      const ready = await fetch(`http://127.0.0.1:${port}/system`, { headers: { authorization } }).catch(
        () => undefined,
      );
      await ready?.body?.cancel();
      if (ready?.ok) return;
      await pause(100);
    }
    throw new Error('Orthanc did not answer');
  };
  const end = async (signal: NodeJS.Signals) => {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const impatient = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(impatient);
  };
  await start();
  return {
    baseUrl: `http://127.0.0.1:${port}/dicom-web`,
    user,
    password,
    kill: () => end('SIGKILL'),
    restart: start,
    stop: () => end('SIGTERM'),
  };
}
