import { type Field, noduleField, smoothField } from './fields.ts';
import type { ImagingModality } from './kinds.ts';
import { simulatorParameters } from './parameters.ts';
import type { SimulatedPatient } from './patient.ts';
import { openRandom } from './random.ts';
import { type Ellipsoid, joined, toEllipsoid, toTube, type Vector, within } from './shapes.ts';

/**
 * Shapes of the upper abdomen in body coordinates: LPS directions, mm, 0 in the middle of the body, at the height of the
 * porta hepatis. Drawn from the patient; the liver, spleen and collaterals also follow the apparent fibrosis.
 */
export interface Anatomy {
  readonly apparent: number;
  /** Half width and half depth of the body. */
  readonly bodyMm: readonly [number, number];
  readonly fatRingMm: number;
  /** Distance to the liver's surface, nodules included; caudate and lobes are parts of it. */
  liver(x: number, y: number, z: number): number;
  /** Distance to the caudate lobe. */
  caudate(x: number, y: number, z: number): number;
  /** Distance to portal and hepatic veins and their branches. */
  liverVessels(x: number, y: number, z: number): number;
  spleen(x: number, y: number, z: number): number;
  collaterals(x: number, y: number, z: number): number;
  /** Height of the diaphragm. */
  dome(x: number, y: number): number;
  /** 0 in the middle, 1 at the skin. */
  bodyRadius(x: number, y: number): number;
  readonly texture: { readonly nodules: Field; readonly mottle: Field; readonly patches: Field };
  readonly bowel: Field;
}

const picture = simulatorParameters.picture;
const patchMm = 35;
/** The rest of the bulk falls to the wall, the spleen, the kidney and the gallbladder. */
const bulkThatStaysLiver = 0.94;

