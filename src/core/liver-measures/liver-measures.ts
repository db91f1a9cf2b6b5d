import { Failure } from '../failure.ts';
import type { ImagingFindings, MeasureFinding } from '../findings.ts';
import { sameGrid } from '../volume/geometry.ts';
import { caudateRightLobeRatio, segmentVolumeRatio } from './lobe-ratios.ts';
import { type Measure, type MeasuredSeries, regionOf } from './measure.ts';
import {
  attenuationDifference,
  attenuationRatio,
  liverAttenuation,
  liverAttenuationMean,
  spleenAttenuation,
  spleenAttenuationMean,
} from './organ-attenuation.ts';
import { liverVolume, spleenLength, spleenVolume } from './organ-size.ts';
import { surfaceNodularity } from './surface-nodularity.ts';

const nodularity: Measure = {
  id: 'surface-nodularity',
  title: 'Liver surface nodularity',
  unit: '10*-1.mm',
  evidence: 'research',
  method:
    'Mean distance of the liver edge from a cubic through each 25 mm of it, on all axial CT slices, where it faces forward or right and borders ' +
    'on fat or lung. Windows are placed by rule, not by a reader, so the published cut-offs do not carry over',
  source: 'Smith AD et al. Radiology 2016;280:771-781',
  of(given) {
    if (given.modality !== 'CT') return { absent: 'the edge is sought by Hounsfield units, on CT only' };
    const liver = regionOf(given, 'liver');
    if ('absent' in liver) return liver;
    const found = surfaceNodularity(given.image, liver);
    return 'absent' in found ? found : { value: found.score };
  },
};

/** Every measure; one more is one more row. */
export const liverMeasures: readonly Measure[] = [
  liverVolume,
  spleenVolume,
  spleenLength,
  liverAttenuation,
  liverAttenuationMean,
  spleenAttenuation,
  spleenAttenuationMean,
  attenuationRatio,
  attenuationDifference,
  nodularity,
  caudateRightLobeRatio,
  segmentVolumeRatio,
];

/**
 * All measures of one series, and what could not be measured with its reason.
 * @throws Failure `invalid-input` when a region lies on another grid than the image.
 */
export function measureLiver(
  given: MeasuredSeries,
  measures: readonly Measure[] = liverMeasures,
): { readonly measures: readonly MeasureFinding[]; readonly refused: ImagingFindings['refused'] } {
  for (const mask of given.regions.values())
    if (!sameGrid(mask.geometry, given.image.geometry))
      throw new Failure('invalid-input', 'Image and region lie on different grids: align the region first.');
  const found: MeasureFinding[] = [];
  const refused: { what: string; reason: string }[] = [];
  for (const measure of measures) {
    const { id, title, unit, method, evidence, source } = measure;
    const result = measure.of(given);
    if ('absent' in result) refused.push({ what: id, reason: `${title} could not be measured: ${result.absent}.` });
    else if (!Number.isFinite(result.value))
      refused.push({ what: id, reason: `${title} could not be measured: the value is not finite.` });
    else found.push({ id, title, value: result.value, unit, series: given.series, method, evidence, source });
  }
  return { measures: found, refused };
}
