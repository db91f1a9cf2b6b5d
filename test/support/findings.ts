import type { ModelPrediction, ModelRefusal } from '../../src/core/assessment.ts';
import type { ImagingFindings, ModelFinding } from '../../src/core/findings.ts';
import type { FeatureRow } from '../../src/core/radiomics/features.ts';

/** Findings and predictions made up in code, as the analysis job and the models would hand them over. */
const sha = (letter: string) => letter.repeat(64);

export const stageModel = (more: Partial<ModelFinding> = {}): ModelFinding => ({
  by: { id: 'ct-stage', version: '1.0.0', sha256: sha('a') },
  title: 'Fibrosis stage by CT',
  evidence: 'synthetic',
  state: 'live',
  quality: 1,
  qualityReasons: [],
  output: {
    kind: 'stage',
    modality: 'CT',
    probabilities: [0.03, 0.07, 0.15, 0.3, 0.45],
    trainingPrior: [0.2, 0.2, 0.2, 0.2, 0.2],
  },
  ...more,
});

export const etiologyModel = (more: Partial<ModelFinding> = {}): ModelFinding =>
  stageModel({
    by: { id: 'etiology', version: '1.0.0', sha256: sha('e') },
    title: 'Cause of liver disease by CT and blood values',
    output: { kind: 'etiology', probabilities: { masld: 0.6, ald: 0.3, cholestatic: 0.1 } },
    ...more,
  });

export const eventModel = (more: Partial<ModelFinding> = {}): ModelFinding =>
  stageModel({
    by: { id: 'mr-radiomics-events', version: '1.0.0', sha256: sha('d') },
    title: 'Liver-related events by MR radiomics',
    output: {
      kind: 'event',
      outcome: 'liver-related-event',
      horizons: [
        { years: 1, probability: 0.04, lower: 0.02, upper: 0.09 },
        { years: 5, probability: 0.21, lower: 0.12, upper: 0.33 },
      ],
      drivers: [{ id: 'entropy', title: 'T2 entropy', contribution: 0.8, scale: 'log-odds', available: true }],
    },
    ...more,
  });

const row = (feature: string, ibsiCode: string, value: number, more: Partial<FeatureRow> = {}): FeatureRow => ({
  family: 'Morphology',
  familyCode: 'HCUG',
  ibsiCode,
  feature,
  aggregation: '3D',
  aggregationCode: 'KOBO',
  value,
  unit: 'mL',
  status: 'ok',
  ...more,
});

export const findings = (more: Partial<ImagingFindings> = {}): ImagingFindings => ({
  id: 'f1',
  fhirServer: 'https://ehr.example.org/fhir',
  patientId: 'p-17',
  study: {
    uid: '1.2.3.4',
    reference: 'ImagingStudy/ct-1',
    started: '2026-05-11T08:00:00Z',
    modalities: ['CT'],
    manufacturer: 'Maker',
  },
  analysedAt: '2026-05-11T09:00:00.000Z',
  serviceVersion: '0.1.0',
  settingsVersion: 'settings-1',
  series: [{ role: 'ct-portal-venous', uid: '1.2.3.4.1', modality: 'CT', slices: 120, why: 'portal venous by tag' }],
  regions: [
    {
      label: 'liver',
      series: 'ct-portal-venous',
      source: 'dicom-seg',
      evidence: 'research',
      volumeMl: 1520.4,
      voxels: 812_000,
      cautions: [],
    },
  ],
  measures: [
    {
      id: 'liver-attenuation',
      title: 'Attenuation of the liver',
      value: 58,
      unit: "[hnsf'U]",
      series: 'ct-portal-venous',
      method: 'mean over the region',
      evidence: 'research',
      source: 'own measurement',
    },
  ],
  radiomics: [
    {
      series: 'ct-portal-venous',
      region: 'liver',
      evidence: 'research',
      settings: 'abc123',
      rows: [
        row('Volume (mesh)', 'RNU0', 1519.9),
        row('Joint maximum', 'GYBY', 0.12, {
          family: 'Grey level co-occurrence matrix',
          familyCode: 'LFYI',
          aggregation: '3D, merged',
          aggregationCode: 'IAZD',
          unit: '1',
        }),
        row('Joint maximum', 'GYBY', 0.11, { aggregation: '3D, averaged', aggregationCode: 'ITBB', unit: '1' }),
        row('Mean intensity', 'Q4LE', 58.2, { aggregation: '3D (volume)', aggregationCode: 'DHQ4', unit: 'intensity' }),
        row('Skewness', 'KE2A', 0, { value: undefined, status: 'undefined: no spread', unit: '1' }),
      ],
    },
  ],
  models: [],
  pictures: [],
  refused: [],
  warnings: [],
  ...more,
});

