import type { ImagingStudyFact } from '../core/chart.ts';
import { Failure } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { FindingsStore } from '../ports/findings.ts';
import type { Log } from '../ports/log.ts';
import { priorities, type QueueStudiesDeps, queueStudies } from './queue-studies.ts';

export interface FindNewStudiesDeps extends QueueStudiesDeps {
  readonly findings: Pick<FindingsStore, 'analysedStudies' | 'bookmark' | 'setBookmark'>;
  readonly fhirServers: readonly string[];
  /** Liver CT, MR and US that the EHR stored or changed in [from, to). @throws Failure of the chart. */
  changedStudies(
    fhirServer: string,
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly patientId: string; readonly study: ImagingStudyFact }[]>;
  readonly clock: Clock;
  readonly log: Log;
}

const minuteMs = 60_000;
/** An EHR may show a study minutes after the time it gives it, and its clock may differ from ours. */
export const overlapMs = 15 * minuteMs;
/** How far the first search on a server looks back. */
export const firstMs = 7 * 24 * 60 * minuteMs;
/** One search covers so much, so that its answer stays readable after a long pause. */
export const windowMs = 24 * 60 * minuteMs;

/**
 * Queues the studies that the EHRs have stored or changed since the last look, server by server. What was seen is remembered after
 * each stretch that is queued, so that a break is made up for; stretches overlap, and the queue takes a study once.
 * A server that fails is left for the next time and does not keep the others waiting.
 * @returns how many jobs are new.
 */
export async function findNewStudies(deps: FindNewStudiesDeps, signal: AbortSignal): Promise<number> {
  let added = 0;
  for (const fhirServer of deps.fhirServers) {
    if (signal.aborted) break;
    try {
      added += await searchServer(deps, fhirServer, signal);
    } catch (error) {
      if (signal.aborted) break;
      const kind = error instanceof Failure ? error.kind : 'internal';
      deps.log.warn({ kind }, 'New studies of one FHIR server could not be looked for; it is asked again.');
    }
  }
  return added;
}

async function searchServer(deps: FindNewStudiesDeps, fhirServer: string, signal: AbortSignal): Promise<number> {
  const name = `new studies of ${fhirServer}`;
  const now = Date.parse(deps.clock());
  const seen = await deps.findings.bookmark(name);
  let from = seen === undefined ? now - firstMs : Date.parse(seen) - overlapMs;
  let added = 0;
  while (from < now && !signal.aborted) {
    const to = Math.min(now, from + windowMs);
    // The last stretch is open to what an EHR with a fast clock says comes later.
    const until = to === now ? now + overlapMs : to;
    const found = await deps.changedStudies(fhirServer, iso(from), iso(until), signal);
    for (const { patientId, study } of found)
      added += await queueStudies(deps, fhirServer, patientId, [study], priorities.routine);
    await deps.findings.setBookmark(name, iso(to));
    from = to;
  }
  return added;
}

const iso = (ms: number) => new Date(ms).toISOString();
