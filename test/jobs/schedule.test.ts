import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { type Schedule, startSchedule } from '../../src/jobs/schedule.ts';
import type { Task } from '../../src/jobs/task.ts';
import { rememberingLog } from '../support/remembering-log.ts';

const never = '0 0 1 1 *';
let schedule: Schedule | undefined;
afterEach(() => schedule?.stop());

const task = (run: Task['run'], more: Partial<Task> = {}): Task => ({ id: 'a', schedule: never, run, ...more });

describe('startSchedule', () => {
  it('runs a task at its time', async () => {
    let runs = 0;
    const ran = new Promise<void>((resolve) => {
      schedule = startSchedule(
        [
          task(
            async () => {
              runs += 1;
              resolve();
            },
            { schedule: '* * * * * *' },
          ),
        ],
        rememberingLog(),
      );
    });
    await ran;
    expect(runs).toBe(1);
  });
  it('never runs a task twice at once: a second caller waits for the first run', async () => {
    let runs = 0;
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    schedule = startSchedule(
      [
        task(async () => {
          runs += 1;
          await gate;
        }),
      ],
      rememberingLog(),
    );
    const both = [schedule.runNow('a'), schedule.runNow('a')];
    release();
    await Promise.all(both);
    expect(runs).toBe(1);
    await schedule.runNow('a');
    expect(runs).toBe(2);
  });
  it('logs a failing run by its kind alone and goes on', async () => {
    const log = rememberingLog();
    schedule = startSchedule(
      [
        task(async () => {
          throw new Failure('store-unavailable', 'The store is away.');
        }),
      ],
      log,
    );
    await schedule.runNow('a');
    expect(log.lines).toEqual([{ level: 'error', message: 'task failed', fields: { kind: 'store-unavailable' } }]);
  });
  it('tells running tasks to stop and waits for them', async () => {
    let ended = false;
    schedule = startSchedule(
      [
        task(
          ({ signal }) =>
            new Promise<void>((resolve) => {
              signal.addEventListener('abort', () =>
                setTimeout(() => {
                  ended = true;
                  resolve();
                }, 20),
              );
            }),
        ),
      ],
      rememberingLog(),
    );
    void schedule.runNow('a');
    await schedule.stop();
    expect(ended).toBe(true);
    await schedule.runNow('a');
  });
  it.each([
    ['a schedule that is none', [task(async () => {}, { schedule: 'sometimes' })]],
    ['an id used twice', [task(async () => {}), task(async () => {})]],
  ])('refuses %s', (_name, tasks) => {
    expect(() => startSchedule(tasks, rememberingLog())).toThrow(Failure);
  });
});
