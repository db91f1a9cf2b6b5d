import { compareSilent, type SilentComparison } from '../core/models/compare-silent.ts';
import type { SilentLog } from '../ports/predictors.ts';

/** Entries that a comparison reads, newest first. */
const mostEntries = 10_000;

/**
 * A silent model beside the live ones, over what was kept of both.
 * @param model `id@version`
 * @throws Failure `store-unavailable`
 */
export const compareKept = async (log: Pick<SilentLog, 'entries'>, model: string): Promise<SilentComparison> =>
  compareSilent(model, await log.entries(model, mostEntries));
