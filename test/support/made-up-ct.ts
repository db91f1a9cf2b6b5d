import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Geometry, Mask } from '../../src/core/volume/volume.ts';
import type { LoadedImage } from '../../src/ports/study-folder.ts';
import { writeCt } from './dicom-series.ts';
import { writeSeg } from './mask-writers.ts';
import { niftiFile } from './nifti-files.ts';
import { maskOf, volumeOf } from './phantoms.ts';

/** A portal venous CT in code: a body with a liver on the right (about 680 mL, 100 HU) and a spleen on the left (about 130 mL, 120 HU). */
export const madeUpStudy = { studyUid: '1.2.826.99.1', ctSeriesUid: '1.2.826.99.1.1', segSeriesUid: '1.2.826.99.1.2' };

const [nx, ny, nz] = [64, 64, 24] as const;
const stepMm = 5;
const origin = [-157.5, -157.5, 0] as const;
export const ctGeometry: Geometry = {
  size: [nx, ny, nz],
  spacingMm: [stepMm, stepMm, stepMm],
  originMm: origin,
  axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

const within = (centre: readonly number[], radii: readonly number[]) => (i: number, j: number, k: number) =>
  [i, j, k].reduce(
    (sum, index, axis) =>
      sum + (((origin[axis] ?? 0) + stepMm * index - (centre[axis] ?? 0)) / (radii[axis] ?? 1)) ** 2,
    0,
  ) <= 1;
const inBody = within([0, 0, 57], [140, 100, 1e6]);
export const inLiver = within([-60, 0, 57], [60, 60, 45]);
export const inSpleen = within([90, 30, 57], [28, 25, 45]);

/** Hounsfield units, whole; the organs have a coarse pattern. */
const huAt = (i: number, j: number, k: number): number => {
  const pattern = ((i * 7 + j * 13 + k * 5) % 11) - 5;
  if (inLiver(i, j, k)) return 100 + 3 * pattern;
  if (inSpleen(i, j, k)) return 120 + 2 * pattern;
  return inBody(i, j, k) ? -90 : -1000;
};

export const ctImage = (): LoadedImage => {
  const { geometry, data } = volumeOf(ctGeometry, huAt);
  return { geometry, data: Float32Array.from(data), modality: 'CT', planar: false, frameOfReference: undefined };
};
export const liverMask = (): Mask => maskOf(ctGeometry, inLiver);
export const spleenMask = (): Mask => maskOf(ctGeometry, inSpleen);

export interface MadeUpInstance {
  readonly name: string;
  readonly seriesUid: string;
  readonly instanceUid: string;
  readonly bytes: Uint8Array;
}

/** The CT as Part 10 files, and with `seg` the liver as DICOM SEG. */
export async function ctInstances(
  options: { readonly seg?: boolean; readonly studyUid?: string } = {},
): Promise<MadeUpInstance[]> {
  const { studyUid, ctSeriesUid, segSeriesUid } = { ...madeUpStudy, ...options };
  const instances: MadeUpInstance[] = [];
  for (let k = 0; k < nz; k++) {
    const values = Array.from({ length: nx * ny }, (_, at) => huAt(at % nx, Math.floor(at / nx), k) + 1024);
    const instanceUid = `${ctSeriesUid}.${k + 1}`;
    const bytes = await writeCt({
      uid: instanceUid,
      position: [origin[0], origin[1], origin[2] + stepMm * k],
      spacing: [stepMm, stepMm],
      frame: { rows: ny, columns: nx, samples: 1, bits: 16, signed: false, values },
      more: {
        '00080020': ['DA', '20260511'],
        '00080030': ['TM', '081500'],
        '00080070': ['LO', 'Made-up Scanners'],
        '0020000D': ['UI', studyUid],
        '0020000E': ['UI', ctSeriesUid],
        '00189344': ['CS', 'PORTAL_VENOUS'],
        '00281054': ['LO', 'HU'],
      },
    });
    instances.push({ name: `ct-${k}.dcm`, seriesUid: ctSeriesUid, instanceUid, bytes });
  }
  if (options.seg) {
    const instanceUid = `${segSeriesUid}.1`;
    const frames = Array.from({ length: nz }, (_, k) => ({
      segment: 2,
      position: [origin[0], origin[1], origin[2] + stepMm * k],
      pixels: Array.from({ length: nx * ny }, (_, at) => (inLiver(at % nx, Math.floor(at / nx), k) ? 1 : 0)),
    }));
    const bytes = writeSeg(frames, {
      rows: ny,
      columns: nx,
      spacing: `${stepMm}\\${stepMm}`,
      more: {
        '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.66.4'],
        '00080018': ['UI', instanceUid],
        '0020000D': ['UI', studyUid],
        '0020000E': ['UI', segSeriesUid],
      },
    });
    instances.push({ name: 'seg.dcm', seriesUid: segSeriesUid, instanceUid, bytes });
  }
  return instances;
}

export async function writeCtStudy(folder: string, options: Parameters<typeof ctInstances>[0] = {}): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of await ctInstances(options)) await writeFile(join(folder, name), bytes);
}

/** Labels on the grid of the CT: liver 5, and with `spleen` spleen 1. NIfTI counts to the right and to the front. */
export const ctLabels = ({ spleen = false } = {}): Uint8Array =>
  niftiFile({
    size: [nx, ny, nz],
    datatype: 2,
    bits: 8,
    sform: [
      [-stepMm, 0, 0, -origin[0]],
      [0, -stepMm, 0, -origin[1]],
      [0, 0, stepMm, origin[2]],
    ],
    values: [...volumeOf(ctGeometry, (i, j, k) => (inLiver(i, j, k) ? 5 : spleen && inSpleen(i, j, k) ? 1 : 0)).data],
  });
