import { Failure } from '../../core/failure.ts';
import { fillOutside, type GantryTilt, uprightPlane } from '../../core/volume/gantry-tilt.ts';
import type { SeriesFacts } from '../../core/volume/series-facts.ts';
import { sliceAxes, stackSlices } from '../../core/volume/slice-stack.ts';
import type { Geometry, Volume } from '../../core/volume/volume.ts';
import { writeIntensities } from './intensities.ts';
import { decodeFrame } from './pixel-decoder.ts';
import { type Slice, splitKeys } from './slices.ts';
import type { UltrasoundRegion } from './ultrasound-regions.ts';

/** A volume read from DICOM. */
export interface DicomVolume extends Volume {
  readonly data: Float32Array;
  readonly modality: string;
  /** HU for CT; undefined where the modality has no unit. */
  readonly unit: string | undefined;
  /** A picture: its third spacing is 1 only because a grid needs one, and means nothing. */
  readonly planar: boolean;
  readonly frameOfReference: string | undefined;
  readonly regions: readonly UltrasoundRegion[];
  /** Voxels that the scanner marked as "no image here", which keep their rescaled value, and those beside a leaning stack. */
  readonly paddingVoxels: number;
}

/** A volume that can be read: its place is known and checked, its pixels are not decoded yet. */
export interface SeriesVolume {
  readonly facts: SeriesFacts;
  readonly geometry: Geometry;
  readonly seriesUid: string | undefined;
  readonly frameOfReference: string | undefined;
  /** 1, or the number of pictures of a cine run. */
  readonly pictures: number;
  /** What was done on the way: split by a key, copies left out. */
  readonly notes: readonly string[];
  /** SOP Instance UIDs in slice order, for segmentations that refer to them; empty text where a UID is empty. */
  readonly sopInstances: readonly string[];
  /**
   * Decodes slice by slice into one array; of a cine run the picture asked for (0-based, the first without it).
   * @param onSlice called after each decoded slice with the number done.
   */
  readonly load: (options?: {
    readonly picture?: number;
    readonly onSlice?: (done: number) => void;
    readonly signal?: AbortSignal;
  }) => Promise<DicomVolume>;
}

export interface RefusedSeries {
  readonly problem: string;
  readonly reason: string;
  readonly slices: number;
  readonly modality: string;
}

export interface BuiltSeries {
  readonly volumes: readonly SeriesVolume[];
  readonly refused: readonly RefusedSeries[];
}

/** 4 GiB of 32-bit values: what is larger is a mistake or an attack. */
const maximumVoxels = 2 ** 30;
const maximumSlices = 20_000;

