import type { Geometry } from '../volume/volume.ts';
import { type BoundaryCondition, outsideValue, paddedSources } from './boundary.ts';
import type { Axis } from './convolve-axis.ts';
import { equalSpacingMm } from './equal-spacing.ts';
import { fourierOf, powerOfTwoFrom } from './fourier.ts';
import { gaborRadius, gaborSpectrum, type PlaneSpectrum } from './gabor-kernel.ts';
import { allowedRadius } from './kernel-radius.ts';
import { type Pool, type Pooling, poolOf } from './pooling.ts';

/** IBSI-2 manual, Gabor filter (Q88H): modulus of the complex response, two-dimensional in slices. */
export interface GaborSettings {
  readonly filter: 'gabor';
  /** Standard deviation of the envelope along the wave, millimetres. */
  readonly sigmaMm: number;
  /** Wavelength, millimetres. */
  readonly wavelengthMm: number;
  /** Spatial aspect ratio: the envelope across the wave has standard deviation sigma / gamma. */
  readonly gamma: number;
  /** Orientation: the wave runs along (cos theta, sin theta) in voxel axes, first axis of the plane first. */
  readonly thetaDegrees: number;
  /** Pool over a full turn in these steps, starting at `thetaDegrees`; absent: one orientation. */
  readonly thetaStepDegrees?: number;
  /** Slices along z, or all three families of slices, pooled. */
  readonly planes: 'axial' | 'orthogonal';
  /** How orientations and planes are pooled. */
  readonly pooling: Pooling;
  readonly boundary: BoundaryCondition;
}

/** In-plane axes, then the axis that counts the slices. */
const planesOf = {
  axial: [[0, 1, 2]],
  orthogonal: [
    [0, 1, 2],
    [0, 2, 1],
    [1, 2, 0],
  ],
} as const satisfies Record<string, readonly (readonly [Axis, Axis, Axis])[]>;

/** Orientations in degrees, each once: the modulus of a real image does not change under a half turn. */
export function orientationsOf(thetaDegrees: number, thetaStepDegrees: number | undefined): number[] {
  if (thetaStepDegrees === undefined) return [thetaDegrees];
  const turn = Array.from(
    { length: Math.round(360 / thetaStepDegrees) },
    (_, k) => thetaDegrees + k * thetaStepDegrees,
  );
  const half = (theta: number) => Math.round(((theta % 180) + 180) * 1e6) % 180e6;
  return turn.filter((theta, k) => turn.findIndex((earlier) => half(earlier) === half(theta)) === k);
}

/** @throws Failure `invalid-input` where the spacing differs between the filtered axes, or for a kernel of over 256 voxels. */
export function gaborFilter(data: Float64Array, geometry: Geometry, settings: GaborSettings): Float64Array {
  const { boundary, gamma } = settings;
  const filtered: readonly Axis[] = settings.planes === 'axial' ? [0, 1] : [0, 1, 2];
  const spacing = equalSpacingMm(geometry, filtered, 'Gabor');
  const kernel = { sigma: settings.sigmaMm / spacing, wavelength: settings.wavelengthMm / spacing, gamma };
  const orientations = orientationsOf(settings.thetaDegrees, settings.thetaStepDegrees);
  const margin = allowedRadius(gaborRadius(kernel), 'Gabor');
  const pool = poolOf(settings.pooling, data.length);
  for (const [u, v, w] of planesOf[settings.planes]) {
    const width = powerOfTwoFrom(geometry.size[u] + 2 * margin);
    const height = powerOfTwoFrom(geometry.size[v] + 2 * margin);
    const spectra = orientations.map((theta) => gaborSpectrum(kernel, (theta * Math.PI) / 180, width, height));
    poolModuli(data, geometry, [u, v, w], { margin, width, height, boundary }, spectra, pool);
  }
  return pool.result(orientations.length * planesOf[settings.planes].length);
}

