import type { Observation, ObservationComponent } from 'fhir/r4.js';
import type { EvidenceClass } from '../../src/core/evidence.ts';
import type { ImagingFindings, ModelFinding, RadiomicsFinding, RegionFinding } from '../../src/core/findings.ts';
import type { StoredDocument } from '../../src/ports/results.ts';
import { coding, concept, etiologyCodes, measureConcept, profiles, quantity, systems } from './codes-out.ts';
import { fhirDateTime } from './dates.ts';
import { deviceDocument, deviceReference } from './device.ts';
import { type AboutDocuments, evidenceLabels, type ResultFrame, resultId, stored, versionText } from './frame.ts';
import { modelDeviceReference, modelDevices, type SpeakingModel } from './model-device.ts';
import { observationFrame } from './observation.ts';
import { findingsProvenance } from './provenance.ts';
import { derivedFrom, patientReference } from './references.ts';

/**
 * The analysis of one imaging study as FHIR: volumes, measures, one radiomics panel for each region and series, and what each
 * model said. Same findings, same ids. Silent models leave no trace, synthetic ones only with `about.allowSynthetic`; what was
 * measured in a region that a synthetic model drew is synthetic as well.
 */
export function findingsDocuments(findings: ImagingFindings, about: AboutDocuments): StoredDocument[] {
  const may = ({ evidence }: { readonly evidence: EvidenceClass }) =>
    about.allowSynthetic === true || evidence !== 'synthetic';
  const regions = findings.regions.filter(may);
  const models = findings.models.filter((model) => model.state === 'live' && may(model));
  const device = deviceDocument(about, findings.settingsVersion);
  const frame: ResultFrame = {
    assessment: {
      fhirServer: findings.fhirServer,
      patientId: findings.patientId,
      version: findings.settingsVersion,
    },
    about,
    subject: patientReference(findings.fhirServer, findings.patientId),
    device: deviceReference(device),
    effective: fhirDateTime(findings.study.started) ?? findings.analysedAt.slice(0, 10),
    evidence: [...regions, ...models].some(({ evidence }) => evidence === 'synthetic') ? 'synthetic' : 'research',
  };
  const study: Study = { frame, findings };
  const observations = [
    ...regions.map((region) => volumeObservation(study, region)),
    ...findings.measures.filter(may).map((measure) => measureObservation(study, measure)),
    ...findings.radiomics.flatMap((panel) => {
      const drawn = regions.find(({ label, series }) => label === panel.region && series === panel.series);
      return drawn ? (panelObservation(study, panel, drawn) ?? []) : [];
    }),
    ...models.flatMap((model) => modelObservation(study, model) ?? []),
    ...(models.length > 0 ? (activationObservation(study, models) ?? []) : []),
  ];
  if (observations.length === 0) return [];
  const speaking: readonly SpeakingModel[] = [
    ...models,
    ...regions.flatMap(({ by, evidence, label }) =>
      by ? [{ by, evidence, title: `Segmentation of the ${label}` }] : [],
    ),
  ];
  const devices = modelDevices(about, speaking);
  const results = observations.map(stored);
  return [
    stored(device),
    ...devices.map(stored),
    ...results,
    stored(findingsProvenance(frame, findings, results, devices)),
  ];
}

interface Study {
  readonly frame: ResultFrame;
  readonly findings: ImagingFindings;
}
type Result = Observation & { id: string };

function result(
  { frame, findings }: Study,
  given: {
    readonly kind: string;
    readonly identity: readonly unknown[];
    readonly code: Observation['code'];
    readonly profile: string;
    readonly evidence: EvidenceClass;
    readonly method: string;
    readonly notes?: readonly string[];
    readonly device?: Observation['device'];
  },
) {
  const references = findings.study.reference ? [findings.study.reference] : [];
  const sources = derivedFrom(findings.fhirServer, references);
  return {
    ...observationFrame(frame, {
      id: resultId(frame, given.kind, [findings.study.uid, ...given.identity]),
      profile: given.profile,
      evidence: given.evidence,
      category: 'imaging',
      code: given.code,
      effective: frame.effective,
    }),
    note: [`Evidence: ${evidenceLabels[given.evidence]}.`, ...(given.notes ?? [])].map((text) => ({ text })),
    method: { text: `${given.method}; ${versionText(frame)}` },
    device: given.device ?? frame.device,
    ...(sources.length > 0 ? { derivedFrom: sources } : {}),
  };
}

const byModel = (by: ModelFinding['by'] | undefined) => (by ? [by.id, by.version, by.sha256] : '');

function volumeObservation(study: Study, region: RegionFinding): Result {
  const { label, series, source, by, volumeMl, voxels, cautions, evidence } = region;
  const title = `Volume of the ${label}`;
  return {
    ...result(study, {
      kind: `region-volume/${label}/${series}`,
      identity: [source, byModel(by), volumeMl],
      code: { ...measureConcept('region-volume', 'Volume of a region'), text: title },
      profile: profiles.imagingMeasure,
      evidence,
      method: `Region from ${source === 'model' ? 'a segmentation model' : source}, ${series}, ${voxels} voxels`,
      notes: cautions,
      ...(by ? { device: modelDeviceReference({ by, title: `Segmentation of the ${label}` }) } : {}),
    }),
    valueQuantity: quantity(volumeMl, 'mL'),
  };
}

