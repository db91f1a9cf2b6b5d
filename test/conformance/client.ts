import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { observation, patientResource, searchset } from '../support/asks.ts';

export interface Discovered {
  readonly id: string;
  readonly hook: string;
  readonly title?: string;
  readonly description: string;
  readonly prefetch?: Readonly<Record<string, string>>;
  readonly usageRequirements?: string;
  readonly version?: string;
  readonly hookVersion?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** Things that must never be in a body that leaves: stack frames, module paths, source paths, tokens of these tests. */
const leaks = [
  /^\s*at .+:\d+:\d+/m,
  /node_modules/,
  /\/src\/|\/dist\//,
  /\.[jt]s:\d+/,
  /tok-secret/,
  /eyJ[A-Za-z0-9_-]{20,}\./,
  /secret-name/,
];
export function expectNoLeak(text: string): void {
  for (const leak of leaks) expect(text).not.toMatch(leak);
}

/** One request; every answer is looked at for leaks, error bodies for their form (rows 1 and 18.2), headers for caching. */
export async function call(
  url: string,
  options: {
    readonly method?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Answer> {
  const { body } = options;
  const response = await fetch(url, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  expectNoLeak(text);
  expect(response.headers.get('x-powered-by')).toBeNull();
  expect(response.headers.get('cache-control')).toBe('no-store');
  const json = text === '' ? undefined : (JSON.parse(text) as unknown);
  if (response.status >= 400) expectOutcome(json);
  return { status: response.status, headers: response.headers, text, json };
}

export function expectOutcome(json: unknown): void {
  expect(json).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: expect.any(String), details: { text: expect.any(String) } }],
  });
}

export const order = (over: object = {}) => ({
  resourceType: 'ServiceRequest',
  id: 'order-1',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  code: { coding: [{ system: 'http://snomed.info/sct', code: '86259008', display: 'Biopsy of liver' }] },
  ...over,
});
const appointment = {
  resourceType: 'Appointment',
  id: 'appointment-1',
  status: 'proposed',
  participant: [{ actor: { reference: 'Patient/p1' }, status: 'accepted' }],
};
const bundle = (...resources: object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
});

/** A complete context of each hook. */
export function contextOf(hook: string, patientId = 'p1'): Record<string, unknown> {
  const base = { userId: 'Practitioner/doc', patientId };
  switch (hook) {
    case 'order-select':
      return { ...base, selections: ['ServiceRequest/order-1'], draftOrders: bundle(order()) };
    case 'order-sign':
      return { ...base, draftOrders: bundle(order()) };
    case 'order-dispatch':
      return { patientId, dispatchedOrders: ['ServiceRequest/order-1'], performer: 'Organization/radiology' };
    case 'appointment-book':
      return { ...base, appointments: bundle(appointment) };
    case 'encounter-start':
    case 'encounter-discharge':
      return { ...base, encounterId: 'e1' };
    default:
      return base;
  }
}

/** Prefetch that satisfies a service: its Patient read, and "nothing found" for all the rest. */
export function prefetchOf(service: Discovered, patientId = 'p1'): Record<string, unknown> {
  const keys = Object.entries(service.prefetch ?? {});
  return Object.fromEntries(
    keys.map(([key, query]) => [key, isPatientRead(query) ? patientResource(patientId) : null]),
  );
}
export const isPatientRead = (query: string) => /^Patient\/\{\{\s*context\.patientId\s*\}\}/.test(query);
export const isLabSearch = (query: string) => /^Observation\?/.test(query);

export function requestFor(service: Discovered, over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    hook: service.hook,
    hookInstance: randomUUID(),
    context: contextOf(service.hook),
    prefetch: prefetchOf(service),
    ...over,
  };
}
export const someLabs = (count: number) =>
  searchset(Array.from({ length: count }, (_, index) => observation(`lab-${index}`)));

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const absolute = /^https?:\/\/[^\s/]+/;

