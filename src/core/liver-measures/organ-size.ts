import { type Measure, type Measured, type MeasuredSeries, regionOf } from './measure.ts';
import { craniocaudalMm, touchedFaces, volumeMlOf } from './region-size.ts';

/** Volume of a whole organ; of a part there is none, since nobody can tell it from a small organ. */
function wholeVolume(given: MeasuredSeries, label: string): Measured {
  const region = regionOf(given, label);
  if ('absent' in region) return region;
  const cut = touchedFaces(region);
  if (cut.length > 0) return { absent: `the ${label} is cut by the ${cut.join(' and ')} border of the images` };
  return { value: volumeMlOf(region) };
}

const volume = (label: 'liver' | 'spleen', source: string): Measure => ({
  id: `${label}-volume`,
  title: `${label === 'liver' ? 'Liver' : 'Spleen'} volume`,
  unit: 'mL',
  evidence: 'established',
  method: 'Voxels of the region times the volume of one voxel',
  source,
  of: (given) => wholeVolume(given, label),
});

export const liverVolume = volume('liver', 'Heymsfield SB et al. Ann Intern Med 1979;90:185-187');
export const spleenVolume = volume('spleen', 'Prassopoulos P et al. Eur Radiol 1997;7:246-248');

export const spleenLength: Measure = {
  id: 'spleen-length',
  title: 'Spleen length, craniocaudal',
  unit: 'mm',
  evidence: 'established',
  method: 'Extent of the region along the long axis of the body, end slices counted whole',
  source: 'Bezerra AS et al. AJR 2005;184:1510-1513',
  of(given) {
    const region = regionOf(given, 'spleen');
    if ('absent' in region) return region;
    const cut = touchedFaces(region).filter((face) => face === 'superior' || face === 'inferior');
    if (cut.length > 0) return { absent: `the spleen is cut by the ${cut.join(' and ')} border of the images` };
    const value = craniocaudalMm(region);
    return value === undefined ? { absent: 'there is no spleen region' } : { value };
  },
};
