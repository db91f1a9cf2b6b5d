import type { Axis, Size } from './convolve-axis.ts';
import { transformAxis } from './fourier.ts';

/**
 * IBSI-2 manual, non-separable wavelets (LODD): Simoncelli (PRT7), the B map of one level.
 * The filter lives in the Fourier domain of the image itself, so the boundary is always periodic.
 */
export interface SimoncelliSettings {
  readonly filter: 'simoncelli';
  /** 2: within each slice (x and y); 3: the volume. */
  readonly dimensions: 2 | 3;
  /** Decomposition level, from 1: the band is centred on 1/2^level of the Nyquist frequency. */
  readonly level: number;
  readonly boundary: 'periodic';
}

/**
 * Frequency of each coefficient (in the order of the transform) as a fraction of the Nyquist frequency.
 * The reference maps sample -1..1 with both ends included, n points, and shift them; the textbook grid (step 2/n) does
 * not reproduce levels 2 and 3. For even n the grid therefore misses 0 by 1/(n-1).
 */
export function frequencyAxis(n: number): Float64Array {
  const centre = (n - 1) / 2;
  return Float64Array.from({ length: n }, (_, k) => (n === 1 ? 0 : (((k + Math.floor(n / 2)) % n) - centre) / centre));
}

/** Transfer function at normalised radial frequency `radius`: cos(pi/2 log2(2 radius / top)) for top/4 <= radius <= top. */
export function simoncelliTransfer(radius: number, level: number): number {
  const top = 2 ** (1 - level);
  return radius >= top / 4 && radius <= top ? Math.cos((Math.PI / 2) * Math.log2((2 * radius) / top)) : 0;
}

/** Real part of the filtered image (the shifted grid is not quite symmetric, so a small imaginary part is dropped). */
export function simoncelliFilter(data: Float64Array, size: Size, settings: SimoncelliSettings): Float64Array {
  const { dimensions, level } = settings;
  const axes: readonly Axis[] = dimensions === 2 ? [0, 1] : [0, 1, 2];
  const complex = new Float64Array(2 * data.length);
  for (let i = 0; i < data.length; i++) complex[2 * i] = data[i] as number;
  for (const axis of axes) transformAxis(complex, size, axis, 'forward');

  const [fx, fy, fz] = [frequencyAxis(size[0]), frequencyAxis(size[1]), frequencyAxis(size[2])];
  let at = 0;
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++) {
      const across = (fy[y] as number) ** 2 + (dimensions === 3 ? (fz[z] as number) ** 2 : 0);
      for (let x = 0; x < size[0]; x++, at += 2) {
        const gain = simoncelliTransfer(Math.sqrt((fx[x] as number) ** 2 + across), level);
        complex[at] = (complex[at] as number) * gain;
        complex[at + 1] = (complex[at + 1] as number) * gain;
      }
    }
  for (const axis of axes) transformAxis(complex, size, axis, 'inverse');
  return Float64Array.from({ length: data.length }, (_, i) => complex[2 * i] as number);
}
