import { randomUUID } from 'node:crypto';
import type { Card } from '../../cds/card.ts';
import { Failure } from '../../core/failure.ts';
import type { Firing, Scenario } from '../scenario.ts';
import { checkAnswer } from './answer-check.ts';
import { fillPrefetch } from './prefetch-filling.ts';

/** A CDS service as discovery announces it. */
export interface AnnouncedService {
  readonly id: string;
  readonly hook: string;
  readonly title?: string;
  readonly description: string;
  readonly prefetch?: Readonly<Record<string, string>>;
}

/** One call of one service: what was sent, what came back, how long the service took. */
export interface Exchange {
  readonly service: string;
  readonly hook: string;
  readonly patientId: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly response: unknown;
  readonly cards: readonly Card[];
  /** Prefetch keys this EHR could not satisfy. */
  readonly leftOut: readonly string[];
  /** Rules of CDS Hooks that the answer breaks, or the reason why there is none. Empty when all is well. */
  readonly problems: readonly string[];
  /** Time of the service call alone, without the filling of prefetch. */
  readonly milliseconds: number;
}

export interface FeedbackItem {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly acceptedSuggestions?: readonly { readonly id: string }[];
  readonly overrideReason?: {
    readonly reason?: { readonly code: string; readonly system: string; readonly display?: string };
    readonly userComment?: string;
  };
  readonly outcomeTimestamp: string;
}

export interface CdsClientOptions {
  /** `http://127.0.0.1:8080`: where `/cds-services` lies. */
  readonly serviceUrl: string;
  /** Base URL of the EHR's FHIR server, sent as `fhirServer` and asked for the prefetch. */
  readonly fhirUrl: string;
  /** How an empty search is prefetched; EHRs differ. Default `bundle`. */
  readonly emptyAs?: 'null' | 'bundle';
  /** Gives up on a single HTTP call after this many milliseconds. Default 30 000. */
  readonly timeoutMs?: number;
  readonly newId?: () => string;
}

export interface CdsClient {
  /** @throws Failure `upstream-refused`, `upstream-unreachable` */
  discover(): Promise<readonly AnnouncedService[]>;
  /** Fires a hook: every service of that hook is called, in parallel, as an EHR does. Never throws: see `problems`. */
  fire(event: HookEvent): Promise<readonly Exchange[]>;
  /** @throws Failure `upstream-refused`, `upstream-unreachable` */
  sendFeedback(serviceId: string, items: readonly FeedbackItem[]): Promise<void>;
}

export interface HookEvent {
  readonly hook: string;
  readonly context: Readonly<Record<string, unknown>> & { readonly patientId: string };
  /** Who is signed in; tokens such as `{{userPractitionerId}}` come from it, also where the context has no userId. */
  readonly userId: string;
}

/**
 * The EHR's side of CDS Hooks over HTTP: discovery, prefetch from its own FHIR server, the call, the check of the
 * answer, feedback. Used by the demo and by tests; it knows nothing of the service but its address.
 */
