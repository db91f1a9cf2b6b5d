import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Served {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts `fibrocast serve` as it is deployed (one process, embedded store in a folder of its own), and waits until it is ready. */
export async function serveFibrocast(extra: Readonly<Record<string, string>> = {}): Promise<Served> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fibrocast-bench-'));
  const served = await start(['--import', 'tsx', 'src/main.ts', 'serve'], {
    PORT: '0',
    FIBROCAST_AUTH: 'off',
    LOG_LEVEL: 'warn',
    DATA_DIR: dataDir,
    ...extra,
  });
  return {
    ...served,
    stop: async () => {
      await served.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const serveEcho = () => start(['--import', 'tsx', 'test/bench/echo.ts'], {});

async function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Served> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)));
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = /listening (http:\/\/[\d.]+:\d+)/.exec(text);
      if (match?.[1]) resolve(match[1]);
    });
  });
  return { url, pid: child.pid ?? 0, stop: () => end(child) };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  });
}
