import { Failure } from '../failure.ts';
import { type Volume, voxelCount } from '../volume/volume.ts';
import type { FilterSettings } from './filter-settings.ts';
import { gaborFilter } from './gabor.ts';
import { laplacianOfGaussian } from './laplacian-of-gaussian.ts';
import { lawsFilter } from './laws.ts';
import { meanFilter } from './mean.ts';
import { separableWavelet } from './separable-wavelet.ts';
import { simoncelliFilter } from './simoncelli.ts';

/**
 * Response map of one filter on the same grid (IBSI-2 reference manual, arXiv 2006.05470).
 * Give it the whole interpolated and rounded image, never one cropped to the region of interest.
 * Two-dimensional filters work slice by slice along z. Spacing matters to filters with millimetres only; the others
 * count voxels, so the image should be isotropic in the filtered axes.
 * @throws Failure `invalid-input` for an image whose data do not fill its grid, or unequal spacing with a millimetre filter.
 */
export function applyFilter(volume: Volume, settings: FilterSettings): Volume {
  const { geometry } = volume;
  if (volume.data.length !== voxelCount(geometry))
    throw new Failure('invalid-input', 'The image has another number of voxels than its grid.');
  const data = volume.data instanceof Float64Array ? volume.data : new Float64Array(volume.data);
  return { geometry, data: respond({ geometry, data }, settings) };
}

function respond(
  { geometry, data }: { geometry: Volume['geometry']; data: Float64Array },
  settings: FilterSettings,
): Float64Array {
  switch (settings.filter) {
    case 'mean':
      return meanFilter(data, geometry.size, settings);
    case 'laplacian-of-gaussian':
      return laplacianOfGaussian(data, geometry, settings);
    case 'laws':
      return lawsFilter(data, geometry.size, settings);
    case 'gabor':
      return gaborFilter(data, geometry, settings);
    case 'separable-wavelet':
      return separableWavelet(data, geometry.size, settings);
    case 'simoncelli':
      return simoncelliFilter(data, geometry.size, settings);
  }
}
