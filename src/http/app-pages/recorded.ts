import { Failure } from '../../core/failure.ts';
import type { AuditFact } from '../../ports/audit.ts';
import type { AppCall } from './app-access.ts';

export type RecordFact = (fact: Pick<AuditFact, 'action' | 'outcome'> & Partial<AuditFact>) => Promise<void>;
type Asked = Pick<AuditFact, 'action'> & { readonly query: string };
type More = Pick<AuditFact, 'patientId' | 'assessmentId' | 'query'>;

export interface Recorded {
  /**
   * Does what a call asks for and keeps who asked and how it ended: done, refused or failed. Nothing is answered before that is kept.
   * @param work says by `note` what it learnt about the call: the patient, the assessment
   */
  <T>(call: AppCall, asked: Asked, work: (note: (more: Partial<More>) => void) => Promise<T>): Promise<T>;
  /** The same where what was done is recorded by who does it: only refusals and failures are kept here. */
  unlessDone<T>(call: AppCall, asked: Asked, work: () => Promise<T>): Promise<T>;
}

export function recorded(record: RecordFact): Recorded {
  const unlessDone: Recorded['unlessDone'] = async (call, asked, work) => {
    try {
      return await work();
    } catch (error) {
      await record({ ...factOf(call, asked), outcome: outcomeOf(error) });
      throw error;
    }
  };
  return Object.assign(
    async <T>(call: AppCall, asked: Asked, work: (note: (more: Partial<More>) => void) => Promise<T>): Promise<T> => {
      let learnt: Partial<More> = {};
      const done = await unlessDone(call, asked, () => work((more) => (learnt = { ...learnt, ...more })));
      await record({ ...factOf(call, asked), ...learnt, outcome: 'success' });
      return done;
    },
    { unlessDone },
  );
}

const mostQuery = 500;
const factOf = (call: AppCall, { action, query }: Asked) => ({
  action,
  ...factsOf(call),
  query: query.slice(0, mostQuery),
});

/** Who asks, for the audit. */
export function factsOf({ session }: Pick<AppCall, 'session'>) {
  const { user, grant } = session;
  return {
    fhirServer: grant.fhirServer,
    ...(user === undefined ? {} : { user }),
    ...(grant.patientId === undefined ? {} : { patientId: grant.patientId }),
  };
}

export const outcomeOf = (error: unknown): AuditFact['outcome'] =>
  error instanceof Failure && !['internal', 'store-unavailable'].includes(error.kind) ? 'refused' : 'failed';
