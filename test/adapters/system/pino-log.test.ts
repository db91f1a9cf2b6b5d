import { expect, it } from 'vitest';
import { pinoLog } from '../../../src/adapters/system/pino-log.ts';

it('the log writes one JSON line per message, with the fields it is bound to, from the level on', () => {
  const lines: string[] = [];
  const log = pinoLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  log.debug({ a: 1 }, 'not this one');
  log.child({ requestId: 'r1' }).child({ service: 's' }).warn({ key: 'labs', left: undefined }, 'late');
  expect(lines).toHaveLength(1);
  const { time, ...line } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  expect(line).toEqual({ app: 'fibrocast', level: 'warn', service: 's', requestId: 'r1', key: 'labs', msg: 'late' });
  expect(String(time)).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
});
