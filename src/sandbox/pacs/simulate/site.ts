import type { ImagingModality } from './kinds.ts';
import { simulatorParameters } from './parameters.ts';
import { openRandom } from './random.ts';

/** A site with one scanner per modality. Names are made up. */
export interface SimulatedSite {
  readonly id: number;
  readonly name: string;
  readonly manufacturer: string;
  readonly reading: Readonly<Record<ImagingModality, { readonly shift: number; readonly scale: number }>>;
  readonly ct: {
    readonly kernel: 'soft' | 'standard' | 'sharp';
    /** Standard deviation of noise in fat-free liver, HU. */
    readonly noiseHu: number;
    readonly shiftHu: number;
    readonly scale: number;
    readonly inPlaneMm: number;
    readonly sliceMm: number;
  };
  readonly mr: {
    readonly fieldTesla: 1.5 | 3;
    readonly gain: number;
    /** Peak departure of the bias field from 1. */
    readonly biasField: number;
    /** Noise as a share of the liver's signal. */
    readonly noise: number;
    readonly inPlaneMm: number;
    readonly sliceMm: number;
  };
  readonly us: {
    readonly probe: 'curved' | 'linear';
    readonly gainDb: number;
    readonly dynamicRangeDb: number;
    readonly depthMm: number;
  };
}

const { patient, picture } = simulatorParameters;
const manufacturers = ['Northlight', 'Aurum', 'Kestrel', 'Medora'] as const;
const kernels = ['soft', 'standard', 'sharp'] as const;

/** The site of a number: the same in every cohort. */
export function simulatedSite(id: number): SimulatedSite {
  const random = openRandom(id, 'site');
  const between = ([low, high]: readonly [number, number]) => random.between(low, high);
  const reading = () => ({
    shift: patient.siteReadingShiftSd.value * random.normal(),
    scale: Math.exp(patient.siteReadingScaleSd.value * random.normal()),
  });
  const probe = id % 3 === 2 ? 'linear' : 'curved';
  return {
    id,
    name: `Simulated site ${id + 1}`,
    manufacturer: manufacturers[id % manufacturers.length] ?? manufacturers[0],
    reading: { ct: reading(), mr: reading(), us: reading() },
    ct: {
      kernel: kernels[random.below(3)] ?? 'standard',
      noiseHu: between(picture.ctNoiseHu.value),
      shiftHu: picture.ctSiteShiftHu.value * random.normal(),
      scale: 1 + picture.ctSiteScale.value * random.normal(),
      inPlaneMm: Number(between(picture.ctInPlaneMm.value).toFixed(2)),
      sliceMm: picture.ctSliceMm.value[random.below(picture.ctSliceMm.value.length)] ?? 4,
    },
    mr: {
      fieldTesla: random.uniform() < 0.5 ? 1.5 : 3,
      gain: Math.exp(picture.mrGainLogSd.value * random.normal()),
      biasField: between(picture.mrBiasField.value),
      noise: between(picture.mrNoise.value),
      inPlaneMm: Number(between(picture.mrInPlaneMm.value).toFixed(2)),
      sliceMm: picture.mrSliceMm.value[random.below(picture.mrSliceMm.value.length)] ?? 6,
    },
    us: {
      probe,
      gainDb: picture.usGainDb.value * random.normal(),
      dynamicRangeDb: between(picture.usDynamicRangeDb.value),
      depthMm: Math.round(between(probe === 'curved' ? picture.usCurvedDepthMm.value : picture.usLinearDepthMm.value)),
    },
  };
}
