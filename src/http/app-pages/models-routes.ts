import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { versionedId } from '../../core/models/columns.ts';
import type { SilentComparison } from '../../core/models/compare-silent.ts';
import {
  type ModelDetails,
  type ModelLine,
  type ModelOverview,
  type ModelStep,
  modelSteps,
} from '../../core/models/model-overview.ts';
import type { ModelChange } from '../../core/models/registry.ts';
import type { ModelRegistry } from '../../flows/model-registry.ts';
import type { ModelFolder, ModelHistory } from '../../ports/models.ts';
import { jsonBody } from '../json-body.ts';
import { inputWords, type ModelCard, modelCard, outputWords } from '../pages/model-card.ts';
import type { Administrators } from './administrators.ts';
import type { AppCall } from './app-access.ts';
import type { AppTools } from './app-routes.ts';

export interface ModelsRoutesDeps {
  readonly models: Pick<ModelRegistry, 'standings' | 'usable' | 'model' | 'goldenRun' | 'refusals' | 'change'>;
  readonly history: Pick<ModelHistory, 'read'>;
  /** A silent model beside live ones. @param model `id@version` */
  readonly compareSilent: (model: string) => Promise<SilentComparison>;
  readonly administrators: Administrators;
}

/** What somebody may ask for, and what it does. */
const steps: Readonly<Record<ModelStep, ModelChange['what']>> = {
  silent: { kind: 'state', to: 'silent' },
  live: { kind: 'state', to: 'live' },
  retired: { kind: 'state', to: 'retired' },
  off: { kind: 'off' },
  on: { kind: 'on' },
};
const changeBody = z.object({
  to: z.enum(modelSteps),
  reason: z.string().trim().min(3).max(500),
});

/**
 * `GET /models`: every version and where it stands. `GET /models/<id@version>`: all of one. `GET …/validation`: its report as recorded.
 * `POST …/changes {to, reason}`: for administrators; the registry audits what was done, this audits what was refused.
 */
export function modelsRoutes(deps: ModelsRoutesDeps, { access, recorded }: AppTools): Router {
  const { models, administrators } = deps;
  const router = Router();
  const reading = async (
    request: Request,
    response: Response,
    query: string,
    work: (call: AppCall) => Promise<object>,
  ) => {
    const call = access(request, response);
    response.json(await recorded(call, { action: 'read', query }, () => work(call)));
  };
  const usable = async () => new Set((await models.usable()).map(({ model }) => versionedId(model.manifest)));
  const found = async (name: string) => {
    const standing = (await models.standings()).find(({ model }) => model === name);
    const folder = models.model(name);
    if (!standing || !folder) throw new Failure('not-found', 'There is no model version of this name.');
    return { folder, card: modelCard(folder, standing, models.goldenRun(name)) };
  };

  router.get('/models', (request, response) =>
    reading(request, response, 'app/models', async (call): Promise<ModelOverview> => {
      const takingPart = await usable();
      return {
        administrator: administrators.is(call),
        models: (await models.standings()).flatMap((standing) => {
          const folder = models.model(standing.model);
          return folder ? [lineOf(modelCard(folder, standing, models.goldenRun(standing.model)), takingPart)] : [];
        }),
        refused: models.refusals(),
      };
    }),
  );
  router.get('/models/:name', (request, response) => {
    const { name } = request.params;
    return reading(request, response, `app/models/${name}`, async () => {
      const { card, folder } = await found(name);
      const history = (await deps.history.read()).filter(({ model }) => model === name).reverse();
      const details: ModelDetails = {
        ...detailsOf(card, folder, await usable()),
        history,
        silent: await deps.compareSilent(name),
      };
      return details;
    });
  });
  router.get('/models/:name/validation', (request, response) => {
    const { name } = request.params;
    return reading(request, response, `app/models/${name}/validation`, async () => {
      const report = models.model(name)?.validation?.report;
      if (typeof report !== 'object' || report === null)
        throw new Failure('not-found', 'The folder of this model holds no validation report.');
      return report;
    });
  });
  router.post('/models/:name/changes', ...jsonBody(4 * 1024), async (request, response) => {
    const call = access(request, response);
    const name = String(request.params.name);
    const asked = { action: 'model-change', query: `app/models/${name}/changes` } as const;
    const line = await recorded.unlessDone(call, asked, async () => {
      const by = administrators.require(call);
      const given = changeBody.safeParse(request.body);
      if (!given.success)
        throw new Failure(
          'invalid-request',
          `A change is {"to": ${modelSteps.join(' | ')}, "reason": 3 to 500 characters}.`,
        );
      if (!models.model(name)) throw new Failure('not-found', 'There is no model version of this name.');
      await models.change(name, steps[given.data.to], by, given.data.reason).catch(notNow);
      return lineOf((await found(name)).card, await usable());
    });
    response.json(line);
  });
  return router;
}

/** A step that is not allowed from where the model stands is the caller's to mend, not a service that is away for a moment. */
function notNow(error: unknown): never {
  if (error instanceof Failure && error.kind === 'model-unavailable')
    throw new Failure('invalid-request', error.message, { cause: error });
  throw error;
}

const lineOf = (card: ModelCard, usable: ReadonlySet<string>): ModelLine => ({
  model: card.model,
  title: card.title,
  role: card.manifest.role,
  evidence: card.manifest.evidence,
  answers: outputWords(card.manifest),
  state: card.standing.state,
  off: card.standing.off,
  takesPart: usable.has(card.model),
  ...(card.standing.since === undefined ? {} : { since: card.standing.since }),
  validated: card.standing.validation !== undefined,
  ...(card.goldenRun ? { goldenRun: card.goldenRun } : {}),
});

function detailsOf(
  card: ModelCard,
  folder: ModelFolder,
  usable: ReadonlySet<string>,
): Omit<ModelDetails, 'history' | 'silent'> {
  const { manifest, standing, sourceAttributes, figures, validationMethod } = card;
  return {
    ...lineOf(card, usable),
    accepts: manifest.accepts,
    looksAt: inputWords(manifest),
    trainedOn: manifest.trainedOn,
    licence: manifest.licence,
    sha256: manifest.sha256['model.onnx'],
    sourceAttributes,
    validation: {
      ...(standing.validation === undefined ? {} : { sha256: standing.validation }),
      here: folder.validation !== undefined,
      ...(validationMethod === undefined ? {} : { method: validationMethod }),
      figures,
    },
  };
}
