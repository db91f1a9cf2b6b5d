import { randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';

/**
 * PGlite does not lock its folder: two processes would both write and one would lose everything it acknowledged.
 * So we do: a file, created only if there is none, that says which process holds the folder.
 */
interface Holder {
  /** Distinguishes two holds of one process. */
  readonly hold: string;
  readonly host: string;
  readonly pid: number;
  /** Boot and start time of that process where the system tells (Linux): a pid is given again, this is not. */
  readonly started: string;
}

/** A holder on another host (another container) cannot be looked at; it counts as gone when it was silent so long. */
const silentMs = 15_000;
const heartbeatMs = 3_000;

export interface DirectoryLock {
  release(): Promise<void>;
}

/** @throws Failure `store-in-use` while another process, or another store of this process, holds the folder. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const file = join(directory, 'store.lock');
  const holder: Holder = {
    hold: randomUUID(),
    host: hostname(),
    pid: process.pid,
    started: (await startOf(process.pid)) ?? '',
  };
  if (!(await create(file, holder))) {
    await takeOver(file, holder);
  }
  const heartbeat = setInterval(() => utimes(file, new Date(), new Date()).catch(() => undefined), heartbeatMs);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      if ((await read(file))?.hold === holder.hold) await rm(file, { force: true });
    },
  };
}

/** Complete or not at all: the content is written aside and linked into place, so nobody reads half a lock. */
async function create(file: string, holder: Holder): Promise<boolean> {
  const aside = `${file}.${holder.hold}`;
  await writeFile(aside, JSON.stringify(holder), { flag: 'wx' });
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Two processes may find the same dead holder: only the one that gets the second lock may replace the first. */
async function takeOver(file: string, holder: Holder): Promise<void> {
  const before = await read(file);
  if (before && (await isHeld(file, before))) throw inUse(before);
  const turn = `${file}.takeover`;
  if (!(await create(turn, holder))) {
    const other = await read(turn);
    if (other && (await isHeld(turn, other))) throw inUse(other);
    await rm(turn, { force: true });
    throw inUse(other);
  }
  try {
    const now = await read(file);
    if (now && (now.hold !== before?.hold || (await isHeld(file, now)))) throw inUse(now);
    await rm(file, { force: true });
    if (!(await create(file, holder))) throw inUse(await read(file));
  } finally {
    await rm(turn, { force: true });
  }
}

async function isHeld(file: string, holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return Date.now() - (await touchedAt(file)) < silentMs;
  if (!isAlive(holder.pid)) return false;
  const started = await startOf(holder.pid);
  return started === undefined || holder.started === '' || started === holder.started;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}

/** Boot id and start tick of a process; undefined where /proc does not tell. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const [boot, status] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The command name may hold blanks and parentheses: fields are counted after the last one. Start time is field 22.
    const tick = status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
    return tick === undefined ? undefined : `${boot.trim()} ${tick}`;
  } catch {
    return undefined;
  }
}

async function read(file: string): Promise<Holder | undefined> {
  try {
    const holder: Holder = JSON.parse(await readFile(file, 'utf8'));
    return typeof holder?.hold === 'string' && Number.isInteger(holder.pid) ? holder : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function touchedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}

function inUse(holder: Holder | undefined): Failure {
  const who = holder === undefined ? 'Another process' : `Another process (pid ${holder.pid} on ${holder.host})`;
  return new Failure(
    'store-in-use',
    `${who} is using the store in the folder that DATA_DIR names. Stop it, set DATA_DIR to another folder, or set DATABASE_URL to a PostgreSQL database, which several processes can share.`,
  );
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
