import { packNifti } from '../../src/adapters/pictures/nifti-file.ts';
import type { RegionFinding, VolumeFinding } from '../../src/core/findings.ts';
import type { Geometry, Mask } from '../../src/core/volume/volume.ts';
import { studyVolumes } from '../../src/flows/study-volumes.ts';
import type { ActivationMap } from '../../src/ports/imaging-models.ts';
import { maskOf, volumeOf } from './phantoms.ts';
import { ctSeries, modelBy } from './study-fakes.ts';

/**
 * A CT in code for the viewer: a body with spine, a liver on the right, a spleen on the left that has grown by `grown`, and a map that is
 * strongest at the front of the liver. The table stands `tableMm` higher in the scanner.
 */
const size = [112, 88, 44] as const;
const grid = (tableMm: number): Geometry => ({
  size,
  spacingMm: [3.2, 3.2, 5],
  originMm: [-177.6, -139.2, -310 + tableMm],
  axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});

const within = (centre: readonly number[], radii: readonly number[]) => (i: number, j: number, k: number) =>
  [i, j, k].reduce((sum, at, axis) => sum + ((at - (centre[axis] ?? 0)) / (radii[axis] ?? 1)) ** 2, 0);
const body = within([56, 44, 22], [53, 39, 1e6]);
const liver = within([38, 36, 24], [27, 23, 15]);
const spine = within([56, 68, 22], [8, 7, 1e6]);
const lung = within([38, 40, 44], [26, 24, 9]);
const hot = within([30, 26, 24], [20, 16, 12]);

const grain = (i: number, j: number, k: number, spread: number) =>
  (((i * 7919 + j * 104729 + k * 1299709) % 101) / 50 - 1) * spread;

function anatomy(grown: number) {
  const spleen = within([86, 48, 24], [10 + 3 * grown, 13 + 3 * grown, 10]);
  const hu = (i: number, j: number, k: number): number => {
    if (body(i, j, k) > 1) return -1000;
    if (spine(i, j, k) <= 1) return 380 + grain(i, j, k, 60);
    if (liver(i, j, k) <= 1) return 104 - 6 * grown + grain(i, j, k, 14);
    if (spleen(i, j, k) <= 1) return 118 + grain(i, j, k, 12);
    if (lung(i, j, k) <= 1) return -820 + grain(i, j, k, 40);
    if (body(i, j, k) > 0.86) return -95 + grain(i, j, k, 10);
    return 38 + grain(i, j, k, 12);
  };
  return { hu, spleen };
}

/** Findings of volumes, and their files by key, as the analysis makes them. */
export async function viewerVolumes(
  findingsId: string,
  { grown = 0, tableMm = 0 }: { readonly grown?: number; readonly tableMm?: number } = {},
): Promise<{ readonly findings: readonly VolumeFinding[]; readonly bytes: ReadonlyMap<string, Uint8Array> }> {
  const geometry = grid(tableMm);
  const { hu, spleen } = anatomy(grown);
  const { data } = volumeOf(geometry, hu);
  const image = { geometry, data, modality: 'CT', planar: false, frameOfReference: undefined };
  const masks = new Map<string, Mask>([
    ['liver', maskOf(geometry, (i, j, k) => liver(i, j, k) <= 1)],
    ['spleen', maskOf(geometry, (i, j, k) => spleen(i, j, k) <= 1)],
  ]);
  const region = (label: string, more: Partial<RegionFinding>): RegionFinding => ({
    ...{ label, series: 'ct-portal-venous', source: 'dicom-seg', evidence: 'established' },
    ...{ volumeMl: 1500, voxels: 1000, cautions: [] },
    ...more,
  });
  const by = { ...modelBy, id: 'liver-segmentation-ct' };
  const activation: ActivationMap = {
    by: { ...modelBy, id: 'ct-stage' },
    title: 'Stage by CT',
    evidence: 'synthetic',
    series: 'ct-portal-venous',
    map: volumeOf(geometry, (i, j, k) => Math.max(0.08, 1 - hot(i, j, k) / 3)),
  };
  return studyVolumes(
    findingsId,
    [{ series: ctSeries({ geometry }, image), image, regions: masks }],
    [region('liver', { source: 'model', by, evidence: 'synthetic' }), region('spleen', {})],
    [activation],
    packNifti,
  );
}
