import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Served {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
  /** SIGKILL: no goodbye, nothing flushed. */
  kill(): Promise<void>;
}

/** Starts a TypeScript program that prints `listening http://…` and waits for that line. */
export async function serve(program: readonly string[], env: Readonly<Record<string, string>>): Promise<Served> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`${program.join(' ')} ended with ${code} before it listened: ${text}`)),
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text = (text + chunk.toString()).slice(-4000);
        const match = /listening (http:\/\/[\d.]+:\d+)/.exec(text);
        if (match?.[1]) resolve(match[1]);
      });
    }
  });
  return { url, pid: child.pid ?? 0, stop: () => end(child, 'SIGTERM'), kill: () => end(child, 'SIGKILL') };
}

/** `fibrocast serve` as it is deployed: one process, embedded store in `dataDir`, no tokens. */
export const serveFibrocast = (dataDir: string, env: Readonly<Record<string, string>> = {}) =>
  serve(['src/main.ts', 'serve'], { PORT: '0', FIBROCAST_AUTH: 'off', LOG_LEVEL: 'warn', DATA_DIR: dataDir, ...env });

/** Runs `work` with a fresh folder that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'fibrocast-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  });
}
