import type { Random } from './random.ts';

export interface SpeckleSettings {
  /** Shape of the gamma law of scatterer power: the envelope is K distributed, Rayleigh when large. */
  readonly shape: number;
  /** Standard deviation of the pulse, in samples. */
  readonly axialSamples: number;
  /** Standard deviation of the beam near the probe and at full depth, in beams. */
  readonly lateralBeams: readonly [number, number];
}

/**
 * Log envelope (dB) of scatterers of the given mean amplitude (dB): complex normal echoes, gamma power, blurred by a
 * separable point spread. Beam by beam, `samples` along each. Goodman's fully developed speckle; Jakeman's K law.
 */
export function speckle(
  random: Random,
  amplitudeDb: Float32Array,
  beams: number,
  samples: number,
  settings: SpeckleSettings,
): Float32Array {
  const real = new Float32Array(amplitudeDb.length);
  const imaginary = new Float32Array(amplitudeDb.length);
  for (let at = 0; at < real.length; at++) {
    const amplitude = 10 ** ((amplitudeDb[at] ?? 0) / 20) * Math.sqrt(gammaPower(random, settings.shape));
    real[at] = amplitude * random.normal();
    imaginary[at] = amplitude * random.normal();
  }
  const pulse = gaussian(settings.axialSamples);
  const steps = 8;
  const [near, far] = settings.lateralBeams;
  const beamShapes = Array.from({ length: steps }, (_, i) => gaussian(near + ((far - near) * i) / (steps - 1)));
  const spread = (field: Float32Array): Float32Array => {
    const axial = new Float32Array(field.length);
    const reach = (pulse.length - 1) / 2;
    for (let beam = 0; beam < beams; beam++)
      for (let sample = 0; sample < samples; sample++) {
        let sum = 0;
        for (let d = -reach; d <= reach; d++) {
          const s = sample + d;
          if (s >= 0 && s < samples) sum += (pulse[d + reach] ?? 0) * (field[beam * samples + s] ?? 0);
        }
        axial[beam * samples + sample] = sum;
      }
    const result = new Float32Array(field.length);
    for (let sample = 0; sample < samples; sample++) {
      const shape = beamShapes[Math.min(steps - 1, Math.floor((sample / samples) * steps))] ?? pulse;
      const width = (shape.length - 1) / 2;
      for (let beam = 0; beam < beams; beam++) {
        let sum = 0;
        for (let d = -width; d <= width; d++) {
          const b = beam + d;
          if (b >= 0 && b < beams) sum += (shape[d + width] ?? 0) * (axial[b * samples + sample] ?? 0);
        }
        result[beam * samples + sample] = sum;
      }
    }
    return result;
  };
  const [a, b] = [spread(real), spread(imaginary)];
  const result = new Float32Array(real.length);
  for (let at = 0; at < result.length; at++) {
    const power = (a[at] ?? 0) ** 2 + (b[at] ?? 0) ** 2;
    result[at] = 10 * Math.log10(power + 1e-9);
  }
  return result;
}

/** Weights of unit energy, so that blurring keeps the power of independent echoes. */
function gaussian(sd: number): Float32Array {
  const reach = Math.ceil(2.5 * sd);
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sd * sd)));
  const energy = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  return weights.map((weight) => weight / energy);
}

/** Gamma with mean 1 (Marsaglia and Tsang 2000, doi 10.1145/358407.358414); shape above 1. */
function gammaPower(random: Random, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / shape;
  }
}
