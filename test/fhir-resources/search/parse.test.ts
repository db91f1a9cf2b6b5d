import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parametersOf, searchableTypes } from '../../../fhir-resources/search/parameters.ts';
import { parseSearch } from '../../../fhir-resources/search/parse.ts';
import { Failure } from '../../../src/core/failure.ts';

const options = { baseUrl: 'https://here.example/fhir', handling: 'lenient' as const, now: '2026-01-01T00:00:00Z' };
const parse = (text: string, more: Partial<typeof options> | { handling: 'strict' } = {}) =>
  parseSearch('Observation', new URLSearchParams(text), { ...options, ...more });
const criterion = (text: string) => parse(text).query.criteria[0];

describe('tokens', () => {
  it('reads the four forms', () => {
    expect(criterion('code=a')).toMatchObject({ any: [{ code: 'a' }] });
    expect(criterion('code=s|a')).toMatchObject({ any: [{ system: 's', code: 'a' }] });
    expect(criterion('code=|a')).toMatchObject({ any: [{ system: '', code: 'a' }] });
    expect(criterion('code=s|')).toEqual({ kind: 'token', parameter: 'code', any: [{ system: 's' }] });
  });
  it('reads alternatives, and escaped separators as themselves', () => {
    expect(criterion('code=a,b\\,c,s\\|t|u\\$v\\\\w')).toMatchObject({
      any: [{ code: 'a' }, { code: 'b,c' }, { system: 's|t', code: 'u$v\\w' }],
    });
  });
  it('reads :not and refuses modifiers it does not have', () => {
    expect(criterion('code:not=a')).toMatchObject({ not: true });
    expect(() => parse('code:in=http://x')).toThrow(/"code:in" is not supported/);
    expect(() => parse('code=|')).toThrow(Failure);
  });
});

describe('dates', () => {
  it('makes half-open intervals of the precision given', () => {
    expect(criterion('date=ge2024-02')).toMatchObject({
      any: [{ prefix: 'ge', low: '2024-02-01T00:00:00.000Z', high: '2024-03-01T00:00:00.000Z' }],
    });
    expect(criterion('date=2024-02-29T10:30:00%2B02:00')).toMatchObject({
      any: [{ prefix: 'eq', low: '2024-02-29T08:30:00.000Z', high: '2024-02-29T08:30:01.000Z' }],
    });
  });
  it('understands a time zone whose plus sign became a blank', () => {
    expect(criterion('date=2024-02-29T10:30:00+02:00')).toMatchObject({ any: [{ low: '2024-02-29T08:30:00.000Z' }] });
  });
  it('widens an approximate date by a tenth of its distance from now', () => {
    expect(criterion('date=ap2025-12-22')).toMatchObject({
      any: [{ prefix: 'ap', low: '2025-12-21T00:00:00.000Z', high: '2025-12-24T00:00:00.000Z' }],
    });
  });
  it.each(['2023-02-30', '2024-13', '24', '2024-01-01T25:00', 'yesterday', 'gt'])('refuses %s', (text) => {
    expect(() => parse(`date=${text}`)).toThrow(Failure);
  });
});

describe('numbers and quantities', () => {
  it('takes the digits written as the precision', () => {
    const any = (text: string) => (criterion(text) as unknown as { any: { low: number; high: number }[] }).any[0];
    expect(any('value-quantity=100')).toMatchObject({ low: 99.5, high: 100.5 });
    expect(any('value-quantity=5.40')?.low).toBeCloseTo(5.395, 10);
    expect(any('value-quantity=1e2')).toMatchObject({ low: 50, high: 150 });
    expect(any('value-quantity=-2')).toMatchObject({ low: -2.5, high: -1.5 });
  });
  it('reads unit and prefix', () => {
    expect(criterion('value-quantity=gt3.25|http://unitsofmeasure.org|kPa')).toMatchObject({
      any: [{ prefix: 'gt', value: 3.25, system: 'http://unitsofmeasure.org', code: 'kPa' }],
    });
    const [alternative] = (criterion('value-quantity=7||kPa') as unknown as { any: object[] }).any;
    expect(alternative).toMatchObject({ code: 'kPa' });
    expect(alternative).not.toHaveProperty('system');
  });
  it.each(['abc', '1.2.3', '5|kPa', '5|a|b|c', 'Infinity', '0x10', ''.padEnd(400, '9')])('refuses %s', (text) => {
    expect(() => parse(`value-quantity=${text}`)).toThrow(Failure);
  });
});

