import { Failure } from '../failure.ts';

/** Beyond this a kernel describes the anatomy, not its texture, and the padded image no longer fits in memory. */
const largestRadius = 256;

/** @throws Failure `invalid-input` for a kernel that reaches further than 256 voxels to each side. */
export function allowedRadius(radius: number, filter: string): number {
  if (radius > largestRadius)
    throw new Failure(
      'invalid-input',
      `The ${filter} kernel would reach ${radius} voxels to each side, more than ${largestRadius}; choose a smaller scale or larger voxels.`,
    );
  return radius;
}
