import type { Log } from '../../src/ports/log.ts';

/** A log for tests that look at other things. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
/** A log that keeps its lines, for tests that look at what was said. */
export function keptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log = { lines, debug: write, info: write, warn: write, error: write, child: () => log };
  return log;
}
