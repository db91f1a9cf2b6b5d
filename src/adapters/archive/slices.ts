import { Failure } from '../../core/failure.ts';
import type { SeriesFacts } from '../../core/volume/series-facts.ts';
import type { Attributes } from './data-set.ts';
import type { DicomFile } from './dicom-file.ts';
import { type Rescale, rescaleOf } from './intensities.ts';
import { type PixelLayout, pixelLayoutOf } from './pixel-layout.ts';
import { type UltrasoundRegion, ultrasoundRegionsOf, ultrasoundSpacing } from './ultrasound-regions.ts';

/** Where an instance can be read again: only its attributes are kept between choosing and decoding. */
export interface InstanceSource {
  readonly open: () => Promise<DicomFile>;
  /** Digest of the bytes, to know copies of one file. */
  readonly digest: string;
}

/** Values by which one series may hold several stacks, in the order in which they are tried. */
export const splitKeys = [
  'acquisition',
  'temporal position',
  'echo time',
  'inversion time',
  'b-value',
  'trigger time',
  'contrast phase',
  'acquisition time',
  'reconstruction kernel',
  'stack',
] as const;
export type SplitKey = (typeof splitKeys)[number];

/** One frame of one instance and what is needed to place and decode it. */
export interface Slice {
  readonly source: InstanceSource;
  readonly frame: number;
  readonly layout: PixelLayout;
  readonly rescale: Rescale;
  readonly modality: string;
  readonly unit: string | undefined;
  /** Along a row (x), along a column (y). */
  readonly spacingMm: readonly [number, number] | undefined;
  readonly positionMm: readonly [number, number, number] | undefined;
  readonly orientation: readonly number[] | undefined;
  readonly sopInstance: string | undefined;
  readonly seriesUid: string | undefined;
  readonly frameOfReference: string | undefined;
  /** Frames with different ones never share a volume: study, series, size, image type, frame of reference. */
  readonly family: string;
  readonly split: Readonly<Partial<Record<SplitKey, string>>>;
  readonly regions: readonly UltrasoundRegion[];
  readonly facts: Omit<SeriesFacts, 'slices' | 'planar' | 'sliceSpacingMm' | 'coverageMm'>;
}

/** Modalities whose frames may be placed in space or shown as pictures of the liver. */
const imageModalities = new Set(['CT', 'MR', 'US', 'PT']);

/** Attribute of the frame: its own functional groups, then the shared ones, then the instance. */
export type OfFrame = (group: string) => Attributes | undefined;

/** HHMMSS.FFFFFF in seconds of the day. */
const seconds = (time: string | undefined): number | undefined => {
  const found = /^(\d\d):?(\d\d):?(\d\d(?:\.\d+)?)/.exec(time ?? '');
  return found === null ? undefined : Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]);
};

const secondsAfterContrast = (attributes: Attributes): number | undefined => {
  const bolus = seconds(attributes.text('x00181042'));
  const stamp = attributes.text('x0008002a');
  const acquired = seconds(attributes.text('x00080032')) ?? seconds(stamp?.slice(8));
  return bolus === undefined || acquired === undefined ? undefined : acquired - bolus;
};

const upper = (texts: readonly string[]) => texts.map((text) => text.toUpperCase());

export const factsOf = (
  attributes: Attributes,
  ofFrame: OfFrame,
  regions: readonly UltrasoundRegion[],
  unit?: string,
): Slice['facts'] => {
  const contrast = attributes.item('x00180012');
  const usage = ofFrame('x00189341');
  const agent = attributes.text('x00180010') ?? contrast?.text('x00080104');
  const modality = (attributes.text('x00080060') ?? '').toUpperCase();
  return {
    modality,
    imageType: upper(
      (ofFrame('x00189226') ?? ofFrame('x00189329'))?.texts('x00089007') ?? attributes.texts('x00080008'),
    ),
    described: (
      attributes.text('x0008103e') ??
      attributes.text('x00181030') ??
      attributes.text('x00081030') ??
      ''
    ).toLowerCase(),
    bodyPart: attributes.text('x00180015')?.toUpperCase(),
    unit,
    reconstructionKernel:
      (ofFrame('x00189314') ?? attributes)
        .texts('x00181210')
        .filter((name) => name !== '')
        .join('/') || undefined,
    contrastAgent: agent?.toLowerCase(),
    contrastPhase: (usage?.text('x00189344') ?? attributes.text('x00189344'))?.toUpperCase(),
    secondsAfterContrast: secondsAfterContrast(attributes),
    acquisitionContrast: (ofFrame('x00189226')?.text('x00089209') ?? attributes.text('x00089209'))?.toUpperCase(),
    scanningSequence: upper(attributes.texts('x00180020')),
    echoTimeMs: ofFrame('x00189114')?.number('x00189082') ?? attributes.number('x00180081'),
    repetitionTimeMs: ofFrame('x00189112')?.number('x00180080') ?? attributes.number('x00180080'),
    diffusionBValue: ofFrame('x00189117')?.number('x00189087') ?? attributes.number('x00189087'),
    ultrasound:
      modality === 'US'
        ? {
            tissue: regions.some(({ kind }) => kind === 'tissue'),
            doppler:
              regions.some(({ kind }) => kind === 'colour-flow' || kind === 'spectral') ||
              attributes.number('x00280014') === 1,
            calibrated: ultrasoundSpacing(regions) !== undefined,
          }
        : undefined,
  };
};

