import { type Response, Router } from 'express';
import { z } from 'zod';
import type { CodeMap } from '../../../fhir-resources/codes/code-map.ts';
import { readPerson } from '../../../fhir-resources/read/person.ts';
import { chartAsks, chartFactsOf } from '../../cds/chart-asks.ts';
import { resolveAsks } from '../../cds/prefetch.ts';
import type { AskValues } from '../../cds/service.ts';
import { withSiteCodes } from '../../cds/site-asks.ts';
import type { ChartFacts } from '../../core/chart.ts';
import { Failure } from '../../core/failure.ts';
import { pendingAnalyses, type ReviewPatientDeps, reviewPatient, shownImaging } from '../../flows/review-patient.ts';
import type { AuditFact } from '../../ports/audit.ts';
import type { Chart } from '../../ports/chart.ts';
import type { FindingsStore } from '../../ports/findings.ts';
import { logOf } from '../call-locals.ts';
import { jsonBody } from '../json-body.ts';
import { type AppCall, type appAccess, patientOf } from './app-access.ts';

export interface ReviewRoutesDeps extends Omit<ReviewPatientDeps, 'log' | 'findings'> {
  readonly access: ReturnType<typeof appAccess>;
  readonly chart: Chart;
  readonly findings: Pick<FindingsStore, 'ofPatient' | 'picture'>;
  readonly codes?: CodeMap;
  readonly clock: () => string;
  /** For the whole chart, milliseconds (default 8000): a page may wait longer than a card. */
  readonly chartMs?: number;
  record(fact: Pick<AuditFact, 'action' | 'outcome'> & Partial<AuditFact>): Promise<void>;
}

const opinionBody = z.strictObject({
  verdict: z.enum(['agree', 'disagree', 'note']),
  text: z.string().trim().min(1).max(4000).optional(),
  assessmentId: z
    .string()
    .regex(/^[\w-]{1,128}$/)
    .optional(),
});

/** The data of the review page: what is shown of a patient, its pictures, opinions, and who is signed in. */
export function reviewRoutes(deps: ReviewRoutesDeps): Router {
  const { record } = deps;
  const router = Router();
  /** What a launch was shown last: an opinion without an id is about its assessment, and its examinations may be waiting. */
  const shown = new WeakMap<
    AppCall['session'],
    { readonly patientId: string; readonly assessmentId: string; readonly exams: ChartFacts['exams'] }
  >();

  router.get('/review', async (request, response) => {
    const call = deps.access(request, response);
    const about = factsOf(call);
    try {
      const patientId = patientOf(call);
      const { facts, unavailable, person, access } = await chartOf(deps, call, patientId, response);
      call.noteSeen(patientId);
      const { openedAssessment } = call.session;
      const review = await reviewPatient(
        { ...deps, log: logOf(response) },
        {
          fhirServer: access.fhirServer,
          facts,
          unavailable,
          person,
          ...(openedAssessment === undefined ? {} : { openedAssessment }),
        },
      );
      shown.set(call.session, { patientId, assessmentId: review.assessment.id, exams: facts.exams });
      await record({
        action: 'read',
        outcome: 'success',
        ...about,
        patientId,
        assessmentId: review.assessment.id,
        query: 'app/review',
      });
      response.json(review);
    } catch (error) {
      await record({ action: 'read', outcome: outcomeOf(error), ...about, query: 'app/review' });
      throw error;
    }
  });

  // Asked again and again while a study is analysed: from what the launch was shown, without the EHR.
  router.get('/pending', async (request, response) => {
    const call = deps.access(request, response);
    const about = factsOf(call);
    try {
      const patientId = patientOf(call);
      call.requireSeen(patientId);
      const last = shown.get(call.session);
      if (last?.patientId !== patientId) throw new Failure('invalid-request', 'Open the review of the patient first.');
      const { fhirServer } = call.session.grant;
      const [pending, findings] = await Promise.all([
        pendingAnalyses({ ...deps, log: logOf(response) }, fhirServer, last),
        deps.findings.ofPatient(fhirServer, patientId),
      ]);
      await record({ action: 'read', outcome: 'success', ...about, patientId, query: 'app/pending' });
      response.json({ pending, analysed: shownImaging(findings, deps.allowSynthetic).length });
    } catch (error) {
      await record({ action: 'read', outcome: outcomeOf(error), ...about, query: 'app/pending' });
      throw error;
    }
  });

  router.get('/pictures/*key', async (request, response) => {
    const call = deps.access(request, response);
    const about = factsOf(call);
    // A key may have parts: `<findings>/<picture>`.
    const key = [request.params.key].flat().join('/');
    try {
      const patientId = patientOf(call);
      // Under a user-level scope the EHR decides: only charts that it has shown are open here.
      call.requireSeen(patientId);
      const studies = await deps.findings.ofPatient(call.session.grant.fhirServer, patientId);
      const owned = shownImaging(studies, deps.allowSynthetic).some(({ pictures }) =>
        pictures.some((picture) => picture.key === key),
      );
      // The same answer for a picture of somebody else and for none: a key tells nothing.
      if (!owned) throw new Failure('forbidden', 'This picture does not belong to the patient of this launch.');
      const png = await deps.findings.picture(key);
      if (!png) throw new Failure('not-found', 'This picture is no longer kept.');
      await record({ action: 'read', outcome: 'success', ...about, patientId, query: `app/pictures/${key}` });
      response.set('Cache-Control', 'private, max-age=3600').type('png').send(Buffer.from(png));
    } catch (error) {
      await record({ action: 'read', outcome: outcomeOf(error), ...about, query: `app/pictures/${key}`.slice(0, 200) });
      throw error;
    }
  });

  router.post('/opinions', ...jsonBody(16 * 1024), async (request, response) => {
    const call = deps.access(request, response);
    const about = factsOf(call);
    try {
      const patientId = patientOf(call);
      call.requireSeen(patientId);
      const given = opinionBody.safeParse(request.body);
      if (!given.success)
        throw new Failure('invalid-request', 'An opinion is {"verdict": "agree" | "disagree" | "note", "text"?}.');
      const { verdict, text } = given.data;
      if (verdict !== 'agree' && text === undefined)
        throw new Failure('invalid-request', 'Say why: an opinion other than "agree" needs a text.', { at: 'text' });
      const last = shown.get(call.session);
      const assessmentId = given.data.assessmentId ?? (last?.patientId === patientId ? last.assessmentId : undefined);
      if (assessmentId === undefined)
        throw new Failure('invalid-request', 'Open the review of the patient first, or name its assessment.');
      const { user } = call.session;
      // An opinion is somebody's: without a name it could not be asked about.
      if (user === undefined) throw new Failure('forbidden', 'The launch does not say who you are (scope fhirUser).');
      const opinion = { at: deps.clock(), by: user, verdict, assessmentId, ...(text === undefined ? {} : { text }) };
      const reference = await deps.records.keepOpinion(
        { fhirServer: call.session.grant.fhirServer, patientId },
        opinion,
      );
      await record({ action: 'opinion', outcome: 'success', ...about, patientId, assessmentId });
      response.status(201).json({ ...opinion, reference });
    } catch (error) {
      await record({ action: 'opinion', outcome: outcomeOf(error), ...about });
      throw error;
    }
  });

  router.get('/session', (request, response) => {
    const { session } = deps.access(request, response);
    const { grant, user, handle, level, endsAtMs } = session;
    response.json({
      ...(user === undefined ? {} : { user }),
      ...(grant.patientId === undefined ? {} : { patient: grant.patientId }),
      expiresAt: new Date(endsAtMs).toISOString(),
      fhirServer: grant.fhirServer,
      level,
      scopes: grant.scopes,
      launch: handle,
    });
  });
  return router;
}

