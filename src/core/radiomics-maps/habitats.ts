import { Failure } from '../failure.ts';
import { components } from '../volume/components.ts';
import type { Geometry } from '../volume/volume.ts';
import { assign, evenSample, kMeans, type Points, silhouette } from './cluster.ts';
import type { FeatureMap, FeatureMaps } from './feature-maps.ts';

export interface Habitat {
  /** From 1, in ascending order of the mean of the first feature. */
  readonly label: number;
  readonly voxels: number;
  /** Of all voxels that have a habitat. */
  readonly share: number;
  /** Mean of each feature, by id, in its unit. */
  readonly means: Readonly<Record<string, number>>;
  /** Pieces that hang together (26 neighbours). */
  readonly patches: number;
}

export interface HabitatMap {
  readonly geometry: Geometry;
  /** 0 outside and where a feature is not defined, else the label of the habitat; x fastest. */
  readonly labels: Uint8Array;
  readonly habitats: readonly Habitat[];
  /** Entropy of the shares in bits: 0 for one habitat, log2(k) for k equal ones. */
  readonly heterogeneity: number;
  readonly patches: number;
  /** Voxels of the region without a habitat. */
  readonly left: number;
  /** Mean silhouette of every number of habitats that was tried. */
  readonly tried: readonly { readonly habitats: number; readonly silhouette: number }[];
}

/** Centres are sought on this many voxels, numbers of habitats compared on so many: evenly spread over the region. */
const fittedOn = 20_000;
const comparedOn = 1000;
/** Below this mean silhouette there is no substantial structure (Kaufman L, Rousseeuw PJ, 1990, table 4): the region is one habitat. */
const leastSilhouette = 0.25;
const fewestVoxels = 100;

/**
 * Parts of a region whose local features are alike: k-means over standardised feature vectors. The number of habitats is the one from 2 to 5 with the
 * largest mean silhouette, or 1 if none reaches 0.25. The same maps and seed give the same habitats.
 *
 * @returns absent, with the reason, for small regions and where no feature varies
 */
export function findHabitats(
  { geometry, voxels, maps }: FeatureMaps,
  seed: number,
  numbers: readonly number[] = [2, 3, 4, 5],
): HabitatMap | { readonly absent: string } {
  const defined: number[] = [];
  for (let n = 0; n < voxels.length; n++) if (maps.every((map) => map.defined[n] === 1)) defined.push(n);
  if (defined.length < fewestVoxels)
    return { absent: `fewer than ${fewestVoxels} voxels have all features of the habitats` };
  const points = standardise(maps, defined);
  if (points === undefined) return { absent: 'no feature of the habitats varies' };

  const [fitting, comparing] = [evenSample(points, fittedOn), evenSample(points, comparedOn)];
  let centres: Float64Array = new Float64Array(points.width);
  let best = leastSilhouette;
  const tried = numbers.map((habitats) => {
    const found = kMeans(fitting, habitats, seed);
    const value = silhouette(comparing, assign(comparing, found).labels, habitats);
    if (value > best) [best, centres] = [value, found];
    return { habitats, silhouette: value };
  });
  const { labels, habitats } = describe(geometry, voxels, maps, defined, assign(points, centres).labels);
  return {
    geometry,
    labels,
    habitats,
    heterogeneity: habitats.reduce((sum, { share }) => sum - share * Math.log2(share), 0) + 0,
    patches: habitats.reduce((sum, { patches }) => sum + patches, 0),
    left: voxels.length - defined.length,
    tried,
  };
}

/** Feature vectors with mean 0 and variance 1; features that do not vary are left out; undefined when none is left. */
function standardise(maps: readonly FeatureMap[], defined: readonly number[]): Points | undefined {
  const columns = maps.flatMap(({ values }) => {
    const column = Float64Array.from(defined, (n) => values[n] ?? 0);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
    return deviation > 1e-12 * Math.max(1, Math.abs(mean)) ? [column.map((value) => (value - mean) / deviation)] : [];
  });
  if (columns.length === 0) return undefined;
  const data = new Float64Array(columns.length * defined.length);
  for (const [f, column] of columns.entries())
    for (let n = 0; n < column.length; n++) data[n * columns.length + f] = column[n] as number;
  return { data, width: columns.length };
}

/** Habitats in a fixed order with what they are, and their labels on the grid. */
function describe(
  geometry: Geometry,
  voxels: Int32Array,
  maps: readonly FeatureMap[],
  defined: readonly number[],
  clusters: Uint8Array,
): { labels: Uint8Array; habitats: Habitat[] } {
  const members = new Map<number, number[]>();
  for (const [n, cluster] of clusters.entries()) {
    const list = members.get(cluster);
    if (list) list.push(defined[n] ?? 0);
    else members.set(cluster, [defined[n] ?? 0]);
  }
  const meanOf = ({ values }: FeatureMap, list: readonly number[]) =>
    list.reduce((sum, n) => sum + (values[n] ?? 0), 0) / list.length;
  const [first] = maps;
  const ordered = [...members.entries()]
    .map(([cluster, list]) => ({ cluster, list, key: first ? meanOf(first, list) : 0 }))
    .sort((a, b) => a.key - b.key || a.cluster - b.cluster);
  const labels = new Uint8Array(geometry.size[0] * geometry.size[1] * geometry.size[2]);
  const habitats = ordered.map(({ list }, place): Habitat => {
    const own = new Uint8Array(labels.length);
    for (const n of list) {
      labels[voxels[n] ?? 0] = place + 1;
      own[voxels[n] ?? 0] = 1;
    }
    return {
      label: place + 1,
      voxels: list.length,
      share: list.length / defined.length,
      means: Object.fromEntries(maps.map((map) => [map.id, meanOf(map, list)])),
      patches: components(own, geometry.size).sizes.length,
    };
  });
  return { labels, habitats };
}

/**
 * Maps of one region side by side.
 * @throws Failure `invalid-input` when they are of different regions
 */
export function joinMaps(a: FeatureMaps, b: FeatureMaps): FeatureMaps {
  const same = a.voxels.length === b.voxels.length && a.voxels.every((voxel, n) => voxel === b.voxels[n]);
  if (!same) throw new Failure('invalid-input', 'The feature maps are of different regions.');
  return { ...a, maps: [...a.maps, ...b.maps] };
}
