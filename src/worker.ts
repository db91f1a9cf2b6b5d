import { answerParent } from './adapters/jobs/worker-child.ts';
import { pinoLog } from './adapters/system/pino-log.ts';
import { analysis } from './analysis.ts';
import type { Config } from './config.ts';

/** A worker process: started by `serve` and `work`, with their configuration; has neither store nor queue. */
answerParent(async (settings) => {
  const config = settings as Config;
  const log = pinoLog({ level: config.logLevel });
  return { handlers: analysis ? await analysis.open(config, log) : [], log };
});
