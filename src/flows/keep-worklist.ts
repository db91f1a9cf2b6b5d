import type { Assessment } from '../core/assessment.ts';
import type { ChartFacts } from '../core/chart.ts';
import { Failure } from '../core/failure.ts';
import { worklistRow } from '../core/worklist/worklist.ts';
import type { Log } from '../ports/log.ts';
import type { WorklistStore } from '../ports/worklist.ts';

export interface WorklistKeeper {
  /** An assessment was made: its row is written behind the answer. Returns at once and never throws. */
  seen(facts: ChartFacts, assessment: Assessment): void;
  /** Resolves when what was seen is written or given up. */
  settled(): Promise<void>;
}

/** The same assessment again is not written again within so long. */
const againMs = 10 * 60_000;
const mostRemembered = 5000;

/** Keeps the worklist up to date with the assessments, one write after the other, none of which a clinician waits for. */
export function keepWorklist(worklist: Pick<WorklistStore, 'note'>, log: Log): WorklistKeeper {
  const written = new Map<string, { readonly assessmentId: string; readonly atMs: number }>();
  let last: Promise<void> = Promise.resolve();
  return {
    seen(facts, assessment) {
      // The command line and requests without a FHIR server have no chart that could be opened from a list.
      if (!assessment.fhirServer.startsWith('http')) return;
      const key = JSON.stringify([assessment.fhirServer, assessment.patientId]);
      const [known, atMs] = [written.get(key), Date.parse(assessment.asOf)];
      if (known?.assessmentId === assessment.id && atMs - known.atMs < againMs) return;
      written.delete(key);
      written.set(key, { assessmentId: assessment.id, atMs });
      const [oldest] = written.keys();
      if (written.size > mostRemembered && oldest !== undefined) written.delete(oldest);
      last = last.then(async () => {
        try {
          await worklist.note(worklistRow({ chart: facts, assessment, asOf: assessment.asOf }));
        } catch (error) {
          written.delete(key);
          log.warn({ kind: error instanceof Failure ? error.kind : 'internal' }, 'the worklist could not be kept');
        }
      });
    },
    settled: () => last,
  };
}
