import type { CodeableConcept } from 'fhir/r4.js';
import { type DiagnosisId, diagnoses } from '../patients/diagnoses.ts';
import {
  icd10,
  loinc,
  type Observable,
  observables,
  type PresenceTestId,
  presenceTests,
  snomed,
} from '../patients/observables.ts';

/** How one column of a cohort table becomes an Observation: the same quantity in two units appears once, in table order. */
export interface MeasuredColumn {
  readonly column: string;
  /** Columns of the same `quantity` in a row say the same thing; the first with a value is taken. */
  readonly quantity: string;
  readonly observable: Observable;
}

/** Cohorts do not publish their laboratories' reference ranges, so none is claimed. */
const withoutRange = ({ code, unit, ucum, category }: Observable): Observable => ({ code, unit, ucum, category });
const column = (name: string, quantity: string, observable: Observable): MeasuredColumn => ({
  column: name,
  quantity,
  observable: withoutRange(observable),
});
const laboratory = (code: string, display: string, unit: string): Observable => ({
  code: { system: loinc, code, display },
  unit,
  ucum: unit,
  category: 'laboratory',
});

export const measuredColumns: readonly MeasuredColumn[] = [
  column('ast_u_l', 'ast', observables.ast),
  column('alt_u_l', 'alt', observables.alt),
  column('alp_u_l', 'alp', observables.alp),
  column('ggt_u_l', 'ggt', observables.ggt),
  column('platelet_1e9_l', 'platelets', observables.platelets),
  column('bili_umol_l', 'bilirubin', observables.bilirubin),
  column('bili_mg_dl', 'bilirubin', observables.bilirubinMg),
  column('bili_total_mg_dl', 'bilirubin', observables.bilirubinMg),
  column('bili_direct_mg_dl', 'bilirubin-direct', observables.bilirubinDirectMg),
  column('albumin_g_l', 'albumin', observables.albumin),
  column('albumin_g_dl', 'albumin', observables.albuminDl),
  column('creatinine_umol_l', 'creatinine', observables.creatinine),
  column('creatinine_mg_dl', 'creatinine', observables.creatinineMg),
  column('inr', 'inr', observables.inr),
  column('protime_s', 'prothrombin-time', observables.prothrombinTime),
  column('prothrombin_index_pct', 'prothrombin-index', laboratory('5894-1', 'Prothrombin time actual/normal', '%')),
  column('prothrombin_activity_pct', 'prothrombin-index', laboratory('5894-1', 'Prothrombin time actual/normal', '%')),
  column('sodium_mmol_l', 'sodium', observables.sodium),
  column('hba1c_pct', 'hba1c', observables.hba1c),
  // Not known to be fasting: coded as plain serum glucose, so that nothing takes it for a fasting value.
  column('glucose_serum_mg_dl', 'glucose', laboratory('2345-7', 'Glucose [Mass/volume] in Serum or Plasma', 'mg/dL')),
  column(
    'chol_mmol_l',
    'cholesterol',
    laboratory('14647-2', 'Cholesterol [Moles/volume] in Serum or Plasma', 'mmol/L'),
  ),
  column('total_chol_mg_dl', 'cholesterol', observables.cholesterolMg),
  column('chol_mg_dl', 'cholesterol', observables.cholesterolMg),
  column('total_protein_g_l', 'total-protein', laboratory('2885-2', 'Protein, total', 'g/L')),
  column('total_protein_g_dl', 'total-protein', observables.totalProteinDl),
  column('afp_ng_ml', 'afp', observables.afp),
  column('hgb_g_dl', 'haemoglobin', observables.haemoglobin),
  column('ferritin_ng_ml', 'ferritin', laboratory('2276-4', 'Ferritin [Mass/volume] in Serum or Plasma', 'ng/mL')),
  column('weight_kg', 'weight', observables.weight),
  column('height_cm', 'height', observables.height),
  column('bmi_kg_m2', 'bmi', observables.bmi),
  column('lsm_kpa', 'lsm', observables.lsm),
  column('cap_db_m', 'cap', observables.cap),
];

/** Columns with 0 or 1 that are serology. */
export const presenceColumns: Readonly<Record<string, CodeableConcept>> = {
  hbsag: serology('hbsAg'),
  hbeag: serology('hbeAg'),
  anti_hcv: serology('hcvAntibody'),
  hcv_ab_confirmed: serology('hcvAntibody'),
  anti_hbc: { coding: [{ system: loinc, code: '13952-7', display: 'Hepatitis B virus core Ab' }], text: 'Anti-HBc' },
  hcv_rna: {
    coding: [{ system: loinc, code: '11259-9', display: 'Hepatitis C virus RNA [Presence]' }],
    text: 'HCV RNA',
  },
};
function serology(id: PresenceTestId): CodeableConcept {
  const code = presenceTests[id];
  return { coding: [{ ...code }], text: code.display };
}

