import { pinoLog } from '../adapters/system/pino-log.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Config } from '../config.ts';
import { Failure } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/results.ts';

export const openLog = (config: Config): Log => pinoLog({ level: config.logLevel });

export const clock: Clock = () => new Date().toISOString();

/** Opens the configured store. @throws Failure `store-in-use`, `store-unavailable` */
export async function openStore(config: Config, catalogue: Catalogue, log: Log): Promise<Store> {
  const scheme = config.databaseUrl === undefined ? 'embedded' : 'postgresql';
  const backEnd = catalogue.stores.find(({ id }) => id === scheme);
  if (!backEnd) throw new Failure('invalid-catalogue', `There is no store for ${scheme}.`);
  return backEnd.value.open({
    dataDir: config.dataDir,
    ...(config.databaseUrl ? { url: config.databaseUrl } : {}),
    log,
  });
}
