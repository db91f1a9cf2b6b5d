import { transformAxis } from './fourier.ts';

export interface GaborKernel {
  /** Standard deviation along the wave and wavelength, voxels. */
  readonly sigma: number;
  readonly wavelength: number;
  /** Spatial aspect ratio. */
  readonly gamma: number;
}

/** The kernel is cut off where the envelope is below exp(-18), six standard deviations of its longer axis. */
export const gaborRadius = ({ sigma, gamma }: GaborKernel): number => Math.ceil(6 * sigma * Math.max(1, 1 / gamma));

/** Kernel at (u, v) voxels from its centre, not normalised: exp(-(a² + gamma² b²) / (2 sigma²) + 2 pi i a / wavelength). */
export function gaborValue(
  kernel: GaborKernel,
  thetaRadians: number,
  u: number,
  v: number,
): { re: number; im: number } {
  const a = u * Math.cos(thetaRadians) + v * Math.sin(thetaRadians);
  const b = u * Math.sin(thetaRadians) - v * Math.cos(thetaRadians);
  const envelope = Math.exp(-(a * a + kernel.gamma ** 2 * b * b) / (2 * kernel.sigma ** 2));
  const phase = (2 * Math.PI * a) / kernel.wavelength;
  return { re: envelope * Math.cos(phase), im: envelope * Math.sin(phase) };
}

export interface PlaneSpectrum {
  /** Gain of each frequency, second axis contiguous. Real: turning the kernel by a half turn conjugates it. */
  readonly gains: Float64Array;
  /** 0 for frequencies along the first axis at which no gain reaches a billionth of the largest: left out. */
  readonly used: Uint8Array;
}

/** Transform of the sampled kernel, centred on the origin of a width × height plane. */
export function gaborSpectrum(kernel: GaborKernel, thetaRadians: number, width: number, height: number): PlaneSpectrum {
  const radius = gaborRadius(kernel);
  const complex = new Float64Array(2 * width * height);
  for (let u = -radius; u <= radius; u++)
    for (let v = -radius; v <= radius; v++) {
      const { re, im } = gaborValue(kernel, thetaRadians, u, v);
      const at = 2 * (((u + width) % width) * height + ((v + height) % height));
      complex[at] = re;
      complex[at + 1] = im;
    }
  const plane = [height, width, 1] as const;
  transformAxis(complex, plane, 0, 'forward');
  transformAxis(complex, plane, 1, 'forward');
  const gains = Float64Array.from({ length: width * height }, (_, k) => complex[2 * k] as number);
  const least = 1e-9 * gains.reduce((largest, gain) => Math.max(largest, Math.abs(gain)), 0);
  const used = Uint8Array.from({ length: width }, (_, k) =>
    gains.subarray(k * height, (k + 1) * height).some((gain) => Math.abs(gain) > least) ? 1 : 0,
  );
  return { gains, used };
}
