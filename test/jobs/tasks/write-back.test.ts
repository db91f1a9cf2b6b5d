import { expect, it } from 'vitest';
import { resultPublisher } from '../../../fhir-resources/write/publisher.ts';
import { writeBackPlanner } from '../../../fhir-resources/write/write-back-plan.ts';
import { startSchedule } from '../../../src/jobs/schedule.ts';
import { writeBackTask } from '../../../src/jobs/tasks/write-back.ts';
import { assessment } from '../../support/assessments.ts';
import { aboutDocuments } from '../../support/examples.ts';
import { fakeResults } from '../../support/fake-results.ts';
import { rememberingLog } from '../../support/remembering-log.ts';

it('writes what is owed when it runs, and logs counts only', async () => {
  const { store, debts } = fakeResults(() => 0);
  await resultPublisher(store, { ...aboutDocuments, owe: true }).publish(assessment());
  const log = rememberingLog();
  const schedule = startSchedule(
    [
      writeBackTask({
        results: store,
        planner: writeBackPlanner({ allowSynthetic: false }),
        writer: { transaction: async () => ({ status: 'accepted' }) },
        clock: () => '2026-06-01T12:00:00.000Z',
      }),
    ],
    log,
  );
  await schedule.runNow('write-back');
  await schedule.stop();
  expect(debts.size).toBe(0);
  expect(JSON.stringify(log.lines)).not.toContain('p-17');
  expect(log.lines.at(-1)?.fields).toMatchObject({ refused: 0, postponed: 0 });
});
