import type { Volume } from '../../../core/volume/volume.ts';
import { anatomyOf } from './anatomy.ts';
import { bodyGrid, fillBody, type Tissue } from './body.ts';
import { blur, smoothField } from './fields.ts';
import { simulatorParameters } from './parameters.ts';
import type { SimulatedPatient } from './patient.ts';
import { openRandom } from './random.ts';

export const mrSequences = ['t1', 't2', 'hepatobiliary'] as const;
export type MrSequence = (typeof mrSequences)[number];

export interface SimulatedMr {
  /** Three sequences on one grid, arbitrary units, float32. */
  readonly sequences: Readonly<Record<MrSequence, Volume>>;
  readonly labels: Uint8Array;
}

const numbers = simulatorParameters.picture;

/** Signal by tissue, fat suppressed, arbitrary units before gain. */
const signals: Readonly<Record<MrSequence, Readonly<Record<Tissue, number>>>> = {
  t1: row([2, 90, 210, 150, 30, 12, 300, 210, 240, 90, 120, 60, 200, 80, 4, 190, 190]),
  t2: row([2, 110, 110, 130, 25, 12, 170, 330, 340, 620, 60, 40, 220, 430, 4, 260, 160]),
  hepatobiliary: row([2, 95, 230, 160, 30, 14, 520, 250, 330, 300, 200, 190, 230, 90, 4, 220, 230]),
};
function row(values: readonly number[]): Readonly<Record<Tissue, number>> {
  const [
    air = 0,
    fat = 0,
    muscle = 0,
    bone = 0,
    cortex = 0,
    lung = 0,
    liver = 0,
    spleen = 0,
    kidneyCortex = 0,
    ...rest
  ] = values;
  const [kidneyPelvis = 0, vein = 0, aorta = 0, stomachWall = 0, stomachContent = 0, gas = 0, bowel = 0, heart = 0] =
    rest;
  return {
    ...{ air, fat, muscle, bone, cortex, lung, liver, spleen, kidneyCortex },
    ...{ kidneyPelvis, vein, aorta, stomachWall, stomachContent, gas, bowel, heart },
  };
}
/** How nodules and septa show: septa are bright in T2, dark after hepatobiliary uptake. */
const textureSign: Readonly<Record<MrSequence, number>> = { t1: 0.6, t2: -1, hepatobiliary: 1 };
/** Change of liver signal per percent of fat with suppression. */
const perFatPercent: Readonly<Record<MrSequence, number>> = { t1: -0.009, t2: -0.004, hepatobiliary: -0.006 };

/** MR of the upper abdomen, made from the patient's apparent fibrosis in MR. */
export function simulateMr(patient: SimulatedPatient): SimulatedMr {
  const { mr } = patient.site;
  const random = openRandom(patient.seed, 'mr');
  const size = [...numbers.mrSize.value, Math.round(numbers.coverageMm.value / mr.sliceMm)] as [number, number, number];
  const grid = bodyGrid(size, [mr.inPlaneMm, mr.inPlaneMm, mr.sliceMm], -10);
  const anatomy = anatomyOf(patient, 'mr');
  const [most, least] = numbers.mrHbpUptake.value;
  const uptake =
    (most + (least - most) * anatomy.apparent) * Math.exp(numbers.mrHbpUptakeLogSd.value * random.normal());
  const [none, full] = numbers.mrTexture.value;
  const amplitude = none + (full - none) * anatomy.apparent;
  const patch = numbers.patchEtiologyHu.value[patient.etiology] / 130;
  const tables = mrSequences.map((sequence) => ({
    ...signals[sequence],
    liver:
      signals[sequence].liver *
      (sequence === 'hepatobiliary' ? uptake : 1) *
      Math.exp(perFatPercent[sequence] * patient.fatPercent),
  }));
  const { images, labels, parenchyma } = fillBody(anatomy, grid, tables);
  const [width, height] = size;
  const texture = new Float32Array(parenchyma.length);
  const { nodules, mottle, patches } = anatomy.texture;
  const place = (at: number) =>
    [
      grid.xs[at % width] ?? 0,
      grid.ys[Math.floor(at / width) % height] ?? 0,
      grid.zs[Math.floor(at / (width * height))] ?? 0,
    ] as const;
  for (let at = 0; at < texture.length; at++) {
    if ((parenchyma[at] ?? 0) === 0) continue;
    const [x, y, z] = place(at);
    texture[at] = amplitude * (0.95 * nodules(x, y, z) + 0.55 * mottle(x, y, z)) + patch * patches(x, y, z);
  }
  const bias = smoothField(openRandom(patient.seed, 'mr-bias'));
  const biasMm = mr.fieldTesla === 3 ? 150 : 220;
  const finish = (sequence: MrSequence): Volume => {
    const channel = mrSequences.indexOf(sequence);
    const data = images[channel] ?? new Float32Array();
    const liver = tables[channel]?.liver ?? 0;
    for (let at = 0; at < data.length; at++) {
      const share = parenchyma[at] ?? 0;
      if (share > 0) data[at] = (data[at] ?? 0) + share * liver * textureSign[sequence] * (texture[at] ?? 0);
    }
    blur(data, size, [0.14, 0.14, 0.1]);
    const noise = mr.noise * signals[sequence].liver;
    for (let at = 0; at < data.length; at++) {
      const [x, y, z] = place(at);
      const gain = mr.gain * (1 + 0.5 * mr.biasField * bias(x / biasMm + 9, y / biasMm + 9, z / biasMm + 9));
      const real = (data[at] ?? 0) * gain + noise * random.normal();
      const imaginary = noise * random.normal();
      data[at] = Math.sqrt(real * real + imaginary * imaginary);
    }
    return { geometry: grid.geometry, data };
  };
  return { sequences: { t1: finish('t1'), t2: finish('t2'), hepatobiliary: finish('hepatobiliary') }, labels };
}