/** Every SHALL on a response: rows 3, 55, 56, 61 to 95, and 19.1, 19.3 to 19.5. Gives the cards back. */
export function expectCdsResponse(json: unknown): readonly Record<string, unknown>[] {
  const response = record(json);
  expect(Object.keys(response).filter((key) => !['cards', 'systemActions', 'extension'].includes(key))).toEqual([]);
  const cards = array(response.cards).map(record);
  expectNothingEmpty({ ...response, cards: cards.length === 0 ? 'may be empty' : cards });
  for (const card of cards) expectCard(card);
  const ids = cards.flatMap((card) => [
    card.uuid,
    ...optionalArray(card.suggestions).map((suggestion) => record(suggestion).uuid),
  ]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(cards.length).toBeLessThanOrEqual(3);
  for (const action of optionalArray(response.systemActions)) expectAction(record(action));
  return cards;
}

function expectCard(card: Record<string, unknown>): void {
  expect(card.uuid).toMatch(uuid);
  const summary = String(card.summary);
  expect(typeof card.summary).toBe('string');
  expect(summary.length).toBeGreaterThan(0);
  expect(summary.length).toBeLessThan(140);
  if ('detail' in card) expect(typeof card.detail).toBe('string');
  expect(JSON.stringify(card)).not.toMatch(/\bNaN\b|\bundefined\b|\bnull\b|\[object/);
  expect(['info', 'warning', 'critical']).toContain(card.indicator);
  const source = record(card.source);
  expect(typeof source.label).toBe('string');
  for (const field of ['url', 'icon']) if (field in source) expect(source[field]).toMatch(absolute);
  expectCoding(source.topic);
  expect('selectionBehavior' in card).toBe('suggestions' in card);
  if ('selectionBehavior' in card) expect(['at-most-one', 'any']).toContain(card.selectionBehavior);
  const suggestions = optionalArray(card.suggestions).map(record);
  for (const suggestion of suggestions) {
    expect(typeof suggestion.label).toBe('string');
    expect(suggestion.uuid).toMatch(uuid);
    if ('isRecommended' in suggestion) expect(typeof suggestion.isRecommended).toBe('boolean');
    expect(suggestion).not.toHaveProperty('actionSelectionBehavior');
    for (const action of optionalArray(suggestion.actions)) expectAction(record(action));
  }
  if (card.selectionBehavior === 'at-most-one') {
    expect(suggestions.filter((suggestion) => suggestion.isRecommended === true).length).toBeLessThanOrEqual(1);
  }
  for (const reason of optionalArray(card.overrideReasons)) {
    expectCoding(reason);
    expect(typeof record(reason).display).toBe('string');
  }
  for (const link of optionalArray(card.links).map(record)) {
    expect(typeof link.label).toBe('string');
    expect(link.url).toMatch(absolute);
    expect(['absolute', 'smart']).toContain(link.type);
    if ('appContext' in link) expect([link.type, typeof link.appContext]).toEqual(['smart', 'string']);
    expect(link.url).not.toMatch(/patient/i);
  }
}

function expectAction(action: Record<string, unknown>): void {
  expect(['create', 'update', 'delete']).toContain(action.type);
  expect(typeof action.description).toBe('string');
  if (action.type === 'delete') {
    expect(action.resourceId).toMatch(/^[A-Z]\w+\/[A-Za-z0-9\-.]{1,64}$/);
    expect(action).not.toHaveProperty('resource');
  } else expect(typeof record(action.resource).resourceType).toBe('string');
}

function expectCoding(value: unknown): void {
  expect(value).toMatchObject({ system: expect.any(String), code: expect.any(String) });
}

function expectNothingEmpty(value: unknown): void {
  expect(value).not.toBeNull();
  expect(value).not.toBe('');
  if (typeof value !== 'object' || value === null) return;
  expect(Object.keys(value).length).toBeGreaterThan(0);
  for (const item of Object.values(value)) expectNothingEmpty(item);
}

function record(value: unknown): Record<string, unknown> {
  expect(typeof value === 'object' && value !== null && !Array.isArray(value)).toBe(true);
  return value as Record<string, unknown>;
}
function array(value: unknown): readonly unknown[] {
  expect(Array.isArray(value)).toBe(true);
  return value as unknown[];
}
const optionalArray = (value: unknown): readonly unknown[] => (value === undefined ? [] : array(value));
