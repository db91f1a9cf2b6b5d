import { type Attenuation, attenuationOf, rimMm } from './attenuation.ts';
import { type Measure, type Measured, type MeasuredSeries, regionOf } from './measure.ts';

const steatosisSource = 'Kodama Y et al. AJR 2007;188:1307-1312';
const phaseNote =
  'Cut-offs for fat hold for unenhanced CT only; on enhanced series the value describes the phase as much as the tissue';
const rim = `more than ${rimMm} mm inside the region`;

/** Attenuation in HU of an organ; elsewhere than on CT intensities have no unit to speak of. */
function organ(given: MeasuredSeries, label: string): Attenuation | { readonly absent: string } {
  if (given.modality !== 'CT') return { absent: 'attenuation in Hounsfield units exists on CT only' };
  const region = regionOf(given, label);
  return 'absent' in region ? region : attenuationOf(given.image, region);
}

const attenuation = (label: 'liver' | 'spleen', statistic: 'median' | 'mean'): Measure => ({
  id: statistic === 'median' ? `${label}-attenuation` : `${label}-attenuation-mean`,
  title: `${label === 'liver' ? 'Liver' : 'Spleen'} attenuation, ${statistic}`,
  unit: "[hnsf'U]",
  evidence: 'established',
  method: `${statistic === 'median' ? 'Median' : 'Mean'} of the voxels ${rim}. ${phaseNote}`,
  source: steatosisSource,
  of(given) {
    const found = organ(given, label);
    return 'absent' in found ? found : { value: found[statistic] };
  },
});

export const liverAttenuation = attenuation('liver', 'median');
export const liverAttenuationMean = attenuation('liver', 'mean');
export const spleenAttenuation = attenuation('spleen', 'median');
export const spleenAttenuationMean = attenuation('spleen', 'mean');

function ofBoth(given: MeasuredSeries, combine: (liver: number, spleen: number) => Measured): Measured {
  const [liver, spleen] = [organ(given, 'liver'), organ(given, 'spleen')];
  if ('absent' in liver) return liver;
  return 'absent' in spleen ? spleen : combine(liver.mean, spleen.mean);
}

export const attenuationRatio: Measure = {
  id: 'liver-spleen-attenuation-ratio',
  title: 'Attenuation of the liver over that of the spleen',
  unit: '1',
  evidence: 'research',
  method: `Ratio of the means of the voxels ${rim} of each organ. ${phaseNote}`,
  source: steatosisSource,
  of: (given) =>
    ofBoth(given, (liver, spleen) =>
      spleen > 0 ? { value: liver / spleen } : { absent: 'the spleen is not brighter than water' },
    ),
};

export const attenuationDifference: Measure = {
  id: 'liver-spleen-attenuation-difference',
  title: 'Attenuation of the liver minus that of the spleen',
  unit: "[hnsf'U]",
  evidence: 'research',
  method: `Difference of the means of the voxels ${rim} of each organ. ${phaseNote}`,
  source: steatosisSource,
  of: (given) => ofBoth(given, (liver, spleen) => ({ value: liver - spleen })),
};
