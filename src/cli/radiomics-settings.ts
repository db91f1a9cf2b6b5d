import { z } from 'zod';
import { Failure } from '../core/failure.ts';
import type { FeatureChoice } from '../core/radiomics/features.ts';
import type { ProcessingSettings } from '../core/radiomics/settings.ts';
import type { FilterSettings } from '../core/radiomics-filters/filter-settings.ts';
import { readFilterSettings } from '../core/radiomics-filters/read-filter-settings.ts';
import { interpolators } from '../core/volume/interpolate.ts';

/** The settings file of `fibrocast radiomics`, checked. */
export interface RadiomicsSettings extends FeatureChoice {
  readonly processing: ProcessingSettings;
  readonly filter: FilterSettings | null;
}

const positive = z.number().positive();
const bins = z.int().min(1).max(65_535);
const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, { error: 'must rise: the lower end stands first' });
const names = z.union([z.literal('all'), z.array(z.string()).min(1)], { error: 'must be "all" or a list of names' });

const file = z.strictObject({
  interpolation: z
    .strictObject({
      spacingMm: z.tuple([positive, positive, positive]),
      dimension: z.union([z.literal(2), z.literal(3)], { error: 'must be 2 or 3' }).default(3),
      image: z.enum(interpolators),
      mask: z.enum(interpolators),
      maskThreshold: z.number().gt(0).max(1).default(0.5),
      round: z.boolean().optional(),
    })
    .nullable()
    .default(null),
  resegmentation: z
    .strictObject({ range: range.nullable().default(null), outlierSigma: positive.nullable().default(null) })
    .nullable()
    .default(null),
  discretisation: z
    .discriminatedUnion('method', [
      z.strictObject({ method: z.literal('FBN'), bins }),
      z.strictObject({ method: z.literal('FBS'), width: positive, minimum: z.number().optional() }),
    ])
    .nullable()
    .default({ method: 'FBN', bins: 32 }),
  // Width and bins may both stand in the file; the method takes its own.
  ivh: z
    .strictObject({ method: z.enum(['none', 'FBS', 'FBN']), width: positive.optional(), bins: bins.min(2).optional() })
    .nullable()
    .default({ method: 'none' }),
  filter: z.unknown().optional(),
  aggregation: names.default('all'),
  families: names.default('all'),
});

/** Without a settings file: the grid of the image, the whole mask, 32 bins, every family. */
export const plainSettings = '{}';

/**
 * Reads the settings of `fibrocast radiomics`. Unknown keys are refused: a misspelt one would silently be left out.
 * @throws Failure `invalid-input` that names the place and what is expected there.
 */
export function readRadiomicsSettings(text: string): RadiomicsSettings {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Failure('invalid-input', 'The settings file is not JSON.', { cause });
  }
  const parsed = file.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .slice(0, 5)
      .map(({ path, message }) => `${path.length > 0 ? path.join('.') : 'settings'}: ${message}`);
    throw new Failure('invalid-input', `The settings file is not valid. ${problems.join('; ')}.`);
  }
  const { interpolation, resegmentation, discretisation, ivh, filter, aggregation, families } = parsed.data;
  return {
    processing: { interpolation, resegmentation, discretisation, ivh: volumeHistogram(ivh) },
    filter: filter === undefined || filter === null ? null : readFilterSettings(filter),
    aggregations: aggregation,
    families,
  };
}

function volumeHistogram(ivh: z.infer<typeof file>['ivh']): ProcessingSettings['ivh'] {
  if (ivh === null || ivh.method === 'none') return ivh && { method: 'none' };
  if (ivh.method === 'FBS') {
    if (ivh.width === undefined)
      throw new Failure('invalid-input', 'The settings file is not valid. ivh.width: FBS needs a width.');
    return { method: 'FBS', width: ivh.width };
  }
  if (ivh.bins === undefined)
    throw new Failure('invalid-input', 'The settings file is not valid. ivh.bins: FBN needs a number of bins.');
  return { method: 'FBN', bins: ivh.bins };
}
