import { Failure } from '../../core/failure.ts';
import type { Mask, Volume } from '../../core/volume/volume.ts';
import { maskFromSeg } from './dicom-seg.ts';
import { filesOf, readDicomPath } from './image-folder.ts';
import { maskFromRtstruct } from './rtstruct.ts';

/**
 * The region of interest of a DICOM SEG or RTSTRUCT file (or of a folder with one such file) on the grid of an image.
 * @param label number or name of the segment; without it the liver by coded term or name, or the only one
 * @throws Failure `invalid-input` with the reason when there is no such region
 */
export const readDicomMask = async (
  path: string,
  image: Volume & { readonly frameOfReference?: string | undefined },
  label?: string,
): Promise<Mask> => {
  const [only, another] = await filesOf(path);
  if (only === undefined || another !== undefined)
    throw new Failure('invalid-input', 'Give the one DICOM SEG or RTSTRUCT file that holds the mask.');
  const file = await readDicomPath(only);
  const modality = file.attributes.text('x00080060');
  if (modality === 'RTSTRUCT') return maskFromRtstruct(file.attributes, image, label);
  if (modality === 'SEG') return maskFromSeg(file, image, { label });
  throw new Failure('invalid-input', 'The mask file is neither a DICOM SEG nor an RTSTRUCT.');
};
