import { describe, expect, it } from 'vitest';
import { isLiver, labelTable } from '../../../../src/sandbox/pacs/simulate/body.ts';
import { type SimulatedVolume, simulateCt } from '../../../../src/sandbox/pacs/simulate/ct.ts';
import { mrSequences, simulateMr } from '../../../../src/sandbox/pacs/simulate/mr.ts';
import { type SimulatedPatient, simulatePatient, withApparent } from '../../../../src/sandbox/pacs/simulate/patient.ts';
import { patientSeed } from '../../../../src/sandbox/pacs/simulate/random.ts';
import { simulateUs } from '../../../../src/sandbox/pacs/simulate/us.ts';

const patientOf = (index: number) => simulatePatient(patientSeed(3, index));
const steps = [0, 0.33, 0.67, 1];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const increasing = (values: readonly number[]) => values.slice(1).every((value, i) => value > (values[i] ?? 0));

const count = ({ labels }: { labels: Uint8Array }, wanted: (label: number) => boolean) =>
  labels.reduce((sum, label) => sum + (wanted(label) ? 1 : 0), 0);
const millilitres = (scan: SimulatedVolume, wanted: (label: number) => boolean) => {
  const [x, y, z] = scan.image.geometry.spacingMm;
  return (count(scan, wanted) * x * y * z) / 1000;
};

/** Faces between liver and not liver, for its volume to the power 2/3: rises with roughness, not with size. */
function roughness({ image, labels }: SimulatedVolume): number {
  const [width, height] = image.geometry.size;
  let faces = 0;
  for (let at = width * height; at < labels.length; at++)
    for (const step of [1, width, width * height])
      if (isLiver(labels[at] ?? 0) !== isLiver(labels[at - step] ?? 0)) faces++;
  return faces / count({ labels }, isLiver) ** (2 / 3);
}

/** Liver voxels whose 26 neighbours are liver too. */
function inside(labels: Uint8Array, size: readonly [number, number, number]): number[] {
  const [width, height] = size;
  const around = [-1, 0, 1].flatMap((a) =>
    [-1, 0, 1].flatMap((b) => [-1, 0, 1].map((c) => a + width * (b + height * c))),
  );
  const found: number[] = [];
  for (let at = width * height; at < labels.length - width * height; at++)
    if (isLiver(labels[at] ?? 0) && around.every((step) => isLiver(labels[at + step] ?? 0))) found.push(at);
  return found;
}

describe('a simulated CT', () => {
  const patient = patientOf(0);
  const series = steps.map((apparent) => simulateCt(withApparent(patient, 'ct', apparent)));

  it('is the same for the same patient and another for another', () => {
    expect(simulateCt(patient).image.data).toEqual(simulateCt(patientOf(0)).image.data);
    expect(simulateCt(patient).image.data).not.toEqual(simulateCt(patientOf(1)).image.data);
  });

  it('does not know the stage, only what is apparent', () => {
    const [none, full] = [simulatePatient(8, { stage: 0 }), simulatePatient(8, { stage: 4 })];
    const alike = (of: SimulatedPatient) => withApparent({ ...of, fatPercent: 5 }, 'ct', 0.4);
    expect(simulateCt(alike(none))).toEqual(simulateCt(alike(full)));
  });

  it('has livers of adult size and portal venous density, right of the middle', () => {
    for (let index = 0; index < 12; index++) {
      const scan = simulateCt(patientOf(index));
      const { size, originMm, spacingMm } = scan.image.geometry;
      expect(millilitres(scan, isLiver)).toBeGreaterThan(900);
      expect(millilitres(scan, isLiver)).toBeLessThan(2200);
      const voxels = inside(scan.labels, size);
      const hu = mean(voxels.map((at) => scan.image.data[at] ?? 0));
      expect(hu).toBeGreaterThan(50);
      expect(hu).toBeLessThan(145);
      expect(mean(voxels.map((at) => originMm[0] + (at % size[0]) * spacingMm[0]))).toBeLessThan(-30);
    }
  });

  it('labels the caudate inside the liver and the spleen outside', () => {
    const [scan] = series;
    if (!scan) throw new Error('no scan');
    const values = new Set(scan.labels);
    expect([...values].sort()).toEqual(labelTable.map(({ value }) => value));
    const [width, height] = scan.image.geometry.size;
    let touching = 0;
    for (let at = width * height; at < scan.labels.length; at++)
      if (
        scan.labels[at] === 3 &&
        [1, width, width * height].some((step) => [1, 4].includes(scan.labels[at - step] ?? 0))
      )
        touching++;
    expect(touching).toBeGreaterThan(30);
    expect(millilitres(scan, (label) => label === 3)).toBeLessThan(0.12 * millilitres(scan, isLiver));
  });

  it('has a rougher liver, a larger spleen and caudate and a smaller right lobe the more fibrotic it looks', () => {
    expect(increasing(series.map(roughness))).toBe(true);
    expect(increasing(series.map((scan) => millilitres(scan, (label) => label === 2)))).toBe(true);
    expect(increasing(series.map((scan) => millilitres(scan, (label) => label === 3)))).toBe(true);
    const right = series.map((scan) => millilitres(scan, (label) => label === 4) / millilitres(scan, isLiver));
    expect(increasing(right.map((share) => -share))).toBe(true);
  });

  it('has more varied parenchyma the more fibrotic it looks', () => {
    const [first] = series;
    if (!first) throw new Error('no scan');
    const shared = inside(first.labels, first.image.geometry.size).filter((at) =>
      series.every(({ labels }) => isLiver(labels[at] ?? 0)),
    );
    const variance = series.map(({ image }) => {
      const values = shared.map((at) => image.data[at] ?? 0);
      const middle = mean(values);
      return mean(values.map((value) => (value - middle) ** 2));
    });
    expect(increasing(variance)).toBe(true);
  });

  it('is darker with fat', () => {
    const density = (fatPercent: number) => {
      const scan = simulateCt({ ...patient, fatPercent });
      return mean(inside(scan.labels, scan.image.geometry.size).map((at) => scan.image.data[at] ?? 0));
    };
    expect(density(2) - density(25)).toBeGreaterThan(15);
  });
});

