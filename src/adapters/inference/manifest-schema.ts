import { z } from 'zod';
import { etiologies } from '../../core/etiology.ts';
import { type InputId, otherInputs } from '../../core/inputs.ts';
import { exclusions, type GoldenFile, type ModelManifest, type ModelReference } from '../../core/models/manifest.ts';
import { analytes } from '../../core/quantity.ts';
import { riskOutcomes } from '../../core/score.ts';
import { seriesRules } from '../../core/volume/series-rules.ts';

/** Shapes of the files of a model folder. What several fields must say together stands in core/models/check-manifest.ts. */

const text = z.string().min(1);
const finite = z.number();
const positive = z.number().positive();
const count = z.int().positive();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits (SHA-256)');
const range = z.tuple([finite, finite]).refine(([low, high]) => low < high, 'expected [low, high] with low below high');
const triple = z.tuple([positive, positive, positive]);
const wholeTriple = z.tuple([count, count, count]);
const fiveShares = z.tuple([finite, finite, finite, finite, finite]);
const seriesRole = z.enum(seriesRules.map(({ role }) => role));
const etiology = z.enum(etiologies);
const inputId = z.enum([...Object.keys(analytes), ...Object.keys(otherInputs)] as InputId[]);
const codes = z.array(z.union([z.string(), finite])).min(1);
const excluded = z.array(z.strictObject({ column: text, values: codes })).optional();
const observedOutcome = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('follow-up'),
    time: text,
    timeUnit: z.enum(['d', 'a']),
    status: text,
    codes: z.strictObject({ censored: codes, event: codes, competing: codes.optional() }),
    exclude: excluded,
  }),
  z.strictObject({ kind: z.literal('at-least'), value: text, atLeast: finite, exclude: excluded }),
  z.strictObject({
    kind: z.literal('state'),
    status: text,
    codes: z.strictObject({ event: codes, none: codes }),
    exclude: excluded,
  }),
]);

const loinc = z.string().regex(/^\d{1,7}-\d$/, 'expected a LOINC code such as 1975-2');

const transform = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('identity') }),
  z.strictObject({ kind: z.literal('log') }),
  z.strictObject({ kind: z.literal('log1p') }),
  z.strictObject({ kind: z.literal('sqrt') }),
  z.strictObject({ kind: z.literal('indicator'), values: z.array(z.union([text, z.boolean()])).min(1) }),
  z.strictObject({ kind: z.literal('map'), values: z.record(text, finite) }),
  z.strictObject({
    kind: z.literal('hinge'),
    of: z.enum(['identity', 'log']),
    knot: finite,
    side: z.enum(['above', 'below']),
  }),
]);

const tabularFeature = z.strictObject({
  name: text,
  title: text,
  input: inputId,
  loinc: loinc.optional(),
  unit: text,
  transform,
  plausible: range,
  trainedRange: range.optional(),
  windowDays: positive,
  required: z.boolean(),
  monotone: z.enum(['increasing', 'decreasing']).optional(),
  group: text.optional(),
  alternatives: z
    .array(
      z.strictObject({
        input: inputId,
        title: text,
        loinc: loinc.optional(),
        unit: text,
        plausible: range,
        factor: positive,
        sd: z.number().nonnegative(),
        note: text,
      }),
    )
    .optional(),
});

const normalisation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('window'), low: finite, high: finite, to: z.tuple([finite, finite]) }),
  z.strictObject({ kind: z.literal('clip-z-score'), low: finite, high: finite, mean: finite, sd: positive }),
  z.strictObject({ kind: z.literal('z-score'), over: z.enum(['all', 'nonzero', 'roi']) }),
  z.strictObject({ kind: z.literal('none') }),
]);

const volumeInput = z.strictObject({
  kind: z.literal('volume'),
  tensor: text,
  axisOrder: z.enum(['zyx', 'xyz']),
  orientation: z.enum(['LPS', 'RAS', 'LAS', 'RPS']),
  spacingMm: triple.nullable(),
  interpolation: z.enum(['nearest', 'linear', 'cubic']),
  thickSlices: z.enum(['nearest', 'interpolate']).optional(),
  channels: z.array(z.strictObject({ series: seriesRole, normalisation })).min(1),
  crop: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('nonzero') }),
    z.strictObject({
      kind: z.literal('roi'),
      label: text,
      marginMm: z.number().nonnegative(),
      outside: finite.optional(),
    }),
  ]),
  size: wholeTriple.nullable(),
  padding: finite,
  slidingWindow: z
    .strictObject({
      patch: wholeTriple,
      overlap: z.number().min(0).max(0.9),
      gaussianSigma: positive.nullable(),
      mirror: z.array(z.enum(['x', 'y', 'z'])),
    })
    .optional(),
});

const framesInput = z.strictObject({
  kind: z.literal('frames'),
  tensor: text,
  size: z.tuple([count, count]),
  colour: z.enum(['grey', 'rgb']),
  crop: z.enum(['tissue-region', 'none']),
  normalisation,
  spacingMm: positive.nullable(),
  mostFrames: count,
  vote: z.enum(['mean-probability', 'mean-logit']),
});

const radiomicsInput = z.strictObject({
  kind: z.literal('radiomics'),
  tensor: text,
  region: text,
  settings: z.partialRecord(seriesRole, z.unknown()),
  features: z
    .array(
      z.strictObject({
        series: seriesRole,
        familyCode: text,
        ibsiCode: text,
        aggregationCode: z.string(),
        title: text,
        transform: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('identity') }),
          z.strictObject({ kind: z.literal('log') }),
          z.strictObject({ kind: z.literal('asinh') }),
        ]),
      }),
    )
    .min(1),
  clinical: z.array(tabularFeature),
});

