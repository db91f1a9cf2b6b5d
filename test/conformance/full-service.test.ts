import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, Patient } from 'fhir/r4.js';
import { Lexer, type Token } from 'marked';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../src/compose.ts';
import { checkAnswer } from '../../src/sandbox/ehr/answer-check.ts';
import type { AnnouncedService, CdsClient, Exchange } from '../../src/sandbox/ehr/cds-client.ts';
import { ehrOf, fireEverything, startFibrocast, today } from '../support/hospital.ts';
import { validateResource } from '../support/validate-fhir.ts';
import {
  adviceOf,
  inOtherUnits,
  isBundle,
  type Prefetch,
  reversed,
  urgencyOf,
  withResultsOf,
  withWithdrawnResults,
} from './chart-variants.ts';
import { call, expectCdsResponse } from './client.ts';

// Black box: the whole service with its own catalogue and sandbox hospital, every story of every patient. The service with
// tokens is in full-service-tokens.test.ts.

let folder: string;
let service: RunningService;
let ehr: CdsClient;
let services: readonly AnnouncedService[];
let exchanges: readonly Exchange[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-full-'));
  service = await startFibrocast(folder);
  ehr = ehrOf(service.url);
  services = await ehr.discover();
  exchanges = await fireEverything(ehr);
});
afterAll(async () => {
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

const prefetchOf = ({ request }: Exchange) => (request.prefetch ?? {}) as Prefetch;
const again = (exchange: Exchange, change: Readonly<Record<string, unknown>> = {}) =>
  call(`${service.url}/cds-services/${exchange.service}`, {
    body: { ...exchange.request, hookInstance: randomUUID(), ...change },
  });
const name = ({ patientId, hook, service: id }: Exchange) => `${patientId} ${hook} ${id}`;

/** Sends every exchange again in another form and gathers those whose advice is another. */
async function differing(
  form: (exchange: Exchange) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>,
  view: (json: unknown) => unknown = adviceOf,
): Promise<unknown[]> {
  const wrong: unknown[] = [];
  for (const exchange of exchanges) {
    const { status, json } = await again(exchange, await form(exchange));
    const [before, now] = [view(exchange.response), status === 200 ? view(json) : json];
    if (JSON.stringify(before) !== JSON.stringify(now)) wrong.push([name(exchange), { before, now }]);
  }
  return wrong;
}

describe('every service of the full catalogue, over every sandbox patient', () => {
  it('is announced with hook, description and prefetch templates, and each hook of the sandbox is listened to', () => {
    expect(services.length).toBeGreaterThanOrEqual(6);
    expect(new Set(services.map(({ id }) => id)).size).toBe(services.length);
    for (const { description, prefetch } of services) {
      expect(description).toMatch(/\S/);
      expect(Object.values(prefetch ?? {})).toContain('Patient/{{context.patientId}}');
    }
    const called = new Set(exchanges.map((exchange) => exchange.service));
    expect([...called].sort()).toEqual(services.map(({ id }) => id).sort());
  });

  it('answers 200 with cards that keep every rule of CDS Hooks', () => {
    expect(exchanges.length).toBeGreaterThanOrEqual(50);
    expect(
      exchanges.filter(({ status, problems, leftOut }) => status !== 200 || problems.length + leftOut.length > 0),
    ).toEqual([]);
    for (const { response } of exchanges) {
      expectCdsResponse(response);
      expect(checkAnswer(response)).toEqual([]);
    }
  });

  it('has advice of all three urgencies, and is silent for some', () => {
    const indicators = exchanges.map(({ cards }) => cards[0]?.indicator ?? 'none');
    expect([...new Set(indicators)].sort()).toEqual(['critical', 'info', 'none', 'warning']);
  });

  it('suggests only valid resources, and deletes only drafts of the request', () => {
    let suggestions = 0;
    for (const { cards, request } of exchanges) {
      for (const action of cards.flatMap((card) => (card.suggestions ?? []).flatMap(({ actions }) => actions ?? []))) {
        suggestions += 1;
        if (action.type === 'delete') {
          const [type, id] = action.resourceId.split('/');
          expect(JSON.stringify(request.context)).toContain(`"resourceType":"${type}"`);
          expect(JSON.stringify(request.context)).toContain(`"id":"${id}"`);
        } else expect([action.description, validateResource(action.resource)]).toEqual([action.description, []]);
      }
    }
    expect(suggestions).toBeGreaterThan(10);
  });

  it('links sources to pages that have the place named, and assessments to their record', async () => {
    const sources = new Set(exchanges.flatMap(({ cards }) => cards.flatMap(({ source }) => source.url ?? [])));
    expect(sources.size).toBeGreaterThan(3);
    for (const source of sources) {
      const url = new URL(source);
      if (url.origin !== service.url) continue;
      const response = await fetch(url, { headers: { accept: 'text/html' } });
      expect([source, response.status]).toEqual([source, 200]);
      if (url.hash) expect(await response.text()).toContain(`id="${url.hash.slice(1)}"`);
    }
    const links = exchanges.flatMap(({ cards, patientId }) =>
      cards.flatMap((card) => (card.links ?? []).map((link) => ({ link, patientId }))),
    );
    expect(links.length).toBeGreaterThan(20);
    for (const { link, patientId } of links) {
      // A smart link is launched by the EHR (its own suite); here the record that its appContext names.
      const named = JSON.parse(link.type === 'smart' ? (link.appContext ?? '{}') : '{}') as { assessment?: string };
      const address = named.assessment ? `${service.url}/records/${named.assessment}` : link.url;
      const response = await fetch(address);
      expect([patientId, response.status]).toEqual([patientId, 200]);
      const text = await response.text();
      expect([patientId, text.includes('Assessment')]).toEqual([patientId, true]);
      // Nothing is computed for the child, nor in pregnancy.
      if (!['rivera-tomas', 'eze-chiamaka'].includes(patientId))
        expect([patientId, text.includes('FIB-4')]).toEqual([patientId, true]);
    }
  });

  it('takes feedback on every card', async () => {
    for (const { cards, service: id } of exchanges) {
      for (const { uuid, suggestions } of cards) {
        const accepted = suggestions?.[0]
          ? { outcome: 'accepted', acceptedSuggestions: [{ id: suggestions[0].uuid }] }
          : { outcome: 'overridden', overrideReason: { userComment: 'known' } };
        const body = { feedback: [{ card: uuid, ...accepted, outcomeTimestamp: new Date().toISOString() }] };
        expect((await call(`${service.url}/cds-services/${id}/feedback`, { body })).status).toBe(200);
      }
    }
  });
});

describe('the same chart in another form', () => {
  it('gives the same advice when the same request comes twice', async () => {
    expect(await differing(() => ({}))).toEqual([]);
  });

  it('gives the same advice when the service fetches the chart itself', async () => {
    expect(await differing(() => ({ prefetch: {} }))).toEqual([]);
  });

  it('gives the same advice when only part of the prefetch is there', async () => {
    expect(
      await differing((exchange) => {
        const { labs: _, conditions: __, ...rest } = prefetchOf(exchange);
        return { prefetch: rest };
      }),
    ).toEqual([]);
  });

  it('gives the same advice when the prefetch comes in pages of three', async () => {
    let paged = 0;
    const wrong = await differing(async (exchange) => {
      const templates = services.find(({ id }) => id === exchange.service)?.prefetch ?? {};
      const prefetch: Record<string, unknown> = {};
      for (const [key, value] of Object.entries(prefetchOf(exchange))) {
        const query = templates[key]?.replace('{{context.patientId}}', exchange.patientId) ?? '';
        if (!isBundle(value)) prefetch[key] = value;
        else {
          const page = await fetch(`${service.url}/sandbox/fhir/${query.replace(/_count=\d+/, '_count=3')}`);
          const bundle = (await page.json()) as Bundle;
          if (bundle.link?.some(({ relation }) => relation === 'next')) paged += 1;
          prefetch[key] = bundle;
        }
      }
      return { prefetch };
    });
    expect(wrong).toEqual([]);
    expect(paged).toBeGreaterThan(50);
  });

  it('gives the same advice when the entries stand in another order', async () => {
    expect(await differing((exchange) => ({ prefetch: reversed(prefetchOf(exchange)) }))).toEqual([]);
  });

  it('is as urgent in US as in SI units', async () => {
    let changed = 0;
    const wrong = await differing((exchange) => {
      const other = inOtherUnits(prefetchOf(exchange));
      changed += other.changed;
      return { prefetch: other.prefetch };
    }, urgencyOf);
    expect(wrong).toEqual([]);
    expect(changed).toBeGreaterThan(200);
  });

  it('ignores results of another patient', async () => {
    const murphy = exchanges.find(({ patientId }) => patientId === 'murphy-sean');
    const chen = exchanges.find(({ patientId }) => patientId === 'chen-mei-ling');
    if (!murphy || !chen) throw new Error('the patients of this test have gone');
    expect(
      await differing((exchange) => ({
        prefetch: withResultsOf(
          prefetchOf(exchange.patientId === 'murphy-sean' ? chen : murphy),
          `${today()}T00:00:01Z`,
        )(prefetchOf(exchange)),
      })),
    ).toEqual([]);
  });

  it('ignores results that were entered in error', async () => {
    const form = withWithdrawnResults(`${today()}T00:00:01Z`);
    expect(await differing((exchange) => ({ prefetch: form(prefetchOf(exchange)) }))).toEqual([]);
  });

  it('ignores members named __proto__ and constructor', async () => {
    const poison =
      '"__proto__":{"polluted":true,"resourceType":"Bundle"},"constructor":{"prototype":{"polluted":true}},';
    const wrong: string[] = [];
    for (const exchange of exchanges) {
      const body = JSON.stringify({ ...exchange.request, hookInstance: randomUUID() })
        .replace(/^\{/, `{${poison}`)
        .replace('"prefetch":{', `"prefetch":{${poison}`)
        .replace('"context":{', `"context":{${poison}`);
      const { status, json } = await call(`${service.url}/cds-services/${exchange.service}`, { body });
      const same = JSON.stringify(adviceOf(json)) === JSON.stringify(adviceOf(exchange.response));
      if (status !== 200 || !same) wrong.push(name(exchange));
    }
    expect(wrong).toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('missing data', () => {
  it('says so, and does not fail, when everything but the patient is null', async () => {
    for (const exchange of exchanges) {
      const prefetch = Object.fromEntries(
        Object.entries(prefetchOf(exchange)).map(([key, value]) => [key, key === 'patient' ? value : null]),
      );
      const { status, json } = await again(exchange, { prefetch });
      if (exchange.hook === 'order-dispatch') expect([200, 412]).toContain(status);
      else {
        expect([name(exchange), status]).toEqual([name(exchange), 200]);
        expectCdsResponse(json);
      }
    }
  });

  it('answers 412 when the patient cannot be had, and 200 when a search of the EHR failed', {
    timeout: 120_000,
  }, async () => {
    const failed = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'exception', diagnostics: 'secret-name' }],
    };
    for (const exchange of exchanges.filter(({ hook }) => hook === 'patient-view')) {
      const { patient: _, ...rest } = prefetchOf(exchange);
      expect((await again(exchange, { prefetch: rest, fhirServer: undefined })).status).toBe(412);
      expect((await again(exchange, { prefetch: { ...rest, patient: failed } })).status).toBe(412);
      expect((await again(exchange, { prefetch: {}, fhirServer: undefined })).status).toBe(412);
      for (const key of ['labs', 'conditions', 'measurements']) {
        const { status, json } = await again(exchange, { prefetch: { ...prefetchOf(exchange), [key]: failed } });
        expect(status).toBe(200);
        expectCdsResponse(json);
      }
    }
  });

  it('names what the EHR could not give', async () => {
    const failed = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] };
    const unsaid: string[] = [];
    const told = exchanges.filter(({ service: id, cards }) => id === 'liver-prognosis' && cards.length > 0);
    // A card that only says why nothing is computed (child, pregnancy) rests on no procedure.
    for (const exchange of told.filter(({ cards }) => !/not (applied|validated)/.test(cards[0]?.summary ?? ''))) {
      const { json } = await again(exchange, { prefetch: { ...prefetchOf(exchange), procedures: failed } });
      const text = JSON.stringify(json);
      if (!/could not be (read|had|fetched)|not available|unavailable/i.test(text)) unsaid.push(name(exchange));
    }
    expect(unsaid).toEqual([]);
  });
});

describe('a hostile chart', () => {
  const markup = '<img src=x onerror=alert(1)>[click](javascript:alert(1))![x](http://evil.example/x.png)**b**`c`|d|';

  it('cannot bring markup to life through names', async () => {
    for (const exchange of exchanges) {
      const text = JSON.stringify(exchange.request, (key, value: unknown) =>
        ['text', 'display', 'family', 'unit'].includes(key) && typeof value === 'string' ? `${value} ${markup}` : value,
      );
      const { status, json } = await call(`${service.url}/cds-services/${exchange.service}`, {
        body: text.replace(/"hookInstance":"[^"]+"/, `"hookInstance":"${randomUUID()}"`),
      });
      expect([name(exchange), status]).toEqual([name(exchange), 200]);
      for (const { detail } of (json as { cards: { detail?: string }[] }).cards) {
        expect(liveParts(Lexer.lex(detail ?? ''))).toEqual([]);
      }
    }
  });

  it('cannot make the record page show live markup', async () => {
    const exchange = exchanges.find(({ patientId, cards }) => patientId === 'okafor-grace' && cards.length > 0);
    const patient = exchange && (prefetchOf(exchange).patient as Patient);
    if (!exchange || !patient) throw new Error('the patient of this test has gone');
    const text = JSON.stringify(prefetchOf(exchange), (key, value: unknown) =>
      ['text', 'display', 'family', 'unit'].includes(key) && typeof value === 'string' ? `${value} ${markup}` : value,
    );
    const { json } = await again(exchange, { prefetch: JSON.parse(text) as unknown });
    const link = (json as { cards: { links?: { url: string; appContext?: string }[] }[] }).cards[0]?.links?.[0];
    const page = await fetch(`${link?.url}?appContext=${encodeURIComponent(link?.appContext ?? '')}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).not.toMatch(/<img|href="javascript:|<script/i);
  });
});

/** HTML, images and links that are not to a page of this service, wherever they are in the Markdown. */
function liveParts(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => {
    const own = token.type === 'html' || token.type === 'image' || token.type === 'link' ? [token.raw] : [];
    const inside = [
      ...('tokens' in token && token.tokens ? token.tokens : []),
      ...('items' in token ? (token.items as Token[]) : []),
    ];
    return [...own.filter((raw) => !raw.startsWith(`[`) || /javascript:|evil/.test(raw)), ...liveParts(inside)];
  });
}

describe('a FHIR server that is not on the list', () => {
  let stranger: Server;
  let strangerUrl: string;
  let contacts = 0;
  let closed: RunningService;
  let own: string;

  beforeAll(async () => {
    stranger = createServer((_request, response) => {
      contacts += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    strangerUrl = `http://127.0.0.1:${(stranger.address() as { port: number }).port}/fhir`;
    own = await mkdtemp(join(tmpdir(), 'fibrocast-full-'));
    closed = await startFibrocast(own, {
      FIBROCAST_SANDBOX: '0',
      FIBROCAST_FHIR_SERVERS: `${service.url}/sandbox/fhir`,
    });
  });
  afterAll(async () => {
    await closed?.stop();
    await new Promise((resolve) => stranger.close(resolve));
    await rm(own, { recursive: true, force: true });
  });

  it('is never contacted, while the listed one is read', async () => {
    for (const exchange of exchanges) {
      const at = `${closed.url}/cds-services/${exchange.service}`;
      const body = { ...exchange.request, hookInstance: randomUUID(), prefetch: {} };
      const refused = await call(at, {
        body: { ...body, fhirServer: strangerUrl, fhirAuthorization: authorization },
      });
      // Services that see from the order alone that they have nothing to say need no data.
      if (refused.status === 200) expect(refused.json).toEqual({ cards: [] });
      else expect(refused.status).toBe(412);
      const { status, json } = await call(at, { body });
      expect([name(exchange), status, urgencyOf(json)]).toEqual([name(exchange), 200, urgencyOf(exchange.response)]);
    }
    expect(contacts).toBe(0);
  });

  it('has no sandbox, and no record page', async () => {
    expect((await fetch(`${closed.url}/sandbox/fhir/Patient`)).status).toBe(404);
    expect((await fetch(`${closed.url}/records/x`)).status).toBe(404);
    const launch = await fetch(`${closed.url}/app/launch?iss=${encodeURIComponent(strangerUrl)}&launch=x`, {
      redirect: 'manual',
    });
    expect(launch.status).toBeGreaterThanOrEqual(400);
    expect(launch.status).toBeLessThan(500);
    expect(contacts).toBe(0);
  });
});
const authorization = {
  access_token: 'tok-secret',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'patient/*.rs',
  subject: 'fibrocast',
};
