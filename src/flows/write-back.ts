import type { AuditLog } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { EhrTransaction, EhrWriter, WriteBackPlanner } from '../ports/ehr-writer.ts';
import type { Log } from '../ports/log.ts';
import type { DocumentKey, OwedDocument, ResultStore, StoredDocument } from '../ports/results.ts';

export interface WriteBackDeps {
  readonly results: Pick<ResultStore, 'owed' | 'read' | 'acknowledge' | 'postpone'>;
  readonly planner: WriteBackPlanner;
  readonly writer: EhrWriter;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit?: AuditLog;
}

export interface WriteBackReport {
  /** Documents acknowledged by the EHR, owed for later, given up (refused), and settled without writing. */
  readonly written: number;
  readonly postponed: number;
  readonly refused: number;
  readonly settled: number;
}

/** When a refused document is tried again: never by itself; the debt stays visible in the store with its reason. */
export const deadLetterUntil = '9999-12-31T23:59:59.000Z';

/**
 * Writes owed results back to their EHRs until nothing is owed or nothing moves any more. Acknowledged only after the EHR's 2xx:
 * a crash in between sends the same transaction again, and its conditional entries make that harmless. A server that does not
 * answer is left alone for the rest of this run; its documents wait with growing distance (1 min, 2, 4 … 24 h).
 */
export async function writeBack(
  deps: WriteBackDeps,
  options: { readonly batch: number; readonly signal: AbortSignal },
): Promise<WriteBackReport> {
  const report = { written: 0, postponed: 0, refused: 0, settled: 0 };
  const silent = new Set<string>();
  while (!options.signal.aborted) {
    const owed = await deps.results.owed(options.batch);
    if (owed.length === 0) break;
    const { transactions, settled } = await planOf(deps, owed);
    if (settled.length > 0) await deps.results.acknowledge(settled);
    report.settled += settled.length;
    let moved = settled.length;
    for (const transaction of transactions) {
      if (options.signal.aborted) return report;
      if (silent.has(transaction.fhirServer)) continue;
      const outcome = await deps.writer.transaction(transaction.fhirServer, transaction.bundle, options.signal);
      // Our own shutdown is no fault of the EHR: the debt stays as it is.
      if (outcome.status === 'unavailable' && options.signal.aborted) return report;
      const { keys } = transaction;
      if (outcome.status === 'accepted') {
        await deps.results.acknowledge(keys);
        report.written += keys.length;
      } else if (outcome.status === 'refused') {
        await deps.results.postpone(keys, deadLetterUntil, outcome.reason);
        report.refused += keys.length;
      } else {
        silent.add(transaction.fhirServer);
        const wait = Math.max(backOffSeconds(attemptsOf(owed, keys)), outcome.retryAfterSeconds ?? 0);
        await deps.results.postpone(keys, laterThan(deps.clock(), wait), outcome.reason);
        report.postponed += keys.length;
      }
      moved += keys.length;
      await audit(deps, transaction, outcome.status);
      deps.log.info({ outcome: outcome.status, documents: keys.length }, 'write-back');
    }
    if (moved === 0) break;
  }
  return report;
}

async function planOf({ results, planner }: WriteBackDeps, owed: readonly OwedDocument[]) {
  const documents = owed.map(({ document }) => document);
  const companions: StoredDocument[] = [];
  // A companion may point further (a report to a score, a score to its Device): followed until nothing new comes.
  let frontier = planner.companions(documents);
  const seen = new Set(documents.map(nameOf));
  while (frontier.length > 0) {
    const found: StoredDocument[] = [];
    for (const key of frontier) {
      if (seen.has(nameOf(key))) continue;
      seen.add(nameOf(key));
      const document = await results.read(key.resourceType, key.id);
      if (document) found.push(document);
    }
    companions.push(...found);
    frontier = planner.companions(found);
  }
  return planner.plan(documents, companions);
}

const nameOf = ({ resourceType, id }: DocumentKey) => `${resourceType}/${id}`;

/** Of the document tried most often, so that a group does not restart its waiting because a new document joined it. */
function attemptsOf(owed: readonly OwedDocument[], keys: readonly DocumentKey[]): number {
  const names = new Set(keys.map(nameOf));
  return Math.max(0, ...owed.filter(({ document }) => names.has(nameOf(document))).map(({ attempts }) => attempts));
}

const longestSeconds = 24 * 3600;
export const backOffSeconds = (attempts: number): number => Math.min(longestSeconds, 60 * 2 ** Math.min(attempts, 20));

const laterThan = (now: string, seconds: number): string => new Date(Date.parse(now) + seconds * 1000).toISOString();

async function audit(
  deps: WriteBackDeps,
  { fhirServer, patientId }: EhrTransaction,
  status: 'accepted' | 'refused' | 'unavailable',
): Promise<void> {
  await deps.audit?.record([
    {
      at: deps.clock(),
      action: 'write-back',
      outcome: status === 'accepted' ? 'success' : status === 'refused' ? 'refused' : 'failed',
      client: 'fibrocast',
      patientId,
      fhirServer,
    },
  ]);
}
