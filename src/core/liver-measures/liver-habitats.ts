import type { MeasureFinding } from '../findings.ts';
import { processRoi } from '../radiomics/process-roi.ts';
import type { ProcessingSettings } from '../radiomics/settings.ts';
import { coOccurrenceMaps } from '../radiomics-maps/co-occurrence-maps.ts';
import { firstOrderMaps } from '../radiomics-maps/first-order-maps.ts';
import { findHabitats, type HabitatMap, joinMaps } from '../radiomics-maps/habitats.ts';
import { erode } from '../volume/erode.ts';
import type { SeriesRole } from '../volume/series-rules.ts';
import type { Mask, Volume } from '../volume/volume.ts';
import { rimMm } from './attenuation.ts';

/** Local features that make a habitat: level, spread, and texture in three words. */
const firstOrder = ['mean', 'standard-deviation', 'entropy'] as const;
const texture = ['contrast', 'inverse-difference-moment', 'correlation'] as const;
const radius = 2;
/** One start for everybody: the same images always give the same habitats. */
const seed = 20_070_107;

const settings = (modality: string): ProcessingSettings => ({
  interpolation: { spacingMm: [2, 2, 2], dimension: 3, image: 'linear', mask: 'linear', maskThreshold: 0.5 },
  // Hounsfield units of soft tissue in bins of 10; elsewhere intensities have no unit, so 32 bins without outliers
  ...(modality === 'CT'
    ? {
        resegmentation: { range: [-100, 220], outlierSigma: null },
        discretisation: { method: 'FBS', width: 10, minimum: -100 },
      }
    : { resegmentation: { range: null, outlierSigma: 3 }, discretisation: { method: 'FBN', bins: 32 } }),
  ivh: null,
});

const method =
  'k-means over mean, standard deviation, entropy, contrast, inverse difference moment and correlation of cubes of 10 mm on a grid of 2 mm, ' +
  `more than ${rimMm} mm inside the liver; number of habitats by the silhouette`;
const source =
  'O’Connor JPB et al. Clin Cancer Res 2015;21:249-257 (habitats); Rousseeuw PJ. J Comput Appl Math 1987;20:53-65 (silhouette)';

/** The map on a grid of 2 mm with its measures, or why there is none. */
export type LiverHabitats =
  | { readonly map: HabitatMap; readonly measures: readonly MeasureFinding[] }
  | { readonly absent: string };

/**
 * Habitats of the liver and two measures of its heterogeneity. Takes seconds on a whole liver.
 * @throws Failure `invalid-input` when image and region lie on different grids
 */
export function liverHabitats(
  image: Volume,
  liver: Mask,
  { modality, series }: { readonly modality: string; readonly series: SeriesRole },
): LiverHabitats {
  const inner = erode(liver, rimMm);
  if (!inner.data.includes(1)) return { absent: `nothing of the liver lies more than ${rimMm} mm from its rim` };
  const roi = processRoi(image, inner, settings(modality), modality);
  const maps = joinMaps(
    firstOrderMaps(roi, { radius, features: firstOrder }),
    coOccurrenceMaps(roi, { radius, features: texture }),
  );
  const map = findHabitats(maps, seed);
  if ('absent' in map) return map;
  const row = { series, method, evidence: 'research', source } as const;
  return {
    map,
    measures: [
      { id: 'liver-habitats', title: 'Liver habitats', value: map.habitats.length, unit: '1', ...row },
      {
        id: 'liver-habitat-heterogeneity',
        title: 'Heterogeneity of liver habitats',
        value: map.heterogeneity,
        unit: 'bit',
        ...row,
      },
    ],
  };
}
