import { type Request, type Response, Router } from 'express';
import { identifierSystems } from '../../../fhir-resources/write/codes-out.ts';
import { Failure } from '../../core/failure.ts';
import type { SilentComparison } from '../../core/models/compare-silent.ts';
import { compareVersions } from '../../core/models/registry.ts';
import type { Score } from '../../core/score.ts';
import type { ModelRegistry } from '../../flows/model-registry.ts';
import type { ResultStore } from '../../ports/results.ts';
import { guidelinePage, ruleCards, ruleSourceList } from './guideline-page.ts';
import { pagesCss, pagesIcon } from './layout.ts';
import { type ModelCard, modelCard } from './model-card.ts';
import { modelListSection, modelPage } from './model-pages.ts';
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
  /** Absent: this installation has no models. */
  readonly models?: PageModels;
  /** Silent models beside live ones. @param model `id@version` */
  readonly compareSilent?: (model: string) => Promise<SilentComparison>;
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
  router.get('/models', async (request, response) => {
    const models = await modelCards(deps.models);
    const refused = deps.models?.refusals() ?? [];
    send(request, response, { scores: cards, models: models.map(modelLine), refused }, () =>
      scoreListPage(cards, modelListSection(models, refused)),
    );
  });
  router.get('/models/:id', async (request, response) => {
    const id = request.params.id.replace(/\.json$/, '');
    const json = id !== request.params.id;
    const card = cards.find((each) => each.id === id);
    if (card) return send(request, response, card, () => scorePage(card), json);
    const model = chosenVersion(await modelCards(deps.models), id);
    if (!model) throw new Failure('not-found', 'There is no score or model with this id. See /models.');
    const silent = await deps.compareSilent?.(model.model);
    const said = silent && (silent.entries > 0 || model.standing.state === 'silent') ? silent : undefined;
    send(request, response, said ? { ...model, silent: said } : model, () => modelPage(model, said), json);
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

/** What the pages ask of the registry. */
export type PageModels = Pick<ModelRegistry, 'standings' | 'model' | 'goldenRun' | 'refusals'>;

async function modelCards(models: PageModels | undefined): Promise<readonly ModelCard[]> {
  if (models === undefined) return [];
  return (await models.standings()).flatMap((standing) => {
    const folder = models.model(standing.model);
    return folder === undefined ? [] : [modelCard(folder, standing, models.goldenRun(standing.model))];
  });
}

/** `id@version`, or the id alone: the live version, else the highest. */
function chosenVersion(cards: readonly ModelCard[], id: string): ModelCard | undefined {
  const versions = cards
    .filter(({ model, manifest }) => model === id || manifest.id === id)
    .sort((a, b) => compareVersions(b.manifest.version, a.manifest.version));
  return versions.find(({ standing }) => standing.state === 'live') ?? versions[0];
}

const modelLine = ({ model, title, manifest, standing, goldenRun }: ModelCard) => ({
  id: model,
  title,
  role: manifest.role,
  evidence: manifest.evidence,
  state: standing.state,
  off: standing.off,
  ...(goldenRun ? { goldenRun } : {}),
});

function send(request: Request, response: Response, data: object, page: () => string, json = false) {
  if (json || request.query._format === 'json' || request.accepts(['html', 'json']) === 'json')
    return void response.json(data);
  html(response, page());
}

function html(response: Response, text: string) {
  response.set('Content-Security-Policy', policy).type('html').send(text);
}
