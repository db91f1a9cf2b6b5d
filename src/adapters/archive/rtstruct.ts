import { Failure } from '../../core/failure.ts';
import { fillContours, type PlanarContour } from '../../core/volume/fill-contours.ts';
import { findLabel, type LabelOffer } from '../../core/volume/find-label.ts';
import { toIndex } from '../../core/volume/geometry.ts';
import type { Geometry, Mask } from '../../core/volume/volume.ts';
import type { Attributes } from './data-set.ts';

const refused = (sentence: string) => new Failure('invalid-input', sentence);

/** A contour's points may lie this part of the slice spacing off their slice. */
const offSlice = 0.25;

export const codesOf = (sequence: readonly Attributes[]): LabelOffer['codes'] =>
  sequence.flatMap((code) => {
    const [scheme, value] = [code.text('x00080102'), code.text('x00080100')];
    return scheme === undefined || value === undefined ? [] : [{ scheme, value }];
  });

/** The structures of an RTSTRUCT that have contours. */
export const structuresOf = (structureSet: Attributes): readonly LabelOffer[] => {
  const observations = structureSet.items('x30060080');
  const drawn = new Set(
    structureSet
      .items('x30060039')
      .filter((roi) => roi.items('x30060040').length > 0)
      .map((roi) => roi.number('x30060084')),
  );
  return structureSet.items('x30060020').flatMap((roi) => {
    const number = roi.number('x30060022');
    if (number === undefined || !drawn.has(number)) return [];
    const codes = observations
      .filter((observation) => observation.number('x30060084') === number)
      .flatMap((observation) => codesOf(observation.items('x30060086')));
    const automatic = roi.text('x30060036') === 'AUTOMATIC';
    return [{ number, name: roi.text('x30060026'), codes, ...(automatic ? { automatic } : {}) }];
  });
};

const contourOnGrid = (contour: Attributes, geometry: Geometry): PlanarContour | undefined => {
  const type = contour.text('x30060042');
  const data = contour.numbers('x30060050');
  // a point or a line has no area
  if (type === 'POINT' || type === 'OPEN_PLANAR' || type === 'OPEN_NONPLANAR') return undefined;
  if (type !== 'CLOSED_PLANAR' && type !== 'CLOSEDPLANAR_XOR')
    throw refused('The structure has a contour that is not closed and planar.');
  if (data.length < 9 || data.length % 3 !== 0)
    throw refused('A contour of the structure has fewer than three whole points.');
  const points = new Float64Array((data.length / 3) * 2);
  let slice: number | undefined;
  for (let i = 0; 3 * i < data.length; i++) {
    const [x, y, z] = toIndex(geometry, [data[3 * i] ?? 0, data[3 * i + 1] ?? 0, data[3 * i + 2] ?? 0]);
    slice ??= Math.round(z);
    if (Math.abs(z - slice) > offSlice)
      throw refused('The contours do not lie on the slices of the image: they were drawn on another one.');
    points[2 * i] = x;
    points[2 * i + 1] = y;
  }
  return { slice: slice ?? 0, points };
};

/**
 * One structure of an RTSTRUCT as a mask on the image's grid: even-odd at voxel centres (see `fillContours`).
 * @param label number or name of the structure; without it the liver, or the only structure there is
 */
export const maskFromRtstruct = (
  structureSet: Attributes,
  image: { readonly geometry: Geometry; readonly frameOfReference?: string | undefined },
  label?: string,
): Mask => {
  const found = findLabel(structuresOf(structureSet), label);
  if (!found.ok) throw refused(found.sentence);
  const about = structureSet.items('x30060020').find((roi) => roi.number('x30060022') === found.number);
  const frame = about?.text('x30060024');
  if (frame !== undefined && image.frameOfReference !== undefined && frame !== image.frameOfReference)
    throw refused('The structure set belongs to another frame of reference than the image.');
  const contours = structureSet
    .items('x30060039')
    .filter((roi) => roi.number('x30060084') === found.number)
    .flatMap((roi) => roi.items('x30060040'))
    .flatMap((contour) => contourOnGrid(contour, image.geometry) ?? []);
  const data = fillContours(contours, image.geometry.size);
  if (!data.includes(1)) throw refused('The structure covers no voxel of the image.');
  return { geometry: image.geometry, data };
};
