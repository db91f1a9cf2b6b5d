import { Failure } from '../failure.ts';
import { components } from '../volume/components.ts';
import { sameGrid, toWorld } from '../volume/geometry.ts';
import type { PatientDirection } from '../volume/patient-directions.ts';
import type { Mask, Volume } from '../volume/volume.ts';
import { medianOf } from './attenuation.ts';
import type { RegionExpectations } from './region-expectations.ts';
import { centreOf, touchedFaces, voxelMl, voxelsOf } from './region-size.ts';

export const regionProblems = [
  'empty-region',
  'region-too-small',
  'region-too-large',
  'region-in-fragments',
  'region-on-wrong-side',
  'region-intensity-implausible',
] as const;
export type RegionProblem = (typeof regionProblems)[number];

export interface RegionFacts {
  readonly voxels: number;
  readonly volumeMl: number;
  /** Pieces that hang together (26 neighbours). */
  readonly fragments: number;
  /** Share of the voxels that the largest piece holds. */
  readonly largestShare: number;
  /** Faces of the field of view that it touches. */
  readonly touches: readonly PatientDirection[];
  /** Hounsfield units; only on CT. */
  readonly medianHu?: number;
}

export type CheckedRegion =
  | { readonly ok: true; readonly facts: RegionFacts; readonly cautions: readonly string[] }
  | { readonly ok: false; readonly facts: RegionFacts; readonly problem: RegionProblem; readonly sentence: string };

/** Below this share of the largest piece the region is no organ; below the second a reader should know of the pieces. */
const fragmentLimits = { refuse: 0.7, caution: 0.98 };
/** The centre of an organ may lie this far on the wrong side of the midline before the image or region counts as mirrored. */
const midlineSlackMm = 20;
/** Hounsfield units above which a voxel is no air: the body, whose middle is the midline. */
const airHu = -300;

/**
 * Looks a region over before anything is measured on it. Poor regions are refused by name; what a reader should know comes as cautions.
 *
 * @param modality DICOM modality; intensities are judged, and the midline is taken from the body, on CT only. Elsewhere the
 *   middle of the image stands for the midline, and a wrong side is a caution.
 * @throws Failure `invalid-input` when mask and image lie on different grids.
 */
export function checkRegion(mask: Mask, image: Volume, expected: RegionExpectations, modality: string): CheckedRegion {
  if (!sameGrid(mask.geometry, image.geometry))
    throw new Failure('invalid-input', 'Image and region lie on different grids: align the region first.');
  const voxels = voxelsOf(mask);
  const name = expected.label;
  if (voxels === 0) {
    const facts = { voxels, volumeMl: 0, fragments: 0, largestShare: 0, touches: [] };
    return { ok: false, facts, problem: 'empty-region', sentence: `The ${name} region is empty.` };
  }
  const { sizes } = components(mask.data, mask.geometry.size);
  const medianHu = modality === 'CT' ? medianOf(image, mask) : undefined;
  const facts: RegionFacts = {
    voxels,
    volumeMl: voxels * voxelMl(mask),
    fragments: sizes.length,
    largestShare: (sizes[0] ?? 0) / voxels,
    touches: touchedFaces(mask),
    ...(medianHu === undefined ? {} : { medianHu }),
  };
  const judged = [
    judgeVolume(facts, expected),
    judgeFragments(facts, name),
    judgeSide(mask, image, expected, modality === 'CT'),
    judgeIntensity(facts, expected),
    judgeBorder(facts, name),
  ];
  for (const { refusal } of judged) if (refusal) return { ok: false, facts, ...refusal };
  return { ok: true, facts, cautions: judged.flatMap(({ caution }) => (caution === undefined ? [] : [caution])) };
}

interface Judgement {
  readonly refusal?: { readonly problem: RegionProblem; readonly sentence: string };
  readonly caution?: string;
}

const ml = (value: number) => `${value < 100 ? value.toFixed(1) : Math.round(value)} mL`;

function judgeVolume({ volumeMl, touches }: RegionFacts, { label, volumeMl: { usual, possible } }: RegionExpectations) {
  const says = `The ${label} region has ${ml(volumeMl)}`;
  if (volumeMl < possible[0])
    return refuse('region-too-small', `${says}, below ${ml(possible[0])}: that is no ${label}.`);
  if (volumeMl > possible[1])
    return refuse('region-too-large', `${says}, above ${ml(possible[1])}: that is no ${label}.`);
  if (volumeMl > usual[1]) return { caution: `${says}, more than usual (up to ${ml(usual[1])}).` };
  if (volumeMl < usual[0] && touches.length === 0)
    return { caution: `${says}, less than usual (from ${ml(usual[0])}).` };
  return {};
}

function judgeFragments({ fragments, largestShare }: RegionFacts, label: string): Judgement {
  if (fragments === 1) return {};
  const says = `The ${label} region lies in ${fragments} pieces; the largest holds ${(100 * largestShare).toFixed(1)} %`;
  if (largestShare < fragmentLimits.refuse) return refuse('region-in-fragments', `${says}: that is no single organ.`);
  return largestShare < fragmentLimits.caution ? { caution: `${says}.` } : {};
}

function judgeSide(mask: Mask, image: Volume, { label, side }: RegionExpectations, isCt: boolean): Judgement {
  const centre = centreOf(mask);
  const midline = midlineMm(image, isCt);
  if (centre === undefined || midline === undefined) return {};
  // LPS: the patient's right has the smaller x
  const wrongBy = (centre[0] - midline) * (side === 'right' ? 1 : -1);
  if (wrongBy <= midlineSlackMm) return {};
  const says = `The centre of the ${label} region lies ${Math.round(wrongBy)} mm on the wrong side of the midline`;
  if (!isCt) return { caution: `${says} (the middle of the image).` };
  return refuse('region-on-wrong-side', `${says}: image or region is mirrored, or the organs are.`);
}

function judgeIntensity({ medianHu }: RegionFacts, { label, medianHu: { usual, possible } }: RegionExpectations) {
  if (medianHu === undefined) return {};
  const says = `The median of the ${label} region is ${Math.round(medianHu)} HU`;
  if (!(medianHu >= possible[0] && medianHu <= possible[1]))
    return refuse('region-intensity-implausible', `${says}: that is no ${label} tissue.`);
  return medianHu < usual[0] || medianHu > usual[1] ? { caution: `${says}, outside what is usual.` } : {};
}

function judgeBorder({ touches }: RegionFacts, label: string): Judgement {
  if (touches.length === 0) return {};
  const faces = touches.join(' and ');
  return {
    caution: `The ${label} region touches the ${faces} border of the images: its volume and shape may be those of a part.`,
  };
}

const refuse = (problem: RegionProblem, sentence: string): Judgement => ({ refusal: { problem, sentence } });

/** World x of the middle of the body (CT: all that is no air), else of the image. */
function midlineMm({ geometry, data }: Volume, isCt: boolean): number | undefined {
  const [nx, ny, nz] = geometry.size;
  if (!isCt) return toWorld(geometry, [(nx - 1) / 2, (ny - 1) / 2, (nz - 1) / 2])[0];
  const body = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) if ((data[at] ?? airHu) > airHu) body[at] = 1;
  return centreOf({ geometry, data: body })?.[0];
}
