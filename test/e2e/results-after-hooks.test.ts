import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  AuditEvent,
  Bundle,
  CapabilityStatement,
  DiagnosticReport,
  FhirResource,
  Observation,
  RiskAssessment,
} from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../src/compose.ts';
import { type CdsClient, eventOf } from '../../src/sandbox/ehr/cds-client.ts';
import {
  ehrOf,
  fireEverything,
  scenarios,
  searchAll,
  searchPage,
  startFibrocast,
  today,
  total,
  totals,
} from '../support/hospital.ts';
import { validateResource } from '../support/validate-fhir.ts';

// What a quality team finds at /fhir after a day of the whole sandbox hospital.

let folder: string;
let service: RunningService;
let ehr: CdsClient;
let fhir: string;
let observations: readonly Observation[];

const measure = 'https://fibrocast.org/fhir/CodeSystem/measure';
const ucum = 'http://unitsofmeasure.org';
const isScore = (code: string) => (each: Observation) => each.code.coding?.some((coding) => coding.code === code);
const fib4 = isScore('fib4');
const ids = (resources: readonly FhirResource[]) => resources.map(({ id }) => id).sort();
const search = (query: string) => searchAll<Observation>(`${fhir}/${query}`);
/** The matches of a query are exactly those Observations for which `wanted` holds, and there are some. */
async function finds(query: string, wanted: (each: Observation) => unknown): Promise<void> {
  const expected = ids(observations.filter(wanted));
  expect([query, expected.length > 0]).toEqual([query, true]);
  expect([query, ids(await search(`Observation?_count=500&${query}`))]).toEqual([query, expected]);
}
async function status(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const response = await fetch(`${fhir}/${path}`, { headers });
  await response.arrayBuffer();
  return response.status;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-results-'));
  service = await startFibrocast(folder);
  fhir = `${service.url}/fhir`;
  ehr = ehrOf(service.url);
  const exchanges = await fireEverything(ehr);
  expect(exchanges.filter(({ problems }) => problems.length > 0)).toEqual([]);
  observations = await searchAll<Observation>(`${fhir}/Observation?_count=1000`);
});
afterAll(async () => {
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('everything stored', () => {
  it('is valid FHIR R4 and valid against its profiles', { timeout: 120_000 }, async () => {
    const issues: unknown[] = [];
    let count = 0;
    for (const type of ['Observation', 'RiskAssessment', 'DiagnosticReport', 'Provenance', 'Device', 'AuditEvent']) {
      for (const resource of await searchAll(`${fhir}/${type}?_count=500`)) {
        count += 1;
        for (const issue of validateResource(resource)) issues.push([type, resource.id, issue]);
      }
    }
    expect(issues).toEqual([]);
    expect(count).toBeGreaterThan(600);
  });

  it('belongs to one assessment of each patient seen, with its provenance', async () => {
    const reports = await searchAll<DiagnosticReport>(`${fhir}/DiagnosticReport?_count=500`);
    const seen = new Set(reports.map(({ subject }) => subject?.reference));
    expect(seen.size).toBe(reports.length);
    expect(seen.size).toBeGreaterThanOrEqual(25);
    expect(await total(service.url, 'Provenance')).toBe(reports.length);
    for (const { id, result = [] } of reports) {
      const provenance = await searchPage(`${fhir}/Provenance?target=DiagnosticReport/${id}`);
      expect(provenance.total).toBe(1);
      for (const { reference } of result)
        expect(observations.map((each) => `Observation/${each.id}`)).toContain(reference);
    }
  });

  it('has no number that is not finite, and no result without a value or a reason', () => {
    for (const each of observations) {
      const value =
        each.valueQuantity ??
        each.valueCodeableConcept ??
        each.valueString ??
        each.dataAbsentReason ??
        each.component?.find(({ valueQuantity }) => valueQuantity !== undefined);
      expect([each.id, value !== undefined]).toEqual([each.id, true]);
      if (each.valueQuantity) expect(Number.isFinite(each.valueQuantity.value)).toBe(true);
    }
  });
});

describe('searches of a quality team', () => {
  it('by patient, in every spelling', async () => {
    const murphy = (each: Observation) => each.subject?.reference === 'Patient/murphy-sean';
    await finds('patient=murphy-sean', murphy);
    await finds('patient=Patient/murphy-sean', murphy);
    await finds('subject=Patient/murphy-sean', murphy);
    await finds('subject:Patient=murphy-sean', murphy);
    await finds(`subject=Patient/murphy-sean,Patient/chen-mei-ling`, (each) =>
      ['Patient/murphy-sean', 'Patient/chen-mei-ling'].includes(each.subject?.reference ?? ''),
    );
    expect(await total(service.url, 'Observation?patient=nobody')).toBe(0);
  });

  it('by LOINC and by local code', async () => {
    await finds('code=http://loinc.org|98488-0', fib4);
    await finds('code=98488-0', fib4);
    await finds(`code=${measure}|fib4`, fib4);
    await finds(`code=${measure}|fib4,${measure}|apri`, (each) => fib4(each) || isScore('apri')(each));
    await finds(`combo-code=${measure}|fib4`, fib4);
    await finds('code:not=98488-0', (each) => !fib4(each));
    expect(await total(service.url, 'Observation?code=http://snomed.info/sct|98488-0')).toBe(0);
  });

  it('by category, status and absent values', async () => {
    const inCategory = (code: string) => (each: Observation) =>
      each.category?.some(({ coding }) => coding?.some((one) => one.code === code));
    await finds('category=survey', inCategory('survey'));
    await finds('status=final', (each) => each.status === 'final');
    await finds('data-absent-reason:missing=false', (each) => each.dataAbsentReason);
    await finds(`code=98488-0&data-absent-reason:missing=true`, (each) => fib4(each) && !each.dataAbsentReason);
    expect(await total(service.url, 'Observation?status=amended')).toBe(0);
  });

  it('by date with prefixes, and by time of storage', async () => {
    const day = today();
    const monthStart = `${day.slice(0, 7)}`;
    await finds(`date=ge${monthStart}`, ({ effectiveDateTime = '' }) => effectiveDateTime >= monthStart);
    await finds(`date=lt${monthStart}`, ({ effectiveDateTime = '' }) => effectiveDateTime < monthStart);
    await finds(`date=${monthStart}`, ({ effectiveDateTime = '' }) => effectiveDateTime.startsWith(monthStart));
    await finds(`_lastUpdated=ge${day}`, () => true);
    expect(await total(service.url, `Observation?_lastUpdated=lt${day}T00:00:00Z`)).toBe(0);
    expect(await total(service.url, `Observation?date=gt${Number(day.slice(0, 4)) + 1}`)).toBe(0);
  });

  it('by value with prefixes and units', async () => {
    const valued = (limit: (value: number) => boolean) => (each: Observation) =>
      fib4(each) && each.valueQuantity?.value !== undefined && limit(each.valueQuantity.value);
    await finds(
      'code=98488-0&value-quantity=ge2.67',
      valued((value) => value >= 2.67),
    );
    await finds(
      'code=98488-0&value-quantity=lt1.3',
      valued((value) => value < 1.3),
    );
    await finds(
      `code=98488-0&value-quantity=gt1.3&value-quantity=lt2.67`,
      valued((value) => value > 1.3 && value < 2.67),
    );
    await finds(
      `value-quantity=ge10|${ucum}|kPa`,
      (each) => each.valueQuantity?.code === 'kPa' && (each.valueQuantity.value ?? 0) >= 10,
    );
    await finds(
      'value-quantity=ge10||kPa',
      (each) => each.valueQuantity?.code === 'kPa' && (each.valueQuantity.value ?? 0) >= 10,
    );
    expect(await total(service.url, `Observation?value-quantity=ge10|${ucum}|furlong`)).toBe(0);
  });

  it('by id and by identifier', async () => {
    const [one, two] = observations;
    if (!one || !two) throw new Error('nothing is stored');
    await finds(`_id=${one.id},${two.id}`, (each) => each === one || each === two);
    const { system, value } = one.identifier?.[0] ?? {};
    await finds(`identifier=${system}|${value}`, (each) => each === one);
    await finds(`identifier=${value}`, (each) => each === one);
  });

  it('page by page gives each result once, in the order asked for', async () => {
    const paged: Observation[] = [];
    let pages = 0;
    for (let next: string | undefined = `${fhir}/Observation?_count=37&_sort=-date`; next; pages += 1) {
      const page: Bundle = await searchPage(next);
      expect(page.total).toBe(observations.length);
      expect(page.entry?.length).toBeLessThanOrEqual(37);
      paged.push(...(page.entry ?? []).map(({ resource }) => resource as Observation));
      next = page.link?.find(({ relation }) => relation === 'next')?.url;
    }
    expect(pages).toBe(Math.ceil(observations.length / 37));
    expect(ids(paged)).toEqual(ids(observations));
    const dates = paged.map(({ effectiveDateTime = '' }) => Date.parse(effectiveDateTime));
    expect(dates).toEqual([...dates].sort((a, b) => b - a));
  });

  it('sorted both ways', async () => {
    const up = await search('Observation?code=98488-0&_sort=date&_count=500');
    const dates = up.map(({ effectiveDateTime = '' }) => Date.parse(effectiveDateTime));
    expect(dates).toEqual([...dates].sort((a, b) => a - b));
    expect(await status('Observation?_sort=nothing')).toBe(400);
  });

  it('with the software that made them, and with their provenance', async () => {
    const withDevice = await searchPage(`${fhir}/Observation?code=98488-0&_include=Observation:device&_count=500`);
    const included = withDevice.entry?.filter(({ search: mode }) => mode?.mode === 'include') ?? [];
    expect(included.map(({ resource }) => resource?.resourceType)).toEqual(['Device']);
    const derived = await searchPage(
      `${fhir}/Observation?patient=murphy-sean&_include=Observation:derived-from&_count=500`,
    );
    for (const { resource, search: mode } of derived.entry ?? []) {
      if (mode?.mode === 'include') expect(resource?.resourceType).toBe('Observation');
    }
    const withProvenance = await searchPage(
      `${fhir}/Observation?patient=murphy-sean&code=98488-0&_revinclude=Provenance:target`,
    );
    expect(withProvenance.entry?.map(({ resource, search: mode }) => [resource?.resourceType, mode?.mode])).toEqual([
      ['Observation', 'match'],
      ['Provenance', 'include'],
    ]);
    expect(withProvenance.total).toBe(1);
  });

  it('in part: _summary, _elements and _total', async () => {
    const entry = async (query: string) =>
      (await searchPage(`${fhir}/DiagnosticReport?patient=murphy-sean&${query}`)).entry?.[0]
        ?.resource as DiagnosticReport;
    expect(await searchPage(`${fhir}/Observation?_summary=count`)).not.toHaveProperty('entry');
    expect(await entry('_summary=data')).not.toHaveProperty('text');
    expect(await entry('_summary=text')).toHaveProperty('text');
    expect(await entry('_summary=text')).not.toHaveProperty('conclusion');
    const short = await entry('_summary=true');
    expect(short).toHaveProperty('code');
    expect(short).not.toHaveProperty('text');
    const elements = await entry('_elements=conclusion');
    expect(Object.keys(elements)).toEqual(
      expect.arrayContaining(['resourceType', 'id', 'meta', 'status', 'code', 'conclusion']),
    );
    expect(elements).not.toHaveProperty('subject');
    for (const part of [short, elements]) expect(part.meta?.tag?.map(({ code }) => code)).toContain('SUBSETTED');
    expect(await searchPage(`${fhir}/Observation?_total=none&_count=1`)).not.toHaveProperty('total');
    expect(await searchPage(`${fhir}/Observation?_total=accurate&_count=1`)).toHaveProperty(
      'total',
      observations.length,
    );
  });

  it('with an unknown parameter: refused when strict, named and ignored when lenient', async () => {
    expect(await status('Observation?colour=red', { prefer: 'handling=strict' })).toBe(400);
    const lenient = await searchPage(`${fhir}/Observation?colour=red&_count=1`, { prefer: 'handling=lenient' });
    expect(lenient.total).toBe(observations.length);
    expect(lenient.entry?.at(-1)?.search?.mode).toBe('outcome');
    expect(lenient.link?.find(({ relation }) => relation === 'self')?.url).not.toContain('colour');
  });

  it('of risks: by patient, method and probability', async () => {
    const risks = await searchAll<RiskAssessment>(`${fhir}/RiskAssessment?_count=500`);
    expect(risks.length).toBeGreaterThan(10);
    const amap = risks.filter(({ method }) => method?.coding?.some(({ code }) => code === 'amap'));
    expect(ids(await searchAll(`${fhir}/RiskAssessment?method=${measure}|amap&_count=500`))).toEqual(ids(amap));
    const likely = risks.filter(({ prediction }) => prediction?.some((one) => (one.probabilityDecimal ?? -1) >= 0.1));
    const found = await searchAll<RiskAssessment>(`${fhir}/RiskAssessment?probability=ge0.1&_count=500`);
    expect(ids(found)).toEqual(expect.arrayContaining(ids(likely)));
  });

  it('by POST, with the same answer', async () => {
    const response = await fetch(`${fhir}/Observation/_search`, {
      method: 'POST',
      body: new URLSearchParams({ patient: 'murphy-sean', _count: '500' }),
    });
    const posted = ((await response.json()) as Bundle).entry?.map(({ resource }) => resource as Observation) ?? [];
    expect(ids(posted)).toEqual(ids(await search('Observation?patient=murphy-sean&_count=500')));
  });

  it('of the last value of each kind', async () => {
    const page = await searchPage(`${fhir}/Observation/$lastn?patient=murphy-sean&code=98488-0`);
    expect(page.entry).toHaveLength(1);
    expect(await status('Observation/$lastn')).toBe(400);
  });
});

describe('the CapabilityStatement', () => {
  it('lists exactly what works: every parameter listed is answered under strict handling, for every type', async () => {
    const response = await fetch(`${fhir}/metadata`);
    const statement = (await response.json()) as CapabilityStatement;
    expect(validateResource(statement)).toEqual([]);
    const values: Readonly<Record<string, string>> = {
      date: '2026-01-01',
      number: '1',
      quantity: '1',
      reference: 'Patient/x',
      string: 'x',
      token: 'x',
      uri: 'http://x',
    };
    const refused: string[] = [];
    let asked = 0;
    for (const { type, searchParam = [], searchInclude = [], searchRevInclude = [] } of statement.rest?.[0]?.resource ??
      []) {
      const queries = [
        ...searchParam.map((parameter) => `${parameter.name}=${encodeURIComponent(values[parameter.type] ?? 'x')}`),
        ...searchInclude.map((value) => `_include=${value}`),
        ...searchRevInclude.map((value) => `_revinclude=${value}`),
      ];
      for (const query of queries) {
        asked += 1;
        const code = await status(`${type}?_count=1&${query}`, { prefer: 'handling=strict' });
        if (code !== 200) refused.push(`${type}?${query}: ${code}`);
      }
    }
    expect(refused).toEqual([]);
    expect(asked).toBeGreaterThan(150);
    for (const { name } of statement.rest?.[0]?.resource?.[0]?.operation ?? []) expect(name).toBe('lastn');
  });

  it('leaves out what does not work: other types, writing, history', async () => {
    expect(await status('Patient')).toBe(404);
    expect(await status('Condition?patient=x')).toBe(404);
    const id = observations[0]?.id;
    expect(await status(`Observation/${id}/_history`)).toBe(501);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(`${fhir}/Observation/${method === 'POST' ? '' : id}`, {
        method,
        headers: { 'content-type': 'application/fhir+json' },
        ...(method === 'DELETE' ? {} : { body: '{"resourceType":"Observation"}' }),
      });
      await response.arrayBuffer();
      expect([method, response.status]).toEqual([method, 405]);
    }
  });

  it('reads one resource, conditionally too', async () => {
    const one = observations[0];
    const response = await fetch(`${fhir}/Observation/${one?.id}`);
    expect(await response.json()).toEqual(one);
    const etag = response.headers.get('etag') ?? '';
    expect(await status(`Observation/${one?.id}`, { 'if-none-match': etag })).toBe(304);
    expect(await status('Observation/nothing')).toBe(404);
  });
});

describe('the audit trail', () => {
  it('records each read and each search once, with the patient', async () => {
    const about = `AuditEvent?patient=delgado-carmen`;
    const before = await total(service.url, about);
    expect(before).toBeGreaterThan(0);
    await search('Observation?patient=delgado-carmen&code=98488-0');
    await status(`Observation?patient=Patient/delgado-carmen&_summary=count`);
    const one = observations.find(({ subject }) => subject?.reference === 'Patient/delgado-carmen');
    await status(`Observation/${one?.id}`);
    // And the count before them: a search of the audit trail by patient is itself about that patient.
    expect(await total(service.url, about)).toBe(before + 4);
    const events = await searchAll<AuditEvent>(`${fhir}/${about}&_sort=-date&_count=50`);
    const queries = events.flatMap(({ entity = [] }) =>
      entity.map(({ query }) => Buffer.from(query ?? '', 'base64').toString()),
    );
    expect(queries.some((query) => query.includes('98488-0'))).toBe(true);
    const reads = await total(service.url, 'AuditEvent');
    await status(`Observation/${observations[0]?.id}`);
    // One for the read, one for the count before it.
    expect(await total(service.url, 'AuditEvent')).toBe(reads + 2);
  });
});

describe('the same hooks again', () => {
  it('double nothing', { timeout: 120_000 }, async () => {
    const before = await totals(service.url);
    await fireEverything(ehr);
    expect(await totals(service.url)).toEqual(before);
  });
});

describe('a new laboratory value', () => {
  it('makes new results and keeps the old ones', async () => {
    const scenario = scenarios().find(({ id }) => id === 'volkov-dmitri');
    if (!scenario) throw new Error('the patient of this test has gone');
    const own = 'Observation?patient=volkov-dmitri&code=98488-0';
    const [old] = await search(own);
    const response = await fetch(`${service.url}/sandbox/fhir/Observation`, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Observation',
        id: randomUUID(),
        status: 'final',
        category: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
        ],
        code: { coding: [{ system: 'http://loinc.org', code: '26515-7' }], text: 'Platelets' },
        subject: { reference: 'Patient/volkov-dmitri' },
        effectiveDateTime: today(),
        valueQuantity: { value: 101, unit: '10⁹/L', system: ucum, code: '10*9/L' },
      }),
    });
    expect(response.status).toBe(201);
    const [exchange] = await ehr.fire(eventOf(scenario, { hook: 'patient-view' }));
    expect(exchange?.problems).toEqual([]);
    const now = await search(`${own}&_sort=-date`);
    expect(now).toHaveLength(2);
    expect(now.map(({ id }) => id)).toContain(old?.id);
    const stored = now.find(({ id }) => id === old?.id);
    expect(stored).toEqual(old);
    const newest = await searchPage(`${fhir}/Observation/$lastn?patient=volkov-dmitri&code=98488-0`);
    const value = (newest.entry?.[0]?.resource as Observation | undefined)?.valueQuantity?.value ?? 0;
    expect(value).toBeGreaterThan(old?.valueQuantity?.value ?? Number.POSITIVE_INFINITY);
    expect(await search(`Observation/$lastn?patient=volkov-dmitri&code=98488-0&max=2`)).toHaveLength(2);
  });
});

describe('a bulk export', () => {
  it('gives every result as NDJSON, from kick-off to files', { timeout: 60_000 }, async () => {
    // An export ends five seconds before its kick-off.
    await new Promise((resolve) => setTimeout(resolve, 5500));
    expect(await status('$export')).toBe(400);
    const kickOff = await fetch(`${fhir}/$export?_type=Observation,RiskAssessment`, {
      headers: { accept: 'application/fhir+json', prefer: 'respond-async' },
    });
    expect(kickOff.status).toBe(202);
    const manifest = (await (await fetch(kickOff.headers.get('content-location') ?? '')).json()) as {
      output: { type: string; url: string }[];
    };
    expect(manifest.output.map(({ type }) => type).sort()).toEqual(['Observation', 'RiskAssessment']);
    for (const { type, url } of manifest.output) {
      const response = await fetch(url);
      expect(response.headers.get('content-type')).toContain('application/fhir+ndjson');
      const lines = (await response.text()).trim().split('\n');
      const exported = lines.map((line) => JSON.parse(line) as FhirResource);
      expect(exported.every(({ resourceType }) => resourceType === type)).toBe(true);
      expect(exported).toHaveLength(await total(service.url, type));
    }
  });
});
