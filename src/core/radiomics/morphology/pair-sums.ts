import { type BatchTransform, batchTransform, paddedSize } from './fourier.ts';

type Triple = readonly [number, number, number];

/** Lines that are transformed side by side: as many as stay in the cache. */
const batch = 16;

/**
 * Sums over all ordered pairs of different voxels, each pair weighted by 1 / distance in mm:
 * of m m, of x x, and of x² m, for a field x that is 0 outside the mask m.
 *
 * A weight depends on the displacement alone, so a sum over pairs is a sum over displacements of weight times correlation, and by
 * Parseval a sum over frequencies of their transforms. The grid is padded so that displacements do not wrap around. The three
 * real fields are transformed along x first; then one plane of constant x-frequency after the other is finished and forgotten,
 * so that the padded volume never exists. The weights are symmetric: an eighth of them suffices.
 */
export function weightedPairSums(mask: Float64Array, field: Float64Array, size: Triple, spacingMm: Triple) {
  const padded = size.map((n) => paddedSize(2 * n - 1)) as [number, number, number];
  const [px, py, pz] = padded;
  const [, ny, nz] = size;
  const half = padded.map((n) => n / 2 + 1) as [number, number, number];
  const kernel = kernelSpectrum(padded, half, size, spacingMm);
  const fields = alongX([mask, field, field.map((x) => x * x)], size, px);
  const planeSize = 2 * ny * nz;

  const alongZ = batchTransform(pz, batch, 'half');
  const alongY = fields.map(() => batchTransform(py, batch, 'half'));
  // Between the two transforms of a plane: z-frequency fastest, so that the second reads neighbours.
  const turned = fields.map(() => new Float64Array(2 * ny * pz));
  const sums: Sums = { weights: 0, products: 0, squaresByWeight: 0 };
  for (let f = 0; f < half[0]; f++) {
    fields.forEach((spectrum, n) => {
      transformZ(spectrum.subarray(f * planeSize, (f + 1) * planeSize), turned[n] as Float64Array, alongZ, ny, nz);
    });
    // Frequencies f and -f are conjugate: the inner ones count twice.
    const both = f === 0 || f === px / 2 ? 1 : 2;
    const weights = kernel.subarray(f * half[1] * half[2], (f + 1) * half[1] * half[2]);
    for (let h0 = 0; h0 < pz; h0 += batch) {
      const width = Math.min(batch, pz - h0);
      const spectra = alongY.map((transform, n) =>
        transformY(turned[n] as Float64Array, transform, h0, width, ny, pz),
      ) as [Float64Array, Float64Array, Float64Array];
      addProducts(sums, spectra, { weights, both, h0, width, py, pz });
    }
  }
  const all = px * py * pz;
  return {
    weights: sums.weights / all,
    products: sums.products / all,
    squaresByWeight: sums.squaresByWeight / all,
  };
}

interface Sums {
  weights: number;
  products: number;
  squaresByWeight: number;
}

/** Adds the products of the three spectra at some z-frequencies of one plane, each times the weight of its frequency. */
function addProducts(
  sums: Sums,
  [m, x, s]: readonly [Float64Array, Float64Array, Float64Array],
  plane: {
    readonly weights: Float64Array;
    readonly both: number;
    readonly h0: number;
    readonly width: number;
    readonly py: number;
    readonly pz: number;
  },
) {
  const { weights, both, h0, width, py, pz } = plane;
  const hz = pz / 2 + 1;
  let sumM = 0;
  let sumX = 0;
  let sumS = 0;
  for (let g = 0; g < py; g++) {
    const row = hz * (g <= py / 2 ? g : py - g);
    for (let b = 0, at = 2 * g * batch; b < width; b++, at += 2) {
      const h = h0 + b;
      const weight = weights[row + (h < hz ? h : pz - h)] as number;
      const mr = m[at] as number;
      const mi = m[at + 1] as number;
      const xr = x[at] as number;
      const xi = x[at + 1] as number;
      sumM += weight * (mr * mr + mi * mi);
      sumX += weight * (xr * xr + xi * xi);
      sumS += weight * ((s[at] as number) * mr + (s[at + 1] as number) * mi);
    }
  }
  sums.weights += both * sumM;
  sums.products += both * sumX;
  sums.squaresByWeight += both * sumS;
}

/**
 * Spectra along x of three real fields, frequencies 0 to half: plane after plane of one frequency, y fastest in a plane.
 * Two real lines are transformed as one complex one; their spectra are its even and odd parts.
 */
