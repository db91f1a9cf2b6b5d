import { lineTransform, paddedSize } from './fourier.ts';

type Triple = readonly [number, number, number];

/**
 * Sums over all ordered pairs of different voxels, each pair weighted by 1 / distance in mm:
 * of m m, of x x, and of x² m, for a field x that is 0 outside the mask m.
 *
 * A weight depends on the displacement alone, so a sum over pairs is a sum over displacements of weight times correlation, and by
 * Parseval a sum over frequencies of their transforms. The grid is padded so that displacements do not wrap around. Real lines
 * are transformed two at a time along x; then one plane of constant x-frequency after the other is finished and forgotten,
 * so that the padded volume never exists. The weights are symmetric: an eighth of them suffices.
 */
export function weightedPairSums(mask: Float64Array, field: Float64Array, size: Triple, spacingMm: Triple) {
  const [nx, ny, nz] = size;
  const padded = size.map((n) => paddedSize(2 * n - 1)) as [number, number, number];
  const [px, py, pz] = padded;
  const hx = px / 2 + 1;
  const kernel = kernelSpectrum(padded, size, spacingMm);
  const squares = field.map((x) => x * x);

  // Plane after plane of x-frequency; in a plane z fastest, so that the next transforms read lines.
  const planeSize = 2 * ny * nz;
  const spectra = [mask, field, squares].map(() => new Float64Array(hx * planeSize));
  const [maskX, fieldX, squaresX] = spectra as [Float64Array, Float64Array, Float64Array];
  const alongX = lineTransform(px);
  const line = new Float64Array(2 * px);
  const other = new Float64Array(2 * px);
  const split = (a: Float64Array, b: Float64Array | undefined, aX: Float64Array, bX: Float64Array, row: number, to: number) => {
    line.fill(0);
    for (let i = 0; i < nx; i++) {
      line[2 * i] = a[row + i] as number;
      if (b) line[2 * i + 1] = b[row + i] as number;
    }
    alongX.run(other, line);
    for (let f = 0; f < hx; f++) {
      const g = f === 0 ? 0 : px - f;
      const re = other[2 * f] as number;
      const im = other[2 * f + 1] as number;
      const mirrorRe = other[2 * g] as number;
      const mirrorIm = other[2 * g + 1] as number;
      const at = f * planeSize + to;
      aX[at] = (re + mirrorRe) / 2;
      aX[at + 1] = (im - mirrorIm) / 2;
      if (!b) continue;
      bX[at] = (im + mirrorIm) / 2;
      bX[at + 1] = (mirrorRe - re) / 2;
    }
  };
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const row = nx * (j + ny * k);
      let empty = true;
      for (let i = 0; i < nx && empty; i++) if (mask[row + i] !== 0) empty = false;
      if (empty) continue;
      const to = 2 * (k + nz * j);
      split(mask, field, maskX, fieldX, row, to);
      split(squares, undefined, squaresX, squaresX, row, to);
    }
  }

  const plane = planeTransform(ny, nz, py, pz);
  const [m, x, s] = [0, 1, 2].map(() => new Float64Array(2 * py * pz)) as [Float64Array, Float64Array, Float64Array];
  let weights = 0;
  let products = 0;
  let squaresByWeight = 0;
  for (let f = 0; f < hx; f++) {
    const from = f * planeSize;
    plane(maskX.subarray(from, from + planeSize), m);
    plane(fieldX.subarray(from, from + planeSize), x);
    plane(squaresX.subarray(from, from + planeSize), s);
    const both = f === 0 || f === px / 2 ? 1 : 2;
    // A plane holds, for every z-frequency, all y-frequencies.
    for (let h = 0; h < pz; h++) {
      const kz = Math.min(h, pz - h);
      for (let g = 0; g < py; g++) {
        const ky = Math.min(g, py - g);
        const weight = both * (kernel[f + hx * (ky + (py / 2 + 1) * kz)] as number);
        const at = 2 * (g + py * h);
        const mr = m[at] as number;
        const mi = m[at + 1] as number;
        const xr = x[at] as number;
        const xi = x[at + 1] as number;
        weights += weight * (mr * mr + mi * mi);
        products += weight * (xr * xr + xi * xi);
        squaresByWeight += weight * ((s[at] as number) * mr + (s[at + 1] as number) * mi);
      }
    }
  }
  const all = px * py * pz;
  return { weights: weights / all, products: products / all, squaresByWeight: squaresByWeight / all };
}

