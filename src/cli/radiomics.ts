import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { Failure } from '../core/failure.ts';
import type { Family } from '../core/radiomics/family.ts';
import { extractFeatures, type FeatureRow } from '../core/radiomics/features.ts';
import { processRoi } from '../core/radiomics/process-roi.ts';
import { applyFilter } from '../core/radiomics-filters/apply-filter.ts';
import type { Mask, Volume } from '../core/volume/volume.ts';
import { plainSettings, readRadiomicsSettings } from './radiomics-settings.ts';

/** An image and what is known about its intensities: the DICOM modality, `OT` when the file does not say. */
export type RadiomicsImage = Volume & { readonly modality: string };

export interface RadiomicsCommandParts {
  /** @throws Failure when there is no image of a known kind. */
  readImage(path: string): Promise<RadiomicsImage>;
  /** The mask on the grid of the image. @throws Failure when it is empty, of an unknown kind or on another grid. */
  readMask(path: string, image: RadiomicsImage, label?: number): Promise<Mask>;
  /** Every feature family that was found. */
  families(): Promise<readonly Family[]>;
  readonly out: { write(text: string): unknown };
  readonly notices: { write(text: string): unknown };
}

interface Options {
  readonly image: string;
  readonly mask: string;
  readonly label?: number;
  readonly modality?: string;
  readonly settings?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** What was done, for people and for `--json`. */
export interface RadiomicsSummary {
  readonly voxels: { readonly morphological: number; readonly intensity: number };
  readonly features: number;
  readonly computed: number;
  /** Features without a value, each reason once. */
  readonly undefined: Readonly<Record<string, number>>;
  readonly out: string;
}

const columns: readonly (readonly [keyof FeatureRow, string])[] = [
  ['family', 'family'],
  ['familyCode', 'family_code'],
  ['ibsiCode', 'ibsi_code'],
  ['feature', 'feature'],
  ['aggregation', 'aggregation'],
  ['aggregationCode', 'aggregation_code'],
  ['value', 'value'],
  ['unit', 'unit'],
  ['status', 'status'],
];

/** `fibrocast radiomics`: the IBSI features of one region of one image. */
export function radiomicsCommand(parts: RadiomicsCommandParts): Command {
  return new Command('radiomics')
    .description('compute the IBSI radiomics features of one region of interest')
    .requiredOption('--image <path>', 'the image')
    .requiredOption('--mask <path>', 'the region, drawn on that image')
    .option('--label <number>', 'which label of the mask; default: everything that is not 0', wholeNumber)
    .option('--modality <code>', 'DICOM modality of an image that does not say it: CT, MR, US, PT')
    .option('--settings <file>', 'settings, JSON; default: grid of the image, whole mask, 32 bins, every family')
    .requiredOption('--out <file>', 'where the features go, CSV')
    .option('--json', 'print the summary as JSON')
    .exitOverride()
    .action(async (options: Options) => {
      const summary = await writeFeatures(options, parts);
      parts.out.write(options.json ? `${JSON.stringify(summary)}\n` : `${inWords(summary)}\n`);
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Failure('invalid-parameter', '--label must be a whole number, 0 or more.');
  return Number(text);
}

function inWords({ computed, features, voxels, out, ...summary }: RadiomicsSummary): string {
  const absent = Object.entries(summary.undefined).map(([reason, count]) => `\n  ${count} without a value: ${reason}`);
  return `${computed} of ${features} features of ${voxels.intensity} voxels in ${out}${absent.join('')}`;
}

/**
 * Reads, processes, computes, writes. The answer appears under its name only when complete.
 * @throws Failure `invalid-input` for settings, image or mask that cannot be used.
 */
export async function writeFeatures(options: Options, parts: RadiomicsCommandParts): Promise<RadiomicsSummary> {
  const settings = readRadiomicsSettings(options.settings ? await readSettings(options.settings) : plainSettings);
  if ([options.image, options.mask, options.settings].includes(options.out)) {
    throw new Failure('invalid-parameter', '--out must be another file than the input.');
  }
  const families = await parts.families();
  const read = await parts.readImage(options.image);
  const image = options.modality ? { ...read, modality: options.modality.toUpperCase() } : read;
  const { interpolation } = settings.processing;
  if (interpolation && interpolation.round === undefined && image.modality === 'OT') {
    parts.notices.write(
      'The image does not say its modality: intensities are not rounded. --modality CT rounds them.\n',
    );
  }
  const mask = await parts.readMask(options.mask, image, options.label);
  const { filter } = settings;
  const roi = processRoi(
    image,
    mask,
    settings.processing,
    image.modality,
    filter ? (volume) => applyFilter(volume, filter) : undefined,
  );
  const rows = extractFeatures(roi, families, settings);
  await writeTable(options.out, rows);

  const reasons: Record<string, number> = {};
  for (const { status } of rows) if (status !== 'ok') reasons[status] = (reasons[status] ?? 0) + 1;
  const count = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0);
  return {
    voxels: { morphological: count(roi.morphological), intensity: count(roi.intensityMask) },
    features: rows.length,
    computed: rows.filter(({ status }) => status === 'ok').length,
    undefined: reasons,
    out: options.out,
  };
}

async function readSettings(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Failure('invalid-input', 'The --settings file does not exist or may not be opened.', { cause });
  }
}

async function writeTable(path: string, rows: readonly FeatureRow[]) {
  const table = stringify([
    columns.map(([, title]) => title),
    ...rows.map((row) => columns.map(([key]) => row[key] ?? '')),
  ]);
  const part = `${path}.part`;
  try {
    await writeFile(part, table);
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    throw new Failure('invalid-input', 'The --out file cannot be written: does its folder exist?', { cause });
  }
}
