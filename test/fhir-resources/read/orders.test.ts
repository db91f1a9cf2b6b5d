import { describe, expect, it } from 'vitest';
import { readOrders } from '../../../fhir-resources/read/orders.ts';

const cpt = (code: string) => ({ coding: [{ system: 'http://www.ama-assn.org/go/cpt', code }] });
const bundle = (...resources: readonly unknown[]) => ({
  resourceType: 'Bundle',
  entry: resources.map((resource) => ({ resource })),
});

describe('draft orders as clients send them', () => {
  it('reads a medication and a test, and which are selected', () => {
    const drafts = bundle(
      {
        resourceType: 'MedicationRequest',
        id: 'm',
        status: 'draft',
        medicationCodeableConcept: { text: 'Ibuprofen 400 mg tablet' },
      },
      {
        resourceType: 'ServiceRequest',
        id: 's',
        status: 'draft',
        code: { ...cpt('74170'), text: 'CT liver' },
        occurrenceDateTime: '2026-04-01',
      },
    );
    const { orders, resources } = readOrders(drafts, { selections: ['ServiceRequest/s'] });
    expect(orders).toEqual([
      {
        reference: 'MedicationRequest/m',
        type: 'medication',
        ingredient: 'ibuprofen',
        selected: false,
        status: 'draft',
        display: 'Ibuprofen 400 mg tablet',
      },
      {
        reference: 'ServiceRequest/s',
        type: 'service',
        concept: 'ct-liver',
        contrast: 'iodinated',
        selected: true,
        status: 'draft',
        display: 'CT liver',
        date: '2026-04-01',
      },
    ]);
    expect([...resources.keys()]).toEqual(['MedicationRequest/m', 'ServiceRequest/s']);
  });

  it('takes all as selected where the hook has no selections, and absolute selections where it has', () => {
    const drafts = bundle({ resourceType: 'ServiceRequest', id: 's', code: cpt('47000') });
    expect(readOrders(drafts).orders).toMatchObject([{ selected: true }]);
    expect(readOrders(drafts, { selections: ['https://ehr.example/fhir/ServiceRequest/s'] }).orders).toMatchObject([
      { selected: true },
    ]);
    expect(readOrders(drafts, { selections: [] }).orders).toMatchObject([{ selected: false }]);
  });

  it('reads what the Sandbox sends: no type, no intent, no medication, empty codings and lists', () => {
    const drafts = {
      resourceType: 'Bundle',
      entry: [
        { resource: { resourceType: 'MedicationRequest', id: 'request-123', status: 'draft', reasonCode: [] } },
        { resource: { resourceType: 'ServiceRequest', id: 'request-124', status: 'draft', code: { coding: [{}] } } },
        { resource: null },
        {},
      ],
    };
    expect(readOrders(drafts).orders).toEqual([
      { reference: 'MedicationRequest/request-123', type: 'medication', selected: true, status: 'draft' },
      { reference: 'ServiceRequest/request-124', type: 'service', selected: true, status: 'draft' },
    ]);
  });

  it.each([
    [
      'an array of resources',
      [{ resourceType: 'Appointment', id: 'a', description: 'FibroScan', start: '2026-05-01T08:00:00Z' }],
    ],
    [
      'an array of entries',
      [{ resource: { resourceType: 'Appointment', id: 'a', description: 'FibroScan', start: '2026-05-01T08:00:00Z' } }],
    ],
    ['one resource', { resourceType: 'Appointment', id: 'a', description: 'FibroScan', start: '2026-05-01T08:00:00Z' }],
    [
      'a Bundle without resourceType',
      {
        entry: [
          {
            resource: { resourceType: 'Appointment', id: 'a', description: 'FibroScan', start: '2026-05-01T08:00:00Z' },
          },
        ],
      },
    ],
  ])('reads %s', (_, appointments) => {
    expect(readOrders(appointments).orders).toEqual([
      {
        reference: 'Appointment/a',
        type: 'appointment',
        concept: 'vcte',
        selected: true,
        display: 'FibroScan',
        date: '2026-05-01T08:00:00Z',
      },
    ]);
  });

  it('reads an appointment by service type and its requested period', () => {
    const appointment = {
      resourceType: 'Appointment',
      id: 'a',
      serviceType: [{ text: 'Abdominal ultrasound' }],
      requestedPeriod: [{ start: '2026-05-01' }],
    };
    expect(readOrders(bundle(appointment)).orders).toMatchObject([
      { concept: 'us-liver', display: 'Abdominal ultrasound', date: '2026-05-01' },
    ]);
  });

  it.each([
    undefined,
    null,
    3,
    'x',
    [],
    {},
    { resourceType: 'Bundle' },
    { entry: 'x' },
    { resourceType: 'Bundle', entry: [{ resource: {} }] },
  ])('finds nothing in %j', (value) => {
    expect(readOrders(value)).toEqual({ orders: [], resources: new Map() });
  });

  it('keeps an order not to do something, with nothing to advise on', () => {
    const forbidden = {
      resourceType: 'MedicationRequest',
      id: 'm',
      doNotPerform: true,
      medicationCodeableConcept: { text: 'ibuprofen' },
    };
    expect(readOrders(bundle(forbidden)).orders).toEqual([
      { reference: 'MedicationRequest/m', type: 'medication', selected: true, display: 'ibuprofen' },
    ]);
  });

  it('resolves a Medication of the Bundle, which is no order itself, and names orders without id by their fullUrl', () => {
    const drafts = {
      resourceType: 'Bundle',
      entry: [
        { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Medication', code: { text: 'ibuprofen' } } },
        {
          fullUrl: 'urn:uuid:2',
          resource: { resourceType: 'MedicationRequest', medicationReference: { reference: 'urn:uuid:1' } },
        },
      ],
    };
    const { orders, resources } = readOrders(drafts, { selections: ['urn:uuid:2'] });
    expect(orders).toEqual([
      { reference: 'urn:uuid:2', type: 'medication', ingredient: 'ibuprofen', selected: true, display: 'ibuprofen' },
    ]);
    expect(resources.size).toBe(2);
  });

  it('gives a drug of several known ingredients an order for each', () => {
    const combined = {
      resourceType: 'MedicationRequest',
      id: 'm',
      medicationCodeableConcept: { text: 'Ibuprofen 200 mg / paracetamol 500 mg' },
    };
    expect(readOrders(bundle(combined)).orders.map(({ reference, ingredient }) => [reference, ingredient])).toEqual([
      ['MedicationRequest/m', 'ibuprofen'],
      ['MedicationRequest/m', 'paracetamol'],
    ]);
  });

  it('passes orders of other kinds through, without a concept', () => {
    expect(readOrders(bundle({ resourceType: 'NutritionOrder', id: 'n' })).orders).toEqual([
      { reference: 'NutritionOrder/n', type: 'other', selected: true },
    ]);
  });
});