/** Transform of a plane, given z fastest without padding, to a padded plane with y-frequencies fastest. */
function planeTransform(ny: number, nz: number, py: number, pz: number) {
  const alongZ = lineTransform(pz);
  const alongY = lineTransform(py);
  const zLine = new Float64Array(2 * pz);
  const zOut = new Float64Array(2 * pz);
  const yLines = new Float64Array(2 * py * pz);
  return (from: Float64Array, to: Float64Array) => {
    yLines.fill(0);
    for (let j = 0; j < ny; j++) {
      zLine.fill(0);
      zLine.set(from.subarray(2 * nz * j, 2 * nz * (j + 1)));
      alongZ.run(zOut, zLine);
      for (let h = 0; h < pz; h++) {
        yLines[2 * (j + py * h)] = zOut[2 * h] as number;
        yLines[2 * (j + py * h) + 1] = zOut[2 * h + 1] as number;
      }
    }
    for (let h = 0; h < pz; h++) {
      alongY.run(to.subarray(2 * py * h, 2 * py * (h + 1)), yLines.subarray(2 * py * h, 2 * py * (h + 1)));
    }
  };
}

/** Spectrum of 1 / distance on the padded, periodic grid: real and even, so frequencies 0 to half along each axis say all. */
function kernelSpectrum(padded: Triple, size: Triple, spacingMm: Triple): Float64Array {
  const half = padded.map((n) => n / 2 + 1) as [number, number, number];
  const [hx, hy, hz] = half;
  const out = new Float64Array(hx * hy * hz);
  for (let k = 0; k < Math.min(hz, size[2]); k++) {
    for (let j = 0; j < Math.min(hy, size[1]); j++) {
      for (let i = 0; i < Math.min(hx, size[0]); i++) {
        const distance = Math.hypot(i * spacingMm[0], j * spacingMm[1], k * spacingMm[2]);
        out[i + hx * (j + hy * k)] = distance === 0 ? 0 : 1 / distance;
      }
    }
  }
  evenTransform(out, padded[0], { lines: [hy * hz, hx], along: 1, n: hx, inner: [1, 0] });
  evenTransform(out, padded[1], { lines: [hz, hx * hy], along: hx, n: hy, inner: [hx, 1] });
  evenTransform(out, padded[2], { lines: [1, 0], along: hx * hy, n: hz, inner: [hx * hy, 1] });
  return out;
}

/** Transforms even lines in place, two at a time as real and imaginary part: their spectra are real. */
function evenTransform(
  data: Float64Array,
  padded: number,
  form: { lines: readonly [number, number]; along: number; n: number; inner: readonly [number, number] },
) {
  const transform = lineTransform(padded);
  const line = new Float64Array(2 * padded);
  const out = new Float64Array(2 * padded);
  const { along, n } = form;
  const starts: number[] = [];
  for (let outer = 0; outer < form.lines[0]; outer++) {
    for (let inner = 0; inner < form.inner[0]; inner++) starts.push(outer * form.lines[1] + inner * form.inner[1]);
  }
  for (let at = 0; at < starts.length; at += 2) {
    const a = starts[at] as number;
    const b = starts[at + 1] ?? a;
    for (let k = 0; k < n; k++) {
      const mirror = k === 0 ? 0 : padded - k;
      line[2 * k] = data[a + k * along] as number;
      line[2 * k + 1] = data[b + k * along] as number;
      line[2 * mirror] = line[2 * k] as number;
      line[2 * mirror + 1] = line[2 * k + 1] as number;
    }
    transform.run(out, line);
    for (let k = 0; k < n; k++) {
      data[a + k * along] = out[2 * k] as number;
      data[b + k * along] = out[2 * k + 1] as number;
    }
  }
}
