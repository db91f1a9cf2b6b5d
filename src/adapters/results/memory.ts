import type { StoreBackEnd } from '../../ports/results.ts';
import { memoryFindings } from '../database/memory-findings.ts';
import { memoryFeedback, memoryReplayGuard } from '../database/memory-records.ts';
import { memoryResults } from '../database/memory-results.ts';
import { memoryWorklist } from '../database/memory-worklist.ts';
import { memoryModelHistory } from '../database/model-history.ts';
import { memorySilentLog } from '../database/silent-log.ts';

/** Keeps everything in this process and nothing after it: tests, the sandbox EHR, a trial run. */
export default {
  id: 'memory',
  async open(_options) {
    const results = memoryResults();
    return {
      results,
      feedback: memoryFeedback(),
      replay: memoryReplayGuard(),
      findings: memoryFindings(),
      models: memoryModelHistory(),
      silent: memorySilentLog(),
      worklist: memoryWorklist(),
      close: () => results.close(),
    };
  },
} satisfies StoreBackEnd;
