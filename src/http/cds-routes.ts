import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { type Answered, type AnswerTools, answerCall, type Call, readCall } from '../cds/answer.ts';
import { discovery } from '../cds/discovery.ts';
import { readFeedback } from '../cds/feedback.ts';
import { normaliseFhirServer } from '../cds/fhir-server.ts';
import type { Service } from '../cds/service.ts';
import { Failure } from '../core/failure.ts';
import { recordFeedback } from '../flows/record-feedback.ts';
import type { AuditFact, AuditLog } from '../ports/audit.ts';
import type { FeedbackLog } from '../ports/feedback.ts';
import type { Log } from '../ports/log.ts';
import type { Caller } from './authenticate.ts';
import { callerOf, logOf } from './call-locals.ts';
import { asFailure, failureTable } from './failures.ts';
import type { Metrics } from './metrics.ts';

export interface CdsRoutesDeps extends Omit<AnswerTools, 'log' | 'namespace' | 'signal'> {
  readonly services: readonly Service[];
  readonly feedback: FeedbackLog;
  readonly audit: AuditLog;
  readonly metrics: Metrics;
  /** Identifies the caller and limits its rate. Runs before the body is read. */
  readonly guard: readonly RequestHandler[];
  readonly body: readonly RequestHandler[];
}

/** The CDS Hooks endpoints, to be mounted at `/cds-services`. */
export function cdsRoutes(deps: CdsRoutesDeps): Router {
  const services = new Map(deps.services.map((service) => [service.id, service]));
  const document = discovery(deps.services);
  const serviceOf = (request: Request): Service => {
    const service = services.get(String(request.params.id));
    if (!service) throw new Failure('unknown-service', 'There is no service with this id. See /cds-services.');
    return service;
  };
  const router = Router();

  router
    .route('/')
    .get(...deps.guard, (_request, response) => void response.json(document))
    .all(refuseMethod('GET, HEAD, OPTIONS'));

  router
    .route('/:id')
    .post(...deps.guard, known(serviceOf), ...deps.body, async (request, response) => {
      const answered = await callService(serviceOf(request), request, response, deps);
      response.json(answered.response);
    })
    .all(refuseMethod('POST, OPTIONS'));

  router
    .route('/:id/feedback')
    .post(...deps.guard, known(serviceOf), ...deps.body, async (request, response) => {
      const from = { client: callerOf(response).issuer, serviceId: serviceOf(request).id };
      const { items, skipped } = readFeedback(request.body, { ...from, now: deps.clock() });
      await recordFeedback(deps, items, from);
      for (const item of items) deps.metrics.feedback(from.serviceId, item.outcome, 1);
      deps.metrics.feedback(from.serviceId, 'skipped', skipped);
      response.json({ recorded: items.length, skipped });
    })
    .all(refuseMethod('POST, OPTIONS'));
  return router;
}

/** An unknown service is 404 whatever the body: it is not read. */
const known = (serviceOf: (request: Request) => Service): RequestHandler => {
  return (request, _response, next) => {
    serviceOf(request);
    next();
  };
};

function refuseMethod(allow: string) {
  return (_request: Request, response: Response, _next: NextFunction): void => {
    response.set('Allow', allow);
    throw new Failure('method-not-allowed', `This address takes ${allow}.`);
  };
}

async function callService(
  service: Service,
  request: Request,
  response: Response,
  deps: CdsRoutesDeps,
): Promise<Answered> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const caller = callerOf(response);
  const log = logOf(response).child({ service: service.id });
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let call: Call | undefined;
  try {
    call = readCall(service, request.body, deps.site);
    mayRepresent(caller, call.request.fhirServer);
    const answered = await answerCall(call, { ...deps, log, namespace: caller.issuer, signal: gone.signal });
    deps.metrics.hookAnswered(service.id, 200, seconds());
    for (const [key, outcome] of answered.outcomes) deps.metrics.asked(key, outcome);
    for (const card of answered.response.cards) deps.metrics.cardShown(service.id, card.indicator);
    await remember(call, answered, caller, deps, log);
    return answered;
  } catch (error) {
    const { kind } = asFailure(error);
    const { status } = failureTable[kind];
    deps.metrics.hookAnswered(service.id, status, seconds());
    await audit(
      factOf(service, call, caller, { at: deps.clock(), outcome: status < 500 ? 'refused' : 'failed' }),
      deps,
      log,
    );
    throw error;
  }
}

/** A client that is registered for certain FHIR servers must not speak for another: its results would land there. */
function mayRepresent(caller: Caller, fhirServer: string | undefined): void {
  if (fhirServer === undefined || caller.fhirServers === undefined) return;
  if (!caller.fhirServers.some((allowed) => normaliseFhirServer(allowed) === fhirServer)) {
    throw new Failure('forbidden', 'This client is not registered for this FHIR server.', { at: 'fhirServer' });
  }
}

async function remember(call: Call, answered: Answered, caller: Caller, deps: CdsRoutesDeps, log: Log): Promise<void> {
  const { assessmentId, at } = answered;
  const shown = answered.response.cards.map((card) => ({
    serviceId: call.service.id,
    card: card.uuid,
    indicator: card.indicator,
    ...(assessmentId === undefined ? {} : { assessmentId }),
    at,
  }));
  const fact = factOf(call.service, call, caller, { at, outcome: 'success', assessmentId });
  const saving = shown.length > 0 ? deps.feedback.shown(shown) : Promise.resolve();
  await Promise.all([
    audit(fact, deps, log),
    saving.catch((error: unknown) => log.error({ kind: asFailure(error).kind }, 'shown cards could not be recorded')),
  ]);
}

/** A book-keeping failure is logged loudly, but advice that is ready is not withheld from the clinician for it. */
async function audit(fact: AuditFact, deps: CdsRoutesDeps, log: Log): Promise<void> {
  try {
    await deps.audit.record([fact]);
  } catch (error) {
    log.error({ kind: asFailure(error).kind }, 'audit could not be recorded');
  }
}

function factOf(
  service: Service,
  call: Call | undefined,
  caller: Caller,
  about: Pick<AuditFact, 'at' | 'outcome' | 'assessmentId'>,
): AuditFact {
  return {
    ...about,
    action: 'assess',
    client: caller.issuer,
    serviceId: service.id,
    ...(call?.context.userId === undefined ? {} : { user: call.context.userId }),
    ...(call === undefined ? {} : { patientId: call.context.patientId }),
    ...(call?.request.fhirServer === undefined ? {} : { fhirServer: call.request.fhirServer }),
  };
}
