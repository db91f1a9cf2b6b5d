import { describe, expect, it } from 'vitest';
import { type AnswerTools, type AssessmentOrigin, answerCall, readCall } from '../../src/cds/answer.ts';
import patientView from '../../src/cds/hooks/patient-view.ts';
import { defineService, type Service } from '../../src/cds/service.ts';
import { Failure } from '../../src/core/failure.ts';
import { observation, patientResource, searchset } from '../support/asks.ts';
import { emptyAssessment } from '../support/assessment.ts';
import { cdsRequest, countingIds, recordingLog } from '../support/call.ts';
import { testServices } from '../support/test-services.ts';

const service = (id: string): Service => {
  const found = testServices.find((candidate) => candidate.id === id);
  if (!found) throw new Error(id);
  return found;
};
function toolsWith(over: Partial<AnswerTools> = {}): AnswerTools & { readonly origins: AssessmentOrigin[] } {
  const origins: AssessmentOrigin[] = [];
  return {
    origins,
    chart: { get: () => Promise.reject(new Failure('upstream-unreachable', 'No.')) },
    async assess(facts, origin) {
      origins.push(origin);
      return emptyAssessment(facts, origin.fhirServer);
    },
    reviewLink: (assessment) => ({
      label: 'Review',
      url: 'https://cds.example/app/launch',
      type: 'smart',
      appContext: assessment.id,
    }),
    pageUrl: (path) => `https://cds.example${path}`,
    mayCall: (url) => url === 'https://ehr.example/fhir',
    namespace: 'https://ehr.example/issuer',
    clock: () => '2026-11-23T12:00:00.000Z',
    newId: countingIds(),
    log: recordingLog(),
    budgets: { optionalMs: 30, requiredMs: 60 },
    strict: true,
    ...over,
  };
}
const prefetch = {
  patient: patientResource('p1'),
  labs: searchset([observation('a'), observation('b')]),
  encounter: null,
};
const view = (over: Record<string, unknown> = {}) =>
  readCall(service('test-view'), cdsRequest('patient-view', { prefetch, ...over }));

describe('answering a call', () => {
  it('gives cards, most urgent first, with what could not be had', async () => {
    const answered = await answerCall(view(), toolsWith());
    expect(answered.response.cards.map((card) => card.summary)).toEqual([
      'Order elastography',
      '2 results for a female',
    ]);
    expect(answered.response.cards[1]?.detail).toBe('- a\n- b\n\nNot available: encounter');
    expect(answered.response.cards[1]?.links).toEqual([
      { label: 'Review', url: 'https://cds.example/app/launch', type: 'smart', appContext: 'assessment-p1' },
      { label: 'Rules', url: 'https://cds.example/rules', type: 'absolute' },
    ]);
    expect(answered.assessmentId).toBe('assessment-p1');
  });

  it('gives the same advice for the same request, with new uuids', async () => {
    const tools = toolsWith();
    const [first, second] = [await answerCall(view(), tools), await answerCall(view(), tools)];
    const withoutIds = (value: unknown) => JSON.stringify(value).replace(/"uuid":"[^"]+"/g, '');
    expect(withoutIds(second.response)).toBe(withoutIds(first.response));
    const ids = [...first.response.cards, ...second.response.cards].map((card) => card.uuid);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tells the assessment where the chart is, and gives access only to an allowed server', async () => {
    const tools = toolsWith();
    const fhirAuthorization = { access_token: 'tok', token_type: 'Bearer', expires_in: 300, scope: 's', subject: 'x' };
    await answerCall(view({ fhirServer: 'https://ehr.example/fhir/', fhirAuthorization }), tools);
    await answerCall(view({ fhirServer: 'https://foreign.example/fhir', fhirAuthorization }), tools);
    await answerCall(view(), tools);
    expect(tools.origins).toMatchObject([
      {
        fhirServer: 'https://ehr.example/fhir',
        access: { fhirServer: 'https://ehr.example/fhir', accessToken: 'tok' },
        userId: 'Practitioner/doc',
      },
      { fhirServer: 'https://foreign.example/fhir' },
      { fhirServer: 'https://ehr.example/issuer' },
    ]);
    expect(tools.origins.map((origin) => 'access' in origin)).toEqual([true, false, false]);
  });

  it('answers from the prefetch although the server is not allowed, and asks it for nothing', async () => {
    const asked: string[] = [];
    const chart = { get: async (_: unknown, query: string) => void asked.push(query) };
    const { response } = await answerCall(view({ fhirServer: 'https://foreign.example/fhir' }), toolsWith({ chart }));
    expect(response.cards).toHaveLength(2);
    const call = view({ fhirServer: 'https://foreign.example/fhir', prefetch: {} });
    await expect(answerCall(call, toolsWith({ chart }))).rejects.toMatchObject({ kind: 'fhir-server-not-allowed' });
    expect(asked).toEqual([]);
  });

  it('sends systemActions where a service gives some, and leaves the field out otherwise', async () => {
    const order = { resourceType: 'ServiceRequest', id: 'a' };
    const call = (entry: unknown[]) =>
      readCall(
        service('test-sign'),
        cdsRequest('order-sign', {
          context: { userId: 'Practitioner/1', patientId: 'p1', draftOrders: { resourceType: 'Bundle', entry } },
        }),
      );
    const { response } = await answerCall(call([{ resource: order }]), toolsWith());
    expect(response.systemActions).toEqual([
      { type: 'delete', description: 'Take the order back', resourceId: 'ServiceRequest/a' },
    ]);
    expect((await answerCall(call([]), toolsWith())).response).toEqual({ cards: [] });
  });

  it('throws on a broken card rule in tests, mends and logs it in production', async () => {
    const wordy = defineService({
      id: 'wordy',
      hook: patientView,
      title: 'Wordy',
      description: 'Says too much.',
      asks: {},
      respond: async () => [
        {
          summary: 'word '.repeat(50),
          indicator: 'info',
          source: { label: 'x', topic: { system: 's', code: 'c', display: 'd' } },
        },
      ],
    });
    const call = readCall(wordy as unknown as Service, cdsRequest('patient-view'));
    await expect(answerCall(call, toolsWith())).rejects.toThrow(/longer than 139/);
    const log = recordingLog();
    const { response } = await answerCall(call, toolsWith({ strict: false, log }));
    expect(response.cards[0]?.summary.length).toBeLessThan(140);
    expect(log.lines).toMatchObject([{ level: 'error', service: 'wordy' }]);
  });

  it('refuses the context of another hook', () => {
    expect(() => readCall(service('test-select'), cdsRequest('patient-view'))).toThrow(Failure);
    expect(() => readCall(service('test-select'), cdsRequest('order-select'))).toThrow(Failure);
  });
});
