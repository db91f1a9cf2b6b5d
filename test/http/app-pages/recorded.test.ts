import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import type { AppCall } from '../../../src/http/app-pages/app-access.ts';
import { type RecordFact, recorded } from '../../../src/http/app-pages/recorded.ts';

const call = {
  session: { user: 'Practitioner/1', grant: { fhirServer: 'http://ehr', scopes: [] } },
} as unknown as AppCall;
const asked = { action: 'read', query: 'app/review' } as const;

function kept() {
  const facts: Parameters<RecordFact>[0][] = [];
  return { facts, recorded: recorded(async (fact) => void facts.push(fact)) };
}

describe('a recorded call', () => {
  it('is kept with who asked and what was learnt, before it is answered', async () => {
    const { facts, recorded } = kept();
    const done = await recorded(call, asked, async (note) => {
      note({ patientId: 'p1' });
      note({ assessmentId: 'a1' });
      expect(facts).toEqual([]);
      return 'answer';
    });
    expect(done).toBe('answer');
    expect(facts).toEqual([
      {
        ...asked,
        outcome: 'success',
        fhirServer: 'http://ehr',
        user: 'Practitioner/1',
        patientId: 'p1',
        assessmentId: 'a1',
      },
    ]);
  });

  it('is kept once as refused or failed, and ends as it ended', async () => {
    for (const [error, outcome] of [
      [new Failure('forbidden', 'No.'), 'refused'],
      [new Failure('store-unavailable', 'Away.'), 'failed'],
      [new Error('broken'), 'failed'],
    ] as const) {
      const { facts, recorded } = kept();
      await expect(recorded(call, asked, () => Promise.reject(error))).rejects.toBe(error);
      expect(facts).toMatchObject([{ ...asked, outcome }]);
    }
  });

  it('is not answered, nor kept twice, where it cannot be kept', async () => {
    let tried = 0;
    const failing = recorded(() => {
      tried += 1;
      return Promise.reject(new Failure('store-unavailable', 'Away.'));
    });
    await expect(failing(call, asked, async () => 'answer')).rejects.toThrow('Away.');
    expect(tried).toBe(1);
  });

  it('leaves success to who did it, where that is said', async () => {
    const { facts, recorded } = kept();
    expect(await recorded.unlessDone(call, asked, async () => 7)).toBe(7);
    expect(facts).toEqual([]);
    await expect(recorded.unlessDone(call, asked, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(facts).toMatchObject([{ outcome: 'failed' }]);
  });
});
