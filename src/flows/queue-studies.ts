import type { ChartFacts, ImagingStudyFact } from '../core/chart.ts';
import { Failure } from '../core/failure.ts';
import type { FindingsStore } from '../ports/findings.ts';
import type { JobQueue } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';

export interface QueueStudiesDeps {
  readonly queue: Pick<JobQueue, 'add' | 'hurry'>;
  readonly findings: Pick<FindingsStore, 'analysedStudies'>;
  /** Kind of the job that analyses a study. */
  readonly kind: string;
  /** A study is analysed once with each: settings and models as they are now. */
  settingsVersion(): Promise<string>;
}

/** A chart that is open goes before routine work. */
export const priorities = { routine: 0, openChart: 10 } as const;

/**
 * Queues those of a patient's studies that were not analysed with these settings. A study that waits already moves up to `priority`.
 * @returns how many jobs are new.
 * @throws Failure `store-unavailable`
 */
export async function queueStudies(
  deps: QueueStudiesDeps,
  fhirServer: string,
  patientId: string,
  studies: readonly ImagingStudyFact[],
  priority: number,
): Promise<number> {
  const byUid = new Map(studies.map((study) => [study.uid, study]));
  if (byUid.size === 0) return 0;
  const settingsVersion = await deps.settingsVersion();
  const analysed = await deps.findings.analysedStudies(fhirServer, [...byUid.keys()], settingsVersion);
  let added = 0;
  for (const { uid, reference, started } of byUid.values()) {
    if (analysed.has(uid)) continue;
    const key = [fhirServer, uid, settingsVersion].join(' ');
    const payload = { fhirServer, patientId, studyUid: uid, reference, ...(started === undefined ? {} : { started }) };
    if ((await deps.queue.add({ kind: deps.kind, key, payload, priority })) !== undefined) added += 1;
    else if (priority > priorities.routine) await deps.queue.hurry(key, priority);
  }
  return added;
}

export interface OpenChartQueue {
  /** A chart was looked at: its studies are queued a little later. Returns at once and never throws. */
  seen(fhirServer: string, facts: Pick<ChartFacts, 'patient' | 'exams'>): void;
  /** Resolves when what was seen is queued or given up. */
  settled(): Promise<void>;
}

/** The answer to the clinician goes out first. */
const answerFirstMs = 50;
/** Charts that may wait; more are left for the search of new studies. */
const mostWaiting = 200;
/** Studies that were queued or found analysed lately; asked about again within ten minutes, they cost nothing. */
const mostKnown = 20_000;
const knownMs = 600_000;

/** Queues the studies of open charts behind the hooks' backs: one chart after the other, errors logged, nothing waited for. */
export function openChartQueue(deps: QueueStudiesDeps, log: Log): OpenChartQueue {
  /** When each was last seen to, on the clock of the process. */
  const known = new Map<string, number>();
  const isKnown = (key: string) => performance.now() - (known.get(key) ?? Number.NEGATIVE_INFINITY) < knownMs;
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();

  async function queue(fhirServer: string, patientId: string, studies: readonly ImagingStudyFact[]): Promise<void> {
    try {
      await new Promise((resolve) => setTimeout(resolve, answerFirstMs));
      const added = await queueStudies(deps, fhirServer, patientId, studies, priorities.openChart);
      for (const { uid } of studies) known.set(`${fhirServer} ${uid}`, performance.now());
      for (const oldest of known.keys()) {
        if (known.size <= mostKnown) break;
        known.delete(oldest);
      }
      if (added > 0) log.info({ added }, 'studies of an open chart queued');
    } catch (error) {
      const kind = error instanceof Failure ? error.kind : 'internal';
      log.warn({ kind }, 'The studies of an open chart could not be queued.');
    } finally {
      waiting -= 1;
    }
  }

  return {
    seen(fhirServer, { patient, exams }) {
      const studies = (exams ?? []).flatMap(({ study }) =>
        study && !isKnown(`${fhirServer} ${study.uid}`) ? [study] : [],
      );
      if (studies.length === 0 || waiting >= mostWaiting) return;
      waiting += 1;
      last = last.then(() => queue(fhirServer, patient.id, studies));
    },
    settled: () => last,
  };
}
