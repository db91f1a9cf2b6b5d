import type { ModelDetails, ModelLine, ModelOverview, ModelStep } from '../../core/models/model-overview.ts';
import { addressOf, ask, tell } from '../design/api.ts';

const pathOf = (model: string) => `models/${encodeURIComponent(model)}`;

export const readModels = (): Promise<ModelOverview> => ask(addressOf('models'));
export const readModel = (model: string): Promise<ModelDetails> => ask(addressOf(pathOf(model)));
/** @throws ApiRefusal with the sentence of the service where the step is not allowed */
export const changeModel = (model: string, to: ModelStep, reason: string): Promise<ModelLine> =>
  tell(addressOf(`${pathOf(model)}/changes`), { to, reason });
/** Opened by the browser itself. */
export const reportAddress = (model: string): string =>
  addressOf(`${pathOf(model)}/validation`, new URLSearchParams(), true);
