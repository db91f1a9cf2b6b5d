import { Failure } from '../failure.ts';
import type { Geometry } from '../volume/volume.ts';

/** One feature at every voxel of a region. */
export interface FeatureMap {
  readonly id: string;
  readonly name: string;
  /** Code of the feature in the IBSI reference manual, where it has one. */
  readonly ibsi?: string;
  readonly unit: string;
  /** In the order of `voxels`; 0 where not defined. */
  readonly values: Float64Array;
  /** 1 where the neighbourhood defines the feature (one of a single grey level has no correlation), else 0. */
  readonly defined: Uint8Array;
}

/** Features over a cubic neighbourhood around each voxel. Voxels outside the region or the image do not count: at the rim it is smaller. */
export interface FeatureMaps {
  readonly geometry: Geometry;
  /** Half width of the cube in voxels, without its centre. */
  readonly radius: number;
  /** Positions of the voxels of the intensity mask in the grid, ascending. */
  readonly voxels: Int32Array;
  readonly maps: readonly FeatureMap[];
}

export interface MapSettings {
  readonly radius: 1 | 2 | 3;
  /** Ids of features. */
  readonly features: 'all' | readonly string[];
}

/** @throws Failure `invalid-input` for a feature that does not exist or a radius that is not offered. */
export function chosenFeatures<F extends { readonly id: string }>(
  offered: readonly F[],
  { features, radius }: MapSettings,
): readonly F[] {
  if (![1, 2, 3].includes(radius))
    throw new Failure('invalid-input', 'The radius of feature maps is 1, 2 or 3 voxels.');
  if (features === 'all') return offered;
  const known = new Set(offered.map(({ id }) => id));
  if (features.some((id) => !known.has(id)))
    throw new Failure('invalid-input', `A feature map asked for does not exist. There are: ${[...known].join(', ')}.`);
  return offered.filter(({ id }) => features.includes(id));
}

/** Empty maps to be filled voxel by voxel. */
export const emptyMaps = (
  features: readonly { readonly id: string; readonly name: string; readonly ibsi?: string; readonly unit: string }[],
  voxels: number,
): readonly FeatureMap[] =>
  features.map(({ id, name, ibsi, unit }) => ({
    id,
    name,
    ...(ibsi === undefined ? {} : { ibsi }),
    unit,
    values: new Float64Array(voxels),
    defined: new Uint8Array(voxels),
  }));

/** Where a mask is not 0, ascending. */
export function positionsOf(mask: ArrayLike<number>): Int32Array {
  let count = 0;
  for (let at = 0; at < mask.length; at++) if (mask[at]) count++;
  const positions = new Int32Array(count);
  count = 0;
  for (let at = 0; at < mask.length; at++) if (mask[at]) positions[count++] = at;
  return positions;
}