/** What a cell says about a diagnosis: present, looked for and absent, or nothing. */
export type Said =
  | {
      readonly present: boolean;
      readonly severity?: string;
      /** A drug that the cell says is taken, by the only name that the table gives it. */
      readonly takes?: string;
    }
  | undefined;
export interface DiagnosisColumn {
  readonly column: string;
  readonly code: CodeableConcept;
  readonly says: (cell: string) => Said;
}

const yesNo = (cell: string): Said => {
  if (['1', '1.0', 'yes'].includes(cell)) return { present: true };
  return ['0', '0.0', 'no'].includes(cell) ? { present: false } : undefined;
};
const diagnosis = (name: string, id: DiagnosisId, says = yesNo): DiagnosisColumn => ({
  column: name,
  code: diagnoses[id],
  says,
});
const other = (text: string, snomedCode: string, icdCode: string): CodeableConcept => ({
  coding: [
    { system: snomed, code: snomedCode, display: text },
    { system: icd10, code: icdCode, display: text },
  ],
  text,
});
/** Child-Pugh style degree: 1 none, 2 mild, 3 severe. */
const degree =
  (mild: string, severe: string) =>
  (cell: string): Said => {
    const value = Number(cell);
    if (cell === '' || ![1, 2, 3].includes(value)) return undefined;
    return value === 1 ? { present: false } : { present: true, severity: value === 2 ? mild : severe };
  };

export const diagnosisColumns: readonly DiagnosisColumn[] = [
  diagnosis('ascites', 'ascites'),
  diagnosis('ascites_degree', 'ascites', degree('Mild', 'Moderate to severe')),
  diagnosis('encephalopathy_degree', 'encephalopathy', degree('Grade I-II', 'Grade III-IV')),
  diagnosis('varices', 'varices'),
  diagnosis('splenomegaly', 'splenomegaly'),
  diagnosis('portal_hypertension', 'portalHypertension'),
  diagnosis('cirrhosis', 'cirrhosis'),
  // Ludwig stage 4 is cirrhosis; stages 1 to 3 are not METAVIR and are not turned into anything.
  diagnosis('histologic_stage', 'cirrhosis', (cell) => (Number(cell) === 4 ? { present: true } : undefined)),
  diagnosis('diabetes', 'diabetes'),
  diagnosis('hx_diabetes', 'diabetes'),
  diagnosis('diabetes_dx', 'diabetes'),
  diagnosis('obesity', 'obesity'),
  diagnosis('hypertension', 'hypertension'),
  diagnosis('hx_htn', 'hypertension'),
  diagnosis('hx_dyslipidemia', 'dyslipidaemia'),
  diagnosis('nash', 'mash'),
  // Day of diagnosis relative to the index date: later ones lie in the future of this chart.
  diagnosis('nafld_day_d', 'masld', (cell) => (cell !== '' && Number(cell) <= 0 ? { present: true } : undefined)),
  {
    column: 'edema',
    code: other('Peripheral edema', '271809000', 'R60.0'),
    says: (cell) => {
      const value = Number(cell);
      if (cell === '' || ![0, 0.5, 1].includes(value)) return undefined;
      if (value === 0) return { present: false };
      // 0.5 is edema without diuretics or gone with them, 1 edema despite them: then some diuretic is taken.
      return value === 1 ? { present: true, takes: 'Diuretic' } : { present: true };
    },
  },
  { column: 'hx_heart_failure', code: other('Heart failure', '84114007', 'I50.9'), says: yesNo },
  { column: 'hiv', code: other('Human immunodeficiency virus infection', '86406008', 'B20'), says: yesNo },
  { column: 'hemochromatosis', code: other('Hereditary haemochromatosis', '35400008', 'E83.110'), says: yesNo },
  { column: 'chronic_renal_insufficiency', code: other('Chronic kidney disease', '709044004', 'N18.9'), says: yesNo },
  {
    column: 'class',
    code: diagnoses.hepatitisC,
    says: (cell) => (['hepatitis', 'fibrosis', 'cirrhosis'].includes(cell) ? { present: true } : undefined),
  },
  {
    column: 'class',
    code: diagnoses.cirrhosis,
    says: (cell) => (cell === 'cirrhosis' ? { present: true } : undefined),
  },
  {
    column: 'class',
    code: other('Hepatic fibrosis', '62484002', 'K74.00'),
    says: (cell) => (cell === 'fibrosis' ? { present: true } : undefined),
  },
];

/** Cohorts in which everybody has one disease, recognised by columns that only they have. */
export const cohortDiagnoses: readonly { readonly columns: readonly string[]; readonly code: CodeableConcept }[] = [
  { columns: ['histologic_stage', 'spiders', 'edema'], code: diagnoses.pbc },
  { columns: ['mayo_risk_score'], code: diagnoses.pbc },
  { columns: ['prothrombin_index_pct', 'placebo'], code: diagnoses.cirrhosis },
  { columns: ['n_nodules', 'radiological_hallmark'], code: diagnoses.hcc },
];
