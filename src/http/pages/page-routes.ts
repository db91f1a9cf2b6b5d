import { type Request, type Response, Router } from 'express';
import { identifierSystems } from '../../../fhir-resources/write/codes-out.ts';
import { Failure } from '../../core/failure.ts';
import type { Score } from '../../core/score.ts';
import type { ResultStore } from '../../ports/results.ts';
import { guidelinePage, ruleCards, ruleSourceList } from './guideline-page.ts';
import { pagesCss, pagesIcon } from './layout.ts';
import { readRecord, recordPage } from './record-page.ts';
import { scoreCard, scoreListPage, scorePage } from './score-pages.ts';

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/**
 * Pages for people: what each score is (`/models`), which rules advise (`/guidelines`), and, in the sandbox only, the plain record of
 * one assessment (`/records/<assessment id>`). Everywhere the review page shows the same behind a SMART launch.
 */
export function pageRoutes(deps: {
  readonly scores: readonly Score[];
  readonly results: ResultStore;
  readonly openRecords: boolean;
}): Router {
  const cards = deps.scores.map(scoreCard);
  const router = Router();
  router.get(
    '/assets/pages.css',
    (_request, response) => void response.set('Cache-Control', 'public, max-age=3600').type('css').send(pagesCss),
  );
  router.get(
    '/assets/icon.svg',
    (_request, response) =>
      void response.set('Cache-Control', 'public, max-age=3600').type('image/svg+xml').send(pagesIcon),
  );
  router.get('/models', (request, response) => send(request, response, { scores: cards }, () => scoreListPage(cards)));
  router.get('/models/:id', (request, response) => {
    const card = cards.find(({ id }) => id === request.params.id);
    if (!card) throw new Failure('not-found', 'There is no score or model with this id. See /models.');
    send(request, response, card, () => scorePage(card));
  });
  router.get('/guidelines', (request, response) =>
    send(request, response, { rules: ruleCards, sources: ruleSourceList }, guidelinePage),
  );
  router.get('/records/:id', async (request, response) => {
    const { id } = request.params;
    const record =
      deps.openRecords && /^[\w-]{1,128}$/.test(id)
        ? await readRecord(deps.results, { system: identifierSystems.assessment, code: id })
        : undefined;
    if (!record) throw new Failure('not-found', 'There is no record of an assessment at this address.');
    html(response, recordPage(record));
  });
  return router;
}

function send(request: Request, response: Response, data: object, page: () => string) {
  if (request.query._format === 'json' || request.accepts(['html', 'json']) === 'json') return void response.json(data);
  html(response, page());
}

function html(response: Response, text: string) {
  response.set('Content-Security-Policy', policy).type('html').send(text);
}
