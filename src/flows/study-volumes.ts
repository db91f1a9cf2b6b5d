import { type EvidenceClass, weakestEvidence } from '../core/evidence.ts';
import type { RegionFinding, VolumeFinding } from '../core/findings.ts';
import { coarsen, coarserGeometry, coarserSize } from '../core/volume/coarsen.ts';
import { boundingBox, cropGeometry, type Triple } from '../core/volume/geometry.ts';
import type { PackedVolume } from '../core/volume/packed-volume.ts';
import type { Mask, Volume } from '../core/volume/volume.ts';
import type { ActivationMap, StudyImage } from '../ports/imaging-models.ts';

/** Bytes of a file with this volume. */
export type PackVolume = (volume: PackedVolume) => Promise<Uint8Array>;

/** About 280 x 280 x 100: what a browser unpacks in a second, and 5 to 9 MB in the store. */
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
      const key = `${findingsId}/${series.role}-${name}`;
      const file = await pack({ geometry: grid.geometry, ...packed });
      bytes.set(key, file);
      const { size, spacingMm } = grid.geometry;
      return { key, series: series.role, size, spacingMm, bytes: file.length };
    };
    const role = series.role.replaceAll('-', ' ');
    const { slices, averaged } = grid;
    findings.push({
      ...(await add('series', { ...intensities(grid.coarse(image.data), image.modality), description: role })),
      title: `${role}, slices ${slices.first} to ${slices.last} of ${slices.of}${averaged ? ', averaged' : ''}`,
      ...{ kind: 'series', modality: image.modality, averaged, slices },
    });
    for (const [label, mask] of masks) {
      const drawn = regions.find((one) => one.label === label && one.series === series.role);
      if (!drawn) continue;
      const { source, by, evidence } = drawn;
      findings.push({
        ...(await add(label, { ...insideOf(grid.coarse(mask.data)), description: described(label, evidence) })),
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

/** The slab of slices around the regions, and how it becomes coarser. Undefined without any voxel in a region. */
function gridFor({ geometry }: Volume, masks: readonly Mask[]) {
  const boxes = masks.flatMap(({ data }) => boundingBox(data, geometry.size) ?? []);
  if (boxes.length === 0) return undefined;
  const [nx, ny, nz] = geometry.size;
  const margin = Math.ceil(marginMm / geometry.spacingMm[2]);
  const first = Math.max(0, Math.min(...boxes.map(({ low }) => low[2])) - margin);
  const last = Math.min(nz - 1, Math.max(...boxes.map(({ high }) => high[2])) + margin);
  const slab = cropGeometry(geometry, { low: [0, 0, first], high: [nx - 1, ny - 1, last] });
  const to = coarserSize(slab, mostVoxels);
  const cut = <T extends Float32Array | Float64Array | Uint8Array>(data: T) =>
    data.subarray(nx * ny * first, nx * ny * (last + 1)) as T;
  return {
    geometry: coarserGeometry(slab, to),
    slices: { first: first + 1, last: last + 1, of: nz },
    averaged: to.some((n, axis) => n !== slab.size[axis]),
    coarse: (data: Float32Array | Float64Array | Uint8Array): Float32Array => coarsen(cut(data), slab.size, to),
    activation: (map: Volume, liver: Mask) =>
      map.data.length === liver.data.length ? activationOf(cut(map.data), cut(liver.data), slab.size, to) : undefined,
  };
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
