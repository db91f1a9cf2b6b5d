import type { Geometry } from '../../../core/volume/volume.ts';
import type { Anatomy } from './anatomy.ts';
import { toEllipsoid, toTube } from './shapes.ts';

/** What a voxel is made of; the place in the tables of intensities. */
export const tissues = [
  'air',
  'fat',
  'muscle',
  'bone',
  'cortex',
  'lung',
  'liver',
  'spleen',
  'kidneyCortex',
  'kidneyPelvis',
  'vein',
  'aorta',
  'stomachWall',
  'stomachContent',
  'gas',
  'bowel',
  'heart',
] as const;
export type Tissue = (typeof tissues)[number];

/** Labels of a voxel. Disjoint; the liver is every label of the organ `liver`. */
export const labelTable = [
  { value: 0, name: 'background', organ: 'none' },
  { value: 1, name: 'left lobe', organ: 'liver' },
  { value: 2, name: 'spleen', organ: 'spleen' },
  { value: 3, name: 'caudate lobe', organ: 'liver' },
  { value: 4, name: 'right lobe', organ: 'liver' },
  { value: 5, name: 'kidneys', organ: 'kidneys' },
] as const;
export const isLiver = (label: number): boolean => label === 1 || label === 3 || label === 4;

export interface Body {
  /** Intensity of every voxel before texture, blur and noise, one image for each table of intensities. */
  readonly images: readonly Float32Array[];
  readonly labels: Uint8Array;
  /** Share of liver parenchyma in a voxel, 0..1. */
  readonly parenchyma: Float32Array;
}

export interface BodyGrid {
  readonly geometry: Geometry;
  /** World position of column, row and slice centres. */
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly zs: Float64Array;
}

/** An axial grid centred on the body: columns to the patient's left, rows to the back, slices to the head. */
export function bodyGrid(
  size: readonly [number, number, number],
  spacingMm: readonly [number, number, number],
  middleMm: number,
): BodyGrid {
  const originMm = [0, 1, 2].map((axis) => (-((size[axis] ?? 1) - 1) * (spacingMm[axis] ?? 1)) / 2) as [
    number,
    number,
    number,
  ];
  originMm[2] += middleMm;
  const centres = (axis: 0 | 1 | 2) =>
    Float64Array.from({ length: size[axis] }, (_, i) => originMm[axis] + i * spacingMm[axis]);
  return {
    geometry: { size, spacingMm, originMm, axes: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    xs: centres(0),
    ys: centres(1),
    zs: centres(2),
  };
}

const spine = { x: 0, y: 66 };
const kidneys = [
  { centre: [-62, 58, -72], radii: [27, 26, 52] },
  { centre: [64, 58, -58], radii: [27, 26, 54] },
] as const;
const pelves = [
  { centre: [-52, 54, -72], radii: [13, 10, 24] },
  { centre: [54, 54, -58], radii: [13, 10, 24] },
] as const;
const stomach = { centre: [60, -8, 20], radii: [40, 38, 44] } as const;
const heart = { centre: [22, -38, 100], radii: [62, 52, 48] } as const;
const aortaLine = [
  [10, 40, -140],
  [12, 42, 40],
  [14, 44, 140],
] as const;
const cavaLine = [
  [-20, 40, -140],
  [-21, 38, 10],
  [-22, 26, 60],
  [-18, 12, 84],
] as const;
const pancreasLine = [
  [-30, 2, -38],
  [4, -4, -22],
  [40, 6, -12],
  [84, 24, 4],
] as const;
const gallbladder = { centre: [-44, -38, -36], radii: [14, 24, 18] } as const;

/** Fills a grid with tissue, once for each table of intensities. The liver's edge is blended by its share of the voxel. */
export function fillBody(anatomy: Anatomy, grid: BodyGrid, tables: readonly Readonly<Record<Tissue, number>>[]): Body {
  const { size, spacingMm } = grid.geometry;
  const [width, height, depth] = size;
  const voxels = width * height * depth;
  const images = tables.map((table) => ({ table, data: new Float32Array(voxels).fill(table.air) }));
  const labels = new Uint8Array(voxels);
  const parenchyma = new Float32Array(voxels);
  const edgeMm = spacingMm[0];
  let at = -1;
  for (let k = 0; k < depth; k++)
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++) {
        at++;
        const x = grid.xs[i] ?? 0;
        const y = grid.ys[j] ?? 0;
        const z = grid.zs[k] ?? 0;
        const radius = anatomy.bodyRadius(x, y);
        if (radius >= 1) continue;
        const background = outsideLiver(anatomy, x, y, z, radius);
        const tissue = background.tissue;
        let share = 0;
        let vessel = 0;
        labels[at] = background.label;
        if (x < 132 && background.yields) {
          const distance = anatomy.liver(x, y, z);
          share = Math.min(1, Math.max(0, 0.5 - distance / edgeMm));
          if (share > 0) {
            vessel = Math.min(1, Math.max(0, 0.5 - anatomy.liverVessels(x, y, z) / edgeMm));
            parenchyma[at] = share * (1 - vessel);
            if (share > 0.5) labels[at] = anatomy.caudate(x, y, z) < 0 ? 3 : x < -34 + 0.35 * (y + 20) ? 4 : 1;
          }
        }
        for (const { table, data } of images)
          data[at] = (1 - share) * table[tissue] + share * ((1 - vessel) * table.liver + vessel * table.vein);
      }
  return { images: images.map(({ data }) => data), labels, parenchyma };
}

