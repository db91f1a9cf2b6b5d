import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import embedded from '../../../src/adapters/results/embedded.ts';
import { silentLog } from '../../support/silent-log.ts';
import { queueSuite } from './queue-suite.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'fibrocast-jobs-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

queueSuite('the job queue on the embedded store', () => embedded.open({ dataDir, log: silentLog }));
