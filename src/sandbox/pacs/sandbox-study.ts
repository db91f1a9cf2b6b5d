import { uidOf } from './dicom-uid.ts';
import type { SimulatedEtiology, SimulatedStage } from './simulate/kinds.ts';
import { type SimulatedPatient, simulatePatient, withApparent } from './simulate/patient.ts';

export const seriesKinds = [
  'ct-localizer',
  'ct-native',
  'ct-portal-venous',
  'ct-segmentation',
  'mr-localizer',
  'mr-t2',
  'mr-t1',
  'mr-hepatobiliary',
  'mr-segmentation',
  'us-b-mode',
  'us-doppler',
] as const;
export type SeriesKind = (typeof seriesKinds)[number];

/** Whose pictures a study shows, in the simulator's words. */
export interface Subject {
  readonly seed: number;
  readonly stage: SimulatedStage;
  readonly etiology: SimulatedEtiology;
  /** Apparent fibrosis instead of the drawn one (0..1), for an older examination of the same person. */
  readonly apparent?: number;
}

/** One examination that the sandbox PACS keeps. Everything in it, UIDs and pixels, follows from this. */
export interface SandboxStudy {
  /** Id of the FHIR ImagingStudy, which also names the UIDs. */
  readonly id: string;
  readonly modality: 'CT' | 'MR' | 'US';
  /** FHIR date; examinations begin at 09:30 UTC. */
  readonly date: string;
  readonly subject: Subject;
  readonly series: readonly SeriesKind[];
}

/** Person to whom a study belongs, as radiology writes them. */
export interface Examined {
  /** Record number. */
  readonly patientId: string;
  readonly family: string;
  readonly given: string;
  readonly sex: 'female' | 'male';
  readonly birthDate: string;
}

export const ctSeries = ['ct-localizer', 'ct-native', 'ct-portal-venous'] as const;
export const mrSeries = ['mr-localizer', 'mr-t2', 'mr-t1', 'mr-hepatobiliary', 'mr-segmentation'] as const;
export const usSeries = ['us-b-mode', 'us-doppler'] as const;

export const studyUidOf = (id: string): string => uidOf('study', id);
export const seriesUidOf = (id: string, kind: SeriesKind): string => uidOf('series', id, kind);

/** Number by which radiology's order system names the examination. */
export const accessionOf = (id: string): string => `A${uidOf('accession', id).slice(-9)}`;

export const modalityOf = (kind: SeriesKind): 'CT' | 'MR' | 'US' | 'SEG' =>
  kind.endsWith('segmentation') ? 'SEG' : kind.startsWith('ct') ? 'CT' : kind.startsWith('mr') ? 'MR' : 'US';

/** A study of a chart: what it shows, and who was examined. */
export interface ChartStudy {
  /** FHIR id of the Patient. */
  readonly patientId: string;
  readonly study: SandboxStudy;
  readonly examined: Examined;
}

/** The simulator's patient behind a study. */
export function subjectOf({ subject, modality }: Pick<SandboxStudy, 'subject' | 'modality'>): SimulatedPatient {
  const { seed, stage, etiology, apparent } = subject;
  const patient = simulatePatient(seed, { stage, etiology });
  const kind = ({ CT: 'ct', MR: 'mr', US: 'us' } as const)[modality];
  return apparent === undefined ? patient : withApparent(patient, kind, apparent);
}
