import { randomUUID } from 'node:crypto';
import type { Log } from '../../src/ports/log.ts';

/** A well-formed CDS Hooks request; `over` replaces fields, undefined removes them. */
export function cdsRequest(hook: string, over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    hook,
    hookInstance: randomUUID(),
    context: {
      userId: 'Practitioner/doc',
      patientId: 'p1',
      ...(hook.startsWith('encounter') ? { encounterId: 'e1' } : {}),
    },
    ...over,
  };
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A log that keeps its lines. */
export function recordingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const bound = (about: object): Log => {
    const write = (level: string) => (fields: object, message: string) =>
      void lines.push({ ...about, ...fields, level, message });
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (fields) => bound({ ...about, ...fields }),
    };
  };
  return { ...bound({}), lines };
}

/** Predictable UUIDs: …0001, …0002. */
export function countingIds(): () => string {
  let count = 0;
  return () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
}