function measureObservation(study: Study, measure: ImagingFindings['measures'][number]): Result {
  const { id, title, value, unit, series, method, evidence, source } = measure;
  return {
    ...result(study, {
      kind: `measure/${id}/${series}`,
      identity: [method, value, unit],
      code: { ...measureConcept('imaging-measure', 'Measure of an imaging study'), text: title },
      profile: profiles.imagingMeasure,
      evidence,
      method: `${method} (${source}), ${series}`,
    }),
    valueQuantity: quantity(value, unit),
  };
}

/** In the panel: one aggregation, merged over directions in 3D, so that each feature stands once. The whole table stays in the store. */
const panelAggregations: ReadonlySet<string> = new Set(['3D, merged', '3D', '3D (volume)']);
/** Bound on the size of one document. */
const mostComponents = 250;

function panelObservation(study: Study, panel: RadiomicsFinding, region: RegionFinding): Result | undefined {
  const component = panel.rows
    .filter(({ aggregation, value }) => panelAggregations.has(aggregation) && value !== undefined)
    .slice(0, mostComponents)
    .map(
      ({ family, feature, ibsiCode, aggregationCode, value = 0, unit }): ObservationComponent => ({
        code: concept(`${family}: ${feature}`, coding(systems.ibsi, ibsiCode), coding(systems.ibsi, aggregationCode)),
        // `intensity` is the unit of the image, which UCUM does not have for MR and ultrasound.
        valueQuantity: unit === 'intensity' ? quantity(value, undefined) : quantity(value, unit),
      }),
    );
  if (component.length === 0) return undefined;
  return {
    ...result(study, {
      kind: `radiomics/${panel.region}/${panel.series}`,
      identity: [panel.settings, byModel(region.by), component.map(({ valueQuantity }) => valueQuantity?.value)],
      code: {
        ...measureConcept('radiomics-panel', 'Radiomics of a region'),
        text: `Radiomics of the ${panel.region}, ${panel.series}`,
      },
      profile: profiles.radiomics,
      evidence: region.evidence,
      method: `IBSI features, settings ${panel.settings}`,
    }),
    component,
  };
}

function modelObservation(study: Study, model: ModelFinding): Result | undefined {
  const { by, title, evidence, output, quality, qualityReasons, outOfDistribution } = model;
  const said = saidBy(output);
  if (!said) return undefined;
  const notes = [
    `Quality of the input ${Number(quality.toFixed(3))}${qualityReasons.length > 0 ? `: ${qualityReasons.join(', ')}` : ''}`,
    ...(outOfDistribution ? [`Unlike the images that the model knows: ${outOfDistribution.because.join(', ')}`] : []),
  ];
  return {
    ...result(study, {
      kind: `${said.code}/${by.id}`,
      identity: [by.version, by.sha256, said.component.map(({ valueQuantity }) => valueQuantity?.value), quality],
      code: measureConcept(said.code, said.title),
      profile: profiles.modelResult,
      evidence,
      method: `${title} ${by.version} (sha256 ${by.sha256.slice(0, 12)})`,
      notes,
      device: modelDeviceReference(model),
    }),
    component: said.component,
  };
}

function saidBy(output: ModelFinding['output']) {
  if (output.kind === 'stage') {
    return {
      code: 'image-stage',
      title: 'Fibrosis stages by a model of one imaging study',
      component: output.probabilities.map((p, stage) => ({
        code: measureConcept(`p-f${stage}`, `Probability of stage F${stage}`),
        valueQuantity: quantity(Number(p.toFixed(6)), '1'),
      })),
    };
  }
  if (output.kind === 'etiology') {
    return {
      code: 'etiology-probabilities',
      title: 'Probabilities of the cause of liver disease by a model',
      component: Object.entries(output.probabilities).map(([cause, p]) => ({
        code: causeConcept(cause),
        valueQuantity: quantity(Number(p.toFixed(6)), '1'),
      })),
    };
  }
  // Risks leave with the assessment, where recorded events are known.
  return undefined;
}

function causeConcept(cause: string) {
  const known = Object.entries(etiologyCodes).find(([code]) => code === cause);
  return known ? concept(known[1].title, coding(systems.etiology, cause, known[1].title)) : concept(cause);
}

/** Which pictures there are of what models looked at. The pictures stay in the store. */
function activationObservation(study: Study, models: readonly ModelFinding[]): Result[] | undefined {
  const pictures = study.findings.pictures.filter(({ kind }) => kind === 'activation');
  if (pictures.length === 0) return undefined;
  const evidence = models.some((model) => model.evidence === 'synthetic') ? 'synthetic' : 'research';
  return [
    {
      ...result(study, {
        kind: 'activation-summary',
        identity: pictures.map(({ key }) => key),
        code: measureConcept('activation-summary', 'Pictures of what a model looked at'),
        profile: profiles.modelResult,
        evidence,
        method: 'Class activation of the last feature maps',
        notes: ['What the model looked at, not a finding of the liver.'],
      }),
      component: pictures.map(({ key, title, series }) => ({
        code: { ...measureConcept('activation-summary', 'Pictures of what a model looked at'), text: title },
        valueString: `${series}: ${key}`,
      })),
    },
  ];
}
