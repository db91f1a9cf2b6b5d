import { describe, expect, it } from 'vitest';
import {
  areaUnder,
  intensityAt,
  volumeAt,
  volumeHistogramOf,
} from '../../../../src/core/radiomics/intensity-volume-histogram/volume-histogram.ts';

const histogram = (values: number[], steps: Parameters<typeof volumeHistogramOf>[1]) => {
  const found = volumeHistogramOf(Float64Array.from(values), steps);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

describe('the intensity-volume histogram', () => {
  it('of whole intensities: by hand for 1 1 2 4 over 1 to 4', () => {
    const found = histogram([1, 1, 2, 4], { method: 'none' });
    expect([...found.volumes]).toEqual([1, 0.5, 0.25, 0.25]);
    expect([...found.fractions]).toEqual([0, 1 / 3, 2 / 3, 1]);
    expect([volumeAt(found, 0.1), volumeAt(found, 0.9)]).toEqual([0.5, 0.25]);
    expect([intensityAt(found, 0.25), intensityAt(found, 0.9), intensityAt(found, 0.1)]).toEqual([3, 2, undefined]);
  });
  it('has the area of its trapezoids: by hand (0.75 + 0.375 + 0.25) / 3', () => {
    expect(areaUnder(histogram([1, 1, 2, 4], { method: 'none' }))).toBeCloseTo(1.375 / 3, 12);
  });
  it('of bins of a width has bin centres as intensities, and the end of the range in the last bin', () => {
    const found = histogram([0, 2.4, 2.5, 10], { method: 'FBS', width: 2.5, range: [0, 10] });
    expect([...found.intensities]).toEqual([1.25, 3.75, 6.25, 8.75]);
    expect([...found.volumes]).toEqual([1, 0.5, 0.25, 0.25]);
  });
  it('of a number of bins has levels as intensities', () => {
    const found = histogram([0, 5, 10], { method: 'FBN', bins: 1000 });
    expect([
      found.volumes.length,
      found.intensities[0],
      found.intensities[999],
      found.volumes[500],
      found.volumes[999],
    ]).toEqual([1000, 1, 1000, 2 / 3, 1 / 3]);
  });
  it.each([
    ['a flat region', [3, 3], { method: 'none' }, 'equal'],
    ['broken intensities without bins', [0.5, 1.5], { method: 'none' }, 'not whole numbers'],
    ['an axis without end', [0, 1e9], { method: 'none' }, 'too many steps'],
  ] as const)('has no answer for %s', (_, values, steps, reason) => {
    expect(volumeHistogramOf(Float64Array.from(values), steps)).toContain(reason);
  });
});
