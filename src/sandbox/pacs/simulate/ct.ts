import type { Volume } from '../../../core/volume/volume.ts';
import { anatomyOf } from './anatomy.ts';
import { bodyGrid, fillBody, type Tissue } from './body.ts';
import { blur, correlatedNoise } from './fields.ts';
import { simulatorParameters } from './parameters.ts';
import type { SimulatedPatient } from './patient.ts';
import { openRandom } from './random.ts';

export interface SimulatedVolume {
  /** Axial, portal venous phase for CT; x to the patient's left, y to the back, z to the head. */
  readonly image: Volume;
  /** Labels of `labelTable` on the grid of the image. */
  readonly labels: Uint8Array;
}

const numbers = simulatorParameters.picture;
const portalVenousHu: Readonly<Record<Tissue, number>> = {
  air: -1000,
  fat: -102,
  muscle: 58,
  bone: 165,
  cortex: 430,
  lung: -840,
  liver: 0,
  spleen: 122,
  kidneyCortex: 185,
  kidneyPelvis: 18,
  vein: 165,
  aorta: 158,
  stomachWall: 70,
  stomachContent: 22,
  gas: -920,
  bowel: 45,
  heart: 140,
};
/** Side weights of the kernel that correlates noise in the plane, by reconstruction kernel. */
const noiseSides = { soft: 0.27, standard: 0.2, sharp: 0.08 } as const;
/** Side weights of the point spread. */
const spreadSides = { soft: 0.2, standard: 0.15, sharp: 0.1 } as const;
/** Noise of a soft kernel is lower at the same dose. */
const noiseFactor = { soft: 0.8, standard: 1, sharp: 1.35 } as const;

/** CT of the upper abdomen in HU, float32, made from the patient's apparent fibrosis in CT. */
export function simulateCt(patient: SimulatedPatient): SimulatedVolume {
  const { ct } = patient.site;
  const random = openRandom(patient.seed, 'ct');
  const size = [...numbers.ctSize.value, Math.round(numbers.coverageMm.value / ct.sliceMm)] as [number, number, number];
  const grid = bodyGrid(size, [ct.inPlaneMm, ct.inPlaneMm, ct.sliceMm], -10);
  const anatomy = anatomyOf(patient, 'ct');
  const liverHu =
    numbers.ctLiverHu.value +
    numbers.ctLiverHuSd.value * random.normal() +
    numbers.ctHuPerFatPercent.value * patient.fatPercent;
  const { images, labels, parenchyma } = fillBody(anatomy, grid, [{ ...portalVenousHu, liver: liverHu }]);
  const data = images[0] ?? new Float32Array();
  const [none, full] = numbers.ctTextureHu.value;
  const textureHu = none + (full - none) * anatomy.apparent;
  const patchHu = numbers.patchEtiologyHu.value[patient.etiology];
  const { nodules, mottle, patches } = anatomy.texture;
  const [width, height] = size;
  for (let at = 0; at < data.length; at++) {
    const share = parenchyma[at] ?? 0;
    if (share === 0) continue;
    const x = grid.xs[at % width] ?? 0;
    const y = grid.ys[Math.floor(at / width) % height] ?? 0;
    const z = grid.zs[Math.floor(at / (width * height))] ?? 0;
    const texture = textureHu * (0.95 * nodules(x, y, z) + 0.55 * mottle(x, y, z)) + patchHu * patches(x, y, z);
    data[at] = (data[at] ?? 0) + share * texture;
  }
  const spread = spreadSides[ct.kernel];
  blur(data, size, [spread, spread, 0.12]);
  const noise = correlatedNoise(random, size, [noiseSides[ct.kernel], noiseSides[ct.kernel], 0.1]);
  const noiseHu = ct.noiseHu * noiseFactor[ct.kernel];
  for (let at = 0; at < data.length; at++) {
    const value = ct.scale * (data[at] ?? 0) + ct.shiftHu + noiseHu * (noise[at] ?? 0);
    data[at] = value < -1024 ? -1024 : value;
  }
  return { image: { geometry: grid.geometry, data }, labels };
}
