import type { Roi } from './roi.ts';

/** Aggregation methods of the IBSI reference manual, section 2.1.1 to 2.1.3, with their codes. */
export const aggregations = {
  '2d-averaged': 'BTW3',
  '2d-slice-merged': 'SUJT',
  '2.5d-direction-merged': 'JJUI',
  '2.5d-merged': 'ZW7Z',
  '3d-averaged': 'ITBB',
  '3d-merged': 'IAZD',
  '2d': '8QNN',
  '2.5d': '62GR',
  '3d': 'KOBO',
  volume: 'DHQ4',
} as const;
export type Aggregation = keyof typeof aggregations;

/** A value, or why there is none: a feature that is undefined for this ROI is absent with a reason, never 0 or NaN. */
export type FeatureResult = { readonly value: number } | { readonly undefined: string };

export interface FeatureDefinition {
  /** kebab-case English id. */
  readonly id: string;
  /** Four-character IBSI code, e.g. `RNU0`. */
  readonly ibsi: string;
  /** Name as in the IBSI reference values. */
  readonly name: string;
  /** UCUM, `1` for plain numbers; `intensity` where it is the unit of the image. */
  readonly unit: string;
}

/** A radiomics family. A member of src/core/radiomics: the default export of `<id>/family.ts`. */
export interface Family {
  readonly id: string;
  /** Name and code as in the IBSI reference values: `Co-occurrence matrix`, `LFYI`. */
  readonly name: string;
  readonly ibsi: string;
  readonly aggregations: readonly Aggregation[];
  /** True when grey levels are needed: the ROI must be discretised. */
  readonly needsLevels: boolean;
  readonly features: readonly FeatureDefinition[];
  /** Every feature of `features` by id for one aggregation. Pure; never throws for an odd ROI (one voxel, flat, empty slices). */
  compute(roi: Roi, aggregation: Aggregation): ReadonlyMap<string, FeatureResult>;
}
