import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** A PostgreSQL server for tests: the one FIBROCAST_TEST_POSTGRES_URL names, or a private cluster on loopback. */
export interface TestPostgres {
  /** URL of a new, empty database. */
  newDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Undefined where there is neither a URL nor an installed PostgreSQL that we may start: the suite is then skipped by name. */
export async function findPostgres(): Promise<TestPostgres | undefined> {
  const url = process.env.FIBROCAST_TEST_POSTGRES_URL;
  if (url) return serverAt(url, async () => undefined);
  const binaries = await installedBinaries();
  if (!binaries) return undefined;
  return startCluster(binaries);
}

async function installedBinaries(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch(() => []);
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest && (await readdir(join(root, newest, 'bin'))).includes('initdb')
    ? join(root, newest, 'bin')
    : undefined;
}

async function startCluster(binaries: string): Promise<TestPostgres | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'fibrocast-pg-'));
  // PostgreSQL refuses to run as root; the packages bring the user `postgres` for it.
  const asRoot = process.getuid?.() === 0;
  const shell = (command: string) => (asRoot ? run('su', ['postgres', '-c', command]) : run('sh', ['-c', command]));
  try {
    if (asRoot) {
      const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')]);
      await chown(directory, uid, gid);
    }
    const port = await freePort();
    await shell(`${binaries}/initdb -D ${directory}/data -A trust -E UTF8 --locale=C.UTF-8 -U postgres`);
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${directory}`;
    await shell(`${binaries}/pg_ctl -D ${directory}/data -l ${directory}/log -o '${settings}' -w start`);
    return serverAt(`postgresql://postgres@127.0.0.1:${port}/postgres`, async () => {
      await shell(`${binaries}/pg_ctl -D ${directory}/data -m immediate -w stop`);
      await rm(directory, { recursive: true, force: true });
    });
  } catch {
    await rm(directory, { recursive: true, force: true });
    return undefined;
  }
}

function serverAt(url: string, stop: () => Promise<void>): TestPostgres {
  let count = 0;
  return {
    async newDatabase() {
      const name = `fibrocast_test_${process.pid}_${Date.now()}_${count++}`;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      const own = new URL(url);
      own.pathname = `/${name}`;
      return own.href;
    },
    stop,
  };
}

async function idOf(flag: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [flag, 'postgres'])).stdout);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
