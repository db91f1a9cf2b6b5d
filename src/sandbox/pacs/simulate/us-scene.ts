import { noduleField, smoothField } from './fields.ts';
import { simulatorParameters } from './parameters.ts';
import type { SimulatedPatient } from './patient.ts';
import { openRandom } from './random.ts';

/** Mean echo amplitude of a frame, before speckle. */
export interface EchoView {
  /** dB against liver without fat at the focus; x across, depth from the probe, mm. */
  echoDb(x: number, depthMm: number): number;
  readonly scattererShape: number;
}

const numbers = simulatorParameters.picture;

interface Vessel {
  readonly x: number;
  readonly depth: number;
  readonly radii: readonly [number, number];
  readonly cosine: number;
  readonly sine: number;
  readonly wallDb: number;
}

/** What lies under the probe in one frame: wall, capsule, liver with vessels, diaphragm for a curved probe. */
export function echoView(patient: SimulatedPatient, frame: number): EchoView {
  const { apparent } = patient.imaging.us;
  const { probe, depthMm } = patient.site.us;
  const curved = probe === 'curved';
  const at = ([none, full]: readonly [number, number]) => none + (full - none) * apparent;
  const body = openRandom(patient.seed, 'us-body');
  const random = openRandom(patient.seed, 'us-view', frame);
  const skinMm = 2 + 0.5 * body.uniform();
  const fatMm = (curved ? 7 : 4) + (curved ? 7 : 3) * body.uniform();
  const muscleMm = 4 + 3 * body.uniform();
  const capsuleAt = skinMm + fatMm + muscleMm + 1.5 + random.uniform();
  const slope = 0.06 * random.normal();
  const factor = numbers.noduleEtiologyFactor.value[patient.etiology];
  const capsuleMm = body.between(...numbers.usCapsuleNoduleMm.value) * factor;
  const nodularityMm = at(numbers.usCapsuleNodularityMm.value);
  const capsuleBumps = noduleField(random);
  const waves = smoothField(random);
  const mottle = smoothField(random);
  const nodules = noduleField(random);
  const strands = smoothField(random);
  const coarseDb = at(numbers.usCoarsenessDb.value);
  const coarseMm = at(numbers.usCoarsenessMm.value) * factor;
  const [baseDb, perFat] = numbers.usAttenuationDbPerMm.value;
  const attenuation = baseDb + perFat * patient.fatPercent;
  const brightness = numbers.usBrightnessDbPerFatPercent.value * patient.fatPercent;
  const patchDb = numbers.patchEtiologyHu.value[patient.etiology] / 4;
  const wallLossDb = 0.25 * patient.fatPercent + 5 * apparent;
  const vessels: Vessel[] = Array.from({ length: (curved ? 3 : 1) + random.below(3) }, (_, i) => {
    const portal = i % 2 === 0;
    const tilt = random.between(-0.6, 0.6);
    const size = curved ? random.between(2, 4.5) : random.between(0.8, 1.6);
    return {
      x: (curved ? 45 : 22) * (2 * random.uniform() - 1),
      depth: capsuleAt + (depthMm - capsuleAt) * random.between(0.2, curved ? 0.62 : 0.85),
      radii: [size * random.between(1.2, 5), size],
      cosine: Math.cos(tilt),
      sine: Math.sin(tilt),
      wallDb: portal ? 9 - wallLossDb * 0.5 : 2,
    };
  });
  const diaphragm = {
    depth: depthMm * random.between(0.74, 0.86),
    x: 25 * random.normal(),
    curve: random.between(0.003, 0.006),
  };
  const capsule = (x: number) =>
    capsuleAt +
    slope * x +
    (curved ? 1.6 : 0.5) * waves(x / (curved ? 40 : 25) + 9, 9.5, 9.5) -
    nodularityMm * capsuleBumps(x / capsuleMm + 9, 9.4, 9.6);
  const inLiver = (x: number, depth: number): number => {
    let db = brightness;
    db +=
      coarseDb *
      (0.65 * mottle(x / coarseMm, depth / coarseMm, 3.5) +
        0.5 * nodules(x / (2.6 * coarseMm), depth / (2.6 * coarseMm), 5.5));
    db += patchDb * mottle(x / 30 + 9, depth / 30 + 9, 15.5);
    for (const vessel of vessels) {
      const dx = x - vessel.x;
      const dy = depth - vessel.depth;
      const along = (dx * vessel.cosine + dy * vessel.sine) / vessel.radii[0];
      const out = (dy * vessel.cosine - dx * vessel.sine) / vessel.radii[1];
      const distance = Math.sqrt(along * along + out * out);
      if (distance < 1) return -24;
      if (distance < 1 + (curved ? 1.3 : 0.6) / vessel.radii[1] && vessel.wallDb > 0) return db + vessel.wallDb;
    }
    return db;
  };
  return {
    scattererShape: at(numbers.usScattererShape.value),
    echoDb: (x, depth) => {
      const lost = -attenuation * Math.max(0, depth - 0.3 * depthMm);
      if (depth < skinMm) return 4;
      if (depth < skinMm + fatMm) return strands(x / 9, depth / 1.4, 2.5) > 1 ? 3 : -9;
      const surface = capsule(x);
      if (depth < surface - 0.8) return strands(x / 14, depth / 1.1, 7.5) > 0.5 ? 2 : -7;
      if (depth < surface + (curved ? 1 : 0.45)) return 13;
      if (curved) {
        const edge = diaphragm.depth - diaphragm.curve * (x - diaphragm.x) ** 2;
        if (depth > edge && depth < edge + 2.6) return 15 + 0.4 * lost;
        if (depth >= edge + 2.6) return inLiver(x, 2 * edge - depth) - 9 + 1.6 * lost;
      }
      return inLiver(x, depth) + lost;
    },
  };
}