interface Padding {
  /** Voxels beyond the edge on each side. */
  readonly margin: number;
  /** Transform lengths along the first and second axis of the plane. */
  readonly width: number;
  readonly height: number;
  readonly boundary: BoundaryCondition;
}

/**
 * Pools the modulus of the response to each kernel, for all slices of one family. Each padded slice is transformed once
 * for all kernels. Padding is at least the kernel radius, so what wraps around the transform falls outside the slice.
 * Spectra lie with the second axis contiguous: the transforms along it need no gathering.
 */
function poolModuli(
  data: Float64Array,
  { size }: Geometry,
  [u, v, w]: readonly [Axis, Axis, Axis],
  { margin, width, height, boundary }: Padding,
  spectra: readonly PlaneSpectrum[],
  pool: Pool,
): void {
  const strides = [1, size[0], size[0] * size[1]] as const;
  const [nu, nv] = [size[u], size[v]];
  const [su, sv] = [strides[u], strides[v]];
  const alongU = fourierOf(width);
  const alongV = fourierOf(height);
  const sourcesU = paddedSources(nu, margin, boundary);
  const sourcesV = paddedSources(nv, margin, boundary);
  const outside = outsideValue(boundary);
  const response = new Float64Array(nu * nv);
  const offsets = Int32Array.from(response, (_, at) => (at % nu) * su + Math.floor(at / nu) * sv);
  const rows = new Float64Array(2 * width * height);
  const image = new Float64Array(2 * width * height);
  const rowIn = new Float64Array(2 * width);
  const rowOut = new Float64Array(2 * width);
  const columnIn = new Float64Array(2 * height);
  const columnOut = new Float64Array(2 * height);

  for (let slice = 0; slice < size[w]; slice++) {
    const origin = slice * strides[w];
    rows.fill(0);
    for (let j = 0; j < sourcesV.length; j++) {
      const sourceV = sourcesV[j] as number;
      for (let i = 0; i < sourcesU.length; i++) {
        const sourceU = sourcesU[i] as number;
        rowIn[2 * i] = sourceU < 0 || sourceV < 0 ? outside : (data[origin + sourceU * su + sourceV * sv] as number);
      }
      alongU.forward(rowOut, rowIn);
      for (let k = 0; k < width; k++) {
        rows[2 * (k * height + j)] = rowOut[2 * k] as number;
        rows[2 * (k * height + j) + 1] = rowOut[2 * k + 1] as number;
      }
    }
    for (let k = 0; k < width; k++) {
      columnIn.set(rows.subarray(2 * k * height, 2 * (k + 1) * height));
      alongV.forward(columnOut, columnIn);
      image.set(columnOut, 2 * k * height);
    }
    for (const { gains, used } of spectra) {
      rows.fill(0);
      for (let k = 0; k < width; k++) {
        if (used[k] === 0) continue;
        for (let l = 0; l < height; l++) {
          const gain = gains[k * height + l] as number;
          columnIn[2 * l] = (image[2 * (k * height + l)] as number) * gain;
          columnIn[2 * l + 1] = (image[2 * (k * height + l) + 1] as number) * gain;
        }
        alongV.inverse(columnOut, columnIn);
        for (let j = 0; j < nv; j++) {
          rows[2 * (j * width + k)] = columnOut[2 * (j + margin)] as number;
          rows[2 * (j * width + k) + 1] = columnOut[2 * (j + margin) + 1] as number;
        }
      }
      for (let j = 0; j < nv; j++) {
        alongU.inverse(rowOut, rows.subarray(2 * j * width, 2 * (j + 1) * width));
        for (let i = 0; i < nu; i++)
          response[j * nu + i] = Math.sqrt(
            (rowOut[2 * (i + margin)] as number) ** 2 + (rowOut[2 * (i + margin) + 1] as number) ** 2,
          );
      }
      pool.addPart(response, offsets, origin);
    }
  }
}
