import type { CodeableConcept, Coding, Quantity } from 'fhir/r4.js';
import type { ServiceConcept } from '../../src/core/chart.ts';
import type { Etiology } from '../../src/core/etiology.ts';

/**
 * Codes that leave this service. A standard code leaves only where it is certain (clinical/codes.csv: `verified`, and the few
 * `memory-high` ones that are marked so here); everything else is a code of our own CodeSystems, always with text.
 */
export const fibrocast = 'https://fibrocast.org/fhir';

export const systems = {
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  ucum: 'http://unitsofmeasure.org',
  atc: 'http://www.whocc.no/atc',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  interpretation: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  dataAbsentReason: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
  riskProbability: 'http://terminology.hl7.org/CodeSystem/risk-probability',
  diagnosticService: 'http://terminology.hl7.org/CodeSystem/v2-0074',
  dataOperation: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation',
  participantType: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  measure: `${fibrocast}/CodeSystem/measure`,
  input: `${fibrocast}/CodeSystem/input`,
  outcome: `${fibrocast}/CodeSystem/outcome`,
  bandLevel: `${fibrocast}/CodeSystem/band-level`,
  bandCategory: `${fibrocast}/CodeSystem/band-category`,
  evidenceClass: `${fibrocast}/CodeSystem/evidence-class`,
  diseaseState: `${fibrocast}/CodeSystem/disease-state`,
  riskLevel: `${fibrocast}/CodeSystem/risk-level`,
  etiology: `${fibrocast}/CodeSystem/etiology`,
  service: `${fibrocast}/CodeSystem/service`,
  handling: `${fibrocast}/CodeSystem/handling`,
  auditAction: `${fibrocast}/CodeSystem/audit-action`,
  overrideReason: `${fibrocast}/CodeSystem/override-reason`,
  childPughClass: `${fibrocast}/CodeSystem/child-pugh-class`,
  /** Codes of the IBSI reference manual. It has no published FHIR system: ours stands for it. */
  ibsi: `${fibrocast}/CodeSystem/ibsi`,
} as const;

/** NamingSystems of identifiers: a result of this service, one assessment (`Assessment.id`), and a version of the software. */
export const identifierSystems = {
  result: `${fibrocast}/sid/result`,
  assessment: `${fibrocast}/sid/assessment`,
  software: `${fibrocast}/sid/software-version`,
} as const;

export const profiles = {
  score: `${fibrocast}/StructureDefinition/fibrosis-score`,
  stageDistribution: `${fibrocast}/StructureDefinition/stage-distribution`,
  stiffness: `${fibrocast}/StructureDefinition/liver-stiffness-used`,
  finding: `${fibrocast}/StructureDefinition/liver-finding`,
  risk: `${fibrocast}/StructureDefinition/liver-risk`,
  modelResult: `${fibrocast}/StructureDefinition/model-result`,
  imagingMeasure: `${fibrocast}/StructureDefinition/imaging-measure`,
  radiomics: `${fibrocast}/StructureDefinition/radiomics-panel`,
} as const;

export const extensions = {
  /** On a component: the resource the input was read from. */
  inputSource: `${fibrocast}/StructureDefinition/input-source`,
  /** On a component: the clinical date of the input. */
  inputDate: `${fibrocast}/StructureDefinition/input-date`,
  /** On a prediction: lower and upper bound of the probability, percent. */
  probabilityInterval: `${fibrocast}/StructureDefinition/probability-interval`,
} as const;

export const coding = (system: string, code: string, display?: string): Coding => ({
  system,
  code,
  ...(display ? { display } : {}),
});

export const concept = (text: string, ...codings: readonly Coding[]): CodeableConcept => ({
  ...(codings.length > 0 ? { coding: [...codings] } : {}),
  text,
});

/** Names people read in place of a UCUM code. */
const unitNames: Readonly<Record<string, string>> = {
  '{score}': 'score',
  '{INR}': 'INR',
  '1': 'ratio',
  bit: 'bit',
  '10*9/L': '10⁹/L',
  '[IU]/mL': 'IU/mL',
  '{copies}/mL': 'copies/mL',
  'kg/m2': 'kg/m²',
  'umol/L': 'µmol/L',
  a: 'years',
};

/** A UCUM unit as text after a number: nothing for a pure number, a score or the INR. */
export const unitText = (unit: string | undefined): string =>
  unit === undefined || unit === '1' || /^\{\w+\}$/.test(unit) ? '' : (unitNames[unit] ?? unit);

/**
 * A number with its UCUM unit. Without a unit the number goes without one: none is invented. Ten significant digits: what is cut
 * off is the noise of binary arithmetic (17.103999999999999), never a digit that decides a band.
 */
export function quantity(value: number, unit: string | undefined): Quantity {
  const written = Number(value.toPrecision(10));
  return unit
    ? { value: written, unit: unitNames[unit] ?? unit, system: systems.ucum, code: unit }
    : { value: written };
}

