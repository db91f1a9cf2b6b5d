import { etiologyWords } from '../etiology.ts';
import type { Exclusion, ModelManifest } from '../models/manifest.ts';
import type { PatientContext } from './patient-context.ts';

/** What decides whether a model may speak of this patient. */
export interface ModelPatient {
  readonly etiology: PatientContext['etiology']['etiology'];
  readonly ageYears?: number;
  readonly exclusions: ReadonlySet<Exclusion>;
}

export function modelPatientOf(patient: PatientContext): ModelPatient {
  const { events } = patient;
  const held: readonly (readonly [Exclusion, boolean])[] = [
    ['decompensated', patient.decompensated],
    ['transplanted', events.has('liver-transplant')],
    ['hepatocellular-carcinoma', events.has('hepatocellular-carcinoma')],
    ['ascites', events.has('ascites')],
    ['pregnant', patient.pregnant],
  ];
  return {
    etiology: patient.etiology.etiology,
    ...(patient.age === undefined ? {} : { ageYears: patient.age }),
    exclusions: new Set(held.flatMap(([exclusion, holds]) => (holds ? [exclusion] : []))),
  };
}

const exclusionWords: Readonly<Record<Exclusion, string>> = {
  decompensated: 'after decompensation',
  transplanted: 'after liver transplantation',
  'hepatocellular-carcinoma': 'after hepatocellular carcinoma',
  ascites: 'with ascites',
  pregnant: 'in pregnancy',
};

/** Why a model says nothing of this patient, by what its manifest accepts and never by its name; undefined: it may speak. */
export function whyNotFor({ accepts }: Pick<ModelManifest, 'accepts'>, patient: ModelPatient): string | undefined {
  const { etiologies, ageYears: range, exclusions } = accepts;
  if (etiologies !== 'any' && !etiologies.includes(patient.etiology))
    return `built for ${etiologies.map((one) => etiologyWords[one]).join(', ')}`;
  if (patient.ageYears === undefined) return 'age is not known';
  const [youngest, oldest] = range;
  if (patient.ageYears < youngest || patient.ageYears > oldest) return `built for ages ${youngest} to ${oldest}`;
  const held = exclusions.find((one) => patient.exclusions.has(one));
  return held && `not valid ${exclusionWords[held]}`;
}

/** Roles of models that look at a table of clinical values and speak in an assessment. */
export const speaksOfPatients = ({ role, accepts }: Pick<ModelManifest, 'role' | 'accepts'>): boolean =>
  accepts.modality === 'labs' && (role === 'prognosis' || role === 'stiffness');
