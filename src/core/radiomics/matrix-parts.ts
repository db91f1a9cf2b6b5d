import { type Direction, directions2d, directions3d } from './directions.ts';
import type { Aggregation } from './family.ts';
import type { PaddedLevels } from './padded-levels.ts';

/**
 * What goes into one matrix: the voxels from..to of the padded list and the directions (for neighbourhoods: these and
 * their opposites). Slices are consecutive in the list, so "all slices merged" is the whole list with directions
 * within the slice.
 */
export interface MatrixPart {
  readonly from: number;
  readonly to: number;
  readonly directions: readonly Direction[];
}

interface Plan {
  readonly directions: readonly Direction[];
  /** One matrix per slice, features averaged over slices; otherwise slices merge into one matrix. */
  readonly perSlice: boolean;
  /** One matrix per direction, features averaged over directions; otherwise directions merge. */
  readonly perDirection: boolean;
}

/** IBSI reference manual, sections 3.6 and 3.7 (GLCM, GLRLM) and 3.8 to 3.11 (the others). */
const plans: Readonly<Record<Aggregation, Plan | undefined>> = {
  '2d-averaged': { directions: directions2d, perSlice: true, perDirection: true },
  '2d-slice-merged': { directions: directions2d, perSlice: true, perDirection: false },
  '2.5d-direction-merged': { directions: directions2d, perSlice: false, perDirection: true },
  '2.5d-merged': { directions: directions2d, perSlice: false, perDirection: false },
  '3d-averaged': { directions: directions3d, perSlice: false, perDirection: true },
  '3d-merged': { directions: directions3d, perSlice: false, perDirection: false },
  '2d': { directions: directions2d, perSlice: true, perDirection: false },
  '2.5d': { directions: directions2d, perSlice: false, perDirection: false },
  '3d': { directions: directions3d, perSlice: false, perDirection: false },
  volume: undefined,
};

/** The matrices that an aggregation method asks for; slices without voxels give none. */
export function matrixParts(levels: PaddedLevels, aggregation: Aggregation): readonly MatrixPart[] {
  const plan = plans[aggregation];
  if (!plan) return [];
  const ranges = plan.perSlice ? sliceRanges(levels) : [{ from: 0, to: levels.voxels.length }];
  const directionSets = plan.perDirection ? plan.directions.map((direction) => [direction]) : [plan.directions];
  return ranges
    .filter(({ from, to }) => to > from)
    .flatMap((range) => directionSets.map((directions) => ({ ...range, directions })));
}

/** Whether neighbours in other slices count. */
export const crossesSlices = (aggregation: Aggregation): boolean => plans[aggregation]?.directions === directions3d;

function sliceRanges({ sliceStarts }: PaddedLevels): { from: number; to: number }[] {
  return Array.from({ length: sliceStarts.length - 1 }, (_, z) => ({
    from: sliceStarts[z] ?? 0,
    to: sliceStarts[z + 1] ?? 0,
  }));
}