const tabularInput = z.strictObject({
  kind: z.literal('tabular'),
  tensor: text,
  features: z.array(tabularFeature).min(1),
});

const years = z.array(positive).min(1);

const output = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('segmentation'),
    tensor: text,
    activation: z.enum(['softmax', 'sigmoid']),
    threshold: z.number().gt(0).lt(1).optional(),
    classes: z
      .array(
        z.strictObject({
          index: z.int().nonnegative(),
          label: text,
          snomed: z
            .string()
            .regex(/^\d{6,18}$/, 'expected a SNOMED CT identifier')
            .optional(),
          largestComponent: z.boolean(),
        }),
      )
      .min(1),
  }),
  z.strictObject({
    kind: z.literal('stage'),
    tensor: text,
    form: z.enum(['cumulative-logits', 'logits', 'probabilities']),
    trainingPrior: fiveShares,
    activationMap: z
      .strictObject({ tensor: text, stride: positive, stage: z.enum(['expected', 'advanced']) })
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('hazards'),
    groups: z
      .array(
        z.strictObject({
          id: text,
          tensor: text,
          intervalEndsYears: years,
          causes: z.array(z.strictObject({ id: text, outcome: z.enum(riskOutcomes), title: text })).min(1),
          reported: z.array(text).min(1),
          exclusions: z.array(z.enum(exclusions)).optional(),
        }),
      )
      .min(1),
  }),
  z.strictObject({
    kind: z.literal('exceedance'),
    tensor: text,
    quantity: text,
    unit: text,
    thresholds: z.array(z.strictObject({ id: text, value: finite })).min(1),
  }),
  z.strictObject({
    kind: z.literal('event'),
    tensor: text,
    outcome: z.enum(riskOutcomes),
    horizonsYears: years,
  }),
  z.strictObject({
    kind: z.literal('etiology'),
    tensor: text,
    classes: z.array(z.strictObject({ id: text, etiology, title: text })).min(2),
  }),
]);

const elseWhat = z.enum(['refuse', 'temper']);
const qualityRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slice-thickness-at-most-mm'), value: positive, else: elseWhat }),
  z.strictObject({ kind: z.literal('roi-volume-ml'), range, else: elseWhat }),
  z.strictObject({ kind: z.literal('manufacturer'), known: z.array(text).min(1), else: elseWhat }),
  z.strictObject({ kind: z.literal('frames-at-least'), value: count, else: elseWhat }),
]);

const calibration = z.strictObject({
  temperature: positive.optional(),
  anchors: z
    .array(
      z.strictObject({
        site: text,
        etiology: z.enum(etiologies).optional(),
        key: text,
        intercept: finite,
        slope: positive.optional(),
        n: count,
        events: z.int().nonnegative(),
        since: text,
        withdrawn: text.optional(),
      }),
    )
    .optional(),
});

export const manifestSchema: z.ZodType<ModelManifest> = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens'),
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'expected a semantic version such as 1.0.0'),
  title: text,
  role: z.enum(['segmentation', 'stage', 'prognosis', 'etiology', 'stiffness']),
  evidence: z.enum(['established', 'research', 'synthetic']),
  sha256: z.strictObject({
    'model.onnx': sha256,
    'golden.json': sha256,
    'reference.json': sha256.optional(),
    'model-card.md': sha256,
  }),
  accepts: z.strictObject({
    modality: z.enum(['labs', 'CT', 'MR', 'US']),
    series: z.array(seriesRole).min(1).optional(),
    etiologies: z.union([z.literal('any'), z.array(etiology).min(1)]),
    ageYears: z.tuple([z.number().min(0), z.number().max(130)]),
    exclusions: z.array(z.enum(exclusions)),
  }),
  input: z.discriminatedUnion('kind', [tabularInput, volumeInput, framesInput, radiomicsInput]),
  output,
  calibration: calibration.optional(),
  outOfDistribution: z.strictObject({ method: z.literal('mahalanobis'), limit: positive }).optional(),
  quality: z.array(qualityRule).optional(),
  licence: text,
  trainedOn: z.strictObject({
    cohort: text,
    n: count,
    events: z.record(text, z.int().nonnegative()).optional(),
    years: text,
    country: text,
    licence: text,
    files: z
      .array(z.strictObject({ name: text, sha256 }))
      .min(1)
      .optional(),
  }),
  observed: z.record(text, observedOutcome).optional(),
  sourceAttributes: z.record(text, z.strictObject({ value: text.nullable(), note: text.optional() })),
});

const linearTerms = z.record(
  text,
  z.strictObject({ intercepts: z.array(finite).min(1), coefficients: z.array(finite).min(1) }),
);

export const referenceSchema: z.ZodType<ModelReference> = z.strictObject({
  mean: z.array(finite).min(1),
  covariance: z.array(z.array(finite)),
  background: z.array(z.array(finite)).max(100, 'expected at most 100 rows'),
  linear: linearTerms.optional(),
  replicates: z.array(linearTerms).optional(),
});

const shape = z.array(count).min(1);
const goldenTensor = z.union([
  z.strictObject({ shape, data: z.array(finite) }),
  z.strictObject({
    shape,
    wave: z.strictObject({ frequency: finite, amplitude: finite, offset: finite }),
  }),
  z.strictObject({ shape, at: z.array(z.tuple([z.int().nonnegative(), finite])).min(1), mean: finite }),
]);

export const goldenSchema: z.ZodType<GoldenFile> = z.strictObject({
  tolerance: positive,
  cases: z
    .array(
      z.strictObject({
        name: text,
        inputs: z.record(text, goldenTensor),
        outputs: z.record(text, goldenTensor),
      }),
    )
    .min(1, 'expected at least one case'),
});
