import { fileURLToPath } from 'node:url';
import { readModels } from '../../src/adapters/inference/model-folder.ts';
import type { HazardOutput } from '../../src/core/models/manifest.ts';
import { groupLogits, linearPredictor } from '../../src/core/prognosis/linear-predictor.ts';
import type { PreparedPatient, TabularModel } from '../../src/core/prognosis/tabular-predictor.ts';

export const shippedModelsFolder = fileURLToPath(new URL('../../models', import.meta.url));

/** The shipped model of a table with this id. */
export async function shippedModel(id: string): Promise<TabularModel> {
  const { models } = await readModels([shippedModelsFolder]);
  const found = models.find(({ manifest }) => manifest.id === id);
  if (!found?.reference) throw new Error(`no shipped model ${id}`);
  return { manifest: found.manifest, reference: found.reference };
}

/** What the graph gives, computed from the linear terms in double precision: the golden run shows that both agree. */
export function linearLogits({ manifest, reference }: TabularModel, { completed }: PreparedPatient) {
  const { output } = manifest;
  const linear = reference.linear ?? {};
  const tensor = (values: readonly number[], shape: readonly number[]) => ({ shape, data: Float32Array.from(values) });
  if (output.kind === 'hazards')
    return Object.fromEntries(
      output.groups.map((group: HazardOutput['groups'][number]) => [
        group.tensor,
        tensor(groupLogits(group, linear, completed, reference.mean).flat(), [
          1,
          group.intervalEndsYears.length,
          group.causes.length,
        ]),
      ]),
    );
  if (output.kind !== 'exceedance') throw new Error('no model of a table');
  const logits = output.thresholds.map(({ id }) => {
    const terms = linear[id] ?? { intercepts: [], coefficients: [] };
    return (terms.intercepts[0] ?? Number.NaN) + linearPredictor(terms, completed, reference.mean);
  });
  return { [output.tensor]: tensor(logits, [1, logits.length]) };
}
