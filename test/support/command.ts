import { spawn } from 'node:child_process';

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the `fibrocast` program as a user does and waits for its end. Variables of this process that configure the service are not handed on. */
export function fibrocast(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(FIBROCAST_|DATABASE_URL|DATA_DIR|LOG_LEVEL|PORT|HOST)/.test(name),
    ),
  );
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
    setTimeout(() => child.kill('SIGKILL'), 90_000).unref();
  });
}
