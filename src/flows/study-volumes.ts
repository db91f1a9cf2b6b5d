import { type EvidenceClass, weakestEvidence } from '../core/evidence.ts';
import type { RegionFinding, VolumeFinding } from '../core/findings.ts';
import { coarsen, coarserGeometry, coarserSize } from '../core/volume/coarsen.ts';
import {
  type Box,
  boundingBox,
  cropGeometry,
  cropMask,
  cropVolume,
  type Triple,
  widen,
} from '../core/volume/geometry.ts';
import type { PackedVolume } from '../core/volume/packed-volume.ts';
import type { Mask, Volume } from '../core/volume/volume.ts';
import type { ActivationMap, StudyImage } from '../ports/imaging-models.ts';

/** Bytes of a file with this volume. */
export type PackVolume = (volume: PackedVolume) => Promise<Uint8Array>;

/** About 320 x 240 x 100: what a browser unpacks in a second, and 5 to 9 MB in the store. */
const mostVoxels = 8_000_000;
/** Of what lies before and behind the organs along the slice axis. */
const marginMm = 30;
/** Hounsfield units beyond are padding of the scanner. */
const huRange = [-1024, 3071] as const;

/**
 * What a viewer needs of each series with a region: its intensities, each region, and of each activation map the values in the liver, all
 * on one grid of bounded size. A volume carries the evidence class of what made it, in its finding and in its file. Runs of pictures
 * (ultrasound) have none: their pictures are all there is.
 */
export async function studyVolumes(
  findingsId: string,
  images: readonly StudyImage[],
  regions: readonly RegionFinding[],
  activations: readonly ActivationMap[],
  pack: PackVolume,
): Promise<{ readonly findings: readonly VolumeFinding[]; readonly bytes: ReadonlyMap<string, Uint8Array> }> {
  const findings: VolumeFinding[] = [];
  const bytes = new Map<string, Uint8Array>();
  for (const { series, image, regions: masks } of images) {
    if (image.planar) continue;
    const grid = gridFor(image, [...masks.values()]);
    if (!grid) continue;
    const add = async (name: string, packed: Omit<PackedVolume, 'geometry'>) => {
      // Pictures of the same things have the same names, without the ending.
      const key = `${findingsId}/${series.role}-${name}.nii.gz`;
      const file = await pack({ geometry: grid.geometry, ...packed });
      bytes.set(key, file);
      const { size, spacingMm } = grid.geometry;
      return { key, series: series.role, size, spacingMm, bytes: file.length };
    };
    const role = series.role.replaceAll('-', ' ');
    const { slices, averaged } = grid;
    findings.push({
      ...(await add('series', { ...intensities(grid.image(), image.modality), description: role })),
      title: `${role}, slices ${slices.first} to ${slices.last} of ${slices.of}${averaged ? ', averaged' : ''}`,
      ...{ kind: 'series', modality: image.modality, averaged, slices },
    });
    for (const [label, mask] of masks) {
      const drawn = regions.find((one) => one.label === label && one.series === series.role);
      if (!drawn) continue;
      const { source, by, evidence } = drawn;
      findings.push({
        ...(await add(label, { ...insideOf(grid.mask(mask)), description: described(label, evidence) })),
        title: `${label} on ${role}, ${by ? `drawn by ${by.id} ${by.version}` : 'as drawn in the study'}`,
        ...{ kind: 'region', label, source, evidence, ...(by ? { by } : {}) },
      });
    }
    const liver = masks.get('liver');
    if (!liver) continue;
    const drawnBy = regions.find(({ label, series: on }) => label === 'liver' && on === series.role)?.evidence;
    for (const { by, title, evidence: own, map } of activations.filter((one) => one.series === series.role)) {
      const values = grid.activation(map, liver);
      if (!values) continue;
      // It is shown in the liver: what drew the liver has a part in it.
      const evidence = weakestEvidence([own, drawnBy ?? 'established']);
      const name = `activation-${by.id}-${by.version}`;
      findings.push({
        ...(await add(name, { ...values.packed, description: described(`where ${by.id} looked`, evidence) })),
        title: `Where ${title} ${by.version} looked`,
        ...{ kind: 'activation', by, evidence, range: values.range },
      });
    }
  }
  return { findings, bytes };
}

const described = (what: string, evidence: EvidenceClass): string => `${what} (${evidence})`.slice(0, 79);

/** Denser than this is body or table; around it is air, which nobody looks at. */
const airHu = -500;
const airMarginMm = 5;

