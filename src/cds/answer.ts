import type { CodeMap } from '../../fhir-resources/codes/code-map.ts';
import type { Assessment } from '../core/assessment.ts';
import type { ChartFacts } from '../core/chart.ts';
import type { Chart, ChartAccess } from '../ports/chart.ts';
import type { Clock } from '../ports/clock.ts';
import type { NewId } from '../ports/ids.ts';
import type { Log } from '../ports/log.ts';
import type { Action, Card, Link } from './card.ts';
import { finishCards } from './card-rules.ts';
import type { BaseContext, SiteKnowledge } from './hook.ts';
import { type AskOutcome, type Budgets, type Reach, resolveAsks } from './prefetch.ts';
import { type CdsRequest, readRequest } from './request.ts';
import type { Answer, Service, Tools } from './service.ts';
import { tokenValues } from './templates.ts';

/** A request that has been read for one service; nothing has been fetched yet. */
export interface Call {
  readonly service: Service;
  readonly request: CdsRequest;
  readonly context: BaseContext;
}

/** What an assessment made in a call belongs to. */
export interface AssessmentOrigin {
  /** Identity of the chart: normalised `fhirServer`, or `namespace` of the client when the request names none. */
  readonly fhirServer: string;
  readonly unavailable: readonly string[];
  /** Present only when this FHIR server may be called; for write-back within this invocation. */
  readonly access?: ChartAccess;
  readonly userId?: string;
}

export interface AnswerTools {
  readonly chart: Chart;
  /** Assesses and stores; resolves when durable. */
  assess(facts: ChartFacts, origin: AssessmentOrigin): Promise<Assessment>;
  reviewLink(assessment: Assessment): Link;
  pageUrl(path: string): string;
  /** May this FHIR server be called? See `allowedFhirServers`. */
  mayCall(fhirServer: string): boolean;
  /** Stands for the FHIR server's URL in identities when a request has none, so that two EHRs never share a patient. */
  readonly namespace: string;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly budgets: Budgets;
  /** The site's own codes; none when absent. */
  readonly codes?: CodeMap;
  /** Throw when a service breaks a card rule (tests) instead of mending and logging it (production). */
  readonly strict: boolean;
  readonly signal?: AbortSignal;
  readonly site?: SiteKnowledge;
}

export interface Answered {
  readonly response: { readonly cards: readonly Card[]; readonly systemActions?: readonly Action[] };
  readonly at: string;
  readonly assessmentId?: string;
  readonly outcomes: ReadonlyMap<string, AskOutcome>;
}

/** @throws Failure `invalid-request` with `at`. */
export function readCall(service: Service, body: unknown, site?: SiteKnowledge): Call {
  const request = readRequest(body, service.hook.id);
  return { service, request, context: service.hook.parse(request.context, site) };
}

/**
 * Answers a call: data, advice, cards. The same call gets the same advice; only the uuids are new.
 * @throws Failure `data-unavailable` or `fhir-server-not-allowed` when required data cannot be had, and what `assess` throws.
 */
export async function answerCall(call: Call, tools: AnswerTools): Promise<Answered> {
  const { service, request, context } = call;
  const now = tools.clock();
  const reach = reachOf(request, tools);
  const resolved = await resolveAsks(
    service.asks,
    request.prefetch,
    { tokens: tokenValues(service.hook, context), about: { ...tools.site, patientId: context.patientId, now }, reach },
    tools,
  );
  let assessmentId: string | undefined;
  const given: Tools = {
    async assess(facts) {
      const assessment = await tools.assess(facts, {
        fhirServer: request.fhirServer ?? tools.namespace,
        unavailable: resolved.unavailable,
        ...(reach.kind === 'open' ? { access: reach.access } : {}),
        ...(context.userId === undefined ? {} : { userId: context.userId }),
      });
      assessmentId = assessment.id;
      return assessment;
    },
    now,
    log: tools.log,
    unavailable: resolved.unavailable,
    reviewLink: (assessment) => tools.reviewLink(assessment),
    pageUrl: (path) => tools.pageUrl(path),
  };
  const said = await service.respond({ context, ...Object.fromEntries(resolved.values) }, given);
  const answer: Answer = isCardList(said) ? { cards: said } : said;
  const { cards, systemActions, violations } = finishCards(answer.cards, answer.systemActions ?? [], tools.newId);
  if (violations.length > 0) {
    if (tools.strict) throw new Error(`${service.id} breaks card rules: ${violations.join('; ')}`);
    tools.log.error({ service: service.id, rules: violations.join('; ') }, 'card rules broken and mended');
  }
  return {
    // An empty `systemActions` is left out: nothing is [] unless the specification says so, and it says so for `cards` only.
    response: { cards, ...(systemActions.length > 0 ? { systemActions } : {}) },
    at: now,
    outcomes: resolved.outcomes,
    ...(assessmentId === undefined ? {} : { assessmentId }),
  };
}

/** A FHIR server outside the allow-list is not an error as long as nothing has to be fetched: then it is simply not called. */
function reachOf(request: CdsRequest, tools: AnswerTools): Reach {
  if (request.fhirServer === undefined) return { kind: 'none' };
  if (!tools.mayCall(request.fhirServer)) return { kind: 'refused' };
  const { fhirServer, accessToken } = request;
  return { kind: 'open', access: { fhirServer, ...(accessToken === undefined ? {} : { accessToken }) } };
}

function isCardList(said: Answer | readonly unknown[]): said is Extract<typeof said, readonly unknown[]> {
  return Array.isArray(said);
}
