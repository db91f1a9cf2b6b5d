import type { Geometry } from './volume.ts';

/** A volume as a file holds it: value = stored * slope + offset. */
export interface PackedVolume {
  readonly geometry: Geometry;
  readonly data: Int16Array | Uint8Array;
  readonly slope: number;
  readonly offset: number;
  /** At most 79 letters of ASCII; says what it is worth. Nothing of the patient. */
  readonly description: string;
}
