import { type FindNewStudiesDeps, findNewStudies } from '../../flows/find-new-studies.ts';
import type { Task } from '../task.ts';

export const findNewStudiesId = 'find-new-studies';

/** Looks for new studies every two minutes. */
export function findNewStudiesTask(deps: Omit<FindNewStudiesDeps, 'log'>): Task {
  return {
    id: findNewStudiesId,
    schedule: '*/2 * * * *',
    async run({ signal, log }) {
      const added = await findNewStudies({ ...deps, log }, signal);
      if (added > 0) log.info({ added }, 'new studies queued');
    },
  };
}
