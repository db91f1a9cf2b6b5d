import { columnNames, outputTensors, predictorKeys } from './columns.ts';
import type { GoldenFile, GoldenTensor, ModelManifest, ModelReference } from './manifest.ts';

/**
 * What the fields of a manifest, a reference and a golden file must say together, once each has its shape. One sentence a
 * problem: which field, and what is expected. Empty: sound.
 */
export function manifestProblems(manifest: ModelManifest): string[] {
  return [
    ...acceptProblems(manifest),
    ...inputProblems(manifest),
    ...outputProblems(manifest),
    ...attributeProblems(manifest),
  ];
}

/** Source attributes of 45 CFR 170.315(b)(11)(iv) by number: 31. */
export const sourceAttributeCount = 31;

function attributeProblems({ sourceAttributes }: ModelManifest): string[] {
  const wanted = Array.from({ length: sourceAttributeCount }, (_, index) => String(index + 1));
  const foreign = Object.keys(sourceAttributes).filter((key) => !wanted.includes(key));
  return [
    ...wanted
      .filter((key) => sourceAttributes[key] === undefined)
      .map((key) => `sourceAttributes: number ${key} is missing; all of 1 to ${sourceAttributeCount} are expected.`),
    ...wanted
      .filter((key) => sourceAttributes[key]?.value === null && sourceAttributes[key]?.note === undefined)
      .map((key) => `sourceAttributes.${key}: a value that is not available (null) needs a note that says why.`),
    ...foreign.map((key) => `sourceAttributes.${key}: the attributes are numbered 1 to ${sourceAttributeCount}.`),
  ];
}

const kindsOfRole: Readonly<Record<ModelManifest['role'], readonly ModelManifest['output']['kind'][]>> = {
  segmentation: ['segmentation'],
  stage: ['stage'],
  prognosis: ['hazards', 'event'],
  etiology: ['etiology'],
  stiffness: ['exceedance'],
};

function acceptProblems({ role, accepts, input, output }: ModelManifest): string[] {
  const problems: string[] = [];
  if (!kindsOfRole[role].includes(output.kind))
    problems.push(`output.kind: a model of the role ${role} is expected to give ${kindsOfRole[role].join(' or ')}.`);
  if (accepts.ageYears[0] > accepts.ageYears[1]) problems.push('accepts.ageYears: expected [youngest, oldest].');
  const fits = {
    tabular: accepts.modality === 'labs',
    volume: accepts.modality === 'CT' || accepts.modality === 'MR',
    frames: accepts.modality === 'US',
    radiomics: accepts.modality === 'CT' || accepts.modality === 'MR',
  }[input.kind];
  if (!fits) problems.push(`accepts.modality: ${accepts.modality} does not go with an input of kind ${input.kind}.`);
  const used =
    input.kind === 'volume'
      ? input.channels.map(({ series }) => series)
      : input.kind === 'radiomics'
        ? input.features.map(({ series }) => series)
        : [];
  for (const series of new Set(used))
    if (!accepts.series?.includes(series))
      problems.push(`accepts.series: ${series} is used by the input and missing here.`);
  if (input.kind === 'frames' && accepts.series === undefined)
    problems.push('accepts.series: a model of frames needs the series it looks at.');
  if (input.kind === 'radiomics')
    for (const series of new Set(used))
      if (input.settings[series] === undefined) problems.push(`input.settings: ${series} has none.`);
  return problems;
}

