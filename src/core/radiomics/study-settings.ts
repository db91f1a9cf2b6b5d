import type { SeriesRole } from '../volume/series-rules.ts';
import type { FeatureChoice } from './features.ts';
import type { ProcessingSettings } from './settings.ts';

/** How the features of an analysed study are computed, by the role of the series. */
export interface StudyFeatureSettings extends FeatureChoice {
  readonly processing: ProcessingSettings;
}

/** 3D merged matrices and the families over the volume: one value a feature, what panels and models use. */
const oneValueEach: FeatureChoice = { families: 'all', aggregations: ['3d-merged', '3d', 'volume'] };

const twoMillimetres = {
  spacingMm: [2, 2, 2],
  dimension: 3,
  image: 'linear',
  mask: 'linear',
  maskThreshold: 0.5,
} as const;

/**
 * CT: 2 mm voxels, whole numbers, liver tissue with its vessels and fat (-50 to 250 HU), bins of 10 HU from -50: 30 levels.
 * Our choice, fixed so that values of different studies can be compared; a change changes the settings version.
 */
const ct: ProcessingSettings = {
  interpolation: { ...twoMillimetres, round: true },
  resegmentation: { range: [-50, 250], outlierSigma: null },
  discretisation: { method: 'FBS', width: 10, minimum: -50 },
  ivh: { method: 'none' },
};

/** MR: no unit, so outliers beyond three deviations leave and a fixed number of bins takes their place (IBSI reference manual 2.7). */
const mr: ProcessingSettings = {
  interpolation: { ...twoMillimetres, round: false },
  resegmentation: { range: null, outlierSigma: 3 },
  discretisation: { method: 'FBN', bins: 32 },
  ivh: { method: 'FBN', bins: 100 },
};

/** Ultrasound pictures are no volumes: they have no IBSI features here. */
export const studyFeatureSettings: Readonly<Partial<Record<SeriesRole, StudyFeatureSettings>>> = {
  'ct-portal-venous': { processing: ct, ...oneValueEach },
  'mr-t1': { processing: mr, ...oneValueEach },
  'mr-t2': { processing: mr, ...oneValueEach },
  'mr-hepatobiliary': { processing: mr, ...oneValueEach },
};
