import type { ImagingFindings, RadiomicsFinding } from '../../src/core/findings.ts';
import type { ModelManifest, ModelReference } from '../../src/core/models/manifest.ts';
import type { FeatureRow } from '../../src/core/radiomics/features.ts';
import { studyFeatureSettings } from '../../src/core/radiomics/study-settings.ts';
import type { Inference } from '../../src/ports/inference.ts';
import type { ModelFolder } from '../../src/ports/models.ts';
import { sampleFindings } from './sample-findings.ts';

/** Stands for a digest in tests: short texts stay what they are. */
export const plainDigest = (text: string) => `${text.length}${text.slice(-12)}`.padEnd(20, '-');
export const settingsDigest = (series: 'mr-t1' | 'mr-t2') =>
  plainDigest(JSON.stringify(studyFeatureSettings[series])).slice(0, 16);

export const eventTerms = { intercepts: [-1], coefficients: [0.8, -0.5, 1.2] };

/** Two series, one clinical value. Logit at 1 year = logit at 5 years - 1. */
export function radiomicsFolder(more: Partial<ModelManifest> = {}): ModelFolder {
  const feature = { familyCode: 'UHIW', ibsiCode: 'KE2A', aggregationCode: 'DHQ4' };
  const manifest = {
    id: 'made-up-events',
    version: '1.0.0',
    title: 'Made-up events',
    role: 'prognosis',
    evidence: 'research',
    sha256: { 'model.onnx': 'a'.repeat(64) },
    accepts: { modality: 'MR', series: ['mr-t1', 'mr-t2'], etiologies: 'any', ageYears: [18, 120], exclusions: [] },
    input: {
      kind: 'radiomics',
      tensor: 'x',
      region: 'liver',
      settings: { 'mr-t1': studyFeatureSettings['mr-t1'], 'mr-t2': studyFeatureSettings['mr-t2'] },
      features: [
        { series: 'mr-t1', ...feature, title: 'skewness (T1)', transform: { kind: 'identity' } },
        { series: 'mr-t2', ...feature, title: 'spread (T2)', transform: { kind: 'log' } },
      ],
      clinical: [
        {
          name: 'albumin',
          title: 'Albumin',
          input: 'albuminGPerL',
          unit: 'g/L',
          transform: { kind: 'log' },
          plausible: [5, 70],
          windowDays: 180,
          required: false,
        },
      ],
    },
    output: { kind: 'event', tensor: 'y', outcome: 'liver-related-event', horizonsYears: [1, 5] },
    outOfDistribution: { method: 'mahalanobis', limit: 40 },
    ...more,
  } as unknown as ModelManifest;
  const reference: ModelReference = {
    mean: [0.5, 1, 3.6],
    covariance: [
      [1, 0.2, 0.1],
      [0.2, 0.5, 0],
      [0.1, 0, 0.04],
    ],
    background: [],
    linear: { '1': { ...eventTerms, intercepts: [-2] }, '5': eventTerms },
    replicates: [-0.3, 0, 0.3].map((shift) => ({
      '1': { ...eventTerms, intercepts: [-2 + shift] },
      '5': { ...eventTerms, intercepts: [-1 + shift] },
    })),
  };
  return { manifest, reference, golden: { tolerance: 1, cases: [] }, card: '', path: '' };
}

/** The graph of `radiomicsFolder`, or of six etiologies of equal odds. */
export const linearGraph: Pick<Inference, 'run'> = {
  async run(_, { x }) {
    const row = x?.data ?? new Float32Array();
    const mean = [0.5, 1, 3.6];
    const part = eventTerms.coefficients.reduce((sum, b, at) => sum + b * ((row[at] ?? 0) - (mean[at] ?? 0)), 0);
    return { y: { shape: [1, 2], data: Float32Array.of(part - 2, part - 1) } };
  },
};

const row = (value: number | undefined): FeatureRow => ({
  family: 'Intensity statistics',
  familyCode: 'UHIW',
  ibsiCode: 'KE2A',
  feature: 'Skewness',
  aggregation: '3D',
  aggregationCode: 'DHQ4',
  ...(value === undefined ? {} : { value }),
  unit: '1',
  status: 'ok',
});
export const featuresOn = (
  series: 'mr-t1' | 'mr-t2',
  value: number | undefined,
  more: Partial<RadiomicsFinding> = {},
): RadiomicsFinding => ({
  series,
  region: 'liver',
  evidence: 'research',
  settings: settingsDigest(series),
  rows: [row(value)],
  ...more,
});

export const mrFindings = (radiomics: readonly RadiomicsFinding[], patientId = 'p'): ImagingFindings => {
  const plain = sampleFindings({ id: 'mr', patientId, uid: '1.2.3', started: '2026-01-05' });
  return {
    ...plain,
    study: { ...plain.study, modalities: ['MR'] },
    regions: (['mr-t1', 'mr-t2'] as const).map((series) => ({
      label: 'liver',
      series,
      source: 'dicom-seg' as const,
      evidence: 'research' as const,
      volumeMl: 1500,
      voxels: 1,
      cautions: [],
    })),
    radiomics,
    refused: [],
  };
};