describe('a simulated MR', () => {
  const patient = patientOf(0);

  it('has three sequences on one grid, the same for the same patient', () => {
    const scan = simulateMr(patient);
    expect(scan).toEqual(simulateMr(patientOf(0)));
    for (const sequence of mrSequences) {
      expect(scan.sequences[sequence].geometry).toEqual(scan.sequences.t1.geometry);
      expect(scan.sequences[sequence].data.every((value) => value >= 0)).toBe(true);
    }
  });

  it('takes up less contrast the more fibrotic it looks', () => {
    const ratio = steps.map((apparent) => {
      const { sequences, labels } = simulateMr(withApparent(patient, 'mr', apparent));
      const voxels = inside(labels, sequences.t1.geometry.size);
      const signal = ({ data }: { data: ArrayLike<number> }) => mean(voxels.map((at) => data[at] ?? 0));
      return -signal(sequences.hepatobiliary) / signal(sequences.t1);
    });
    expect(increasing(ratio)).toBe(true);
  });
});

describe('a simulated ultrasound', () => {
  it('has 6 to 10 frames, the same for the same patient', () => {
    for (const index of [0, 1, 2]) {
      const scan = simulateUs(patientOf(index));
      expect(scan.frames.length).toBeGreaterThanOrEqual(6);
      expect(scan.frames.length).toBeLessThanOrEqual(10);
      expect(scan.frames.every(({ length }) => length === scan.columns * scan.rows)).toBe(true);
      expect(scan).toEqual(simulateUs(patientOf(index)));
    }
  });

  it('is coarser the more fibrotic it looks', () => {
    // blocks of about 2 mm average the speckle away; what is left is the mottle
    const coarseness = (apparent: number) =>
      mean(
        [0, 1].map((index) => {
          const { frames, columns, rows } = simulateUs(withApparent(patientOf(index), 'us', apparent));
          return mean(frames.map((frame) => blockVariance(frame, columns, rows)));
        }),
      );
    expect(increasing([0, 0.5, 1].map(coarseness))).toBe(true);
  });
});

function blockVariance(frame: Uint8Array, columns: number, rows: number): number {
  const block = 8;
  const means: number[] = [];
  for (let row = Math.floor(rows * 0.4); row + block < rows * 0.65; row += block)
    for (let column = Math.floor(columns * 0.35); column + block < columns * 0.65; column += block) {
      let sum = 0;
      for (let y = 0; y < block; y++)
        for (let x = 0; x < block; x++) sum += frame[(row + y) * columns + column + x] ?? 0;
      means.push(sum / block ** 2);
    }
  const middle = mean(means);
  return mean(means.map((value) => (value - middle) ** 2));
}
