import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { WorklistMark } from '../../core/worklist/marks.ts';
import type { Chart, ChartAccess } from '../../ports/chart.ts';
import type { WorklistPage, WorklistQuery, WorklistStore } from '../../ports/worklist.ts';
import { logOf } from '../call-locals.ts';
import { jsonBody } from '../json-body.ts';
import { type AppCall, requireUserScope } from './app-access.ts';
import type { AppTools } from './app-routes.ts';
import { factsOf } from './recorded.ts';
import { csvName, mostCsvRows, sendCsv } from './worklist-csv.ts';
import { idsOfName, namesOf } from './worklist-names.ts';
import { worklistQuery } from './worklist-query.ts';

export interface WorklistRoutesDeps {
  readonly worklist: Pick<WorklistStore, 'query' | 'counts' | 'mark'>;
  readonly chart: Chart;
  readonly clock: () => string;
}

const mostMarked = 500;
/** A reminder further away than this many days is a slip of the hand. */
const longestDays = 5 * 366;
const dayMs = 86_400_000;
const searchBody = z.strictObject({ name: z.string().max(200).optional() });
const note = z.string().trim().min(1).max(500).optional();
const markBody = z.strictObject({
  patients: z
    .array(z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/))
    .min(1)
    .max(mostMarked),
  mark: z.union([
    z.strictObject({ kind: z.literal('reviewed'), note }),
    z.strictObject({ kind: z.literal('snoozed'), until: z.iso.date(), note }),
    z.null(),
  ]),
});

/**
 * The patients of the user's EHR that were assessed here, by risk, change, gaps or last seen. Names are not kept here: the EHR is asked
 * for those of the page, and for whom a name fits, with the user's own token.
 */
