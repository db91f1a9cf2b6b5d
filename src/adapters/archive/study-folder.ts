import { Failure } from '../../core/failure.ts';
import { resampleMask } from '../../core/volume/resample-mask.ts';
import { type SeriesRole, seriesRules } from '../../core/volume/series-rules.ts';
import type {
  FolderStudy,
  LoadedImage,
  StudyFolder,
  StudySegmentation,
  StudySeries,
} from '../../ports/study-folder.ts';
import type { Attributes } from './data-set.ts';
import { maskFromSeg, segmentsOf } from './dicom-seg.ts';
import { type ImageFolder, readDicomPath, readImageFolder } from './image-folder.ts';
import { labelMask, readNiftiImage } from './nifti.ts';
import { maskFromRtstruct, structuresOf } from './rtstruct.ts';
import type { DicomVolume, SeriesVolume } from './series.ts';

/**
 * Opens a folder (or a single file) with the images of one study. Nothing is decoded yet.
 * @param as the role of the one series of its modality, where the caller knows better than its tags: no rule is asked then
 * @throws Failure `invalid-input` when the folder cannot be read, holds images of several studies, or `as` does not fit exactly one series
 */
export async function openStudyFolder(path: string, as?: SeriesRole): Promise<StudyFolder> {
  const found = await readImageFolder(path);
  // Two studies may be two patients: nothing here could tell whose findings they would be.
  if (found.studies.length > 1)
    throw new Failure(
      'invalid-input',
      `The folder holds images of ${found.studies.length} studies; give one with the images of a single study.`,
    );
  const folder = as === undefined ? found : takenAs(found, as);
  const [first] = folder.images;
  return {
    study: first === undefined ? {} : studyOf((await readDicomPath(first)).attributes),
    chosen: chosenOf(folder),
    refused: refusedOf(folder),
    segmentations: folder.segmentations.map(segmentationAt),
  };
}

function takenAs(folder: ImageFolder, role: SeriesRole): ImageFolder {
  const modality = seriesRules.find((rule) => rule.role === role)?.modality;
  const candidates = folder.volumes.filter(({ facts }) => facts.modality === modality);
  const [only, another] = candidates;
  if (only === undefined || another !== undefined)
    throw new Failure(
      'invalid-input',
      `The folder holds ${candidates.length} ${modality ?? ''} series; give one with the single series that is meant.`,
    );
  const reasons = ['The caller says that the series is this.'];
  return {
    ...folder,
    chosen: { [role]: only },
    reasons: folder.volumes.map((volume, series) =>
      volume === only
        ? { role, series, chosen: true, reasons }
        : { role, series, chosen: false, reasons: ['The caller named another series.'] },
    ),
  };
}

function studyOf(attributes: Attributes): FolderStudy {
  const uid = attributes.text('x0020000d');
  const started = instantOf(attributes.text('x00080020'), attributes.text('x00080030'));
  const manufacturer = attributes.text('x00080070');
  const manufacturerModel = attributes.text('x00081090');
  return {
    ...(uid ? { uid } : {}),
    ...(started ? { started } : {}),
    ...(manufacturer ? { manufacturer } : {}),
    ...(manufacturerModel ? { manufacturerModel } : {}),
  };
}

/** DICOM date and time to ISO; a time without a date says nothing. */
function instantOf(date: string | undefined, time: string | undefined): string | undefined {
  const day = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date ?? '');
  if (!day) return undefined;
  const clock = /^(\d{2})(\d{2})(\d{2})/.exec(time ?? '');
  return `${day[1]}-${day[2]}-${day[3]}${clock ? `T${clock[1]}:${clock[2]}:${clock[3]}` : ''}`;
}

function chosenOf({ chosen, volumes, reasons }: ImageFolder): StudySeries[] {
  return Object.entries(chosen).map(([name, series]) => {
    const role = name as SeriesRole;
    const at = volumes.indexOf(series);
    const verdict = reasons.find((one) => one.role === role && one.series === at);
    return { ...seriesOf(series), role, why: verdict?.reasons.join(' ') ?? '' };
  });
}

