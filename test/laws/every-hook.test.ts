import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hook } from '../../src/cds/hook.ts';
import { Failure } from '../../src/core/failure.ts';
import { loadFolder } from '../../src/load-folder.ts';

const hooks = await loadFolder<Hook>(fileURLToPath(new URL('../../src/cds/hooks', import.meta.url)));

/** Fields that the hook pages mark "Prefetch Token: No". */
const neverTokens = [
  'draftOrders',
  'selections',
  'appointments',
  'fulfillmentTasks',
  'conditions',
  'medications',
  'allergyIntolerance',
];

it('the hooks that the product promises are there', () => {
  expect(hooks.map((hook) => hook.id)).toEqual(
    expect.arrayContaining([
      'appointment-book',
      'encounter-discharge',
      'encounter-start',
      'order-dispatch',
      'order-select',
      'order-sign',
      'patient-view',
    ]),
  );
});

describe.each(hooks.map(({ id, value }) => [id, value] as const))('the hook %s', (id, hook) => {
  it('is named as in the catalogue of hooks, or by reverse domain, and has a version', () => {
    expect(hook.id).toBe(id);
    expect(id).toMatch(/^([a-z]+(-[a-z]+)+|[a-z]+(\.[a-z-]+)+)$/);
    expect(hook.version).toMatch(/^\d+\.\d+(\.\d+)?$/);
  });

  it('offers only primitive root fields as tokens, patientId among them', () => {
    expect(hook.tokens).toContain('patientId');
    for (const token of hook.tokens) {
      expect(token).toMatch(/^[a-zA-Z]+$/);
      expect(neverTokens).not.toContain(token);
    }
  });

  it('reads any context or refuses it as invalid-request, with the place', () => {
    const field = fc.constantFrom(
      'userId',
      'patientId',
      'encounterId',
      'draftOrders',
      'selections',
      'appointments',
      'dispatchedOrders',
      'performer',
      'order',
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('p1', 'Practitioner/1', ['ServiceRequest/1'], {
        resourceType: 'Bundle',
        entry: [null, {}, { resource: { resourceType: 'ServiceRequest' } }],
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(field, value), fc.jsonValue()), (context) => {
        try {
          expect(hook.parse(context)).toMatchObject({ patientId: expect.stringMatching(/^[A-Za-z0-9\-.]{1,64}$/) });
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          expect([error.kind, error.at?.startsWith('context')]).toEqual(['invalid-request', true]);
        }
      }),
    );
  });
});
