import { readObservations } from '../../fhir-resources/read/observations.ts';

/**
 * Time to read one chart of 1 000 laboratory results (half of them tests this service does not know), warm, in one process:
 * `npx tsx test/bench/read-observations.ts`. Ceiling in the same run: JSON.parse of the same Bundle.
 */
const tests: readonly (readonly [code: string, value: number, unit: string, low: number, high: number])[] = [
  ['1920-8', 62, 'U/L', 10, 40],
  ['718-7', 13.2, 'g/dL', 12, 17],
  ['1742-6', 48, 'U/L', 7, 41],
  ['2823-3', 4.2, 'mmol/L', 3.5, 5.1],
  ['777-3', 145, '10*3/uL', 150, 400],
  ['6690-2', 7.1, '10*3/uL', 4, 11],
  ['1975-2', 1.1, 'mg/dL', 0.2, 1.2],
  ['3094-0', 14, 'mg/dL', 7, 20],
  ['1751-7', 3.9, 'g/dL', 3.5, 5],
  ['2075-0', 101, 'mmol/L', 98, 107],
];
const day = 24 * 3_600_000;
const entry = Array.from({ length: 1000 }, (_, index) => {
  const [code, value, unit, low, high] = tests[index % tests.length] ?? ['x', 1, '1', 0, 1];
  const quantity = (number: number) => ({ value: number, unit, system: 'http://unitsofmeasure.org', code: unit });
  return {
    fullUrl: `https://ehr.example/fhir/Observation/o${index}`,
    search: { mode: 'match' },
    resource: {
      resourceType: 'Observation',
      id: `o${index}`,
      meta: { versionId: '1', lastUpdated: '2026-01-01T00:00:00Z' },
      status: 'final',
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
      ],
      code: {
        coding: [
          { system: 'urn:oid:1.2.3', code: `L${index % 10}` },
          { system: 'http://loinc.org', code },
        ],
        text: 'A test',
      },
      subject: { reference: 'Patient/p1' },
      effectiveDateTime: new Date(Date.parse('2026-01-01T08:00:00Z') - Math.floor(index / 10) * day).toISOString(),
      issued: '2026-01-01T10:00:00Z',
      valueQuantity: quantity(value + (index % 7) / 10),
      referenceRange: [{ low: quantity(low), high: quantity(high) }],
    },
  };
});
const body = JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry });
const bundle: unknown = JSON.parse(body);
const about = { patientId: 'p1', now: '2026-03-01T12:00:00Z' };

function percentiles(work: () => unknown, rounds: number): string {
  for (let round = 0; round < rounds / 2; round += 1) work();
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(share * (rounds - 1))] ?? Number.NaN).toFixed(2);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
}

const record = readObservations(bundle, about);
console.log(`1 000 Observations, ${(body.length / 1024).toFixed(0)} KiB, ${record?.results.length ?? 0} results read`);
console.log(`readObservations  ${percentiles(() => readObservations(bundle, about), 600)}`);
console.log(`JSON.parse        ${percentiles(() => JSON.parse(body) as unknown, 100)}`);
