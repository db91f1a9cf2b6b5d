import type { Log } from '../../src/ports/log.ts';

/** A log for tests that look at other things. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
