import { Router } from 'express';
import type { RiskLevel } from '../../core/assessment.ts';
import { Failure } from '../../core/failure.ts';
import { usageFigures } from '../../core/value/usage.ts';
import { levelRanks } from '../../core/worklist/worklist.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FeedbackLog } from '../../ports/feedback.ts';
import type { ResultStore } from '../../ports/results.ts';
import type { WorklistStore } from '../../ports/worklist.ts';
import { requireUserScope } from './app-access.ts';
import type { AppTools } from './app-routes.ts';

/** Days, ending now. Few and far apart, so that the difference of two says little. */
const periods = [30, 90, 365] as const;
const usualDays = 90;
const levels = (Object.keys(levelRanks) as RiskLevel[]).sort((a, b) => levelRanks[b] - levelRanks[a]);

/** `GET /value?days=30|90|365`: how much the service was used. Counts only, none of fewer than five. */
export function valueRoutes(
  deps: {
    readonly feedback: Pick<FeedbackLog, 'counts'>;
    readonly worklist: Pick<WorklistStore, 'patientsByLevel'>;
    readonly results: Pick<ResultStore, 'search'>;
    readonly clock: Clock;
  },
  { access, recorded }: AppTools,
): Router {
  const router = Router();
  router.get('/value', async (request, response) => {
    const call = access(request, response);
    const query = `app/value?days=${call.query.get('days') ?? usualDays}`;
    const figures = await recorded(call, { action: 'search', query }, async () => {
      requireUserScope(call);
      const days = periodOf(call.query.get('days'));
      const to = deps.clock();
      const from = new Date(Date.parse(to) - days * 86_400_000).toISOString();
      const [assessments, patients, cards] = await Promise.all([
        assessmentsSince(deps.results, from),
        deps.worklist.patientsByLevel(call.session.grant.fhirServer, from),
        deps.feedback.counts(from),
      ]);
      return usageFigures({ assessments, patients, cards }, levels, { from, to, days });
    });
    response.json(figures);
  });
  return router;
}

/** Each assessment leaves one DiagnosticReport, dated by the assessment. */
async function assessmentsSince(results: Pick<ResultStore, 'search'>, from: string): Promise<number> {
  const { total = 0 } = await results.search({
    resourceType: 'DiagnosticReport',
    criteria: [{ kind: 'date', parameter: 'date', any: [{ prefix: 'ge', low: from, high: from }] }],
    sort: [],
    count: 0,
    total: 'accurate',
  });
  return total;
}

function periodOf(value: string | null): (typeof periods)[number] {
  const found = periods.find((days) => String(days) === (value ?? String(usualDays)));
  if (found === undefined)
    throw new Failure('invalid-parameter', `"days" takes ${periods.join(', ')}.`, { at: 'days' });
  return found;
}