const repeated = (names: readonly string[]) => [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
const ascending = (values: readonly number[]) =>
  values.every((value, at) => at === 0 || value > (values[at - 1] ?? value));

function inputProblems(manifest: ModelManifest): string[] {
  const { input } = manifest;
  const problems = repeated(columnNames(manifest) ?? []).map((name) => `input.features: ${name} stands there twice.`);
  const clinical = input.kind === 'tabular' ? input.features : input.kind === 'radiomics' ? input.clinical : [];
  for (const { name, transform, plausible, trainedRange } of clinical) {
    if ((transform.kind === 'log' || (transform.kind === 'hinge' && transform.of === 'log')) && plausible[0] <= 0)
      problems.push(`input.features ${name}: a logarithm needs a plausible range above 0.`);
    if ((transform.kind === 'sqrt' || transform.kind === 'log1p') && plausible[0] < 0)
      problems.push(`input.features ${name}: ${transform.kind} needs a plausible range from 0.`);
    if (trainedRange && (trainedRange[0] < plausible[0] || trainedRange[1] > plausible[1]))
      problems.push(`input.features ${name}: trainedRange is expected inside plausible.`);
  }
  if (input.kind !== 'volume') return problems;
  for (const { normalisation } of input.channels) {
    if (
      (normalisation.kind === 'window' || normalisation.kind === 'clip-z-score') &&
      normalisation.low >= normalisation.high
    )
      problems.push('input.channels.normalisation: low is expected below high.');
    if (normalisation.kind === 'z-score' && normalisation.over === 'roi' && input.crop.kind !== 'roi')
      problems.push('input.channels.normalisation: a z-score over the region needs crop.kind roi.');
  }
  return problems;
}

function outputProblems({ output }: ModelManifest): string[] {
  switch (output.kind) {
    case 'segmentation': {
      const indices = output.classes.map(({ index }) => index);
      return [
        ...(indices.every((index, at) => index === at)
          ? []
          : ['output.classes: indices 0, 1, 2, … in order are expected.']),
        ...repeated(output.classes.map(({ label }) => label)).map(
          (label) => `output.classes: ${label} stands there twice.`,
        ),
        ...(output.activation === 'sigmoid' && output.threshold === undefined
          ? ['output.threshold: a sigmoid needs the probability from which a voxel belongs.']
          : []),
      ];
    }
    case 'stage': {
      const sum = output.trainingPrior.reduce((total, share) => total + share, 0);
      return Math.abs(sum - 1) < 1e-3 && output.trainingPrior.every((share) => share > 0)
        ? []
        : ['output.trainingPrior: five positive shares that add up to 1 are expected.'];
    }
    case 'hazards':
      return output.groups.flatMap((group) => [
        ...(ascending(group.intervalEndsYears)
          ? []
          : [`output.groups ${group.id}: ascending interval ends are expected.`]),
        ...repeated(group.causes.map(({ id }) => id)).map(
          (id) => `output.groups ${group.id}: ${id} stands there twice.`,
        ),
        ...group.reported
          .filter((id) => !group.causes.some((cause) => cause.id === id))
          .map((id) => `output.groups ${group.id}: ${id} is reported but is no cause.`),
      ]);
    case 'exceedance':
      return ascending(output.thresholds.map(({ value }) => value))
        ? []
        : ['output.thresholds: ascending thresholds are expected.'];
    case 'event':
      return ascending(output.horizonsYears) ? [] : ['output.horizonsYears: ascending horizons are expected.'];
    case 'etiology':
      return repeated(output.classes.map(({ id }) => id)).map((id) => `output.classes: ${id} stands there twice.`);
  }
}

/** The reference speaks of the columns of the tensor, and of the predictors that the output names. */
export function referenceProblems(manifest: ModelManifest, reference: ModelReference | undefined): string[] {
  const columns = columnNames(manifest);
  if (reference === undefined)
    return columns === undefined ? [] : ['reference.json: a model of a table needs one; name its digest in sha256.'];
  if (columns === undefined) return ['reference.json: only models of a table have one.'];
  const n = columns.length;
  const problems: string[] = [];
  if (reference.mean.length !== n) problems.push(`reference.json mean: ${n} numbers are expected, one a column.`);
  if (reference.covariance.length !== n || reference.covariance.some((row) => row.length !== n))
    problems.push(`reference.json covariance: ${n} rows of ${n} numbers are expected.`);
  else if (!reference.covariance.every((row, i) => row.every((value, j) => near(value, reference.covariance[j]?.[i]))))
    problems.push('reference.json covariance: a symmetric matrix is expected.');
  if (reference.background.some((row) => row.length !== n))
    problems.push(`reference.json background: rows of ${n} numbers are expected.`);
  const keys = predictorKeys(manifest);
  [reference.linear, ...(reference.replicates ?? [])].forEach((terms, at) => {
    if (terms === undefined) return;
    const place = at === 0 ? 'linear' : `replicates[${at - 1}]`;
    for (const [key, { intercepts, coefficients }] of Object.entries(terms)) {
      const logits = keys.get(key);
      if (logits === undefined) problems.push(`reference.json ${place}: ${key} is no predictor of the output.`);
      else if (intercepts.length !== logits)
        problems.push(`reference.json ${place}.${key}: ${logits} intercepts are expected.`);
      if (coefficients.length !== n) problems.push(`reference.json ${place}.${key}: ${n} coefficients are expected.`);
    }
  });
  return problems;
}

const near = (a: number, b: number | undefined) =>
  b !== undefined && Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));

/** Every case feeds the input and checks at least one output of the manifest; stored numbers fill their shape. */
export function goldenProblems(manifest: ModelManifest, golden: GoldenFile): string[] {
  const problems: string[] = [];
  const known = outputTensors(manifest);
  const sized = (place: string, tensor: GoldenTensor) => {
    const size = tensor.shape.reduce((product, n) => product * n, 1);
    if ('data' in tensor && tensor.data.length !== size)
      problems.push(
        `golden.json ${place}: ${size} numbers are expected for its shape, there are ${tensor.data.length}.`,
      );
    if ('at' in tensor && tensor.at.some(([index]) => index >= size))
      problems.push(`golden.json ${place}: an index lies outside its shape.`);
  };
  for (const { name, inputs, outputs } of golden.cases) {
    if (inputs[manifest.input.tensor] === undefined)
      problems.push(`golden.json ${name}: the input ${manifest.input.tensor} is missing.`);
    if (!known.some((tensor) => outputs[tensor] !== undefined))
      problems.push(`golden.json ${name}: none of the outputs ${known.join(', ')} is given.`);
    for (const [tensor, value] of Object.entries(inputs)) {
      if ('at' in value) problems.push(`golden.json ${name} ${tensor}: an input must be whole: data or wave.`);
      sized(`${name} ${tensor}`, value);
    }
    for (const [tensor, value] of Object.entries(outputs)) sized(`${name} ${tensor}`, value);
  }
  return problems;
}
