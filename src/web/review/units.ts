import { type Analyte, type AnalyteId, analytes } from '../../core/quantity.ts';

/** SI as the service calculates; US as laboratories in the United States report. */
export type UnitSystem = 'si' | 'us';
export interface ShownQuantity {
  readonly value: number;
  /** As read, not UCUM: `µmol/L`, `×10⁹/L`; empty for plain numbers. */
  readonly unit: string;
  readonly digits: number;
}

/** Of the course lines, the analyte that they follow. */
const analyteOfLine: Readonly<Record<string, AnalyteId>> = {
  bilirubin: 'bilirubinUmolPerL',
  albumin: 'albuminGPerL',
  creatinine: 'creatinineUmolPerL',
  platelets: 'plateletsGigaPerL',
  sodium: 'sodiumMmolPerL',
  alt: 'altUPerL',
  afp: 'afpNgPerMl',
};
/** Decimals that clinicians write, by analyte and system, and of scores. */
const digitsOf: Readonly<Record<string, number>> = {
  'bilirubinUmolPerL si': 0,
  'bilirubinUmolPerL us': 1,
  'directBilirubinUmolPerL us': 1,
  'creatinineUmolPerL si': 0,
  plateletsGigaPerL: 0,
  altUPerL: 0,
  astUPerL: 0,
  'creatinineUmolPerL us': 2,
  'albuminGPerL us': 1,
  'fastingGlucoseMmolPerL us': 0,
  'cholesterolMmolPerL us': 0,
  fib4: 2,
  albi: 2,
  meld3: 0,
};

/** @param what id of an analyte, a score or a course line. @param ucum unit of `value` */
export function shownQuantity(
  what: string,
  value: number,
  ucum: string | undefined,
  system: UnitSystem,
): ShownQuantity {
  const id = analyteOfLine[what] ?? what;
  const analyte: Analyte | undefined = Object.hasOwn(analytes, id) ? analytes[id as AnalyteId] : undefined;
  const sized = (shown: number, unit: string): ShownQuantity => ({
    value: shown,
    unit,
    digits: digitsOf[`${id} ${system}`] ?? digitsOf[id] ?? digitsBySize(shown),
  });
  if (system === 'us' && analyte && analyte.unit === ucum) {
    if (analyte.perMgPerDl !== undefined) return sized(value / analyte.perMgPerDl, 'mg/dL');
    if (analyte.unit === 'g/L') return sized(value / 10, 'g/dL');
    if (analyte.unit === '10*9/L') return sized(value, '×10³/µL');
  }
  return sized(value, readUnit(ucum));
}

const digitsBySize = (value: number) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);

const spelled: Readonly<Record<string, string>> = {
  '1': '',
  '{score}': '',
  '{INR}': '',
  a: 'a',
  "[hnsf'U]": 'HU',
  '10*9/L': '×10⁹/L',
  '{copies}/mL': 'copies/mL',
  '[IU]/mL': 'IU/mL',
  'kg/m2': 'kg/m²',
  cm2: 'cm²',
  cm3: 'cm³',
};
/** A UCUM code as people write the unit. */
export function readUnit(ucum: string | undefined): string {
  if (ucum === undefined) return '';
  return spelled[ucum] ?? ucum.replace(/^u(?=[a-z]+\/)/, 'µ').replaceAll(/[{}]/g, '');
}
