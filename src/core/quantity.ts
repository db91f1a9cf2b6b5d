/**
 * What is measured, in which unit the service calculates with it, and what is physically plausible.
 * The unit is part of the name. Values arrive here already converted (fhir-resources/read/ucum.ts is the door);
 * a value outside `plausible` is refused, never clipped.
 * Plausible ranges: clinical rules of the project (generous physiological limits, not reference ranges).
 */
export interface Analyte {
  readonly title: string;
  /** UCUM code of the canonical unit. */
  readonly unit: string;
  /** Closed interval in the canonical unit. */
  readonly plausible: readonly [number, number];
  /** Canonical units per mg/dL (mass to substance concentration), for analytes reported both ways. */
  readonly perMgPerDl?: number;
}

/** µmol/L per mg/dL of bilirubin (584.66 g/mol) and creatinine (113.1 g/mol); mmol/L per mg/dL of cholesterol and glucose. */
export const bilirubinUmolPerLPerMgPerDl = 17.104;
export const creatinineUmolPerLPerMgPerDl = 88.42;
export const cholesterolMmolPerLPerMgPerDl = 1 / 38.67;
export const glucoseMmolPerLPerMgPerDl = 1 / 18.016;
/** HBV DNA copies per IU: assay dependent (5 to 5.8); 5.6 is the usual convention. */
export const hbvCopiesPerIu = 5.6;

export const analytes = {
  astUPerL: { title: 'AST', unit: 'U/L', plausible: [1, 20000] },
  altUPerL: { title: 'ALT', unit: 'U/L', plausible: [1, 20000] },
  alpUPerL: { title: 'ALP', unit: 'U/L', plausible: [1, 20000] },
  ggtUPerL: { title: 'GGT', unit: 'U/L', plausible: [1, 20000] },
  plateletsGigaPerL: { title: 'Platelets', unit: '10*9/L', plausible: [5, 1500] },
  bilirubinUmolPerL: {
    title: 'Total bilirubin',
    unit: 'umol/L',
    plausible: [1, 1400],
    perMgPerDl: bilirubinUmolPerLPerMgPerDl,
  },
  directBilirubinUmolPerL: {
    title: 'Direct bilirubin',
    unit: 'umol/L',
    plausible: [0, 1400],
    perMgPerDl: bilirubinUmolPerLPerMgPerDl,
  },
  albuminGPerL: { title: 'Albumin', unit: 'g/L', plausible: [5, 70] },
  creatinineUmolPerL: {
    title: 'Creatinine',
    unit: 'umol/L',
    plausible: [10, 2500],
    perMgPerDl: creatinineUmolPerLPerMgPerDl,
  },
  inr: { title: 'INR', unit: '{INR}', plausible: [0.5, 20] },
  prothrombinTimeSeconds: { title: 'Prothrombin time', unit: 's', plausible: [7, 100] },
  sodiumMmolPerL: { title: 'Sodium', unit: 'mmol/L', plausible: [100, 180] },
  hba1cPercent: { title: 'HbA1c', unit: '%', plausible: [2, 25] },
  fastingGlucoseMmolPerL: {
    title: 'Fasting glucose',
    unit: 'mmol/L',
    plausible: [1, 60],
    perMgPerDl: glucoseMmolPerLPerMgPerDl,
  },
  cholesterolMmolPerL: {
    title: 'Total cholesterol',
    unit: 'mmol/L',
    plausible: [0.2, 50],
    perMgPerDl: cholesterolMmolPerLPerMgPerDl,
  },
  hdlCholesterolMmolPerL: {
    title: 'HDL cholesterol',
    unit: 'mmol/L',
    plausible: [0.1, 10],
    perMgPerDl: cholesterolMmolPerLPerMgPerDl,
  },
  afpNgPerMl: { title: 'AFP', unit: 'ng/mL', plausible: [0, 10000000] },
  totalProteinGPerL: { title: 'Total protein', unit: 'g/L', plausible: [20, 150] },
  globulinGPerL: { title: 'Globulin', unit: 'g/L', plausible: [5, 120] },
  hbvDnaCopiesPerMl: { title: 'HBV DNA', unit: '{copies}/mL', plausible: [0, 1e12] },
  hcvRnaIuPerMl: { title: 'HCV RNA', unit: '[IU]/mL', plausible: [0, 1e10] },
  hyaluronateNgPerMl: { title: 'Hyaluronic acid', unit: 'ng/mL', plausible: [1, 10000] },
  piiinpNgPerMl: { title: 'PIIINP', unit: 'ng/mL', plausible: [0.5, 500] },
  timp1NgPerMl: { title: 'TIMP-1', unit: 'ng/mL', plausible: [10, 10000] },
  elfScore: { title: 'ELF score', unit: '{score}', plausible: [2, 20] },
  bmiKgPerM2: { title: 'BMI', unit: 'kg/m2', plausible: [10, 90] },
  weightKg: { title: 'Body weight', unit: 'kg', plausible: [0.3, 450] },
  heightCm: { title: 'Body height', unit: 'cm', plausible: [20, 260] },
  waistCm: { title: 'Waist circumference', unit: 'cm', plausible: [40, 250] },
  capDbPerM: { title: 'CAP', unit: 'dB/m', plausible: [100, 400] },
  pdffPercent: { title: 'MRI-PDFF', unit: '%', plausible: [0, 100] },
  spleenStiffnessKpa: { title: 'Spleen stiffness', unit: 'kPa', plausible: [1, 120] },
  largestTumourCm: { title: 'Largest liver tumour', unit: 'cm', plausible: [0.1, 40] },
} as const satisfies Record<string, Analyte>;

export type AnalyteId = keyof typeof analytes;

export function isPlausible(id: AnalyteId, value: number): boolean {
  const [low, high] = analytes[id].plausible;
  return Number.isFinite(value) && value >= low && value <= high;
}

/** What formulas published in US units need. 12 digits, so that 3 mg/dL there and back is 3 and not a hair more at a cut-off. */
export const bilirubinMgPerDl = (umolPerL: number) => tidy(umolPerL / bilirubinUmolPerLPerMgPerDl);
export const creatinineMgPerDl = (umolPerL: number) => tidy(umolPerL / creatinineUmolPerLPerMgPerDl);
export const cholesterolMgPerDl = (mmolPerL: number) => tidy(mmolPerL / cholesterolMmolPerLPerMgPerDl);
export const gPerDl = (gPerL: number) => tidy(gPerL / 10);

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