export const unitOf = (modality: string, type: string | undefined): string | undefined =>
  modality === 'CT' ? (type ?? 'HU') : type;

/**
 * The frames of one instance. Failure `invalid-input` when the instance is no image that we place:
 * another modality, no pixels, or a description that contradicts itself.
 */
export const slicesOf = (file: DicomFile, source: InstanceSource): readonly Slice[] => {
  const { attributes } = file;
  const modality = (attributes.text('x00080060') ?? '').toUpperCase();
  if (!imageModalities.has(modality))
    throw new Failure(
      'invalid-input',
      `The instance is no CT, MR, PT or ultrasound image${/^[A-Z]{2,16}$/.test(modality) ? ` (modality ${modality})` : ''}.`,
    );
  if (!file.hasPixels) throw new Failure('invalid-input', 'The instance holds no pixel data.');
  const layout = pixelLayoutOf(attributes);
  if (layout.bitsAllocated === 1)
    throw new Failure('invalid-input', 'An image of one bit a pixel is no CT, MR or ultrasound image.');
  const perFrame = attributes.items('x52009230');
  const shared = attributes.item('x52009229');
  if (perFrame.length > 0 && perFrame.length !== file.frameCount)
    throw new Failure('invalid-input', 'The functional groups do not match the number of frames.');
  const regions = ultrasoundRegionsOf(attributes);
  return Array.from({ length: file.frameCount }, (_, frame) => {
    const own = perFrame[frame];
    const ofFrame: OfFrame = (group) => own?.item(group) ?? shared?.item(group);
    return sliceOf(file, source, frame, { ofFrame, layout, regions, modality });
  });
};

const sliceOf = (
  file: DicomFile,
  source: InstanceSource,
  frame: number,
  about: { ofFrame: OfFrame; layout: PixelLayout; regions: readonly UltrasoundRegion[]; modality: string },
): Slice => {
  const { attributes } = file;
  const { ofFrame, layout, regions, modality } = about;
  const transform = ofFrame('x00289145');
  const unit = unitOf(modality, (transform ?? attributes).text('x00281054')?.toUpperCase());
  const facts = factsOf(attributes, ofFrame, regions, unit);
  const [alongColumn, alongRow] = (ofFrame('x00289110') ?? attributes).numbers('x00280030');
  const measured =
    alongRow !== undefined && alongColumn !== undefined && alongRow > 0 && alongColumn > 0
      ? ([alongRow, alongColumn] as const)
      : undefined;
  const spacingMm = modality === 'US' ? (ultrasoundSpacing(regions) ?? measured) : measured;
  const [x, y, z] = (ofFrame('x00209113') ?? attributes).numbers('x00200032');
  const orientation = (ofFrame('x00209116') ?? attributes).numbers('x00200037');
  const content = ofFrame('x00209111');
  const frameOfReference = attributes.text('x00200052');
  const seriesUid = attributes.text('x0020000e');
  return {
    source,
    frame,
    layout,
    rescale: rescaleOf(transform, attributes, modality),
    modality,
    unit,
    spacingMm,
    positionMm: x === undefined || y === undefined || z === undefined ? undefined : [x, y, z],
    orientation: orientation.length === 6 ? orientation : undefined,
    sopInstance: file.sopInstance,
    seriesUid,
    frameOfReference,
    family: JSON.stringify([
      attributes.text('x0020000d') ?? '',
      seriesUid ?? '',
      modality,
      unit ?? '',
      frameOfReference ?? '',
      layout.rows,
      layout.columns,
      layout.samples,
      spacingMm?.map((mm) => mm.toFixed(4)) ?? '',
      // beyond the fourth value vendors write what may change from slice to slice
      facts.imageType.slice(0, 4),
    ]),
    split: {
      acquisition:
        content?.text('x00209156') ?? content?.number('x00209156')?.toString() ?? attributes.text('x00200012'),
      'temporal position': content?.number('x00209128')?.toString() ?? attributes.text('x00200100'),
      'echo time': facts.echoTimeMs?.toString(),
      'inversion time': attributes.text('x00180082'),
      'b-value': facts.diffusionBValue?.toString(),
      'trigger time': attributes.text('x00181060'),
      'contrast phase': facts.contrastPhase,
      'acquisition time': attributes.text('x00080032'),
      'reconstruction kernel': attributes.texts('x00181210').join('/') || undefined,
      stack: content?.text('x00209056'),
    },
    regions,
    facts,
  };
};
