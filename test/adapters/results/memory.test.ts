import memory from '../../../src/adapters/results/memory.ts';
import { silentLog } from '../../support/silent-log.ts';
import { storeSuite } from './store-suite.ts';

storeSuite('the memory store', () => Promise.resolve(memory.open({ log: silentLog })));