/** LOINC displays as published; only for codes that this service emits. */
export const loincDisplays: Readonly<Record<string, string>> = {
  '98488-0': 'Liver fibrosis score in Serum Calculated by FIB4',
  '86465-2': 'AST to platelet ratio index in Serum and Blood by calculation',
  '88055-9': 'Liver fibrosis score in Serum Calculated by ELF',
  '44760-7': 'Model for end-stage liver disease score',
  '100348-2': 'Model for end-stage liver disease sodium score',
  '98152-2': 'Total score [Child-Pugh]',
  '77615-3': 'Liver stiffness by US.transient elastography',
};

/** LOINC of a score outcome first (when confirmed), our own code always. */
export function measureConcept(id: string, title: string, loinc?: string): CodeableConcept {
  const own = coding(systems.measure, id, title);
  return loinc ? concept(title, coding(systems.loinc, loinc, loincDisplays[loinc]), own) : concept(title, own);
}

/** SNOMED CT only where the code was read in retrieved text. */
export const etiologyCodes: Readonly<Record<Etiology, { readonly title: string; readonly snomed?: Coding }>> = {
  hbv: {
    title: 'Chronic hepatitis B',
    snomed: coding(systems.snomed, '61977001', 'Chronic type B viral hepatitis (disorder)'),
  },
  hcv: {
    title: 'Chronic hepatitis C',
    snomed: coding(systems.snomed, '128302006', 'Chronic hepatitis C (disorder)'),
  },
  masld: { title: 'Metabolic dysfunction-associated steatotic liver disease' },
  metald: { title: 'MASLD with increased alcohol intake (MetALD)' },
  ald: { title: 'Alcohol-related liver disease' },
  aih: { title: 'Autoimmune hepatitis' },
  pbc: { title: 'Primary biliary cholangitis' },
  psc: { title: 'Primary sclerosing cholangitis' },
  other: { title: 'Other liver disease' },
  unknown: { title: 'Etiology unknown' },
};

interface ServiceCode {
  readonly title: string;
  /** Standard code of the order; `sure` as in clinical/codes.csv. */
  readonly standard?: { readonly coding: Coding; readonly sure: 'verified' | 'memory-high' };
}

const loincOrder = (code: string, display: string, sure: 'verified' | 'memory-high') =>
  ({ coding: coding(systems.loinc, code, display), sure }) as const;

/** What a drafted order is called. Without `standard` only our own code and the text leave. */
export const serviceCodes: Readonly<Record<ServiceConcept, ServiceCode>> = {
  'liver-biopsy': { title: 'Liver biopsy' },
  vcte: {
    title: 'Liver stiffness by vibration-controlled transient elastography',
    standard: loincOrder('77615-3', 'Liver stiffness by US.transient elastography', 'verified'),
  },
  swe: { title: 'Liver stiffness by shear-wave elastography' },
  mre: { title: 'MR elastography of the liver' },
  'ct-liver': { title: 'CT of the liver', standard: loincOrder('41806-1', 'CT Abdomen', 'verified') },
  'mri-liver': { title: 'MRI of the liver', standard: loincOrder('24556-3', 'MR Abdomen', 'verified') },
  'us-liver': { title: 'Ultrasound of the liver', standard: loincOrder('24558-9', 'US Abdomen', 'memory-high') },
  egd: { title: 'Upper gastrointestinal endoscopy' },
  'afp-test': {
    title: 'Alpha-fetoprotein',
    standard: loincOrder('1834-1', 'Alpha-1-Fetoprotein [Mass/volume] in Serum or Plasma', 'memory-high'),
  },
  'elf-test': {
    title: 'Enhanced Liver Fibrosis (ELF) test',
    standard: loincOrder('88055-9', 'Liver fibrosis score in Serum Calculated by ELF', 'verified'),
  },
  'liver-panel': { title: 'Liver panel: AST, ALT, ALP, GGT, bilirubin, albumin, platelets, INR' },
  'band-ligation': { title: 'Endoscopic variceal band ligation' },
  tips: { title: 'Transjugular intrahepatic portosystemic shunt' },
  'liver-transplant': { title: 'Liver transplant evaluation' },
  paracentesis: { title: 'Paracentesis' },
  dialysis: { title: 'Dialysis' },
  splenectomy: { title: 'Splenectomy' },
  tace: { title: 'Transarterial chemoembolisation' },
  'liver-resection': { title: 'Liver resection' },
  'liver-ablation': { title: 'Ablation of a liver lesion' },
  'hepatitis-a-vaccine': { title: 'Hepatitis A vaccination' },
  'hepatitis-b-vaccine': { title: 'Hepatitis B vaccination' },
  'pneumococcal-vaccine': { title: 'Pneumococcal vaccination' },
  'influenza-vaccine': { title: 'Influenza vaccination' },
  'covid-19-vaccine': { title: 'COVID-19 vaccination' },
};
