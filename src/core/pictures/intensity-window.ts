import type { Volume } from '../volume/volume.ts';

/** Intensities shown as black and as white. */
export interface IntensityWindow {
  readonly black: number;
  readonly white: number;
}

/** The usual soft tissue window of the abdomen: level 50, width 400 HU. */
const abdomen: IntensityWindow = { black: -150, white: 250 };
/** Ultrasound frames are grey levels from 0 to 255. */
const grey: IntensityWindow = { black: 0, white: 255 };
/** So many voxels tell the range of an MR well enough. */
const sample = 100_000;

/** Window by modality: fixed for CT and ultrasound; for MR, which has no unit, from the 1st to the 99th percentile of the volume. */
export function windowFor({ data }: Volume, modality: string): IntensityWindow {
  if (modality === 'CT') return abdomen;
  if (modality === 'US') return grey;
  const step = Math.max(1, Math.floor(data.length / sample));
  const values: number[] = [];
  for (let at = 0; at < data.length; at += step) values.push(data[at] ?? 0);
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [black, white] = [at(0.01), at(0.99)];
  return white > black ? { black, white } : { black, white: black + 1 };
}
