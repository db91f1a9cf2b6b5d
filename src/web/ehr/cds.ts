import type { FhirResource } from 'fhir/r4.js';
import { ask, fhirBase } from './fhir.ts';

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}
export type Action =
  | { readonly type: 'create' | 'update'; readonly description: string; readonly resource: FhirResource }
  | { readonly type: 'delete'; readonly description: string; readonly resourceId: string };
export interface Suggestion {
  readonly label: string;
  readonly uuid?: string;
  readonly isRecommended?: boolean;
  readonly actions?: readonly Action[];
}
export interface Link {
  readonly label: string;
  readonly url: string;
  readonly type: 'absolute' | 'smart';
  readonly appContext?: string;
}
export interface Card {
  readonly uuid?: string;
  readonly summary: string;
  readonly detail?: string;
  readonly indicator: 'info' | 'warning' | 'critical';
  readonly source: { readonly label: string; readonly url?: string };
  readonly suggestions?: readonly Suggestion[];
  readonly selectionBehavior?: 'at-most-one' | 'any';
  readonly overrideReasons?: readonly Coding[];
  readonly links?: readonly Link[];
}
interface Service {
  readonly id: string;
  readonly hook: string;
  readonly title?: string;
  readonly prefetch?: Readonly<Record<string, string>>;
}
export interface Exchange {
  readonly service: string;
  readonly title: string;
  readonly hook: string;
  readonly at: string;
  readonly milliseconds: number;
  readonly status: number;
  readonly request: unknown;
  readonly response: unknown;
  readonly cards: readonly Card[];
  /** Why there is no usable answer, in words. */
  readonly problem?: string;
}
export interface HookContext {
  readonly patientId: string;
  readonly [field: string]: unknown;
}

let discovery: Promise<readonly Service[]> | undefined;
function services(): Promise<readonly Service[]> {
  discovery ??= fetch('/cds-services')
    .then(async (response) => {
      if (!response.ok) throw new Error(`Discovery answered ${response.status}.`);
      return ((await response.json()) as { services: Service[] }).services;
    })
    .catch((error: unknown) => {
      discovery = undefined;
      throw error;
    });
  return discovery;
}

/** Fires a hook: every service that listens to it is asked, in parallel. */
export async function fire(hook: string, context: HookContext, userId: string): Promise<Exchange[]> {
  const listening = (await services()).filter((service) => service.hook === hook);
  // Services often ask for the same data: one query of the chart serves them all.
  const asked = new Map<string, ReturnType<typeof ask>>();
  const askOnce = (query: string) => {
    const running = asked.get(query) ?? ask(query);
    asked.set(query, running);
    return running;
  };
  return Promise.all(listening.map((service) => call(service, context, userId, askOnce)));
}

async function call(service: Service, context: HookContext, userId: string, askChart: typeof ask): Promise<Exchange> {
  const request = {
    hook: service.hook,
    hookInstance: crypto.randomUUID(),
    fhirServer: fhirBase,
    context,
    prefetch: await prefetchFor(service.prefetch ?? {}, context, userId, askChart),
  };
  const about = { service: service.id, title: service.title ?? service.id, hook: service.hook, request };
  const at = new Date().toISOString();
  const started = performance.now();
  try {
    const response = await fetch(`/cds-services/${encodeURIComponent(service.id)}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    });
    const text = await response.text();
    const milliseconds = performance.now() - started;
    const body = readJson(text);
    const cards = (body as { cards?: Card[] } | undefined)?.cards;
    const answer = { ...about, at, milliseconds, status: response.status, response: body };
    if (!response.ok)
      return { ...answer, cards: [], problem: reasonOf(body) ?? `The service answered ${response.status}.` };
    if (!Array.isArray(cards)) return { ...answer, cards: [], problem: 'The answer was not in the form of CDS Hooks.' };
    return { ...answer, cards };
  } catch {
    const milliseconds = performance.now() - started;
    return {
      ...about,
      at,
      milliseconds,
      status: 0,
      response: undefined,
      cards: [],
      problem: 'The service could not be reached.',
    };
  }
}

async function prefetchFor(
  templates: Readonly<Record<string, string>>,
  context: HookContext,
  userId: string,
  askChart: typeof ask,
): Promise<Record<string, unknown>> {
  const entries = await Promise.all(
    Object.entries(templates).map(async ([key, template]) => {
      const query = fill(template, context, userId);
      if (query === undefined) return undefined;
      try {
        const { found, body } = await askChart(query);
        return [key, found ? body : null] as const;
      } catch {
        return undefined;
      }
    }),
  );
  return Object.fromEntries(entries.filter((entry) => entry !== undefined));
}

/** `{{context.patientId}}`, `{{userPractitionerId}}`; undefined when a token has no value here. */
function fill(template: string, context: HookContext, userId: string): string | undefined {
  let complete = true;
  const [userType, user] = userId.split('/');
  const query = template.replace(/\{\{\s*([^}]*?)\s*\}\}/g, (_match, token: string) => {
    const value = token.startsWith('context.')
      ? context[token.slice(8)]
      : token === `user${userType}Id`
        ? user
        : undefined;
    if (typeof value !== 'string') complete = false;
    return typeof value === 'string' ? value : '';
  });
  return complete ? query : undefined;
}

export interface FeedbackItem {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly acceptedSuggestions?: readonly { id: string }[];
  readonly overrideReason?: { reason?: { code: string; system: string }; userComment?: string };
  readonly outcomeTimestamp: string;
}

export async function sendFeedback(service: string, item: FeedbackItem): Promise<void> {
  const response = await fetch(`/cds-services/${encodeURIComponent(service)}/feedback`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ feedback: [item] }),
  });
  if (!response.ok) throw new Error(`Feedback was answered with ${response.status}.`);
}

/**
 * Where a SMART link leads: to the hospital's authorization server, which makes a launch value for this user and chart and opens the app
 * with it. `appContext` stays with the server and reaches the app with its token.
 */
export function smartLaunch(link: Link, context: { readonly patientId: string; readonly userId: string }): string {
  const query = new URLSearchParams({ app: link.url, patient: context.patientId, user: context.userId });
  if (link.appContext) query.set('appContext', link.appContext);
  return `/sandbox/auth/open?${query}`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
function reasonOf(body: unknown): string | undefined {
  const issue = (body as { issue?: { diagnostics?: string; details?: { text?: string } }[] } | undefined)?.issue?.[0];
  return issue?.details?.text ?? issue?.diagnostics;
}