export function worklistRoutes(deps: WorklistRoutesDeps, { access, record, recorded }: AppTools): Router {
  const router = Router();
  const today = () => deps.clock().slice(0, 10);

  /** Query and rights of a call that may name somebody in its body; what is wrong with either is audited. */
  async function opened(call: AppCall, body: unknown): Promise<{ query: WorklistQuery; to: ChartAccess }> {
    requireUserScope(call);
    const given = searchBody.safeParse(body);
    if (!given.success) throw new Failure('invalid-request', 'A search is {"name"?: text}.');
    const about = { fhirServer: call.session.grant.fhirServer, today: today() };
    // Before the EHR is asked for a name.
    const query = worklistQuery(call.query, about);
    const to = await call.access();
    const { name = '' } = given.data;
    return {
      query: name.trim() === '' ? query : { ...query, patientIds: await idsOfName(deps.chart, to, name, call.signal) },
      to,
    };
  }
  const named = async (page: WorklistPage, to: ChartAccess, signal: AbortSignal): Promise<WorklistPage> => {
    const ids = page.rows.map(({ patientId }) => patientId);
    const people = await namesOf(deps.chart, to, ids, signal);
    return { ...page, rows: page.rows.map((row) => ({ ...row, ...people.get(row.patientId) })) };
  };

  async function list(request: Request, response: Response): Promise<void> {
    const call = access(request, response);
    const query = asked('worklist', call, request.body);
    const page = await recorded(call, { action: 'search', query }, async () => {
      const { query: wanted, to } = await opened(call, request.body ?? {});
      const unnamed = await deps.worklist.query(wanted);
      return named(unnamed, to, call.signal).catch((error: unknown) => {
        logOf(response).warn({ kind: error instanceof Failure ? error.kind : 'internal' }, 'names could not be had');
        return { ...unnamed, namesUnavailable: true };
      });
    });
    response.json(page);
  }
  router.get('/worklist', list);
  router.post('/worklist/search', ...jsonBody(4096), list);

  router.get('/worklist/counts', async (request, response) => {
    const call = access(request, response);
    const query = asked('worklist/counts', call, {});
    const counts = await recorded(call, { action: 'search', query }, async () =>
      deps.worklist.counts((await opened(call, {})).query),
    );
    response.json(counts);
  });

  router.post('/worklist/csv', ...jsonBody(4096), async (request, response) => {
    const call = access(request, response);
    const about = { action: 'export', query: asked('worklist/csv', call, request.body) } as const;
    // What cannot be begun is refused in words; afterwards only breaking off is left.
    const { query, to, pages, start } = await recorded(call, about, async () => {
      const { query, to } = await opened(call, request.body ?? {});
      const pages = pagesOf(deps.worklist, { ...query, count: 200 });
      const first = (await pages.next()).value;
      return { query, to, pages, start: first && (await named(first, to, call.signal)) };
    });
    const rows = async function* () {
      if (start) yield start;
      for await (const page of pages) yield await named(page, to, call.signal);
    };
    try {
      await recorded.unlessDone(call, about, () => sendCsv(response, csvName(query.today, start?.total ?? 0), rows()));
    } catch (error) {
      if (!response.headersSent) throw error;
      logOf(response).warn({ kind: error instanceof Failure ? error.kind : 'internal' }, 'list broken off');
      response.destroy();
    }
  });

  router.post('/worklist/marks', ...jsonBody(64 * 1024), async (request, response) => {
    const call = access(request, response);
    const about = { action: 'worklist-mark', query: 'app/worklist/marks' } as const;
    const done = await recorded.unlessDone(call, about, async () => {
      requireUserScope(call);
      const { user, grant } = call.session;
      // A mark tells others to leave a patient alone: it must be somebody's.
      if (user === undefined) throw new Failure('forbidden', 'The launch does not say who you are (scope fhirUser).');
      const given = markBody.safeParse(request.body);
      if (!given.success)
        throw new Failure(
          'invalid-request',
          `A mark is {"patients": [1 to ${mostMarked} ids], "mark": {"kind": "reviewed" | "snoozed", "until"?, "note"?} | null}.`,
        );
      const { patients, mark } = given.data;
      if (mark?.kind === 'snoozed') requireComing(mark.until, today());
      const kept: WorklistMark | undefined = mark
        ? { ...withoutNote(mark), ...(mark.note === undefined ? {} : { note: mark.note }), by: user, at: deps.clock() }
        : undefined;
      const patientIds = [...new Set(patients)];
      const marked = await deps.worklist.mark({ fhirServer: grant.fhirServer, patientIds }, kept);
      const query = `${about.query} ${mark?.kind ?? 'taken back'}`;
      await Promise.all(
        marked.map((patientId) => record({ ...about, ...factsOf(call), outcome: 'success', query, patientId })),
      );
      return { marked, ...(kept ? { mark: kept } : {}) };
    });
    response.json(done);
  });
  return router;
}

type GivenMark = NonNullable<z.infer<typeof markBody>['mark']>;
const withoutNote = (mark: GivenMark) =>
  mark.kind === 'snoozed' ? ({ kind: 'snoozed', until: mark.until } as const) : ({ kind: 'reviewed' } as const);

/** @throws Failure `invalid-request` for a day that has come already, or is years away */
function requireComing(until: string, today: string): void {
  const days = (Date.parse(until) - Date.parse(today)) / dayMs;
  if (days < 1 || days > longestDays)
    throw new Failure('invalid-request', 'A reminder is for a day after today, within five years.', { at: 'until' });
}

/** One page after the other, as many as the file may hold. */
async function* pagesOf(worklist: Pick<WorklistStore, 'query'>, query: WorklistQuery): AsyncGenerator<WorklistPage> {
  let after = query.after;
  for (let rows = 0; rows < mostCsvRows; ) {
    const page = await worklist.query({ ...query, ...(after === undefined ? {} : { after }) });
    yield page;
    if (page.next === undefined) return;
    after = page.next;
    rows += page.rows.length;
  }
}

/** What the audit keeps of a question: the name searched for is about a person and stays out. */
function asked(what: string, { query }: AppCall, body: unknown): string {
  const rest = new URLSearchParams(query);
  rest.delete('launch');
  if (typeof body === 'object' && body !== null && 'name' in body && body.name) rest.set('name', '…');
  return `app/${what}?${rest}`.slice(0, 500);
}