const seriesOf = ({ seriesUid, facts, geometry, pictures, notes, load }: SeriesVolume) => ({
  uid: seriesUid,
  facts,
  geometry,
  pictures,
  notes,
  load: async (options?: Parameters<SeriesVolume['load']>[0]) => loaded(await load(options)),
});

function loaded(volume: DicomVolume): LoadedImage {
  const { geometry, data, modality, planar, frameOfReference } = volume;
  const area = ({ from, to }: DicomVolume['regions'][number]) => (to[0] - from[0] + 1) * (to[1] - from[1] + 1);
  const [tissue] = volume.regions.filter(({ kind }) => kind === 'tissue').sort((a, b) => area(b) - area(a));
  return {
    geometry,
    data,
    modality,
    planar,
    frameOfReference,
    ...(tissue ? { tissue: { from: tissue.from, to: tissue.to } } : {}),
  };
}

function refusedOf({ volumes, chosen, reasons, refused, left }: ImageFolder) {
  const used = new Set(Object.values(chosen));
  return [
    ...volumes.flatMap((series, at) => {
      if (used.has(series)) return [];
      const why = reasons.filter((one) => one.series === at).flatMap((one) => one.reasons);
      const what = `${series.facts.modality} series of ${series.facts.slices} ${series.facts.planar ? 'pictures' : 'slices'}`;
      return [{ what, reason: [...new Set(why)].join(' ') || 'No rule is about this modality.' }];
    }),
    ...refused.map(({ modality, slices, reason }) => ({ what: `${modality} series of ${slices} slices`, reason })),
    ...left.map(({ reason, files }) => ({ what: `${files} ${files === 1 ? 'file' : 'files'}`, reason })),
  ];
}

/**
 * A segmentation given beside the images: DICOM SEG, RTSTRUCT, or a NIfTI label image.
 * @param label which label, segment or structure is the liver; without it the only label of a NIfTI image, or what is coded or named liver
 * @throws Failure `invalid-input` when the file is of no such kind, or several labels are there and none is named
 */
export async function givenSegmentation(path: string, label?: number): Promise<StudySegmentation> {
  if (!/\.nii(\.gz)?$/i.test(path)) {
    const modality = (await readDicomPath(path)).attributes.text('x00080060');
    if (modality !== 'SEG' && modality !== 'RTSTRUCT')
      throw new Failure('invalid-input', 'The segmentation is neither a DICOM SEG, an RTSTRUCT nor a NIfTI file.');
    const found = segmentationAt({ path, modality });
    return label === undefined
      ? found
      : { ...found, offers: async () => [{ number: label, name: 'liver', codes: [] }] };
  }
  const labels = await readNiftiImage(path);
  const present = new Set<number>();
  for (const value of labels.data) if (value !== 0) present.add(value);
  const [only, another] = present;
  if (label === undefined && another !== undefined)
    throw new Failure(
      'invalid-input',
      `The segmentation holds ${present.size} labels: say with --label which is the liver.`,
    );
  const liver = label ?? only;
  if (liver === undefined || !present.has(liver))
    throw new Failure('invalid-input', 'The segmentation has no voxel of that label.');
  const mask = labelMask(labels, liver);
  return {
    source: 'nifti',
    offers: async () => [{ number: liver, name: 'liver', codes: [] }],
    async maskOn(image) {
      const onImage = resampleMask(mask, image.geometry);
      if (!onImage.data.includes(1))
        throw new Failure(
          'invalid-input',
          'The segmentation covers no voxel of the image: they lie in different places.',
        );
      return onImage;
    },
  };
}

function segmentationAt({ path, modality }: ImageFolder['segmentations'][number]): StudySegmentation {
  if (modality === 'SEG') {
    return {
      source: 'dicom-seg',
      offers: async () => segmentsOf(await readDicomPath(path)),
      maskOn: async (image, label) => maskFromSeg(await readDicomPath(path), image, { label: String(label) }),
    };
  }
  return {
    source: 'rtstruct',
    offers: async () => structuresOf((await readDicomPath(path)).attributes),
    maskOn: async (image, label) => maskFromRtstruct((await readDicomPath(path)).attributes, image, String(label)),
  };
}
