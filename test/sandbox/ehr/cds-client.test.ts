import express from 'express';
import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/cds/card.ts';
import { type CdsClient, eventOf, openCdsClient } from '../../../src/sandbox/ehr/cds-client.ts';
import { ehrFhirRoutes } from '../../../src/sandbox/ehr/fhir-routes.ts';
import { sandboxScenarios } from '../../../src/sandbox/patients/all.ts';
import type { Scenario } from '../../../src/sandbox/scenario.ts';
import { fakeCdsRoutes } from '../../support/fake-cds-service.ts';
import { whileListening } from '../../support/listening.ts';
import { openPlainStore, plainSearch } from '../../support/plain-store.ts';

const scenarios = sandboxScenarios('2026-03-15');
const scenario = (id: string): Scenario => {
  const found = scenarios.find((each) => each.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found;
};

async function withHospital(
  use: (client: CdsClient, fake: ReturnType<typeof fakeCdsRoutes>, url: string) => Promise<void>,
  options: { cardsFor?: () => readonly Card[]; emptyAs?: 'null' | 'bundle'; timeoutMs?: number; delayMs?: number } = {},
): Promise<void> {
  const store = openPlainStore();
  await store.save(scenarios.flatMap(({ resources }) => resources.map((each) => ({ ...each, id: each.id ?? '' }))));
  const fake = fakeCdsRoutes({
    ...(options.cardsFor ? { cardsFor: options.cardsFor } : {}),
    ...(options.delayMs ? { delayMs: options.delayMs } : {}),
  });
  const app = express();
  app.use('/cds-services', fake.router);
  app.use(
    '/sandbox/fhir',
    ehrFhirRoutes({
      store,
      search: plainSearch,
      newId: () => 'x',
      searchParameters: () => [],
      types: [],
      today: '2026-03-15',
    }),
  );
  await whileListening(app, async (url) => {
    const client = openCdsClient({
      serviceUrl: url,
      fhirUrl: `${url}/sandbox/fhir`,
      ...(options.emptyAs ? { emptyAs: options.emptyAs } : {}),
      ...(options.timeoutMs ? { timeoutMs: options.timeoutMs } : {}),
    });
    await use(client, fake, url);
  });
}

describe('the CDS client of the sandbox EHR', () => {
  it('calls every service of the hook with prefetch from its own chart', () =>
    withHospital(async (client, fake, url) => {
      const murphy = scenario('murphy-sean');
      const [exchange] = await client.fire(eventOf(murphy, { hook: 'patient-view' }));
      expect(exchange).toMatchObject({ service: 'liver-prognosis', status: 200, problems: [], leftOut: [] });
      const body = fake.calls[0]?.body;
      expect(body).toMatchObject({ hook: 'patient-view', fhirServer: `${url}/sandbox/fhir` });
      expect(body?.hookInstance).toMatch(/^[0-9a-f-]{36}$/);
      expect(body?.context).toEqual({
        patientId: 'murphy-sean',
        userId: murphy.userId,
        encounterId: murphy.encounterId,
      });
      expect(body?.prefetch?.patient).toMatchObject({ resourceType: 'Patient', id: 'murphy-sean' });
      expect(body?.prefetch?.conditions).toMatchObject({ resourceType: 'Bundle', total: 5 });
    }));

  it('sends drafts with selections, dispatched orders without userId, and appointments', () =>
    withHospital(async (client, fake) => {
      for (const id of ['okafor-grace', 'demir-yusuf', 'mensah-kwame']) {
        const each = scenario(id);
        for (const firing of each.fires) await client.fire(eventOf(each, firing));
      }
      const context = (hook: string) => fake.calls.find(({ body }) => body.hook === hook)?.body.context;
      expect(context('order-select')).toMatchObject({ selections: ['ServiceRequest/okafor-grace-draft-1'] });
      expect(context('order-sign')).toMatchObject({ draftOrders: { resourceType: 'Bundle', type: 'collection' } });
      expect(context('order-dispatch')).toEqual({
        patientId: 'demir-yusuf',
        dispatchedOrders: ['ServiceRequest/demir-yusuf-order-1'],
        performer: 'Organization/sandbox-radiology',
      });
      expect(context('appointment-book')).toHaveProperty('appointments.entry[0].resource.status', 'proposed');
    }));

  it('prefetches null for a patient it does not know, and for an empty search when it is that kind of EHR', () =>
    withHospital(
      async (client, fake) => {
        await client.fire({
          hook: 'patient-view',
          userId: 'Practitioner/x',
          context: { patientId: 'nobody', userId: 'Practitioner/x' },
        });
        expect(fake.calls[0]?.body.prefetch).toEqual({ patient: null, conditions: null });
      },
      { emptyAs: 'null' },
    ));

  it('shows no card of an answer that breaks the rules, and says which rule', () =>
    withHospital(
      async (client) => {
        const [exchange] = await client.fire(eventOf(scenario('chen-mei-ling'), { hook: 'patient-view' }));
        expect(exchange?.cards).toEqual([]);
        expect(exchange?.problems.join(' ')).toContain('cards[0].summary');
        expect(exchange?.problems.join(' ')).toContain('cards[0].selectionBehavior');
      },
      {
        cardsFor: () => [
          {
            uuid: 'u',
            summary: 'x'.repeat(140),
            indicator: 'info',
            source: { label: 'l', topic: { system: 's', code: 'c', display: 'd' } },
            suggestions: [{ label: 'a', uuid: 'b' }],
          },
        ],
      },
    ));

  it('gives up on a service that does not answer, without throwing', () =>
    withHospital(
      async (client) => {
        await client.discover();
        const [exchange] = await client.fire(eventOf(scenario('chen-mei-ling'), { hook: 'patient-view' }));
        expect(exchange).toMatchObject({ status: 0, cards: [] });
        expect(exchange?.problems[0]).toMatch(/^no answer/);
      },
      { delayMs: 400, timeoutMs: 150 },
    ));

  it('sends feedback in the form of the standard', () =>
    withHospital(async (client, fake) => {
      const item = {
        card: 'c1',
        outcome: 'accepted',
        acceptedSuggestions: [{ id: 's1' }],
        outcomeTimestamp: '2026-03-15T10:00:00Z',
      } as const;
      await client.sendFeedback('liver-prognosis', [item]);
      expect(fake.feedback).toEqual([{ service: 'liver-prognosis', items: [item] }]);
    }));

  it('says upstream-unreachable when nobody listens', async () => {
    const client = openCdsClient({ serviceUrl: 'http://127.0.0.1:9', fhirUrl: 'http://127.0.0.1:9/fhir' });
    await expect(client.discover()).rejects.toMatchObject({ kind: 'upstream-unreachable' });
  });
});