/** Who asks, for the audit. */
export function factsOf({ session }: Pick<AppCall, 'session'>) {
  const { user, grant } = session;
  return {
    fhirServer: grant.fhirServer,
    ...(user === undefined ? {} : { user }),
    ...(grant.patientId === undefined ? {} : { patientId: grant.patientId }),
  };
}

export const outcomeOf = (error: unknown): AuditFact['outcome'] =>
  error instanceof Failure && !['internal', 'store-unavailable'].includes(error.kind) ? 'refused' : 'failed';

/** The chart by the asks of the services, with the token of the launch; and who the patient is, from the same answer. */
async function chartOf(deps: ReviewRoutesDeps, call: AppCall, patientId: string, response: Response) {
  const access = await call.access();
  let patient: unknown;
  let refused = false;
  const chart: Chart = {
    async get(to, query, signal) {
      if (query !== `Patient/${patientId}`) return deps.chart.get(to, query, signal);
      try {
        patient = await deps.chart.get(to, query, signal);
        return patient;
      } catch (error) {
        refused = error instanceof Failure && error.kind === 'upstream-refused';
        throw error;
      }
    },
  };
  const milliseconds = deps.chartMs ?? 8000;
  const resolved = await resolveAsks(
    withSiteCodes({ asks: chartAsks }, deps.codes).asks,
    new Map(),
    {
      tokens: new Map([['context.patientId', patientId]]),
      about: { patientId, now: deps.clock(), ...(deps.codes ? { codes: deps.codes } : {}) },
      reach: { kind: 'open', access },
    },
    {
      chart,
      budgets: { optionalMs: milliseconds, requiredMs: milliseconds },
      log: logOf(response),
      signal: call.signal,
    },
  ).catch((error: unknown) => {
    // The EHR has taken back what it gave this launch: nothing is left to be shown. Of a user's launch it closes one chart only.
    if (!refused || call.session.level === 'user') throw error;
    call.close();
    throw new Failure('unauthenticated', 'The EHR has ended this session. Open the app again from the chart.', {
      cause: error,
    });
  });
  const facts = chartFactsOf(Object.fromEntries(resolved.values) as AskValues<typeof chartAsks>);
  // Vaccines are not part of an assessment: without them it is the same one as on the card.
  const unavailable = resolved.unavailable.filter((key) => key !== 'immunizations');
  return { facts, unavailable, person: readPerson(patient), access };
}