describe('references', () => {
  it('completes an id with every type the parameter may point to', () => {
    expect(criterion('patient=1')).toMatchObject({ any: ['Patient/1'] });
    expect(criterion('subject=1')).toMatchObject({ any: ['Group/1', 'Device/1', 'Patient/1', 'Location/1'] });
    expect(criterion('subject:Patient=1')).toMatchObject({ any: ['Patient/1'] });
  });
  it('keeps foreign addresses and shortens our own', () => {
    expect(criterion('subject=https://ehr.example/Patient/1')).toMatchObject({
      any: ['https://ehr.example/Patient/1'],
    });
    expect(criterion('derived-from=https://here.example/fhir/Observation/o')).toMatchObject({ any: ['Observation/o'] });
  });
  it('refuses what cannot be meant', () => {
    expect(() => parse('patient=Group/1')).toThrow(/takes a Patient/);
    expect(() => parse('subject:Practitioner=1')).toThrow(/never points to Practitioner/);
    expect(() => parse('focus=1')).toThrow(/write Type\/id/);
    expect(() => parse('patient.name=x')).toThrow(/Chained/);
    expect(() => parse('_has:Provenance:target:agent=x')).toThrow(/Chained/);
  });
  it('reads a logical reference', () => {
    expect(criterion('patient:identifier=urn:mrn|7')).toEqual({
      kind: 'token',
      parameter: 'patient:identifier',
      any: [{ system: 'urn:mrn', code: '7' }],
    });
  });
});

describe('result parameters', () => {
  it('cuts the page size, and says so in the self link', () => {
    expect(parse('_count=5000')).toMatchObject({ query: { count: 1_000 }, understood: [['_count', '1000']] });
    expect(parse('_count=0').query).toMatchObject({ count: 0, total: 'accurate' });
    expect(() => parse('_count=-1')).toThrow(Failure);
  });
  it('counts unless that is declined', () => {
    expect(parse('').query.total).toBe('accurate');
    expect(parse('_total=none').query.total).toBe('none');
    expect(parse('_total=none&_summary=count').query).toMatchObject({ total: 'accurate', count: 0 });
  });
  it('sorts by several known parameters', () => {
    expect(parse('_sort=-date,_id').query.sort).toEqual([
      { parameter: 'date', descending: true },
      { parameter: '_id', descending: false },
    ]);
    expect(() => parse('_sort=colour')).toThrow(/cannot be sorted by "colour"/);
  });
  it('reads includes of the searched type only, one step', () => {
    expect(parse('_include=Observation:device').includes).toEqual([{ type: 'Observation', parameter: 'device' }]);
    expect(parse('_revinclude=Provenance:target').revIncludes).toEqual([{ type: 'Provenance', parameter: 'target' }]);
    for (const wrong of [
      '_include=Patient:organization',
      '_include:iterate=Observation:device',
      '_include=Observation:code',
    ])
      expect(() => parse(wrong), wrong).toThrow(Failure);
  });
});

describe('unknown parameters', () => {
  it('are left out and named under lenient handling, refused under strict', () => {
    expect(parse('colour=red&code=a')).toMatchObject({ ignored: ['colour'], understood: [['code', 'a']] });
    expect(() => parse('colour=red', { handling: 'strict' })).toThrow(
      expect.objectContaining({ kind: 'unknown-parameter', at: 'colour' }),
    );
  });
  it('do not include a parameter without value, which is as if absent', () => {
    expect(parse('code=', { handling: 'strict' }).query.criteria).toEqual([]);
  });
});

describe('any input at all', () => {
  const name = fc.oneof(
    fc.constantFrom(...searchableTypes.flatMap((type) => [...parametersOf(type).keys()])),
    fc.constantFrom('_count', '_sort', '_total', '_summary', '_elements', '_include', '_revinclude', '_after', '_has'),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
  );
  const suffix = fc.oneof(
    fc.constant(''),
    fc.constantFrom(':missing', ':not', ':exact', ':in', ':Patient', ':a:b', '.x'),
  );
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('true', 'gt2024', 'ap2', '5||', 'a|b|c', '\\', ',', '|', 'eq', '1e999', '2024-02-30', '\0'),
  );
  it('is read or refused by a Failure, never anything else', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...searchableTypes),
        fc.array(fc.tuple(name, suffix, value), { maxLength: 6 }),
        fc.constantFrom('strict' as const, 'lenient' as const),
        (type, pairs, handling) => {
          const parameters = new URLSearchParams(pairs.map(([n, s, v]): [string, string] => [n + s, v]));
          try {
            const parsed = parseSearch(type, parameters, { ...options, handling });
            expect(parsed.query.resourceType).toBe(type);
          } catch (error) {
            expect(error).toBeInstanceOf(Failure);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
  it('keeps its meaning when the self link is read again', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, suffix, value), { maxLength: 4 }), (pairs) => {
        const parameters = new URLSearchParams(pairs.map(([n, s, v]): [string, string] => [n + s, v]));
        let first: ReturnType<typeof parseSearch>;
        try {
          first = parseSearch('Observation', parameters, options);
        } catch {
          return;
        }
        const link = new URLSearchParams(first.understood.map(([n, v]): [string, string] => [n, v]));
        const second = parseSearch('Observation', link, { ...options, handling: 'strict' });
        expect(second.query.criteria).toEqual(first.query.criteria);
        expect(second.understood).toEqual(first.understood);
      }),
      { numRuns: 1_000 },
    );
  });
});
