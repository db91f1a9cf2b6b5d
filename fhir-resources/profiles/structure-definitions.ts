import type { ElementDefinition, StructureDefinition } from 'fhir/r4.js';
import { coding, extensions, fibrocast, profiles, systems } from '../write/codes-out.ts';
import { published } from './published.ts';

/** Our profiles as differentials that only narrow elements of the base, without slices: every tool reads them. */
export function structureDefinitions(): StructureDefinition[] {
  return [
    profile(
      'Observation',
      profiles.score,
      'Fibrosis score',
      'FibrosisScore',
      [
        ...resultElements('Observation'),
        { path: 'Observation.code', binding: measureBinding },
        { path: 'Observation.effective[x]', min: 1, type: [{ code: 'dateTime' }] },
        { path: 'Observation.issued', min: 1 },
        { path: 'Observation.value[x]', type: [{ code: 'Quantity' }] },
        { path: 'Observation.method', min: 1 },
        { path: 'Observation.device', min: 1 },
      ],
      [valueOrReason],
    ),
    profile(
      'Observation',
      profiles.stageDistribution,
      'Distribution of fibrosis stages',
      'StageDistribution',
      [
        ...resultElements('Observation'),
        {
          path: 'Observation.code',
          patternCodeableConcept: { coding: [coding(systems.measure, 'stage-distribution')] },
        },
        { path: 'Observation.effective[x]', min: 1, type: [{ code: 'dateTime' }] },
        { path: 'Observation.value[x]', max: '0' },
        { path: 'Observation.method', min: 1 },
        { path: 'Observation.device', min: 1 },
      ],
      [stageProbabilities],
    ),
    profile(
      'Observation',
      profiles.stiffness,
      'Liver stiffness used',
      'LiverStiffnessUsed',
      [
        ...resultElements('Observation'),
        { path: 'Observation.code', binding: measureBinding },
        { path: 'Observation.effective[x]', min: 1, type: [{ code: 'dateTime' }] },
        { path: 'Observation.value[x]', min: 1, type: [{ code: 'Quantity' }] },
        { path: 'Observation.method', min: 1 },
        { path: 'Observation.device', min: 1 },
      ],
      [kilopascal],
    ),
    profile(
      'Observation',
      profiles.finding,
      'Finding about the liver',
      'LiverFinding',
      [
        ...resultElements('Observation'),
        { path: 'Observation.code', binding: measureBinding },
        { path: 'Observation.effective[x]', min: 1, type: [{ code: 'dateTime' }] },
        { path: 'Observation.value[x]', type: [{ code: 'CodeableConcept' }] },
        { path: 'Observation.device', min: 1 },
      ],
      [valueOrReason],
    ),
    componentProfile(profiles.modelResult, 'Result of a model', 'ModelResult'),
    componentProfile(profiles.radiomics, 'Radiomics of a region', 'RadiomicsPanel'),
    profile(
      'Observation',
      profiles.imagingMeasure,
      'Measure of an imaging study',
      'ImagingMeasure',
      [
        ...resultElements('Observation'),
        { path: 'Observation.code', binding: measureBinding },
        { path: 'Observation.effective[x]', min: 1, type: [{ code: 'dateTime' }] },
        { path: 'Observation.value[x]', min: 1, type: [{ code: 'Quantity' }] },
        { path: 'Observation.method', min: 1 },
        { path: 'Observation.device', min: 1 },
      ],
      [],
    ),
    profile(
      'RiskAssessment',
      profiles.risk,
      'Risk of liver events',
      'LiverRisk',
      [
        ...resultElements('RiskAssessment'),
        { path: 'RiskAssessment.method', min: 1 },
        { path: 'RiskAssessment.occurrence[x]', min: 1, type: [{ code: 'dateTime' }] },
        { path: 'RiskAssessment.performer', min: 1 },
        { path: 'RiskAssessment.prediction', min: 1 },
        {
          path: 'RiskAssessment.prediction.outcome',
          min: 1,
          binding: { strength: 'extensible', valueSet: `${fibrocast}/ValueSet/outcome` },
        },
        { path: 'RiskAssessment.prediction.when[x]', min: 1, type: [{ code: 'Range' }] },
      ],
      [saysHowLikely],
    ),
    extension(
      extensions.inputSource,
      'Resource that an input was read from',
      'InputSource',
      'Observation.component',
      'Reference',
    ),
    extension(extensions.inputDate, 'Clinical date of an input', 'InputDate', 'Observation.component', 'dateTime'),
    extension(
      extensions.probabilityInterval,
      'Interval of a probability, in percent',
      'ProbabilityInterval',
      'RiskAssessment.prediction',
      'Range',
    ),
  ];
}

/** Values stand in components; the whole has none of its own. */
const componentProfile = (url: string, title: string, name: string) =>
  profile(
    'Observation',
    url,
    title,
    name,
    [
      ...resultElements('Observation'),
      { path: 'Observation.code', binding: measureBinding },
      { path: 'Observation.effective[x]', min: 1, type: [{ code: 'dateTime' }] },
      { path: 'Observation.value[x]', max: '0' },
      { path: 'Observation.method', min: 1 },
      { path: 'Observation.device', min: 1 },
    ],
    [hasComponents],
  );

