import type { Geometry } from './volume.ts';

/** Directions in the patient, along rising and falling LPS axes. */
export type PatientDirection = 'left' | 'right' | 'posterior' | 'anterior' | 'superior' | 'inferior';

const rising = ['left', 'posterior', 'superior'] as const;
const opposites: Readonly<Record<PatientDirection, PatientDirection>> = {
  left: 'right',
  right: 'left',
  posterior: 'anterior',
  anterior: 'posterior',
  superior: 'inferior',
  inferior: 'superior',
};

export const oppositeOf = (direction: PatientDirection): PatientDirection => opposites[direction];

/**
 * The patient direction in which each index axis (x, y, z) rises: the world axis with the largest share. Two index axes never get one
 * world axis unless the grid stands at 45 degrees; then the order x, y, z decides.
 */
export function patientDirections({ axes }: Geometry): readonly [PatientDirection, PatientDirection, PatientDirection] {
  const taken = new Set<number>();
  const directionOf = (axis: 0 | 1 | 2): PatientDirection => {
    let best = -1;
    for (const world of [0, 1, 2]) {
      if (taken.has(world)) continue;
      if (best < 0 || Math.abs(axes[3 * axis + world] ?? 0) > Math.abs(axes[3 * axis + best] ?? 0) + 1e-9) best = world;
    }
    taken.add(best);
    const direction = rising[best] ?? 'superior';
    return (axes[3 * axis + best] ?? 0) >= 0 ? direction : oppositeOf(direction);
  };
  return [directionOf(0), directionOf(1), directionOf(2)];
}

/** How far, as the cosine of an angle, index axis z departs from the body axis: 1 for axial slices. */
export const axialness = ({ axes }: Geometry): number => Math.abs(axes[8]);
