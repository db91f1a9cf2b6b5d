import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNiftiImage, readNiftiMask } from '../../src/adapters/archive/nifti.ts';
import { processRoi } from '../../src/core/radiomics/process-roi.ts';
import type { Roi } from '../../src/core/radiomics/roi.ts';
import { coOccurrenceMaps } from '../../src/core/radiomics-maps/co-occurrence-maps.ts';
import type { MapSettings } from '../../src/core/radiomics-maps/feature-maps.ts';
import { firstOrderMaps } from '../../src/core/radiomics-maps/first-order-maps.ts';
import { hasImaging, imagingPath } from '../support/imaging-data.ts';
import { type BenchRow, round } from './row.ts';

const binWidth = 10;
const range = [-100, 220] as const;

/**
 * Maps of a real liver at 2 mm, 32 grey levels. With `FIBROCAST_BENCH_PYTHON` naming a Python that has pyradiomics, its voxel mode makes one
 * GLCM map of a crop in the same run; the whole liver is extrapolated from that by the number of voxels.
 */
export async function benchVoxelwise(): Promise<readonly BenchRow[]> {
  if (!hasImaging) return [{ name: 'voxelwise', metrics: { skipped: 'no images beside the repository' } }];
  const image = await readNiftiImage(imagingPath('totalsegmentator/example_ct_sm.nii.gz'), 'CT');
  const mask = await readNiftiMask(imagingPath('totalsegmentator/example_seg.nii.gz'), image.geometry, 5);
  const roi = processRoi(
    image,
    mask,
    {
      interpolation: { spacingMm: [2, 2, 2], dimension: 3, image: 'linear', mask: 'linear', maskThreshold: 0.5 },
      resegmentation: { range, outlierSigma: null },
      discretisation: { method: 'FBS', width: binWidth },
      ivh: null,
    },
    'CT',
  );
  const rows: BenchRow[] = [];
  for (const radius of [1, 2, 3] as const) {
    rows.push(time(`one GLCM map (contrast), radius ${radius}`, roi, { radius, features: ['contrast'] }));
    rows.push(time(`all 25 GLCM maps, radius ${radius}`, roi, { radius, features: 'all' }));
  }
  rows.push(time('11 first-order maps, radius 2', roi, { radius: 2, features: 'all' }, firstOrderMaps));
  return [...rows, ...comparePyRadiomics(roi, 2)];
}

function time(name: string, roi: Roi, settings: MapSettings, make = coOccurrenceMaps): BenchRow {
  const started = performance.now();
  const { voxels } = make(roi, settings);
  const seconds = (performance.now() - started) / 1000;
  return {
    name: `${name}, liver at 2 mm`,
    metrics: {
      voxels: voxels.length,
      seconds: round(seconds, 2),
      'µs a voxel': round((seconds * 1e6) / voxels.length),
    },
  };
}

function comparePyRadiomics(roi: Roi, radius: 1 | 2 | 3): readonly BenchRow[] {
  const name = `one GLCM map, radius ${radius}, against PyRadiomics`;
  const python = process.env.FIBROCAST_BENCH_PYTHON;
  if (!python) return [{ name, metrics: { skipped: 'FIBROCAST_BENCH_PYTHON names no Python with pyradiomics' } }];
  const crop = cropMiddle(roi, 20);
  const [started, settings] = [performance.now(), { radius, features: ['contrast'] } as const];
  const ours = coOccurrenceMaps(crop, settings);
  const seconds = (performance.now() - started) / 1000;
  const folder = mkdtempSync(join(tmpdir(), 'voxelwise-'));
  try {
    const { size, spacingMm } = crop.geometry;
    writeFileSync(join(folder, 'crop.json'), JSON.stringify({ size, spacing: spacingMm }));
    writeFileSync(join(folder, 'image.raw'), new Uint8Array(crop.intensities.buffer));
    writeFileSync(join(folder, 'mask.raw'), crop.intensityMask);
    const script = fileURLToPath(new URL('voxelwise.py', import.meta.url));
    const told = execFileSync(python, [script, folder, String(radius), String(binWidth)], { encoding: 'utf8' });
    const peer = JSON.parse(told.trim().split('\n').at(-1) ?? '{}') as { seconds: number; version: string };
    const bytes = readFileSync(join(folder, 'contrast.raw'));
    const theirs = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    let apart = 0;
    for (const [n, voxel] of ours.voxels.entries())
      apart = Math.max(apart, Math.abs((ours.maps[0]?.values[n] ?? 0) - (theirs[voxel] ?? 0)));
    const whole = roi.intensityMask.reduce((sum, value) => sum + value, 0);
    return [
      {
        name,
        metrics: {
          'crop voxels': ours.voxels.length,
          'our seconds on the crop': round(seconds, 3),
          [`PyRadiomics ${peer.version} seconds on the crop`]: round(peer.seconds, 2),
          'times faster': round(peer.seconds / seconds),
          'PyRadiomics seconds on the liver, extrapolated by voxels': round(
            (peer.seconds / ours.voxels.length) * whole,
          ),
          'largest difference of the maps': apart,
        },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A cube of `side` voxels around the voxel in the middle of the list of voxels, as a region of its own. */
function cropMiddle(roi: Roi, side: number): Roi {
  const positions = [...roi.intensityMask.keys()].filter((at) => roi.intensityMask[at]);
  const middle = positions[positions.length >> 1] ?? 0;
  const [nx, ny] = roi.geometry.size;
  const low = [middle % nx, Math.floor(middle / nx) % ny, Math.floor(middle / (nx * ny))].map((at, axis) =>
    Math.max(0, Math.min((roi.geometry.size[axis] ?? side) - side, at - (side >> 1))),
  ) as [number, number, number];
  const cut = <A extends Float64Array | Uint8Array | Uint16Array>(source: A, into: A): A => {
    for (let k = 0, at = 0; k < side; k++)
      for (let j = 0; j < side; j++, at += side) {
        const from = low[0] + nx * (low[1] + j + ny * (low[2] + k));
        into.set(source.subarray(from, from + side), at);
      }
    return into;
  };
  const voxels = side ** 3;
  const levels = roi.levels;
  return {
    ...roi,
    geometry: { ...roi.geometry, size: [side, side, side] },
    intensities: cut(roi.intensities, new Float64Array(voxels)),
    morphological: cut(roi.morphological, new Uint8Array(voxels)),
    intensityMask: cut(roi.intensityMask, new Uint8Array(voxels)),
    ...(levels ? { levels: { ...levels, data: cut(levels.data, new Uint16Array(voxels)) } } : {}),
  };
}