export function anatomyOf(patient: SimulatedPatient, modality: ImagingModality): Anatomy {
  const { apparent } = patient.imaging[modality];
  // one stream for the body: the same patient has the same organs in CT and MR
  const random = openRandom(patient.seed, 'anatomy');
  const at = ([none, full]: readonly [number, number]) => none + (full - none) * apparent;
  const jitter = (share: number) => 1 + share * (2 * random.uniform() - 1);
  const build = (patient.sex === 'male' ? 1.03 : 0.97) * jitter(0.05);
  const bodyMm = [163 * build, 112 * build * jitter(0.06)] as const;
  const fatRingMm = (patient.sex === 'female' ? 15 : 11) * jitter(0.4);
  const bodyRadius = (x: number, y: number) => roundedRadius((x / bodyMm[0]) ** 2, (y / bodyMm[1]) ** 2);

  const rightDome = 84 * jitter(0.06);
  const dome = (x: number, y: number) => {
    const right = rightDome - 0.0095 * ((x + 62) ** 2 + 0.8 * (y + 5) ** 2);
    const left = rightDome - 14 - 0.0095 * ((x - 70) ** 2 + 0.8 * y ** 2);
    return -joined(-right, -left, 25);
  };

  const right: Ellipsoid = {
    centre: [-76, 2, 2],
    radii: scaled([76 * jitter(0.05), 84 * jitter(0.05), 80 * jitter(0.07)], at(picture.rightLobeScale.value)),
  };
  const left: Ellipsoid = {
    centre: [2 + 8 * random.normal(), -48, 30],
    radii: scaled([78 * jitter(0.12), 38 * jitter(0.12), 38 * jitter(0.12)], at(picture.leftLobeScale.value)),
  };
  const caudateShape: Ellipsoid = {
    centre: [-12, 18, 18],
    radii: scaled([21, 15, 28], at(picture.caudateScale.value)),
  };
  const visceral: Ellipsoid = { centre: [8, 34, -46], radii: [58, 58, 62] };
  const renal: Ellipsoid = { centre: [-50, 66, -66], radii: [42, 40, 62] };
  const behind: Ellipsoid = { centre: [10, 62, 20], radii: [46, 38, 120] };
  const wobble = smoothField(openRandom(patient.seed, 'wobble'));
  const bumps = noduleField(openRandom(patient.seed, 'surface', modality));
  const noduleMm =
    random.between(...picture.surfaceNoduleMm.value) * picture.noduleEtiologyFactor.value[patient.etiology];
  const nodularityMm = at(picture.surfaceNodularityMm.value);
  const bulk = (scale: number, x: number, y: number, z: number) => {
    const [sx, sy, sz] = [-60 + (x + 60) / scale, y / scale, z / scale];
    let distance = joined(toEllipsoid(right, sx, sy, sz), toEllipsoid(left, sx, sy, sz), 26);
    distance += 3.5 * wobble(sx / 60 + 9, sy / 60 + 9, sz / 60 + 9);
    // no sliver of the left lobe beyond the stomach
    distance = within(distance, 0.8 * (x - 60), 12);
    distance = within(distance, -toEllipsoid(visceral, x, y, z), 16);
    distance = within(distance, -toEllipsoid(renal, x, y, z), 12);
    distance = within(distance, -toEllipsoid(behind, x, y, z), 12);
    distance = joined(scale * distance, toEllipsoid(caudateShape, x, y, z), 7);
    distance = within(distance, 0.85 * (z - dome(x, y)) + 4, 10);
    return within(distance, (bodyRadius(x, y) - 1) * 117 + fatRingMm + 10, 8);
  };
  const scale = scaleTo(targetVolume(random.normal()) / bulkThatStaysLiver, bulk);

  const spleenNumbers = picture.spleenVolumeMl.value;
  const spleenMl =
    spleenNumbers.none *
    (spleenNumbers.full / spleenNumbers.none) ** apparent *
    Math.exp(spleenNumbers.logSd * random.normal());
  // a bean: an ellipsoid with the stomach's side pressed in leaves about 0.8 of its volume
  const spleenScale = Math.cbrt((spleenMl * 1000) / (0.8 * (4 / 3) * Math.PI * 30 * 46 * 48));
  const spleenRadii = scaled([30, 46, 48], spleenScale);
  const spleenShape: Ellipsoid = { centre: [bodyMm[0] - fatRingMm - 20 - spleenRadii[0], 28, 18], radii: spleenRadii };
  const spleenHollow: Ellipsoid = {
    centre: [spleenShape.centre[0] - spleenRadii[0] * 1.25, 10, 14],
    radii: scaled([26, 38, 46], spleenScale),
  };

  const porta: Vector = [-24, 6, -6];
  const portal: readonly Vector[] = [[14, 22, -30], porta, [-62, 0, 2], [-96, 14, 8]];
  const portalBranches: readonly (readonly Vector[])[] = [
    [porta, [-6, -22, 14], [6, -46, 28], [26, -54, 32]],
    [
      [-62, 0, 2],
      [-82, -34, 20],
    ],
    [
      [-62, 0, 2],
      [-84, 30, -28],
    ],
  ];
  const cava: Vector = [-22, 26, 52];
  const hepatic: readonly (readonly Vector[])[] = [
    [cava, [-62, 26, 42], [-100, 14, 16]],
    [cava, [-44, -14, 38], [-58, -52, 18]],
    [cava, [-8, -14, 44], [14, -44, 36]],
  ];
  const twigs = smoothField(openRandom(patient.seed, 'vessels'));
  const collateralMm = at(picture.collateralRadiusMm.value);
  const winding: Vector[] = Array.from({ length: 9 }, (_, i) => [
    16 + 9 * i + 8 * Math.sin(i * 2.1),
    34 + 9 * Math.cos(i * 1.7),
    34 - 3 * i + 9 * Math.sin(i * 1.3),
  ]);
  const factor = picture.noduleEtiologyFactor.value[patient.etiology];
  const textureRandom = openRandom(patient.seed, 'texture', modality);
  const nodules = noduleField(textureRandom);
  const mottle = smoothField(textureRandom);
  const patches = smoothField(textureRandom);
  const nodulesMm = textureRandom.between(...picture.textureNoduleMm.value) * factor;
  const mottleMm = textureRandom.between(...picture.textureMottleMm.value);
  return {
    apparent,
    bodyMm,
    fatRingMm,
    dome,
    bodyRadius,
    liver: (x, y, z) => {
      const distance = bulk(scale, x, y, z);
      if (Math.abs(distance) > 14) return distance;
      return distance - nodularityMm * (bumps(x / noduleMm + 9, y / noduleMm + 9, z / noduleMm + 9) + 0.1);
    },
    caudate: (x, y, z) => toEllipsoid(caudateShape, x, y, z),
    liverVessels: (x, y, z) => {
      const bend = 4 * twigs(x / 28 + 9, y / 28 + 9, z / 28 + 9);
      let distance = toTube(portal, 6.2, x, y + bend, z + bend);
      for (const branch of portalBranches) distance = Math.min(distance, toTube(branch, 4, x, y + bend, z + bend));
      for (const branch of hepatic) distance = Math.min(distance, toTube(branch, 4.2, x, y + bend, z));
      return distance;
    },
    spleen: (x, y, z) =>
      within(
        within(toEllipsoid(spleenShape, x, y, z), -toEllipsoid(spleenHollow, x, y, z), 10),
        0.85 * (z - dome(x, y)) + 4,
        8,
      ),
    collaterals: (x, y, z) => (collateralMm < 0.6 ? 99 : toTube(winding, collateralMm, x, y, z)),
    texture: {
      nodules: (x, y, z) => nodules(x / nodulesMm + 12, y / nodulesMm + 12, z / nodulesMm + 12),
      mottle: (x, y, z) => mottle(x / mottleMm, y / mottleMm, z / mottleMm),
      patches: (x, y, z) => patches(x / patchMm + 9, y / patchMm + 9, z / patchMm + 9),
    },
    bowel: smoothField(openRandom(patient.seed, 'bowel')),
  };
}

/** An ellipse that is a little square, as a chest is: close to a superellipse of exponent 2.4, without its powers. */
const roundedRadius = (u: number, v: number): number => Math.sqrt(u + v - 0.35 * u * v);
const scaled = ([x, y, z]: Vector, by: number): Vector => [x * by, y * by, z * by];

function targetVolume(deviate: number): number {
  const { mean, sd, least, most } = picture.liverVolumeMl.value;
  return Math.min(most, Math.max(least, mean + sd * deviate));
}

type Bulk = (scale: number, x: number, y: number, z: number) => number;

/** The length scale at which the bulk has the volume, by six steps on a grid of 9 mm. Body and diaphragm do not scale. */
function scaleTo(volumeMl: number, bulk: Bulk): number {
  const step = 9;
  let scale = 1;
  for (let round = 0; round < 6; round++) {
    let inside = 0;
    for (let z = -120; z <= 100; z += step)
      for (let y = -112; y <= 112; y += step)
        for (let x = -160; x <= 120; x += step) inside += Math.min(1, Math.max(0, 0.5 - bulk(scale, x, y, z) / step));
    const found = (inside * step ** 3) / 1000;
    scale = Math.min(1.5, Math.max(0.7, scale * (volumeMl / found) ** 0.6));
  }
  return scale;
}
