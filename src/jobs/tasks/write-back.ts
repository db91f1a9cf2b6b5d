import { type WriteBackDeps, writeBack } from '../../flows/write-back.ts';
import type { Task } from '../task.ts';

/** Documents a round: one round is one read of the debts. */
const batch = 200;

/** Retries owed write-back every minute. Compose adds it only with `FIBROCAST_WRITE_BACK=ehr`. */
export function writeBackTask(deps: Omit<WriteBackDeps, 'log'>): Task {
  return {
    id: 'write-back',
    schedule: '* * * * *',
    async run({ signal, log }) {
      const report = await writeBack({ ...deps, log }, { batch, signal });
      if (Object.values(report).some((count) => count > 0)) log.info({ ...report }, 'write-back round');
    },
  };
}