export function openCdsClient(options: CdsClientOptions): CdsClient {
  const { serviceUrl, fhirUrl, emptyAs = 'bundle', timeoutMs = 30_000, newId = randomUUID } = options;
  let announced: Promise<readonly AnnouncedService[]> | undefined;

  const send = (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
  const post = (url: string, body: unknown) =>
    send(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

  async function askEhr(query: string): Promise<{ found: boolean; body?: unknown }> {
    const response = await send(`${fhirUrl}/${query}`, { headers: { Accept: 'application/fhir+json' } });
    if (response.status === 404 || response.status === 410) return { found: false };
    if (!response.ok) throw new Failure('upstream-refused', `The EHR answered ${response.status} to a prefetch query.`);
    return { found: true, body: await response.json() };
  }

  async function call(service: AnnouncedService, event: HookEvent): Promise<Exchange> {
    const { prefetch, leftOut } = await fillPrefetch(service.prefetch ?? {}, event, askEhr, emptyAs);
    const request = {
      hook: event.hook,
      hookInstance: newId(),
      fhirServer: fhirUrl,
      context: event.context,
      ...(Object.keys(prefetch).length > 0 ? { prefetch } : {}),
    };
    const about = { service: service.id, hook: event.hook, patientId: event.context.patientId, request, leftOut };
    const started = performance.now();
    try {
      const response = await post(`${serviceUrl}/cds-services/${encodeURIComponent(service.id)}`, request);
      const text = await response.text();
      const milliseconds = performance.now() - started;
      const body = parseJson(text);
      const problems = response.ok
        ? checkAnswer(body)
        : [`the service answered ${response.status}: ${diagnosticsOf(body)}`];
      const cards = problems.length === 0 ? ((body as { cards: Card[] }).cards ?? []) : [];
      return { ...about, status: response.status, response: body, cards, problems, milliseconds };
    } catch (error) {
      const problems = [error instanceof Error ? `no answer: ${error.message}` : 'no answer'];
      return {
        ...about,
        status: 0,
        response: undefined,
        cards: [],
        problems,
        milliseconds: performance.now() - started,
      };
    }
  }

  const client: CdsClient = {
    discover() {
      announced ??= discovery(serviceUrl, send);
      announced.catch(() => {
        announced = undefined;
      });
      return announced;
    },
    async fire(event) {
      const services = (await client.discover()).filter((service) => service.hook === event.hook);
      return Promise.all(services.map((service) => call(service, event)));
    },
    async sendFeedback(serviceId, items) {
      const response = await reach(
        post(`${serviceUrl}/cds-services/${encodeURIComponent(serviceId)}/feedback`, { feedback: items }),
      );
      await response.arrayBuffer();
      if (!response.ok) throw new Failure('upstream-refused', `Feedback was answered with ${response.status}.`);
    },
  };
  return client;
}

async function discovery(
  serviceUrl: string,
  send: (url: string) => Promise<Response>,
): Promise<readonly AnnouncedService[]> {
  const response = await reach(send(`${serviceUrl}/cds-services`));
  if (!response.ok) throw new Failure('upstream-refused', `Discovery was answered with ${response.status}.`);
  const services = (parseJson(await response.text()) as { services?: unknown } | undefined)?.services;
  if (!Array.isArray(services))
    throw new Failure('upstream-refused', 'Discovery did not answer with a list of services.');
  return services as AnnouncedService[];
}

async function reach(request: Promise<Response>): Promise<Response> {
  try {
    return await request;
  } catch (cause) {
    throw new Failure('upstream-unreachable', 'The CDS service did not answer.', { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function diagnosticsOf(body: unknown): string {
  const issue = (body as { issue?: { diagnostics?: string; details?: { text?: string } }[] } | undefined)?.issue?.[0];
  return issue?.diagnostics ?? issue?.details?.text ?? 'no explanation';
}

/** What the EHR sends as hook and context when a user does what a scenario says. */
export function eventOf(scenario: Scenario, firing: Firing): HookEvent {
  const { id: patientId, userId, encounterId } = scenario;
  const event = (context: Record<string, unknown>): HookEvent => ({
    hook: firing.hook,
    userId,
    context: { patientId, ...context },
  });
  switch (firing.hook) {
    case 'patient-view':
    case 'encounter-start':
    case 'encounter-discharge':
      return event({ userId, encounterId });
    case 'order-select':
      return event({
        userId,
        encounterId,
        selections: firing.drafts.map((draft) => `${draft.resourceType}/${draft.id}`),
        draftOrders: collection(firing.drafts),
      });
    case 'order-sign':
      return event({ userId, encounterId, draftOrders: collection(firing.drafts) });
    case 'order-dispatch':
      return event({ dispatchedOrders: [`ServiceRequest/${firing.order}`], performer: firing.performer });
    case 'appointment-book':
      return event({ userId, encounterId, appointments: collection(firing.appointments) });
  }
}

function collection(resources: readonly unknown[]) {
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
}