/** Math.hypot guards against overflow and is far too slow for every voxel. */
const hypotenuse = (a: number, b: number) => Math.sqrt(a * a + b * b);

interface Found {
  readonly tissue: Tissue;
  readonly label: number;
  /** Whether the liver may take the place. */
  readonly yields: boolean;
}
const found = (tissue: Tissue, yields = false, label = 0): Found => ({ tissue, yields, label });
const all = Object.fromEntries(tissues.map((tissue) => [tissue, found(tissue)])) as Record<Tissue, Found>;
const fatGivesWay = found('fat', true);
const bowelGivesWay = found('bowel', true);
const gasGivesWay = found('gas', true);
const stomachWallGivesWay = found('stomachWall', true);
const stomachContentGivesWay = found('stomachContent', true);
const spleenFound = found('spleen', false, 2);
const kidneyCortexFound = found('kidneyCortex', false, 5);
const kidneyPelvisFound = found('kidneyPelvis', false, 5);

function outsideLiver(anatomy: Anatomy, x: number, y: number, z: number, radius: number): Found {
  const depthMm = (1 - radius) * 0.9 * (Math.abs(x) > 60 ? anatomy.bodyMm[0] * 0.8 : anatomy.bodyMm[1]);
  if (depthMm < 2) return all.muscle;
  const vertebra = hypotenuse((x - spine.x) / 23, (y - spine.y) / 18);
  if (vertebra < 1) return vertebra > 0.9 || (z + 300) % 32 < 4 ? all.cortex : all.bone;
  if (hypotenuse(x / 9, (y - spine.y - 25) / 7) < 1) return all.muscle;
  if (hypotenuse(x / 15, (y - spine.y - 25) / 11) < 1) return all.cortex;
  if (depthMm < anatomy.fatRingMm && !(y > 60 && Math.abs(x) < 20)) return all.fat;
  const paraspinal = hypotenuse((Math.abs(x) - 33) / 26, (y - 84) / 19);
  if (paraspinal < 1) return all.muscle;
  const wallMm = depthMm - anatomy.fatRingMm;
  if (wallMm < 15) return wallTissue(x, y, z, wallMm);
  if (y > 0 && x > -36 && x < 28) {
    const aorta = toTube(aortaLine, 10.5, x, y, z);
    if (aorta < 0) return aorta > -1.5 ? all.vein : all.aorta;
    if (toTube(cavaLine, 10, x, y, z) < 0) return all.vein;
  }
  const dome = anatomy.dome(x, y);
  if (z > dome) {
    if (z < dome + 2.5) return all.muscle;
    if (toEllipsoid(heart, x, y, z) < 0) return all.heart;
    return all.lung;
  }
  if (anatomy.collaterals(x, y, z) < 0) return all.vein;
  if (x > 20 && anatomy.spleen(x, y, z) < 0) return spleenFound;
  if (z < 12) {
    const pelvis = Math.min(toEllipsoid(pelves[0], x, y, z), toEllipsoid(pelves[1], x, y, z));
    if (pelvis < 0) return kidneyPelvisFound;
    const kidney = Math.min(toEllipsoid(kidneys[0], x, y, z), toEllipsoid(kidneys[1], x, y, z));
    if (kidney < 0) return kidneyCortexFound;
    if (toEllipsoid(gallbladder, x, y, z) < 0) return all.kidneyPelvis;
  }
  const wall = toEllipsoid(stomach, x, y, z);
  if (wall < 0) return wall > -4 ? stomachWallGivesWay : y < -24 ? gasGivesWay : stomachContentGivesWay;
  // pancreas and bowel below the porta
  if (z < 16 && z > -52 && toTube(pancreasLine, 9, x, y, z) < 0) return bowelGivesWay;
  if (z < 6 && y < 40) {
    const loop = anatomy.bowel(x / 26 + 9, y / 22 + 9, z / 26 + 9);
    if (loop > 0.9 && y < -25) return gasGivesWay;
    if (loop > 0.1) return bowelGivesWay;
  }
  return fatGivesWay;
}

/** Muscle of the wall, with ribs that slant down from back to front. */
function wallTissue(x: number, y: number, z: number, wallMm: number): Found {
  if (wallMm > 12) return all.fat;
  if (wallMm > 2.5 && wallMm < 10.5 && Math.abs(x) > 22 && z > -90 + 0.2 * y) {
    const phase = (((z + 0.55 * (60 - y)) % 34) + 34) % 34;
    if (phase < 10) return phase < 2 || phase > 8 || wallMm < 4 || wallMm > 9 ? all.cortex : all.bone;
  }
  return all.muscle;
}
