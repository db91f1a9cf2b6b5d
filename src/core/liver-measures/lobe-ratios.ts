import { axialness } from '../volume/patient-directions.ts';
import type { Mask } from '../volume/volume.ts';
import { type Measure, type MeasuredSeries, regionOf } from './measure.ts';
import { touchedFaces, voxelsOf } from './region-size.ts';

/** Extent along the patient's right-left axis (world x) of one slice of a mask, mm; 0 when the slice is empty. */
function widthMm({ geometry: { size, spacingMm, axes }, data }: Mask, k: number): number {
  const [nx, ny] = size;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let j = 0, at = k * nx * ny; j < ny; j++)
    for (let i = 0; i < nx; i++, at++) {
      if (!data[at]) continue;
      const x = axes[0] * i * spacingMm[0] + axes[3] * j * spacingMm[1];
      if (x < low) low = x;
      if (x > high) high = x;
    }
  return low > high ? 0 : high - low + Math.abs(axes[0]) * spacingMm[0] + Math.abs(axes[3]) * spacingMm[1];
}

export const caudateRightLobeRatio: Measure = {
  id: 'caudate-right-lobe-ratio',
  title: 'Width of the caudate lobe over that of the right lobe',
  unit: '1',
  evidence: 'research',
  method:
    'On the axial slice where the caudate region is widest: its extent from right to left over that of the right lobe region. The ' +
    'published ratios are measured just below the bifurcation of the main portal vein (Harbin) or at the right portal vein (Awaya) from the ' +
    'wall of the vein; here the borders are those of the drawn lobes, so the published cut-offs do not carry over',
  source: 'Harbin WP et al. Radiology 1980;135:273-283; modified by Awaya H et al. Radiology 2002;224:769-774',
  of(given) {
    const [caudate, right] = [regionOf(given, 'caudate-lobe'), regionOf(given, 'right-lobe')];
    if ('absent' in caudate || 'absent' in right)
      return { absent: 'the caudate and the right lobe are not drawn, and the portal vein bifurcation is not known' };
    if (axialness(caudate.geometry) < 0.94) return { absent: 'the slices are not axial' };
    let [width, level] = [0, -1];
    for (let k = 0; k < caudate.geometry.size[2]; k++) {
      const here = widthMm(caudate, k);
      if (here > width) [width, level] = [here, k];
    }
    const beside = widthMm(right, level);
    if (beside === 0) return { absent: 'the right lobe is not drawn at the level of the caudate lobe' };
    return { value: width / beside };
  },
};

const segments = (given: MeasuredSeries, numbers: readonly number[]) =>
  numbers.map((number) => regionOf(given, `liver-segment-${number}`));

export const segmentVolumeRatio: Measure = {
  id: 'liver-segmental-volume-ratio',
  title: 'Volume of segments I to III over that of segments IV to VIII',
  unit: '1',
  evidence: 'research',
  method: 'Ratio of the voxels of the Couinaud segments as drawn',
  source: 'Furusato Hunt OM et al. J Comput Assist Tomogr 2016;40:478-484',
  of(given) {
    const [left, right] = [segments(given, [1, 2, 3]), segments(given, [4, 5, 6, 7, 8])];
    let sums: readonly [number, number] = [0, 0];
    for (const [side, regions] of [left, right].entries())
      for (const region of regions) {
        if ('absent' in region) return { absent: 'the Couinaud segments are not all drawn' };
        const cut = touchedFaces(region);
        if (cut.length > 0) return { absent: `the liver is cut by the ${cut.join(' and ')} border of the images` };
        const voxels = voxelsOf(region);
        sums = side === 0 ? [sums[0] + voxels, sums[1]] : [sums[0], sums[1] + voxels];
      }
    return { value: sums[0] / sums[1] };
  },
};