/** With everything that only simulated data could teach. */
export const syntheticFindings = (more: Partial<ImagingFindings> = {}): ImagingFindings => {
  const base = findings();
  return {
    ...base,
    regions: base.regions.map((region) => ({
      ...region,
      source: 'model' as const,
      evidence: 'synthetic' as const,
      by: { id: 'liver-segmentation-ct', version: '1.0.0', sha256: sha('b') },
    })),
    measures: base.measures.map((measure) => ({ ...measure, evidence: 'synthetic' as const })),
    models: [stageModel(), etiologyModel()],
    pictures: [
      {
        key: 'pictures/f1-activation.png',
        title: 'Where the CT model looked',
        kind: 'activation',
        series: 'ct-portal-venous',
        width: 256,
        height: 256,
      },
    ],
    ...more,
  };
};

export const pbcPrediction = (more: Partial<ModelPrediction> = {}): ModelPrediction => ({
  status: 'ok',
  by: { id: 'pbc-prognosis', version: '1.0.0', sha256: sha('c') },
  title: 'Prognosis in PBC',
  role: 'prognosis',
  evidence: 'research',
  state: 'live',
  risks: [1, 3, 5].map((horizonYears) => ({
    outcome: 'death',
    title: 'Death',
    horizonYears,
    probability: 0.024 * horizonYears,
    lower: 0.016 * horizonYears,
    upper: 0.036 * horizonYears,
    competing: ['liver transplant'],
  })),
  exceedances: [],
  drivers: [
    {
      of: 'death',
      drivers: [
        {
          id: 'log_bilirubin',
          title: 'Bilirubin',
          value: '3.2 mg/dL',
          contribution: 1.1,
          scale: 'log-hazard',
          available: true,
        },
        { id: 'age', title: 'Age', value: '61', contribution: 0.4, scale: 'log-hazard', available: true },
        { id: 'edema', title: 'Edema', contribution: 0, scale: 'log-hazard', available: false },
      ],
    },
  ],
  used: [
    {
      input: 'bilirubinUmolPerL',
      title: 'Total bilirubin',
      value: 54.7,
      unit: 'umol/L',
      date: '2026-05-02',
      references: ['Observation/bili-1'],
    },
  ],
  missing: ['Edema'],
  cautions: [],
  trainedOn: 'PBC, n 312, 1974-1984, USA',
  ...more,
});

export const stiffnessPrediction = (more: Partial<ModelPrediction> = {}): ModelPrediction =>
  pbcPrediction({
    by: { id: 'nhanes-stiffness', version: '1.0.0', sha256: sha('9') },
    title: 'Liver stiffness in US adults',
    role: 'stiffness',
    risks: [],
    drivers: [],
    exceedances: [8, 10, 12].map((threshold) => ({
      id: `lsm-ge-${threshold}`,
      quantity: 'VCTE liver stiffness',
      unit: 'kPa',
      threshold,
      probability: 2 / threshold,
    })),
    ...more,
  });

export const refusedPrediction = (more: Partial<ModelRefusal> = {}): ModelRefusal => ({
  status: 'refused',
  by: { id: 'pbc-prognosis', version: '1.0.0', sha256: sha('c') },
  title: 'Prognosis in PBC',
  role: 'prognosis',
  evidence: 'research',
  state: 'live',
  reason: 'built for PBC',
  ...more,
});