function alongX(fields: readonly [Float64Array, Float64Array, Float64Array], [nx, ny, nz]: Triple, px: number) {
  const hx = px / 2 + 1;
  const rows = ny * nz;
  const spectra = fields.map(() => new Float64Array(2 * hx * rows));
  const transform = batchTransform(px, batch, 'half');
  const input = transform.input.subarray(0, px * batch);
  const pairs = [
    [0, 1],
    [2, undefined],
  ] as const;
  for (let row = 0; row < rows; row += batch) {
    const width = Math.min(batch, rows - row);
    for (const [first, second] of pairs) {
      const a = fields[first];
      const b = second === undefined ? undefined : fields[second];
      // Rows without the region have no spectrum; the first field is the mask.
      if (empty(fields[0], nx * row, nx * (row + width))) continue;
      input.fill(0);
      for (let line = 0; line < width; line++) {
        const from = nx * (row + line);
        for (let i = 0; i < nx; i++) {
          const to = 2 * (i * batch + line);
          input[to] = a[from + i] as number;
          if (b) input[to + 1] = b[from + i] as number;
        }
      }
      const out = transform.run();
      const toA = spectra[first] as Float64Array;
      const toB = second === undefined ? undefined : spectra[second];
      for (let f = 0; f < hx; f++) {
        const here = 2 * f * batch;
        const mirror = 2 * (f === 0 ? 0 : px - f) * batch;
        const base = 2 * (f * rows + row);
        for (let n = 0; n < 2 * width; n += 2) {
          const re = out[here + n] as number;
          const im = out[here + n + 1] as number;
          const mirrorRe = out[mirror + n] as number;
          const mirrorIm = out[mirror + n + 1] as number;
          toA[base + n] = (re + mirrorRe) / 2;
          toA[base + n + 1] = (im - mirrorIm) / 2;
          if (!toB) continue;
          toB[base + n] = (im + mirrorIm) / 2;
          toB[base + n + 1] = (mirrorRe - re) / 2;
        }
      }
    }
  }
  return spectra;
}

function empty(field: Float64Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (field[at] !== 0) return false;
  return true;
}

/** From a plane without padding, y fastest, to padded z-frequencies, these fastest. */
function transformZ(plane: Float64Array, to: Float64Array, transform: BatchTransform, ny: number, nz: number) {
  const { input, size } = transform;
  for (let j0 = 0; j0 < ny; j0 += batch) {
    const width = Math.min(batch, ny - j0);
    input.fill(0, 0, size * batch);
    for (let k = 0; k < nz; k++) {
      const from = 2 * (j0 + ny * k);
      for (let n = 0; n < 2 * width; n++) input[2 * k * batch + n] = plane[from + n] as number;
    }
    const out = transform.run();
    for (let b = 0; b < width; b++) {
      const at = 2 * size * (j0 + b);
      for (let h = 0; h < size; h++) {
        to[at + 2 * h] = out[2 * (h * batch + b)] as number;
        to[at + 2 * h + 1] = out[2 * (h * batch + b) + 1] as number;
      }
    }
  }
}

/** All y-frequencies of some z-frequencies. */
function transformY(
  turned: Float64Array,
  transform: BatchTransform,
  h0: number,
  width: number,
  ny: number,
  pz: number,
) {
  const { input, size } = transform;
  input.fill(0, 2 * ny * batch, size * batch);
  for (let j = 0; j < ny; j++) {
    const from = 2 * (h0 + pz * j);
    for (let n = 0; n < 2 * width; n++) input[2 * j * batch + n] = turned[from + n] as number;
  }
  return transform.run();
}

/** Spectrum of 1 / distance on the padded, periodic grid, z-frequency fastest: real and even, so 0 to half along each axis says all. */
function kernelSpectrum(padded: Triple, [hx, hy, hz]: Triple, size: Triple, spacingMm: Triple): Float64Array {
  const out = new Float64Array(hx * hy * hz);
  for (let i = 0; i < Math.min(hx, size[0]); i++) {
    for (let j = 0; j < Math.min(hy, size[1]); j++) {
      for (let k = 0; k < Math.min(hz, size[2]); k++) {
        const distance = Math.sqrt((i * spacingMm[0]) ** 2 + (j * spacingMm[1]) ** 2 + (k * spacingMm[2]) ** 2);
        out[k + hz * (j + hy * i)] = distance === 0 ? 0 : 1 / distance;
      }
    }
  }
  evenTransform(out, padded[2], { n: hz, step: 1, outer: [hx * hy, hz], inner: [1, 0] });
  evenTransform(out, padded[1], { n: hy, step: hz, outer: [hx, hy * hz], inner: [hz, 1] });
  evenTransform(out, padded[0], { n: hx, step: hy * hz, outer: [1, 0], inner: [hy * hz, 1] });
  return out;
}

/** Lines of `n` values `step` apart; their starts are counts and distances of an outer and an inner loop. */
interface Lines {
  readonly n: number;
  readonly step: number;
  readonly outer: readonly [number, number];
  readonly inner: readonly [number, number];
}

/** Transforms even lines in place, two as real and imaginary part of one: their spectra are real. */
function evenTransform(data: Float64Array, padded: number, { n, step, outer, inner }: Lines) {
  const transform = batchTransform(padded, batch);
  const { input } = transform;
  const count = outer[0] * inner[0];
  const startOf = (line: number) => Math.floor(line / inner[0]) * outer[1] + (line % inner[0]) * inner[1];
  for (let first = 0; first < count; first += 2 * batch) {
    const width = Math.min(2 * batch, count - first);
    input.fill(0);
    for (let line = 0; line < width; line++) {
      const start = startOf(first + line);
      for (let k = 0; k < n; k++) {
        const value = data[start + k * step] as number;
        input[2 * k * batch + line] = value;
        if (k > 0) input[2 * (padded - k) * batch + line] = value;
      }
    }
    const out = transform.run();
    for (let line = 0; line < width; line++) {
      const start = startOf(first + line);
      for (let k = 0; k < n; k++) data[start + k * step] = out[2 * k * batch + line] as number;
    }
  }
}
