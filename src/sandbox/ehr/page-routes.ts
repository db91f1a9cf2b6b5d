import express, { Router } from 'express';
import type { FeedbackLog } from '../../ports/feedback.ts';
import { orderables, orderCatalogue } from '../patients/orderables.ts';
import type { Scenario } from '../scenario.ts';

/** The page runs under the strictest policy there is: everything from here, nothing inline, framed by nobody. */
const contentSecurityPolicy =
  "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/** What the EHR page needs besides FHIR and CDS Hooks: the scenario list, the order catalogue, the feedback that arrived. */
export function ehrPageRoutes(deps: {
  readonly scenarios: readonly Scenario[];
  readonly feedback: FeedbackLog;
  /** Folder with the built page. */
  readonly pagesDir: string;
}): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.set({ 'Content-Security-Policy': contentSecurityPolicy, 'X-Content-Type-Options': 'nosniff' });
    response.set({ 'Referrer-Policy': 'no-referrer' });
    next();
  });
  router.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/api/scenarios', (_request, response) => {
    response.json({
      scenarios: deps.scenarios.map(({ id, story, encounterId, userId, fires }) => ({
        id,
        story,
        encounterId,
        userId,
        hooks: fires.map(({ hook }) => hook),
        // What the story suggests to order: catalogue ids, for a hint on the order sheet.
        tryOrders: [...new Set(fires.flatMap((firing) => ('drafts' in firing ? firing.drafts.map(labelOf) : [])))],
      })),
    });
  });
  router.get('/api/orderables', (_request, response) => {
    response.json({
      orderables: orderCatalogue().map((entry) => ({ ...entry, ...orderables[entry.id as keyof typeof orderables] })),
    });
  });
  router.get('/api/feedback', async (_request, response) => {
    response.json({ feedback: await deps.feedback.recent(50) });
  });
  router.use(
    express.static(deps.pagesDir, {
      index: 'index.html',
      redirect: true,
      setHeaders: (response, path) => {
        response.setHeader(
          'Cache-Control',
          path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable',
        );
      },
    }),
  );
  router.get('/', (_request, response) => {
    response.status(503).type('text/plain').send('The EHR page has not been built yet: npm run demo builds it.');
  });
  return router;
}

function labelOf(draft: { code?: { text?: string }; medicationCodeableConcept?: { text?: string } }): string {
  return draft.code?.text ?? draft.medicationCodeableConcept?.text ?? '';
}