/** The slab of slices around the regions, without the air around the body, and how it becomes coarser. Undefined without any region. */
function gridFor(image: StudyImage['image'], masks: readonly Mask[]) {
  const { geometry } = image;
  const boxes = masks.flatMap(({ data }) => boundingBox(data, geometry.size) ?? []);
  if (boxes.length === 0) return undefined;
  const [nx, ny, nz] = geometry.size;
  const margin = Math.ceil(marginMm / geometry.spacingMm[2]);
  const first = Math.max(0, Math.min(...boxes.map(({ low }) => low[2])) - margin);
  const last = Math.min(nz - 1, Math.max(...boxes.map(({ high }) => high[2])) + margin);
  const whole: Box = { low: [0, 0, first], high: [nx - 1, ny - 1, last] };
  const box = image.modality === 'CT' ? withoutAir(image, whole, boxes) : whole;
  const cut = cropGeometry(geometry, box);
  const to = coarserSize(cut, mostVoxels);
  const maskIn = (mask: Mask) => cropMask(mask, box).data;
  return {
    geometry: coarserGeometry(cut, to),
    slices: { first: first + 1, last: last + 1, of: nz },
    averaged: to.some((n, axis) => n !== cut.size[axis]),
    image: (): Float32Array => coarsen(cropVolume(image, box).data, cut.size, to),
    mask: (mask: Mask): Float32Array => coarsen(maskIn(mask), cut.size, to),
    activation: (map: Volume, liver: Mask) =>
      map.data.length === liver.data.length
        ? activationOf(cropVolume(map, box).data, maskIn(liver), cut.size, to)
        : undefined,
  };
}

/** The slab's columns and rows that hold anything denser than air, and all regions. */
function withoutAir({ geometry, data }: Volume, slab: Box, regions: readonly Box[]): Box {
  const [nx, ny] = geometry.size;
  let [left, right, top, bottom] = [nx, -1, ny, -1];
  for (let k = slab.low[2]; k <= slab.high[2]; k++)
    for (let j = 0; j < ny; j++) {
      const row = nx * (j + ny * k);
      for (let i = 0; i < nx; i++) {
        if (!((data[row + i] as number) > airHu)) continue;
        if (i < left) left = i;
        if (i > right) right = i;
        if (j < top) top = j;
        if (j > bottom) bottom = j;
      }
    }
  const low = (axis: 0 | 1, found: number) => Math.min(found, ...regions.map((one) => one.low[axis]));
  const high = (axis: 0 | 1, found: number) => Math.max(found, ...regions.map((one) => one.high[axis]));
  const body: Box = {
    low: [low(0, left), low(1, top), slab.low[2]],
    high: [high(0, right), high(1, bottom), slab.high[2]],
  };
  const wide = widen(body, geometry, airMarginMm);
  return { low: [wide.low[0], wide.low[1], slab.low[2]], high: [wide.high[0], wide.high[1], slab.high[2]] };
}

/** CT is kept in whole Hounsfield units; what has no unit keeps its own numbers where they fit, else its range is spread over int16. */
function intensities(data: Float32Array, modality: string): Omit<PackedVolume, 'geometry' | 'description'> {
  let [low, high] = modality === 'CT' ? [...huRange] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  if (modality !== 'CT')
    for (const value of data) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  const fits = low >= -32768 && high <= 32767 && high - low >= 255;
  const slope = fits || high <= low ? 1 : (high - low) / 60_000;
  const offset = fits ? 0 : (low + high) / 2;
  const out = new Int16Array(data.length);
  for (let at = 0; at < data.length; at++) {
    const value = Math.max(low, Math.min(high, data[at] as number));
    out[at] = Math.round((value - offset) / slope);
  }
  return { data: out, slope, offset };
}

/** At least half of the voxel. */
function insideOf(shares: Float32Array): Omit<PackedVolume, 'geometry' | 'description'> {
  const data = new Uint8Array(shares.length);
  for (let at = 0; at < data.length; at++) if ((shares[at] as number) >= 0.5) data[at] = 1;
  return { data, slope: 1, offset: 0 };
}

function activationOf(map: ArrayLike<number>, inside: Uint8Array, from: Triple, to: Triple) {
  const shares = coarsen(inside, from, to);
  const values = coarsen(map, from, to, inside);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < values.length; at++) {
    const share = shares[at] as number;
    // Only what is liver counts: the mean must not fade towards the rim.
    const value = share >= 0.5 ? (values[at] as number) / share : 0;
    values[at] = value;
    if (share < 0.5) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  // An even map says nothing, as in the pictures.
  if (!(high > low) || high <= 0) return undefined;
  const slope = high / 255;
  const data = new Uint8Array(values.length);
  // 0 is kept for what is not liver.
  for (let at = 0; at < data.length; at++)
    if ((shares[at] as number) >= 0.5) data[at] = Math.max(1, Math.round((values[at] as number) / slope));
  return { packed: { data, slope, offset: 0 }, range: [Math.max(0, low), high] as const };
}
