import type { Coding } from 'fhir/r4.js';

export const loinc = 'http://loinc.org';
export const snomed = 'http://snomed.info/sct';
export const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm';
export const atc = 'http://www.whocc.no/atc';
export const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const cvx = 'http://hl7.org/fhir/sid/cvx';
export const ucum = 'http://unitsofmeasure.org';

export type ObservableCategory = 'laboratory' | 'vital-signs' | 'imaging';

/** Something the sandbox's laboratory, ward or elastography room measures, as it reports it. */
export interface Observable {
  readonly code: Coding;
  /** Unit as printed and as UCUM code. */
  readonly unit: string;
  readonly ucum: string;
  readonly category: ObservableCategory;
  /** Limits of this laboratory's reference range, in `unit`. */
  readonly low?: number;
  readonly high?: number;
}

const measured =
  (category: ObservableCategory) =>
  (code: string, display: string, unit: string, ucumCode: string, low?: number, high?: number): Observable => ({
    code: { system: loinc, code, display },
    unit,
    ucum: ucumCode,
    category,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  });
const lab = measured('laboratory');
const vital = measured('vital-signs');
const imaging = measured('imaging');

/**
 * One entry per test and reporting unit. The plain name is the SI or universal form; a suffix names the other ways
 * real laboratories report the same thing (`Mg`: mg/dL, `Dl`: g/dL, `Ukat`: µkat/L, `PerUl`: cells per µL).
 */
export const observables = {
  ast: lab('1920-8', 'Aspartate aminotransferase (AST)', 'U/L', 'U/L', 10, 40),
  alt: lab('1742-6', 'Alanine aminotransferase (ALT)', 'U/L', 'U/L', 7, 41),
  astUkat: lab('1920-8', 'Aspartate aminotransferase (AST)', 'µkat/L', 'ukat/L', 0.17, 0.67),
  altUkat: lab('1742-6', 'Alanine aminotransferase (ALT)', 'µkat/L', 'ukat/L', 0.12, 0.68),
  alp: lab('6768-6', 'Alkaline phosphatase (ALP)', 'U/L', 'U/L', 35, 120),
  alpUkat: lab('6768-6', 'Alkaline phosphatase (ALP)', 'µkat/L', 'ukat/L', 0.58, 2),
  ggt: lab('2324-2', 'Gamma glutamyl transferase (GGT)', 'U/L', 'U/L', 8, 55),
  platelets: lab('26515-7', 'Platelets', '10⁹/L', '10*9/L', 150, 400),
  plateletsThousand: lab('777-3', 'Platelets', '10³/µL', '10*3/uL', 150, 400),
  plateletsPerUl: lab('777-3', 'Platelets', '/µL', '/uL', 150000, 400000),
  bilirubin: lab('14631-6', 'Bilirubin, total', 'µmol/L', 'umol/L', 3, 21),
  bilirubinMg: lab('1975-2', 'Bilirubin, total', 'mg/dL', 'mg/dL', 0.2, 1.2),
  bilirubinDirectMg: lab('1968-7', 'Bilirubin, direct', 'mg/dL', 'mg/dL', 0, 0.3),
  albumin: lab('1751-7', 'Albumin', 'g/L', 'g/L', 35, 50),
  albuminDl: lab('1751-7', 'Albumin', 'g/dL', 'g/dL', 3.5, 5),
  creatinine: lab('14682-9', 'Creatinine', 'µmol/L', 'umol/L', 45, 104),
  creatinineMg: lab('2160-0', 'Creatinine', 'mg/dL', 'mg/dL', 0.5, 1.2),
  inr: lab('6301-6', 'INR', 'INR', '{INR}', 0.8, 1.2),
  sodium: lab('2951-2', 'Sodium', 'mmol/L', 'mmol/L', 135, 145),
  hba1c: lab('4548-4', 'Haemoglobin A1c', '%', '%', 4, 5.6),
  hba1cIfcc: lab('59261-8', 'Haemoglobin A1c (IFCC)', 'mmol/mol', 'mmol/mol', 20, 38),
  glucoseMg: lab('1558-6', 'Glucose, fasting', 'mg/dL', 'mg/dL', 70, 99),
  cholesterolMg: lab('2093-3', 'Cholesterol, total', 'mg/dL', 'mg/dL', 120, 200),
  totalProteinDl: lab('2885-2', 'Protein, total', 'g/dL', 'g/dL', 6.4, 8.3),
  prothrombinTime: lab('5902-2', 'Prothrombin time', 's', 's', 9.5, 13),
  afp: lab('1834-1', 'Alpha-1-fetoprotein (AFP)', 'ng/mL', 'ng/mL', 0, 7),
  elf: lab('88055-9', 'Enhanced liver fibrosis (ELF) score', 'score', '{score}'),
  hbvDna: lab('42595-9', 'Hepatitis B virus DNA', 'IU/mL', '[IU]/mL'),
  hcvRna: lab('11011-4', 'Hepatitis C virus RNA', 'IU/mL', '[IU]/mL'),
  haemoglobin: lab('718-7', 'Haemoglobin', 'g/dL', 'g/dL', 12, 17),
  weight: vital('29463-7', 'Body weight', 'kg', 'kg'),
  height: vital('8302-2', 'Body height', 'cm', 'cm'),
  bmi: vital('39156-5', 'Body mass index', 'kg/m²', 'kg/m2', 18.5, 25),
  lsm: imaging('77615-3', 'Liver stiffness by transient elastography', 'kPa', 'kPa', 2, 7),
  cap: imaging('81894-8', 'Controlled attenuation parameter (CAP)', 'dB/m', 'dB/m', 100, 248),
} as const satisfies Record<string, Observable>;
export type ObservableId = keyof typeof observables;

/** Presence tests: answered Positive or Negative. */
export const presenceTests = {
  hbsAg: { system: loinc, code: '5195-3', display: 'Hepatitis B surface antigen' },
  hbeAg: { system: loinc, code: '13954-3', display: 'Hepatitis B e antigen' },
  hcvAntibody: { system: loinc, code: '13955-0', display: 'Hepatitis C antibody' },
} as const satisfies Record<string, Coding>;
export type PresenceTestId = keyof typeof presenceTests;

export const positive: Coding = { system: snomed, code: '10828004', display: 'Positive' };
export const negative: Coding = { system: snomed, code: '260385009', display: 'Negative' };
