import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ask } from '../../fhir-resources/ask.ts';
import { readOrders } from '../../fhir-resources/read/orders.ts';
import { about, observation, quantity, searchset } from '../support/fhir-observations.ts';

/** Every ask is found by its folder: an export of fhir-resources/read whose name ends in Ask. */
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../fhir-resources/read');
const found: { name: string; ask: Ask<unknown> }[] = [];
for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue;
  const members = Object.entries((await import(join(folder, file))) as Record<string, unknown>);
  for (const [name, ask] of members) if (name.endsWith('Ask')) found.push({ name, ask: ask as Ask<unknown> });
}
const each = found.map(({ name, ask }) => [name, ask] as const);

/** Tokens that a 2.0 client can fill, and the query subset that the specification recommends. */
const tokens = new Set([
  'context.patientId',
  'context.encounterId',
  'context.userId',
  'userPractitionerId',
  'userPractitionerRoleId',
  'userPatientId',
  'userRelatedPersonId',
]);
const parameters = new Set(['patient', 'encounter', 'category', 'code', 'status', 'date', '_sort', '_count']);

describe('the asks', () => {
  it('are those that services are built on', () => {
    expect(found.map(({ ask }) => ask.id).sort()).toEqual([
      'conditions',
      'exams',
      'imagingStudies',
      'immunizations',
      'labs',
      'measurements',
      'medications',
      'patient',
      'procedures',
      'serviceRequests',
    ]);
  });

  it('have ids of their own and queries of their own', () => {
    expect(new Set(found.map(({ ask }) => ask.id)).size).toBe(found.length);
    expect(new Set(found.map(({ ask }) => ask.query)).size).toBe(found.length);
  });
});

describe.each(each)('%s', (name, ask) => {
  it('has the id of its name', () => {
    expect(name).toBe(`${ask.id}Ask`);
    expect(ask.id).toMatch(/^[a-z][A-Za-z]*$/);
  });

  it('asks with plain tokens and the recommended query subset, about the patient of the hook', () => {
    const used = [...ask.query.matchAll(/\{\{(.*?)\}\}/g)].map(([, token]) => token);
    for (const token of used) expect(tokens).toContain(token);
    expect(used).toContain('context.patientId');
    expect(ask.query.replace(/\{\{[A-Za-z.]+\}\}/g, '')).not.toMatch(/[{}%\s]/);
    const [path = '', search = ''] = ask.query.split('?');
    expect(path).toMatch(/^[A-Z][A-Za-z]+(\/\{\{context\.[A-Za-z]+\}\})?$/);
    for (const [parameter, value] of new URLSearchParams(search)) {
      expect(parameters).toContain(parameter);
      expect(value).not.toBe('');
    }
  });

  it('reads null as nothing found', () => {
    const value = ask.read(null, about);
    // A read by id has no empty value: no patient, nothing to assess.
    if (!ask.query.includes('?')) expect(value).toBeUndefined();
    else if (Array.isArray(value)) expect(value).toEqual([]);
    else expect(value).toEqual({ results: [], serology: [], stiffness: [], refused: [] });
  });

  it('finds nothing usable in an OperationOutcome, text or nothing', () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] };
    for (const answer of [outcome, undefined, '', 'x', 0, true, [], {}])
      expect(ask.read(answer, about)).toBeUndefined();
  });

  it('never throws, whatever JSON comes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (answer) => {
        ask.read(answer, about);
        ask.read(searchset(answer, { resourceType: typeOf(ask), ...(Object(answer) as object) }), about);
      }),
      { numRuns: 200 },
    );
  });

  it('never throws for resources with one thing wrong, and lets no NaN through', () => {
    fc.assert(
      fc.property(mutated(), (answer) => {
        const value = ask.read(answer, about);
        expect(JSON.stringify(value ?? null)).not.toMatch(/NaN|Infinity/);
      }),
      { numRuns: 400 },
    );
  });
});

