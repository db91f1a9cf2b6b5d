import { readDicomMask } from '../adapters/archive/dicom-mask.ts';
import { readDicomImage } from '../adapters/archive/image-folder.ts';
import { readNiftiImage, readNiftiMask } from '../adapters/archive/nifti.ts';
import { Failure } from '../core/failure.ts';
import type { Volume } from '../core/volume/volume.ts';

/** How the command line reads images and masks: NIfTI by its name, everything else as DICOM (a folder or a file). */
export const imageReaders = {
  readImage: (path: string) => (isNifti(path) ? readNiftiImage(path) : readDicomStack(path)),
  readMask: (path: string, image: Volume, label?: number) =>
    isNifti(path) ? readNiftiMask(path, image.geometry, label) : readDicomMask(path, image, label?.toString()),
};
/** A single picture has no third spacing: no volume and no 3D feature of it would mean anything. */
async function readDicomStack(path: string) {
  const image = await readDicomImage(path);
  if (image.planar)
    throw new Failure('invalid-input', 'This is a single picture, not a stack of slices: radiomics needs a volume.');
  return image;
}
const isNifti = (path: string) => /\.nii(\.gz)?$/i.test(path);
