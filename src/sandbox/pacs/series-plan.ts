import type { Geometry } from '../../core/volume/volume.ts';
import type { Named } from './data-set.ts';
import { explicitLittleEndian } from './part10.ts';
import type { SeriesKind } from './sandbox-study.ts';
import type { SimulatedPatient } from './simulate/patient.ts';

/** What the attributes of a series may follow from. */
export interface PlanContext {
  readonly studyId: string;
  readonly subject: SimulatedPatient;
  /** UTC, `HHMMSS`, a number of seconds after the examination began. */
  readonly time: (secondsLater: number) => string;
  readonly frameOfReference: string;
  readonly seriesUid: (kind: SeriesKind) => string;
  readonly instanceUid: (kind: SeriesKind, instance: number) => string;
}

/** Attributes of a series and of its instances, without pixels. Instance i of `instances` has the frames at place i of the pixels. */
export interface SeriesPlan {
  readonly sopClass: string;
  /** Transfer syntax in which the archive keeps it. */
  readonly syntax: string;
  readonly about: Named;
  readonly instances: readonly Named[];
}

/** Seconds after the beginning of the examination. */
export const secondsOf = { localizer: 0, plain: 150, bolus: 300, portalVenous: 370, hepatobiliary: 1560, drawn: 2400 };

export const explicit = { syntax: explicitLittleEndian } as const;

/** Image Plane of slice k of an upright axial grid. */
export function sliceOf({ originMm, spacingMm }: Geometry, k: number): Named {
  const z = originMm[2] + k * spacingMm[2];
  return {
    ImagePositionPatient: [originMm[0], originMm[1], z],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    SliceLocation: z,
  };
}

/** Image Pixel of 16 bits, or 8 of `bits` is 8. */
export const grey = (columns: number, rows: number, bits: 8 | 12 | 16, signed = false): Named => ({
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: rows,
  Columns: columns,
  BitsAllocated: bits === 8 ? 8 : 16,
  BitsStored: bits,
  HighBit: bits - 1,
  PixelRepresentation: signed ? 1 : 0,
});

/** Codes of DICOM sequences. */
export const coded = (scheme: string, value: string, meaning: string): Named => ({
  CodeValue: value,
  CodingSchemeDesignator: scheme,
  CodeMeaning: meaning,
});

/** Samples to little-endian bytes of 16 bits. */
export function words(
  samples: ArrayLike<number>,
  from: number,
  count: number,
  stored: (value: number) => number,
): Uint8Array {
  const bytes = new Uint8Array(2 * count);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) view.setInt16(2 * i, stored(samples[from + i] ?? 0), true);
  return bytes;
}
