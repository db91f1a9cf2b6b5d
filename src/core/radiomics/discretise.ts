import { Failure } from '../failure.ts';
import type { Levels } from './roi.ts';
import type { Discretisation } from './settings.ts';

/** Levels are kept in sixteen bits. */
const mostLevels = 65_535;

/**
 * Grey levels of the intensities inside the mask (IBSI reference manual 2.7). Level 1 is the lowest; empty levels stay.
 * A flat ROI has level 1 only under FBN.
 * @param minimum lower end of the first FBS bin when the settings name none (lower end of the re-segmentation range).
 * @throws Failure `invalid-input` when the levels do not fit, or intensities lie below the first bin.
 */
export function discretise(intensities: Float64Array, mask: Uint8Array, how: Discretisation, minimum?: number): Levels {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < mask.length; at++) {
    if (!mask[at]) continue;
    const value = intensities[at] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const data = new Uint16Array(mask.length);
  if (low > high) return { data, count: 0, method: how.method };

  if (how.method === 'FBN') {
    if (!Number.isInteger(how.bins) || how.bins < 1 || how.bins > mostLevels) {
      throw new Failure('invalid-input', `The number of bins must be a whole number from 1 to ${mostLevels}.`);
    }
    const flat = high === low;
    for (let at = 0; at < mask.length; at++) {
      if (!mask[at]) continue;
      const share = flat ? 0 : ((intensities[at] as number) - low) / (high - low);
      data[at] = Math.min(how.bins, Math.floor(how.bins * share) + 1);
    }
    return { data, count: flat ? 1 : how.bins, method: 'FBN' };
  }

  if (!(how.width > 0)) throw new Failure('invalid-input', 'The bin width must be a positive number.');
  const start = how.minimum ?? minimum ?? low;
  if (low < start) {
    throw new Failure(
      'invalid-input',
      'The region holds intensities below the first bin: re-segment to a range, or lower the minimum of the discretisation.',
    );
  }
  const count = Math.floor((high - start) / how.width) + 1;
  if (!(count <= mostLevels)) {
    throw new Failure('invalid-input', `More than ${mostLevels} grey levels: choose wider bins or a narrower range.`);
  }
  for (let at = 0; at < mask.length; at++) {
    if (mask[at]) data[at] = Math.floor(((intensities[at] as number) - start) / how.width) + 1;
  }
  return { data, count, method: 'FBS', width: how.width, minimum: start };
}
