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
import type { Chart } from '../../ports/chart.ts';
import type { FindingsStore } from '../../ports/findings.ts';
import { logOf } from '../call-locals.ts';
import { jsonBody } from '../json-body.ts';
import { type AppCall, type appAccess, patientOf } from './app-access.ts';
import { keyOf, requireOwned } from './kept-files.ts';
import type { Recorded } from './recorded.ts';

export interface ReviewRoutesDeps extends Omit<ReviewPatientDeps, 'log' | 'findings'> {
  readonly access: ReturnType<typeof appAccess>;
  readonly chart: Chart;
  readonly findings: Pick<FindingsStore, 'ofPatient' | 'picture'>;
  readonly codes?: CodeMap;
  readonly clock: () => string;
  /** For the whole chart, milliseconds (default 8000): a page may wait longer than a card. */
  readonly chartMs?: number;
  readonly recorded: Recorded;
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
  const { access, recorded } = deps;
  const router = Router();
  /** What a launch was shown last: an opinion without an id is about its assessment, and its examinations may be waiting. */
  const shown = new WeakMap<
    AppCall['session'],
    { readonly patientId: string; readonly assessmentId: string; readonly exams: ChartFacts['exams'] }
  >();

  router.get('/review', async (request, response) => {
    const call = access(request, response);
    const review = await recorded(call, { action: 'read', query: 'app/review' }, async (note) => {
      const patientId = patientOf(call);
      const { facts, unavailable, person, access: to } = await chartOf(deps, call, patientId, response);
      call.noteSeen(patientId);
      const { openedAssessment } = call.session;
      const made = await reviewPatient(
        { ...deps, log: logOf(response) },
        {
          fhirServer: to.fhirServer,
          facts,
          unavailable,
          person,
          ...(openedAssessment === undefined ? {} : { openedAssessment }),
        },
      );
      const assessmentId = made.assessment.id;
      shown.set(call.session, { patientId, assessmentId, exams: facts.exams });
      note({ patientId, assessmentId });
      return made;
    });
    response.json(review);
  });

  // Asked again and again while a study is analysed: from what the launch was shown, without the EHR.
  router.get('/pending', async (request, response) => {
    const call = access(request, response);
    const progress = await recorded(call, { action: 'read', query: 'app/pending' }, async (note) => {
      const patientId = patientOf(call);
      call.requireSeen(patientId);
      const last = shown.get(call.session);
      if (last?.patientId !== patientId) throw new Failure('invalid-request', 'Open the review of the patient first.');
      const { fhirServer } = call.session.grant;
      const [pending, findings] = await Promise.all([
        pendingAnalyses({ ...deps, log: logOf(response) }, fhirServer, last),
        deps.findings.ofPatient(fhirServer, patientId),
      ]);
      note({ patientId });
      return { pending, analysed: shownImaging(findings, deps.allowSynthetic).length };
    });
    response.json(progress);
  });

  router.get('/pictures/*key', async (request, response) => {
    const call = access(request, response);
    const key = keyOf(request.params.key);
    const png = await recorded(call, { action: 'read', query: `app/pictures/${key}` }, async (note) => {
      note({ patientId: await requireOwned(deps, call, key, 'pictures') });
      const kept = await deps.findings.picture(key);
      if (!kept) throw new Failure('not-found', 'This picture is no longer kept.');
      return kept;
    });
    response.set('Cache-Control', 'private, max-age=3600').type('png').send(Buffer.from(png));
  });

  router.post('/opinions', ...jsonBody(16 * 1024), async (request, response) => {
    const call = access(request, response);
    const kept = await recorded(call, { action: 'opinion', query: 'app/opinions' }, async (note) => {
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
      const { user, grant } = call.session;
      // An opinion is somebody's: without a name it could not be asked about.
      if (user === undefined) throw new Failure('forbidden', 'The launch does not say who you are (scope fhirUser).');
      const opinion = { at: deps.clock(), by: user, verdict, assessmentId, ...(text === undefined ? {} : { text }) };
      const reference = await deps.records.keepOpinion({ fhirServer: grant.fhirServer, patientId }, opinion);
      note({ patientId, assessmentId });
      return { ...opinion, reference };
    });
    response.status(201).json(kept);
  });

  router.get('/session', (request, response) => {
    const { session } = access(request, response);
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
