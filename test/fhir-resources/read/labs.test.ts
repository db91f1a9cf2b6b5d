import { describe, expect, it } from 'vitest';
import { readCodeMap } from '../../../fhir-resources/codes/code-map.ts';
import { labsAsk } from '../../../fhir-resources/read/labs.ts';
import type { LabRecord } from '../../../src/core/chart.ts';
import { about, loinc, observation, quantity, searchset, ucum } from '../../support/fhir-observations.ts';

function read(...resources: readonly unknown[]): LabRecord {
  const record = labsAsk.read(searchset(...resources), about);
  expect(record).toBeDefined();
  return record as LabRecord;
}
const only = (record: LabRecord) => {
  expect(record.refused).toEqual([]);
  expect(record.results).toHaveLength(1);
  return record.results[0];
};
const reasons = (record: LabRecord) => record.refused.map(({ reason }) => reason);

describe('units', () => {
  it.each([
    ['1920-8', 80, 'U/L', 'astUPerL', 80],
    ['1920-8', 1.5, 'ukat/L', 'astUPerL', 90],
    ['1975-2', 1, 'mg/dL', 'bilirubinUmolPerL', 17.104],
    ['14631-6', 20, 'umol/L', 'bilirubinUmolPerL', 20],
    ['1751-7', 4, 'g/dL', 'albuminGPerL', 40],
    ['1751-7', 40, 'g/L', 'albuminGPerL', 40],
    ['2160-0', 1, 'mg/dL', 'creatinineUmolPerL', 88.42],
    ['777-3', 150, '10*3/uL', 'plateletsGigaPerL', 150],
    ['777-3', 150000, '/uL', 'plateletsGigaPerL', 150],
    ['59261-8', 48, 'mmol/mol', 'hba1cPercent', 0.09148 * 48 + 2.152],
    ['42595-9', 1000, '[IU]/mL', 'hbvDnaCopiesPerMl', 5600],
    ['47216-7', 1000, '{copies}/mL', 'hbvDnaCopiesPerMl', 1000],
  ])('reads LOINC %s %d %s', (code, value, unit, analyte, canonical) => {
    const result = only(read(observation(code, quantity(value, unit))));
    expect(result?.analyte).toBe(analyte);
    expect(result?.value).toBeCloseTo(canonical, 6);
    expect(result?.asReported).toEqual({ value: String(value), unit });
  });

  it('takes the printed unit when there is no code, or none that is a unit', () => {
    expect(only(read(observation('1975-2', { valueQuantity: { value: 2, unit: 'mg/dl' } })))?.value).toBeCloseTo(
      34.208,
    );
    const odd = { value: 2, unit: 'mg/dL', system: ucum, code: 'nonsense' };
    expect(only(read(observation('1975-2', { valueQuantity: odd })))?.value).toBeCloseTo(34.208);
  });

  it('believes neither code nor unit when they contradict each other', () => {
    const torn = { value: 30, unit: 'mg/dL', system: ucum, code: 'umol/L' };
    expect(reasons(read(observation('1975-2', { valueQuantity: torn })))).toEqual(['unknown-unit']);
  });

  it('refuses a number without unit, but for numbers that have no dimension', () => {
    const record = read(
      observation('1920-8', { valueQuantity: { value: 80 } }),
      observation('6301-6', { valueQuantity: { value: 1.3 } }),
      observation('777-3', { valueInteger: 150 }),
    );
    expect(reasons(record)).toEqual(['no-unit', 'no-unit']);
    expect(record.results.map(({ analyte, value }) => [analyte, value])).toEqual([['inr', 1.3]]);
  });

  it.each([
    [0, 'U/L', 'implausible'],
    [-4, 'U/L', 'implausible'],
    [90_000, 'U/L', 'implausible'],
    [40, 'furlong', 'unknown-unit'],
    [40, 'g/L', 'unknown-unit'],
  ])('refuses AST %d %s as %s', (value, unit, reason) => {
    const record = read(observation('1920-8', quantity(value, unit)));
    expect(record.results).toEqual([]);
    expect(record.refused).toMatchObject([
      { analyte: 'astUPerL', reason, reference: expect.stringMatching(/^Observation\//) },
    ]);
  });
});

describe('numbers in text', () => {
  it.each([
    ['120 U/L', 120, undefined],
    [' 35,5 U/L', 35.5, undefined],
    ['<5 U/L', 5, '<'],
    ['≥ 300 U/l', 300, '>='],
    ['1.2e2 U/L', 120, undefined],
    ['1,234.5 U/L', 1234.5, undefined],
    ['1.234,5 U/L', 1234.5, undefined],
  ])('reads "%s"', (valueString, value, comparator) => {
    const result = only(read(observation('1920-8', { valueString })));
    expect(result?.value).toBeCloseTo(value);
    expect(result?.comparator).toBe(comparator);
  });

  it.each(['150 10*9/L', '150 x10^9/L', '150 K/uL', '150000 /µL', '150000 /μL', '150 G/L'])(
    'reads platelets "%s"',
    (valueString) => {
      expect(only(read(observation('777-3', { valueString })))?.value).toBeCloseTo(150);
    },
  );

  it('reads INR and percent without a blank', () => {
    expect(only(read(observation('6301-6', { valueString: '1,2' })))?.value).toBe(1.2);
    expect(only(read(observation('4548-4', { valueString: '6.5%' })))?.value).toBe(6.5);
  });

  it.each([
    ['1,234 U/L', 'not-a-number'],
    ['1.2.3 U/L', 'not-a-number'],
    ['neg', 'not-a-number'],
    ['see comment', 'not-a-number'],
    ['40-50 U/L', 'not-a-number'],
    ['120', 'no-unit'],
  ])('refuses "%s" as %s', (valueString, reason) => {
    const record = read(observation('1920-8', { valueString }));
    expect([record.results, reasons(record)]).toEqual([[], [reason]]);
  });

  it('reads a quoted number, and keeps comparators of a Quantity', () => {
    const quoted = { value: '41', unit: 'U/L' };
    expect(only(read(observation('1920-8', { valueQuantity: quoted })))?.value).toBe(41);
    const below = only(read(observation('1834-1', quantity(3, 'ng/mL', { comparator: '<' }))));
    expect([below?.value, below?.comparator, below?.asReported.value]).toEqual([3, '<', '<3']);
    expect(reasons(read(observation('1834-1', quantity(3, 'ng/mL', { comparator: '~' }))))).toEqual(['not-a-number']);
  });

  it('says that there is no value, not that it is zero', () => {
    const absent = { dataAbsentReason: { coding: [{ code: 'unknown' }] } };
    const record = read(
      observation('1920-8'),
      observation('1920-8', absent),
      observation('1920-8', { valueQuantity: { unit: 'U/L' } }),
      observation('1920-8', { valueQuantity: { value: null, unit: 'U/L' } }),
    );
    expect([record.results, reasons(record)]).toEqual([[], ['no-value', 'no-value', 'no-value', 'no-value']]);
  });
});

describe('status and corrections', () => {
  const at = { effectiveDateTime: '2026-02-01T08:00:00Z' };
  it('passes over what was withdrawn, and refuses what is no result yet', () => {
    const record = read(
      observation('1920-8', { ...quantity(1, 'U/L'), status: 'entered-in-error' }),
      observation('1920-8', { ...quantity(2, 'U/L'), status: 'cancelled' }),
      observation('1920-8', { ...quantity(3, 'U/L'), status: 'registered' }),
      observation('1920-8', { ...quantity(4, 'U/L'), status: 'unknown' }),
    );
    expect([record.results, reasons(record)]).toEqual([[], ['bad-status', 'bad-status']]);
  });

  it('flags a preliminary result, and one without status', () => {
    const record = read(
      observation('1920-8', { ...quantity(3, 'U/L'), status: 'preliminary' }),
      observation('1742-6', { ...quantity(4, 'U/L'), status: undefined }),
      observation('6768-6', quantity(5, 'U/L')),
    );
    expect(Object.fromEntries(record.results.map((result) => [result.analyte, result.preliminary]))).toEqual({
      astUPerL: true,
      altUPerL: true,
      alpUPerL: undefined,
    });
  });

  it.each(['corrected', 'amended'])('puts a %s result in the place of the original', (status) => {
    const record = read(
      observation('1920-8', { ...quantity(400, 'U/L'), ...at, id: 'original' }),
      observation('1920-8', { ...quantity(40, 'U/L'), ...at, status, id: 'correction' }),
      observation('1742-6', { ...quantity(30, 'U/L'), ...at }),
    );
    expect(record.results.filter(({ analyte }) => analyte === 'astUPerL').map(({ value }) => value)).toEqual([40]);
    expect(record.refused).toEqual([{ analyte: 'astUPerL', reason: 'superseded', reference: 'Observation/original' }]);
  });

  it('takes the last of several corrections, and the final in place of the preliminary', () => {
    const record = read(
      observation('1920-8', { ...quantity(42, 'U/L'), ...at, status: 'corrected', issued: '2026-02-03T00:00:00Z' }),
      observation('1920-8', { ...quantity(41, 'U/L'), ...at, status: 'corrected', issued: '2026-02-02T00:00:00Z' }),
      observation('1742-6', { ...quantity(30, 'U/L'), ...at, status: 'preliminary' }),
      observation('1742-6', { ...quantity(31, 'U/L'), ...at }),
    );
    expect(record.results.map(({ value }) => value).sort()).toEqual([31, 42]);
    expect(reasons(record)).toEqual(['superseded', 'superseded']);
  });

  it('takes the newest version of one resource, and its withdrawal', () => {
    const twice = (id: string, first: object, second: object) => [
      observation('1920-8', { ...quantity(400, 'U/L'), id, ...first }),
      observation('1920-8', { ...quantity(40, 'U/L'), id, ...second }),
    ];
    expect(read(...twice('a', { meta: { versionId: '1' } }, { meta: { versionId: '2' } })).results).toMatchObject([
      { value: 40 },
    ]);
    expect(read(...twice('b', { meta: { versionId: '2' } }, { meta: { versionId: '1' } })).results).toMatchObject([
      { value: 400 },
    ]);
    expect(read(...twice('c', {}, { status: 'entered-in-error' })).results).toEqual([]);
    expect(read(...twice('d', { status: 'entered-in-error' }, {})).results).toEqual([]);
  });
});

describe('time', () => {
  it('keeps several results of one day, newest first, whatever the order of the server', () => {
    const morning = observation('1920-8', { ...quantity(50, 'U/L'), effectiveDateTime: '2026-02-01T08:00:00+01:00' });
    const noon = observation('1920-8', { ...quantity(60, 'U/L'), effectiveDateTime: '2026-02-01T10:00:00Z' });
    const before = observation('1920-8', { ...quantity(70, 'U/L'), effectiveDateTime: '2025-12-31' });
    for (const order of [
      [morning, noon, before],
      [before, noon, morning],
      [noon, before, morning],
    ]) {
      expect(read(...order).results.map(({ value }) => value)).toEqual([60, 50, 70]);
    }
  });

  it.each([
    [{ effectiveDateTime: '2026-02' }, '2026-02'],
    [{ effectiveDateTime: undefined, effectivePeriod: { start: '2026-01-01', end: '2026-01-02' } }, '2026-01-02'],
    [{ effectiveDateTime: undefined, effectivePeriod: { start: '2026-01-01' } }, '2026-01-01'],
    [{ effectiveDateTime: undefined, effectiveInstant: '2026-01-05T00:00:00Z' }, '2026-01-05T00:00:00Z'],
    [{ effectiveDateTime: undefined, issued: '2026-01-06T00:00:00Z' }, '2026-01-06T00:00:00Z'],
    [{ effectiveDateTime: '01/02/2026', issued: '2026-01-06T00:00:00Z' }, '2026-01-06T00:00:00Z'],
  ])('dates %j', (fields, date) => {
    expect(only(read(observation('1920-8', { ...quantity(50, 'U/L'), ...fields })))?.date).toBe(date);
  });

  it('refuses a number of unknown age, and one from the future', () => {
    const record = read(
      observation('1920-8', { ...quantity(50, 'U/L'), effectiveDateTime: undefined }),
      observation('1920-8', { ...quantity(50, 'U/L'), effectiveDateTime: 'yesterday' }),
      observation('1920-8', { ...quantity(50, 'U/L'), effectiveDateTime: '2026-03-01T13:00:00Z' }),
      observation('1920-8', { ...quantity(50, 'U/L'), effectiveDateTime: '2026-03-03' }),
    );
    expect([record.results, reasons(record)]).toEqual([[], ['no-date', 'no-date', 'future-date', 'future-date']]);
  });

  it('takes today, where it is already tomorrow in another time zone', () => {
    const today = observation('1920-8', { ...quantity(50, 'U/L'), effectiveDateTime: '2026-03-01' });
    const tomorrow = observation('1742-6', { ...quantity(50, 'U/L'), effectiveDateTime: '2026-03-02' });
    expect(read(today, tomorrow).results).toHaveLength(2);
  });
});

describe('reference ranges', () => {
  const withRange = (referenceRange: unknown, fields: object = quantity(30, 'U/L')) =>
    only(read(observation('1920-8', { ...fields, referenceRange })));
  it.each([
    [[{ low: { value: 10, unit: 'U/L' }, high: { value: 40, unit: 'U/L' } }], 10, 40],
    [[{ high: { value: 40 } }], undefined, 40],
    [[{ high: { value: 0.67, code: 'ukat/L' } }], undefined, 40.2],
    [[{ text: '10-40' }], 10, 40],
    [[{ text: '10 – 40 U/L' }], 10, 40],
    [[{ text: '(10 to 40)' }], 10, 40],
    [[{ text: '< 40' }], undefined, 40],
    [[{ text: 'adults only' }], undefined, undefined],
    [[{ type: { coding: [{ code: 'therapeutic' }] }, high: { value: 99 } }, { high: { value: 40 } }], undefined, 40],
    [
      [
        { appliesTo: [{ text: 'F' }], high: { value: 35 } },
        { appliesTo: [{ text: 'M' }], high: { value: 50 } },
      ],
      undefined,
      undefined,
    ],
    [[{ low: { value: 40 }, high: { value: 10 } }], undefined, undefined],
    ['10-40', undefined, undefined],
    [undefined, undefined, undefined],
  ])('reads %j', (range, lower, upper) => {
    const result = withRange(range);
    expect(
      [result?.lowerLimit, result?.upperLimit].map((x) => (x === undefined ? x : Math.round(x * 1e6) / 1e6)),
    ).toEqual([lower, upper]);
  });
});

describe('panels', () => {
  it('reads components with the date, status and patient of the panel', () => {
    const panel = observation('24325-3', {
      id: 'panel',
      component: [
        { code: { coding: [{ system: loinc, code: '1920-8' }] }, ...quantity(50, 'U/L') },
        { code: { coding: [{ system: loinc, code: '1742-6' }] }, valueString: '60 U/L' },
        { code: { coding: [{ system: loinc, code: '6768-6' }] }, dataAbsentReason: { text: 'haemolysis' } },
        { code: { text: 'AST' }, ...quantity(50, 'U/L') },
        'broken',
        null,
      ],
    });
    const record = read(panel);
    expect(record.results.map(({ analyte, value, reference }) => [analyte, value, reference])).toEqual([
      ['astUPerL', 50, 'Observation/panel'],
      ['altUPerL', 60, 'Observation/panel'],
    ]);
    expect(record.refused).toMatchObject([{ analyte: 'alpUPerL', reason: 'no-value' }]);
    expect(read({ ...panel, status: 'entered-in-error' }).results).toEqual([]);
    expect(reasons(read({ ...panel, subject: { reference: 'Patient/p2' } }))).toEqual([
      'other-patient',
      'other-patient',
      'other-patient',
    ]);
  });

  it('reads members: those in the Bundle as they stand, contained ones with what the panel says', () => {
    const member = observation('1742-6', { ...quantity(60, 'U/L'), id: 'member' });
    const contained = {
      resourceType: 'Observation',
      id: 'c1',
      code: { coding: [{ system: loinc, code: '1920-8' }] },
      ...quantity(50, 'U/L'),
    };
    const panel = observation('24325-3', {
      id: 'panel',
      contained: [contained],
      hasMember: [{ reference: '#c1' }, { reference: 'Observation/member' }, { reference: '#absent' }],
    });
    expect(read(panel, member).results.map(({ analyte, reference }) => [analyte, reference])).toEqual([
      ['altUPerL', 'Observation/member'],
      ['astUPerL', 'Observation/panel'],
    ]);
  });
});

describe('whose result', () => {
  it.each([
    ['Patient/p1', true],
    ['https://ehr.example/fhir/Patient/p1', true],
    ['Patient/p1/_history/2', true],
    ['urn:uuid:p1', true],
    [undefined, true],
    ['Patient/p2', false],
    ['Patient/p11', false],
    ['https://ehr.example/fhir/Patient/p2', false],
    ['Group/p1', false],
    ['#other', false],
    ['urn:uuid:8f2d', false],
    ['nonsense', false],
  ])('%s: %s', (reference, ours) => {
    const record = read(observation('1920-8', { ...quantity(50, 'U/L'), subject: { reference } }));
    expect([record.results.length, reasons(record)]).toEqual(ours ? [1, []] : [0, ['other-patient']]);
  });

  it('is not the patient’s when it was measured on a donor or a fetus', () => {
    const focus = [{ reference: 'RelatedPerson/donor' }];
    expect(reasons(read(observation('1920-8', { ...quantity(50, 'U/L'), focus })))).toEqual(['other-patient']);
  });

  it('is not read past a modifier extension', () => {
    const modifierExtension = [{ url: 'https://ehr.example/not-this-one', valueBoolean: true }];
    expect(reasons(read(observation('1920-8', { ...quantity(50, 'U/L'), modifierExtension })))).toEqual(['bad-status']);
  });

  it('follows a fullUrl and a contained Patient to the person', () => {
    const lab = (reference: string, contained: unknown[] = []) =>
      observation('1920-8', { ...quantity(50, 'U/L'), contained, subject: { reference } });
    const bundle = (subject: string, id: string) => ({
      resourceType: 'Bundle',
      entry: [{ fullUrl: subject, resource: { resourceType: 'Patient', id } }, { resource: lab(subject) }],
    });
    expect(labsAsk.read(bundle('urn:uuid:1', 'p1'), about)?.results).toHaveLength(1);
    expect(labsAsk.read(bundle('urn:uuid:1', 'p2'), about)?.refused).toMatchObject([{ reason: 'other-patient' }]);
    expect(read(lab('#p1', [{ resourceType: 'Patient', id: 'p1' }])).results).toHaveLength(1);
    expect(read(lab('#x', [{ resourceType: 'Patient', id: 'x' }])).results).toHaveLength(0);
  });
});

describe('codes', () => {
  it('does not guess from a display or a text', () => {
    const named = observation('x', {
      ...quantity(50, 'U/L'),
      code: { text: 'AST', coding: [{ display: 'Aspartate aminotransferase' }] },
    });
    expect(read(named)).toEqual({ results: [], serology: [], stiffness: [], refused: [] });
  });

  it('reads local codes by the mapping file of the site', () => {
    const codes = readCodeMap('system,code,concept\nurn:lab,GOT,astUPerL\n');
    const local = observation('x', { ...quantity(50, 'U/L'), code: { coding: [{ system: 'urn:lab', code: 'GOT' }] } });
    expect(labsAsk.read(searchset(local), { ...about, codes })?.results).toMatchObject([
      { analyte: 'astUPerL', value: 50 },
    ]);
    expect(read(local).results).toEqual([]);
  });

  it('reads neither of two codings that contradict each other', () => {
    const coding = ['1920-8', '1742-6'].map((code) => ({ system: loinc, code }));
    expect(read(observation('x', { ...quantity(50, 'U/L'), code: { coding } })).results).toEqual([]);
  });

  it('does not take its own results for evidence', () => {
    const identifier = [{ system: 'https://fibrocast.org/fhir/sid/result', value: 'x' }];
    expect(read(observation('88055-9', { ...quantity(9.8, '{score}'), identifier })).results).toEqual([]);
  });
});

describe('serology', () => {
  const read1 = (fields: Readonly<Record<string, unknown>>, code = '5195-3') => {
    const record = read(observation(code, fields));
    return record.serology[0]?.positive ?? reasons(record)[0];
  };
  const concept = (system: string, code: string) => ({ valueCodeableConcept: { coding: [{ system, code }] } });
  it.each([
    [concept('http://snomed.info/sct', '10828004'), true],
    [concept('http://snomed.info/sct', '260385009'), false],
    [concept(loinc, 'LA6576-8'), true],
    [concept(loinc, 'LA6577-6'), false],
    [{ valueCodeableConcept: { text: 'Reactive' } }, true],
    [{ valueString: 'NEGATIVE' }, false],
    [{ valueString: 'pos.' }, true],
    [{ valueString: 'non-reactive' }, false],
    [{ valueBoolean: false }, false],
    [{ valueString: 'equivocal' }, 'no-value'],
    [{ valueString: '1:80' }, 'no-value'],
    [quantity(12.3, '{s_co_ratio}'), 'no-value'],
    [{ ...quantity(12.3, '{s_co_ratio}'), interpretation: [{ coding: [{ code: 'POS' }] }] }, true],
    [{ ...quantity(12.3, '{s_co_ratio}'), interpretation: [{ coding: [{ code: 'H' }] }] }, 'no-value'],
    [{}, 'no-value'],
  ])('%j is %s', (fields, expected) => {
    expect(read1(fields)).toBe(expected);
  });

  it('reads "not detected" for a viral load as an answer, and a load as a number', () => {
    const record = read(
      observation('11011-4', { valueString: 'Not detected' }),
      observation('11011-4', quantity(1_200_000, '[IU]/mL')),
    );
    expect(record.serology).toMatchObject([{ marker: 'hcvRna', positive: false }]);
    expect(record.results).toMatchObject([{ analyte: 'hcvRnaIuPerMl', value: 1_200_000 }]);
    expect(record.refused).toEqual([]);
  });

  it('keeps a serology without a date', () => {
    expect(read1({ effectiveDateTime: undefined, valueString: 'positive' })).toBe(true);
  });
});

describe('the answer as a whole', () => {
  it('is empty for null and for an empty Bundle, and unusable when it is no data', () => {
    const empty = { results: [], serology: [], stiffness: [], refused: [] };
    expect(labsAsk.read(null, about)).toEqual(empty);
    expect(labsAsk.read({ resourceType: 'Bundle' }, about)).toEqual(empty);
    for (const answer of [
      undefined,
      'x',
      3,
      [],
      {},
      { resourceType: 'OperationOutcome' },
      { resourceType: 'Patient' },
    ]) {
      expect(labsAsk.read(answer, about)).toBeUndefined();
    }
    const failed = { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] };
    expect(labsAsk.read(searchset(failed), about)).toBeUndefined();
  });

  it('passes over what is broken in a Bundle and reads the rest', () => {
    const warning = { resourceType: 'OperationOutcome', issue: [{ severity: 'warning' }] };
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        null,
        7,
        {},
        { resource: null },
        { resource: warning, search: { mode: 'outcome' } },
        { resource: { resourceType: 'Patient' } },
        { fullUrl: 'urn:uuid:9', resource: observation('1920-8', { ...quantity(50, 'U/L'), id: undefined }) },
      ],
    };
    expect(labsAsk.read(bundle, about)?.results).toMatchObject([{ value: 50, reference: 'urn:uuid:9' }]);
  });

  it('reads a single Observation', () => {
    expect(labsAsk.read(observation('1920-8', quantity(50, 'U/L')), about)?.results).toHaveLength(1);
  });
});
