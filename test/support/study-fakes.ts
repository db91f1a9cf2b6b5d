import { createHash } from 'node:crypto';
import type { ModelVersion } from '../../src/core/findings.ts';
import type { AnalyseStudyDeps, StudyToAnalyse } from '../../src/flows/analyse-study.ts';
import type { FeatureExtractor } from '../../src/ports/feature-extractor.ts';
import type { ImagingModels, SegmentedRegion } from '../../src/ports/imaging-models.ts';
import type { LoadedImage, StudyFolder, StudySegmentation, StudySeries } from '../../src/ports/study-folder.ts';
import { ctGeometry, ctImage, liverMask, madeUpStudy } from './made-up-ct.ts';

/** Fakes of the ports of the imaging pipeline over the made-up CT. */
export const modelBy: ModelVersion = { id: 'made-up-segmentation', version: '1.0.0', sha256: 'b'.repeat(64) };

export function ctSeries(more: Partial<StudySeries> = {}, image: LoadedImage = ctImage()): StudySeries {
  return {
    role: 'ct-portal-venous',
    uid: madeUpStudy.ctSeriesUid,
    why: 'is tagged as the portal venous phase',
    facts: {
      modality: image.modality,
      slices: image.geometry.size[2],
      sliceSpacingMm: image.geometry.spacingMm[2],
      planar: image.planar,
    } as StudySeries['facts'],
    geometry: ctGeometry,
    pictures: 1,
    notes: [],
    load: async (options) => {
      options?.signal?.throwIfAborted();
      return image;
    },
    ...more,
  };
}

/** A liver coded as such in a DICOM SEG. */
export const drawnLiver = (more: Partial<StudySegmentation> = {}): StudySegmentation => ({
  source: 'dicom-seg',
  offers: async () => [{ number: 2, name: 'organ A', codes: [{ scheme: 'SCT', value: '10200004' }] }],
  maskOn: async () => liverMask(),
  ...more,
});

export const ctFolder = (more: Partial<StudyFolder> = {}): StudyFolder => ({
  study: { uid: madeUpStudy.studyUid, started: '2026-05-11T08:15:00', manufacturer: 'Made-up Scanners' },
  chosen: [ctSeries()],
  refused: [],
  segmentations: [drawnLiver()],
  ...more,
});

export const noModels = (more: Partial<ImagingModels> = {}): ImagingModels => ({
  versions: async () => [],
  segment: async () => [],
  judge: async () => ({ findings: [], activations: [], refused: [] }),
  ...more,
});

export const modelLiver = (more: Partial<SegmentedRegion> = {}): SegmentedRegion => ({
  label: 'liver',
  mask: liverMask(),
  by: modelBy,
  evidence: 'synthetic',
  ...more,
});

export const oneFeature: FeatureExtractor = {
  extract: async (_image, mask) => ({
    rows: [
      {
        family: 'Morphology',
        familyCode: 'HCUG',
        ibsiCode: 'YEKZ',
        feature: 'Volume (voxel counting)',
        aggregation: '3D',
        aggregationCode: 'DHQ4',
        value: mask.data.reduce((sum, value) => sum + value, 0),
        unit: 'mm3',
        status: 'ok',
      },
    ],
    voxels: { morphological: 1, intensity: 1 },
  }),
  habitats: async () => ({ absent: 'the region is too small' }),
  close: async () => undefined,
};

export function analysisOf(folder: StudyFolder, more: Partial<AnalyseStudyDeps> = {}) {
  const deps: AnalyseStudyDeps = {
    open: async () => folder,
    features: oneFeature,
    models: noModels(),
    draw: ({ width, height }) => Uint8Array.of(width, height),
    pack: async ({ data }) => Uint8Array.of(data.BYTES_PER_ELEMENT),
    clock: () => '2026-06-01T10:00:00.000Z',
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    serviceVersion: '0.0.0-test',
    ...more,
  };
  const request: StudyToAnalyse = {
    fhirServer: 'https://ehr.example/fhir',
    patientId: 'p1',
    studyUid: madeUpStudy.studyUid,
    folder: 'somewhere',
  };
  return { deps, request };
}