const groupBy = <T>(all: readonly T[], keyOf: (one: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
};

const sameOrientation = (a: readonly number[] | undefined, b: readonly number[] | undefined) =>
  a === b || (a !== undefined && b !== undefined && a.every((value, i) => Math.abs(value - (b[i] ?? 2)) < 1e-3));

/** Slices of one direction each; localizers and radial scans hold several. */
const byOrientation = (slices: readonly Slice[]): Slice[][] => {
  const groups: Slice[][] = [];
  for (const slice of slices) {
    const group = groups.find((other) => sameOrientation(other[0]?.orientation, slice.orientation));
    if (group === undefined) groups.push([slice]);
    else group.push(slice);
  }
  return groups;
};

/** Copies of one file are one file; two different instances of one UID are a contradiction. */
const withoutCopies = (slices: readonly Slice[]): { kept: Slice[]; copies: number; contradiction: boolean } => {
  const seen = new Set<string>();
  const kept = slices.filter(({ source, frame }) => {
    const key = `${source.digest}/${frame}`;
    return !seen.has(key) && seen.add(key);
  });
  const named = kept.filter(({ sopInstance }) => sopInstance !== undefined);
  const names = new Set(named.map(({ sopInstance, frame }) => `${sopInstance}/${frame}`));
  return { kept, copies: slices.length - kept.length, contradiction: names.size < named.length };
};

type Attempt = { readonly volume: SeriesVolume } | { readonly problem: string; readonly reason: string };

const attempt = (slices: readonly Slice[], notes: readonly string[]): Attempt => {
  const [first] = slices;
  if (first === undefined) return { problem: 'no-geometry', reason: 'There are no slices.' };
  const { columns, rows } = first.layout;
  if (slices.length > maximumSlices)
    return { problem: 'too-large', reason: `The series has more than ${maximumSlices} slices.` };
  if (first.modality !== 'US' && columns * rows * slices.length > maximumVoxels)
    return { problem: 'too-large', reason: `The series has more than ${maximumVoxels} voxels.` };
  if (first.spacingMm === undefined)
    return {
      problem: 'no-geometry',
      reason:
        first.modality === 'US'
          ? 'The ultrasound picture has no calibrated region, so its size in millimetres is unknown.'
          : 'The image has no pixel spacing, so its size in millimetres is unknown.',
    };
  if (first.modality === 'US' || slices.length === 1) return pictures(slices, first, first.spacingMm, notes);
  const planes = slices.flatMap(({ positionMm, orientation }) =>
    positionMm === undefined || orientation === undefined ? [] : [{ positionMm, orientation }],
  );
  if (planes.length < slices.length)
    return { problem: 'no-geometry', reason: 'Slices have no position or orientation, so they cannot be stacked.' };
  const stack = stackSlices(planes, [columns, rows], first.spacingMm);
  if (!stack.ok) return { problem: stack.problem, reason: stack.sentence };
  const ordered = stack.order.flatMap((index) => slices[index] ?? []);
  const { tilt } = stack;
  if (tilt === undefined) return { volume: volumeOf(ordered, first, stack.geometry, { planar: false, notes }) };
  const [nx, ny, nz] = stack.geometry.size;
  if (first.modality !== 'CT')
    return {
      problem: 'gantry-tilt',
      reason: 'The slices are shifted against each other, which only a CT gantry may do.',
    };
  if (nx * ny * nz > maximumVoxels)
    return { problem: 'too-large', reason: `The series has more than ${maximumVoxels} voxels.` };
  const said = `The gantry was tilted by ${tilt.degrees.toFixed(1)} degrees: slices are moved along their ${tilt.axis === 0 ? 'rows' : 'columns'} onto an upright grid, ${tilt.growthPx} pixels longer, with linear interpolation.`;
  return { volume: volumeOf(ordered, first, stack.geometry, { planar: false, notes: [...notes, said], tilt }) };
};

/** A single slice, or ultrasound frames, which follow each other in time and not in space. */
const pictures = (
  slices: readonly Slice[],
  first: Slice,
  spacing: readonly [number, number],
  notes: readonly string[],
): Attempt => {
  const axes = first.orientation === undefined ? undefined : sliceAxes(first.orientation);
  if (first.orientation !== undefined && axes === undefined)
    return { problem: 'bad-orientation', reason: 'The image orientation is no pair of right-angled directions.' };
  const [x, y, z] = axes ?? [[1, 0, 0] as const, [0, 1, 0] as const, [0, 0, 1] as const];
  const geometry: Geometry = {
    size: [first.layout.columns, first.layout.rows, 1],
    spacingMm: [spacing[0], spacing[1], 1],
    originMm: first.positionMm ?? [0, 0, 0],
    axes: [...x, ...y, ...z],
  };
  return { volume: volumeOf(slices, first, geometry, { planar: true, notes }) };
};

const volumeOf = (
  slices: readonly Slice[],
  first: Slice,
  geometry: Geometry,
  about: { planar: boolean; notes: readonly string[]; tilt?: GantryTilt },
): SeriesVolume => ({
  facts: {
    ...first.facts,
    slices: slices.length,
    planar: about.planar,
    sliceSpacingMm: about.planar ? undefined : geometry.spacingMm[2],
    coverageMm: about.planar ? undefined : geometry.spacingMm[2] * (slices.length - 1),
  },
  geometry,
  seriesUid: first.seriesUid,
  frameOfReference: first.frameOfReference,
  pictures: about.planar ? slices.length : 1,
  notes: about.notes,
  sopInstances: slices.map(({ sopInstance }) => sopInstance ?? ''),
  load: async ({ picture = 0, onSlice, signal } = {}) => {
    const wanted = about.planar ? slices.slice(picture, picture + 1) : slices;
    if (wanted.length === 0) throw new Failure('invalid-input', 'The series does not hold the picture asked for.');
    const plane = geometry.size[0] * geometry.size[1];
    const data = new Float32Array(plane * wanted.length);
    let paddingVoxels = 0;
    let open: { source: Slice['source']; file: Awaited<ReturnType<Slice['source']['open']>> } | undefined;
    for (const [k, slice] of wanted.entries()) {
      signal?.throwIfAborted();
      if (open?.source !== slice.source) open = { source: slice.source, file: await slice.source.open() };
      const frame = await decodeFrame(open.file, slice.layout, slice.frame);
      const { columns, rows } = slice.layout;
      const leaning = about.tilt === undefined ? undefined : new Float32Array(columns * rows);
      const [target, from] = leaning === undefined ? [data, k * plane] : [leaning, 0];
      paddingVoxels += writeIntensities(frame, slice.layout, slice.rescale, slice.modality, target, from);
      if (leaning !== undefined && about.tilt !== undefined)
        uprightPlane(leaning, [columns, rows], about.tilt, about.tilt.shiftsPx[k] ?? 0, data, k * plane);
      onSlice?.(k + 1);
    }
    if (about.tilt !== undefined) paddingVoxels += fillOutside(data);
    return {
      geometry,
      data,
      modality: first.modality,
      unit: first.unit,
      planar: about.planar,
      frameOfReference: first.frameOfReference,
      regions: first.regions,
      paddingVoxels,
    };
  },
});

/** The slices of one series and direction: one stack, or the fewest complete stacks that one key splits them into. */
const buildGroup = (slices: readonly Slice[]): BuiltSeries => {
  const modality = slices[0]?.modality ?? '';
  const { kept, copies, contradiction } = withoutCopies(slices);
  const notes = copies > 0 ? [`${copies} copies of files that were there already are left out.`] : [];
  const refuse = (problem: string, reason: string): BuiltSeries => ({
    volumes: [],
    refused: [{ problem, reason, slices: slices.length, modality }],
  });
  if (contradiction) return refuse('duplicate-slices', 'Different instances carry one SOP Instance UID.');
  const whole = attempt(kept, notes);
  if ('volume' in whole) return { volumes: [whole.volume], refused: [] };
  if (['duplicate-slices', 'missing-slices', 'uneven-slices', 'gantry-tilt'].includes(whole.problem))
    for (const key of splitKeys) {
      const parts = groupBy(kept, ({ split }) => split[key] ?? '');
      if (parts.length < 2 || parts.some((part) => part.length < 2)) continue;
      const attempts = parts.map((part) =>
        attempt(part, [...notes, `The series holds ${parts.length} stacks, told apart by ${key}.`]),
      );
      const volumes = attempts.flatMap((each) => ('volume' in each ? [each.volume] : []));
      if (volumes.length === parts.length) return { volumes, refused: [] };
    }
  return refuse(whole.problem, whole.reason);
};

/**
 * Instances of any number of series, in any order, to volumes. Split by study, series, modality, size, spacing, image type,
 * frame of reference and orientation; a series that still holds several stacks is split by the first key of `splitKeys`
 * that leaves only complete ones. What stays a duplicate, incomplete, uneven or tilted stack is refused by name.
 */
export const buildSeries = (slices: readonly Slice[]): BuiltSeries => {
  const built = groupBy(slices, ({ family }) => family)
    .flatMap(byOrientation)
    .map(buildGroup);
  return { volumes: built.flatMap(({ volumes }) => volumes), refused: built.flatMap(({ refused }) => refused) };
};
