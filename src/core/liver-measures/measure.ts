import type { EvidenceClass } from '../evidence.ts';
import type { SeriesRole } from '../volume/series-rules.ts';
import type { Mask, Volume } from '../volume/volume.ts';

/** What measures are taken on: one series with the regions drawn on it, all on one grid. */
export interface MeasuredSeries {
  readonly series: SeriesRole;
  /** DICOM modality. CT intensities are Hounsfield units. */
  readonly modality: string;
  readonly image: Volume;
  /** By label: `liver`, `spleen`, `caudate-lobe`, `right-lobe`, `liver-segment-1` to `liver-segment-8`. */
  readonly regions: ReadonlyMap<string, Mask>;
}

export type Measured = { readonly value: number } | { readonly absent: string };

/** One measure: a row of the table in `liver-measures.ts`. */
export interface Measure {
  readonly id: string;
  readonly title: string;
  /** UCUM. */
  readonly unit: string;
  readonly evidence: EvidenceClass;
  readonly method: string;
  readonly source: string;
  /** Pure; absent with a reason where the series or its regions do not allow it. */
  of(given: MeasuredSeries): Measured;
}

/** A region by its label, or why there is none. */
export function regionOf({ regions }: MeasuredSeries, label: string): Mask | { readonly absent: string } {
  const mask = regions.get(label);
  if (mask?.data.includes(1)) return mask;
  return { absent: `there is no ${label.replaceAll('-', ' ')} region` };
}
