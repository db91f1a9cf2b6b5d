import type { ModelManifest, TabularFeature } from './manifest.ts';

/** `pbc-prognosis@1.0.0`: how one version of a model is called everywhere. */
export const versionedId = ({ id, version }: { readonly id: string; readonly version: string }): string =>
  `${id}@${version}`;

/** Names of the columns of a tabular or radiomics model in the order of its tensor; undefined for models of pictures. */
export function columnNames({ input }: ModelManifest): readonly string[] | undefined {
  if (input.kind === 'tabular') return input.features.map(({ name }) => name);
  if (input.kind === 'radiomics')
    return [
      ...input.features.map(
        ({ series, familyCode, ibsiCode, aggregationCode }) =>
          `${series}/${familyCode}/${ibsiCode}${aggregationCode === '' ? '' : `/${aggregationCode}`}`,
      ),
      ...input.clinical.map(({ name }) => name),
    ];
  return undefined;
}

/** Clinical features of a model, in order. */
export const clinicalFeatures = ({ input }: ModelManifest): readonly TabularFeature[] =>
  input.kind === 'tabular' ? input.features : input.kind === 'radiomics' ? input.clinical : [];

/** Keys of the linear predictors of a model with the number of their logits: `groupId/causeId`, threshold id, horizon. */
export function predictorKeys({ output }: ModelManifest): ReadonlyMap<string, number> {
  switch (output.kind) {
    case 'hazards':
      return new Map(
        output.groups.flatMap((group) =>
          group.causes.map(({ id }) => [`${group.id}/${id}`, group.intervalEndsYears.length] as const),
        ),
      );
    case 'exceedance':
      return new Map(output.thresholds.map(({ id }) => [id, 1]));
    case 'event':
      return new Map(output.horizonsYears.map((horizon) => [String(horizon), 1]));
    case 'etiology':
      return new Map(output.classes.map(({ id }) => [id, 1]));
    default:
      return new Map();
  }
}

/** Names of the tensors that leave the graph. */
export function outputTensors({ output }: ModelManifest): readonly string[] {
  if (output.kind === 'hazards') return [...new Set(output.groups.map(({ tensor }) => tensor))];
  if (output.kind === 'stage' && output.activationMap) return [output.tensor, output.activationMap.tensor];
  return [output.tensor];
}
