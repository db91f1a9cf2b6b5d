import { describe, expect, it } from 'vitest';
import appointmentBook from '../../src/cds/hooks/appointment-book.ts';
import encounterDischarge from '../../src/cds/hooks/encounter-discharge.ts';
import encounterStart from '../../src/cds/hooks/encounter-start.ts';
import orderDispatch from '../../src/cds/hooks/order-dispatch.ts';
import orderSelect from '../../src/cds/hooks/order-select.ts';
import orderSign from '../../src/cds/hooks/order-sign.ts';
import patientView from '../../src/cds/hooks/patient-view.ts';
import { Failure } from '../../src/core/failure.ts';

const base = { userId: 'Practitioner/doc', patientId: 'p1' };
const biopsy = {
  resourceType: 'ServiceRequest',
  id: 'a',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  code: { text: 'Liver biopsy' },
};
const drug = { resourceType: 'MedicationRequest', id: 'b', status: 'draft', subject: { reference: 'Patient/p1' } };
const bundle = (...resources: object[]) => ({
  resourceType: 'Bundle',
  entry: resources.map((resource) => ({ resource })),
});

const refusedAt = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    expect((error as Failure).kind).toBe('invalid-request');
    return (error as Failure).at;
  }
  return undefined;
};

describe('every hook context', () => {
  const hooks = [
    [patientView, base],
    [orderSelect, { ...base, selections: [], draftOrders: bundle() }],
    [orderSign, { ...base, draftOrders: bundle() }],
    [orderDispatch, { patientId: 'p1', dispatchedOrders: ['ServiceRequest/a'], performer: 'Organization/o' }],
    [appointmentBook, { ...base, appointments: bundle() }],
    [encounterStart, { ...base, encounterId: 'e1' }],
    [encounterDischarge, { ...base, encounterId: 'e1' }],
  ] as const;

  it.each(hooks.map(([hook, context]) => [hook.id, hook, context] as const))(
    '%s reads its required fields alone',
    (_, hook, context) => {
      expect(hook.parse(context)).toMatchObject({ patientId: 'p1' });
    },
  );

  it.each(hooks.map(([hook, context]) => [hook.id, hook, context] as const))(
    '%s names each required field that is missing, null or of the wrong type',
    (_, hook, context) => {
      for (const field of Object.keys(context)) {
        for (const value of [undefined, null, 7, '', {}, [{}]]) {
          const fits =
            (field === 'draftOrders' || field === 'appointments') && typeof value === 'object' && value !== null;
          if (fits) continue;
          expect(refusedAt(() => hook.parse({ ...context, [field]: value }))).toBe(`context.${field}`);
        }
      }
      expect(refusedAt(() => hook.parse(null))).toBe('context');
    },
  );

  it.each(['a/b', '..', '.', 'a?b', 'a&b=c', 'a b', '', 'x'.repeat(65), 'p%31'])(
    'refuses the patient id %j, so that it cannot change a query',
    (patientId) => {
      expect(refusedAt(() => patientView.parse({ ...base, patientId }))).toBe('context.patientId');
    },
  );

  it('serves every type of user', () => {
    for (const userId of ['Practitioner/1', 'PractitionerRole/1', 'Patient/1', 'RelatedPerson/1']) {
      expect(patientView.parse({ ...base, userId }).userId).toBe(userId);
    }
  });

  it('takes null for the optional encounter', () => {
    expect(patientView.parse({ ...base, encounterId: null })).toEqual(base);
  });
});

describe('order-select', () => {
  it('tells the selected orders from the others', () => {
    const { orders } = orderSelect.parse({
      ...base,
      selections: ['MedicationRequest/b'],
      draftOrders: bundle(biopsy, drug),
    });
    expect(orders.map((order) => [order.reference, order.selected])).toEqual([
      ['ServiceRequest/a', false],
      ['MedicationRequest/b', true],
    ]);
  });

  it('refuses a draftOrders that is another resource, a list or text', () => {
    for (const draftOrders of [biopsy, [bundle()], 'x']) {
      expect(refusedAt(() => orderSelect.parse({ ...base, selections: [], draftOrders }))).toBe('context.draftOrders');
    }
  });

  it('takes the incomplete orders of the official Sandbox', () => {
    const { type: _, ...untyped } = {
      type: 'collection',
      ...bundle({ ...drug, medicationCodeableConcept: { coding: [{}] }, reasonCode: [] }),
    };
    expect(
      orderSelect.parse({ ...base, selections: ['MedicationRequest/b'], draftOrders: untyped }).orders,
    ).toHaveLength(1);
  });
});

describe('order-sign', () => {
  it('takes every order as meant, also one that is no draft any more', () => {
    const { orders } = orderSign.parse({ ...base, draftOrders: bundle({ ...biopsy, status: 'active' }) });
    expect(orders[0]).toMatchObject({ reference: 'ServiceRequest/a', selected: true });
  });
});

describe('order-dispatch', () => {
  const performer = 'Organization/o';
  it('needs no user', () => {
    expect(orderDispatch.parse({ patientId: 'p1', dispatchedOrders: ['ServiceRequest/a'], performer })).toEqual({
      patientId: 'p1',
      dispatchedOrders: ['ServiceRequest/a'],
      performer,
    });
  });

  it('takes the hyphenated spelling and the single order of version 1.0', () => {
    const expected = { patientId: 'p1', dispatchedOrders: ['ServiceRequest/a'], performer };
    expect(
      orderDispatch.parse({
        patientId: 'p1',
        'dispatched-orders': ['ServiceRequest/a'],
        'fulfillment-tasks': [],
        performer,
      }),
    ).toEqual(expected);
    expect(
      orderDispatch.parse({ patientId: 'p1', order: 'ServiceRequest/a', performer, task: { resourceType: 'Task' } }),
    ).toEqual(expected);
  });
});

describe('appointment-book', () => {
  const appointment = { resourceType: 'Appointment', id: 'x', status: 'proposed', participant: [] };
  it('reads a Bundle, as its table says, and an array, as its examples show', () => {
    const [asBundle, asArray] = [bundle(appointment), [appointment]].map((appointments) =>
      appointmentBook.parse({ ...base, appointments }),
    );
    expect(asArray?.appointments).toEqual(asBundle?.appointments);
    expect(asBundle?.appointments).toHaveLength(1);
  });
});

it('a refusal is a Failure and not a bug', () => {
  expect(() => encounterStart.parse({ ...base })).toThrow(Failure);
});