const measureBinding = { strength: 'extensible', valueSet: `${fibrocast}/ValueSet/measure` } as const;

/** What every result of this service has: who it is, that it is final, whose it is, and how far to trust it. */
const resultElements = (type: 'Observation' | 'RiskAssessment'): Element[] => [
  { path: `${type}.meta`, min: 1 },
  { path: `${type}.identifier`, min: 1 },
  { path: `${type}.status`, patternCode: 'final' },
  { path: `${type}.code`, min: 1 },
  {
    path: `${type}.subject`,
    min: 1,
    type: [{ code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'] }],
  },
];

type Element = Omit<ElementDefinition, 'id'>;
interface Invariant {
  readonly key: string;
  readonly human: string;
  readonly expression: string;
}

const evidenceTag: Invariant = {
  key: 'fib-1',
  human: 'The evidence class stands in meta.tag, exactly once.',
  expression: `meta.tag.where(system = '${systems.evidenceClass}').count() = 1`,
};
const valueOrReason: Invariant = {
  key: 'fib-2',
  human: 'There is a value, or the reason why there is none.',
  expression: 'value.exists() or dataAbsentReason.exists()',
};
const kilopascal: Invariant = {
  key: 'fib-3',
  human: 'Stiffness is in kPa (UCUM).',
  expression: "value.ofType(Quantity).where(system = 'http://unitsofmeasure.org' and code = 'kPa').exists()",
};
const stageProbabilities: Invariant = {
  key: 'fib-4',
  human: 'The five stage probabilities are there.',
  expression: `component.code.coding.where(system = '${systems.measure}' and (code = 'p-f0' or code = 'p-f1' or code = 'p-f2' or code = 'p-f3' or code = 'p-f4')).count() = 5`,
};
const hasComponents: Invariant = {
  key: 'fib-6',
  human: 'There is at least one component.',
  expression: 'component.exists()',
};
const saysHowLikely: Invariant = {
  key: 'fib-5',
  human: 'Each prediction says how likely: a probability or a class.',
  expression: 'prediction.all(probability.exists() or qualitativeRisk.exists())',
};

function profile(
  type: 'Observation' | 'RiskAssessment',
  url: string,
  title: string,
  name: string,
  elements: readonly Element[],
  invariants: readonly Invariant[],
): StructureDefinition {
  const constraint = [evidenceTag, ...invariants].map((invariant) => ({ ...invariant, severity: 'error' as const }));
  return {
    resourceType: 'StructureDefinition',
    id: lastOf(url),
    ...published(`StructureDefinition/${lastOf(url)}`, title, name),
    fhirVersion: '4.0.1',
    kind: 'resource',
    abstract: false,
    type,
    baseDefinition: `http://hl7.org/fhir/StructureDefinition/${type}`,
    derivation: 'constraint',
    differential: { element: [{ id: type, path: type, constraint }, ...merged(elements)] },
  };
}

/** Elements in the order of the base definitions: a differential in another order is refused by snapshot generators. */
const baseOrder = [
  'meta',
  'identifier',
  'status',
  'method',
  'code',
  'subject',
  'effective[x]',
  'occurrence[x]',
  'issued',
  'performer',
  'value[x]',
  'prediction',
  'prediction.outcome',
  'prediction.when[x]',
];
/** Observation has `method` behind the value, RiskAssessment before the code. */
const rankOf = (path: string): number => {
  if (path === 'Observation.method') return 100;
  if (path === 'Observation.device') return 101;
  return baseOrder.indexOf(path.slice(path.indexOf('.') + 1));
};

/** Elements stated twice (once for all results, once for this profile) become one. */
function merged(elements: readonly Element[]): ElementDefinition[] {
  const byPath = new Map<string, ElementDefinition>();
  for (const element of elements)
    byPath.set(element.path, { id: element.path, ...byPath.get(element.path), ...element });
  return [...byPath.values()].sort((a, b) => rankOf(a.path) - rankOf(b.path));
}

function extension(url: string, title: string, name: string, context: string, type: string): StructureDefinition {
  return {
    resourceType: 'StructureDefinition',
    id: lastOf(url),
    ...published(`StructureDefinition/${lastOf(url)}`, title, name),
    fhirVersion: '4.0.1',
    kind: 'complex-type',
    abstract: false,
    context: [{ type: 'element', expression: context }],
    type: 'Extension',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension',
    derivation: 'constraint',
    differential: {
      element: [
        { id: 'Extension', path: 'Extension' },
        { id: 'Extension.extension', path: 'Extension.extension', max: '0' },
        { id: 'Extension.url', path: 'Extension.url', fixedUri: url },
        { id: 'Extension.value[x]', path: 'Extension.value[x]', min: 1, type: [{ code: type }] },
      ],
    },
  };
}

const lastOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);
