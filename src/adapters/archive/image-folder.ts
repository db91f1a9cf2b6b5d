import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { chooseSeries, type Verdict } from '../../core/volume/choose-series.ts';
import type { SeriesRole } from '../../core/volume/series-rules.ts';
import { type DicomFile, readDicomFile } from './dicom-file.ts';
import { buildSeries, type DicomVolume, type RefusedSeries, type SeriesVolume } from './series.ts';
import { type InstanceSource, type Slice, slicesOf } from './slices.ts';

/** What a folder holds: volumes that can be read, which of them stands for what, and why. */
export interface ImageFolder {
  readonly volumes: readonly SeriesVolume[];
  readonly chosen: Readonly<Partial<Record<SeriesRole, SeriesVolume>>>;
  /** Of every rule on every volume; `series` is the place in `volumes`. */
  readonly reasons: readonly Verdict[];
  /** Series that make no volume. */
  readonly refused: readonly RefusedSeries[];
  /** Files with an image, in the order in which they were found. */
  readonly images: readonly string[];
  /** Study Instance UIDs of the images, each once; images without one are left out. */
  readonly studies: readonly string[];
  /** Files with regions drawn on images. */
  readonly segmentations: readonly { readonly path: string; readonly modality: 'SEG' | 'RTSTRUCT' }[];
  /** Other files that are no image, with how often each reason occurred. */
  readonly left: readonly { readonly reason: string; readonly files: number }[];
}

const maximumFiles = 50_000;

const read = async (path: string): Promise<Buffer> => {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Failure('invalid-input', 'A file of the folder cannot be read.', { cause });
  }
};

/** All files beneath a folder, sorted; a file stands for itself. DICOMDIR and hidden files are left out. */
export const filesOf = async (path: string): Promise<readonly string[]> => {
  const found: string[] = [];
  const walk = async (folder: string) => {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name.toUpperCase() === 'DICOMDIR') continue;
      if (entry.isDirectory()) await walk(join(folder, entry.name));
      else if (entry.isFile()) found.push(join(folder, entry.name));
      if (found.length > maximumFiles)
        throw new Failure('invalid-input', `The folder holds more than ${maximumFiles} files.`);
    }
  };
  let about: Awaited<ReturnType<typeof stat>>;
  try {
    about = await stat(path);
    if (!about.isDirectory()) return [path];
    await walk(path);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('invalid-input', 'The image folder cannot be read. Check that it exists and may be read.', {
      cause,
    });
  }
  return found;
};

const sourceOf = (path: string, bytes: Uint8Array): InstanceSource => ({
  open: async () => readDicomFile(await read(path)),
  digest: createHash('sha256').update(bytes).digest('base64'),
});

/**
 * Reads what a folder (with its subfolders) or a single file holds. Pixels stay undecoded until a volume is loaded, and of
 * each file only the attributes are kept. Files that are no image are counted with their reason, not thrown;
 * Failure `invalid-input` only when the folder itself cannot be read.
 */
export const readImageFolder = async (path: string): Promise<ImageFolder> => {
  const slices: Slice[] = [];
  const images: string[] = [];
  const studies = new Set<string>();
  const segmentations: { path: string; modality: 'SEG' | 'RTSTRUCT' }[] = [];
  const left = new Map<string, number>();
  for (const file of await filesOf(path)) {
    try {
      const bytes = await read(file);
      const instance = readDicomFile(bytes);
      const modality = instance.attributes.text('x00080060');
      if (modality === 'SEG' || modality === 'RTSTRUCT') {
        segmentations.push({ path: file, modality });
        continue;
      }
      for (const slice of slicesOf(instance, sourceOf(file, bytes))) slices.push(slice);
      images.push(file);
      const study = instance.attributes.text('x0020000d');
      if (study) studies.add(study);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      left.set(thrown.message, (left.get(thrown.message) ?? 0) + 1);
    }
  }
  const { volumes, refused } = buildSeries(slices);
  const reasons = chooseSeries(volumes.map(({ facts }) => facts));
  const chosen: Partial<Record<SeriesRole, SeriesVolume>> = {};
  for (const { role, series, chosen: isChosen } of reasons) if (isChosen) chosen[role] = volumes[series];
  return {
    volumes,
    chosen,
    reasons,
    refused,
    images,
    studies: [...studies],
    segmentations,
    left: [...left].map(([reason, files]) => ({ reason, files })),
  };
};

const whyNone = ({ refused, left }: ImageFolder): string => {
  const reasons = [
    ...refused.map(({ reason }) => reason),
    ...left.map(({ reason, files }) => `${files} files: ${reason}`),
  ];
  return reasons.slice(0, 3).join(' ');
};

/**
 * The one image of a folder or file. A folder of several volumes must hold exactly one that a series rule chooses.
 * Failure `invalid-input` with the reasons otherwise.
 */
export const readDicomImage = async (path: string): Promise<DicomVolume> => {
  const folder = await readImageFolder(path);
  const [only, another] = folder.volumes;
  if (only === undefined) throw new Failure('invalid-input', `No image can be read here. ${whyNone(folder)}`.trim());
  if (another === undefined) {
    // an incomplete sibling would make the choice a guess
    if (folder.refused.length > 0 && only.facts.planar)
      throw new Failure('invalid-input', `No stack of slices can be read here. ${whyNone(folder)}`);
    return only.load();
  }
  const candidates = [...new Set(Object.values(folder.chosen))];
  const [candidate] = candidates;
  if (candidates.length === 1 && candidate !== undefined) return candidate.load();
  throw new Failure(
    'invalid-input',
    `The folder holds ${folder.volumes.length} volumes, and ${candidates.length === 0 ? 'none' : `${candidates.length} of them`} can be chosen by rule. Give a folder with one series.`,
  );
};

/** Reads a single instance from a path. */
export const readDicomPath = async (path: string): Promise<DicomFile> => readDicomFile(await read(path));