describe('draft orders', () => {
  it('never throw, whatever JSON comes', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (answer) => void readOrders(answer, { selections: ['a/b'] })));
    fc.assert(
      fc.property(mutated(), (answer) => void readOrders(answer)),
      { numRuns: 400 },
    );
  });
});

const typeOf = (ask: Ask<unknown>) => ask.query.split(/[?/]/)[0];

/** A valid chart of every resource type that is read, in which one value somewhere is replaced by something else. */
function mutated(): fc.Arbitrary<unknown> {
  const subject = { reference: 'Patient/p1' };
  const concept = (system: string, code: string) => ({ coding: [{ system, code }], text: 'liver biopsy' });
  const snomed = 'http://snomed.info/sct';
  const chart = searchset(
    { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1960-05-17', extension: [{ url: 'x' }] },
    observation('1920-8', {
      ...quantity(50, 'U/L', { comparator: '<' }),
      referenceRange: [{ low: { value: 1 }, high: { value: 40 } }],
    }),
    observation('77615-3', {
      ...quantity(9, 'kPa'),
      method: { text: 'VCTE' },
      device: { display: 'FibroScan' },
      component: [
        { code: concept('https://fibrocast.org/fhir/CodeSystem/measure', 'lsm-iqr-median'), ...quantity(12, '%') },
      ],
    }),
    observation('5195-3', { valueCodeableConcept: concept(snomed, '10828004'), identifier: [{ system: 'x' }] }),
    observation('24325-3', {
      contained: [observation('1742-6', quantity(5, 'U/L'))],
      hasMember: [{ reference: '#o1' }],
      effectivePeriod: { end: '2026-01-01' },
    }),
    {
      resourceType: 'Condition',
      id: 'c',
      subject,
      clinicalStatus: concept('x', 'active'),
      verificationStatus: concept('x', 'confirmed'),
      code: concept(snomed, '19943007'),
      onsetPeriod: { start: '2020' },
    },
    {
      resourceType: 'Procedure',
      id: 'r',
      subject,
      status: 'completed',
      code: concept(snomed, '86259008'),
      performedPeriod: { start: '2020-01-01' },
    },
    {
      resourceType: 'MedicationRequest',
      id: 'm',
      subject,
      status: 'active',
      intent: 'order',
      medicationReference: { reference: '#m1' },
      contained: [
        {
          resourceType: 'Medication',
          id: 'm1',
          code: { text: 'ibuprofen' },
          ingredient: [{ itemCodeableConcept: concept('x', 'y') }],
        },
      ],
    },
    {
      resourceType: 'DiagnosticReport',
      id: 'd',
      subject,
      status: 'final',
      code: concept('http://loinc.org', '24558-9'),
      effectiveDateTime: '2026-01-01',
    },
    {
      resourceType: 'ImagingStudy',
      id: 'i',
      subject,
      status: 'available',
      started: '2026-01-01',
      series: [{ modality: { code: 'CT' }, bodySite: { code: '10200004' } }],
      procedureCode: [{}],
    },
    {
      resourceType: 'Immunization',
      id: 'v',
      patient: subject,
      status: 'completed',
      vaccineCode: concept('http://hl7.org/fhir/sid/cvx', '43'),
      occurrenceDateTime: '2020-01-01',
    },
    {
      resourceType: 'ServiceRequest',
      id: 's',
      subject,
      status: 'active',
      code: concept('x', 'y'),
      orderDetail: [{ text: 'with contrast' }],
      note: [{ text: 'x' }],
    },
    {
      resourceType: 'Appointment',
      id: 'a',
      serviceType: [concept('x', 'y')],
      requestedPeriod: [{ start: '2026-01-01' }],
    },
  );
  const places = placesIn(chart);
  return fc
    .tuple(fc.constantFrom(...places), fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined)))
    .map(([place, value]) => {
      const copy = structuredClone(chart);
      let at = copy as Record<string, unknown>;
      for (const step of place.slice(0, -1)) at = at[step] as Record<string, unknown>;
      at[place.at(-1) ?? ''] = value;
      return copy;
    });
}

function placesIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...placesIn(inner, [...path, key])]);
}
