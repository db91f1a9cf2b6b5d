import type { SerologyMarker, StiffnessMethod } from '../../src/core/chart.ts';
import type { AnalyteId } from '../../src/core/quantity.ts';

/** What the code of an Observation or component means to this service. */
export interface ResultMeaning {
  readonly analyte?: AnalyteId;
  /** Present beside `analyte` for viral loads, which laboratories answer with a number or with "not detected". */
  readonly marker?: SerologyMarker;
  /** Liver stiffness; `unknown` when the code does not say how it was measured. */
  readonly stiffness?: StiffnessMethod;
  /** Quality of a stiffness reading: interquartile range over median (%), IQR (kPa), number of valid measurements. */
  readonly quality?: 'iqr-over-median' | 'iqr' | 'valid-shots';
}

/**
 * LOINC read from charts. The first code of a line is the one of clinical/codes.csv; the others are other methods,
 * specimens or property variants of the same measurand. A code with another meaning is never here: random glucose is
 * not fasting glucose, conjugated is not direct bilirubin, urine is not serum.
 */
const analyteLoinc: Partial<Record<AnalyteId, readonly string[]>> = {
  astUPerL: ['1920-8', '30239-8', '88112-8'],
  altUPerL: ['1742-6', '77144-4', '1743-4', '1744-2'],
  alpUPerL: ['6768-6'],
  ggtUPerL: ['2324-2'],
  plateletsGigaPerL: ['777-3', '26515-7', '778-1'],
  bilirubinUmolPerL: ['1975-2', '14631-6', '42719-5'],
  directBilirubinUmolPerL: ['1968-7', '14629-0'],
  albuminGPerL: ['1751-7', '61151-7', '61152-5', '77148-5'],
  creatinineUmolPerL: ['2160-0', '14682-9', '38483-4', '59826-8', '77140-2'],
  inr: ['6301-6', '34714-6', '46418-0', '38875-1'],
  prothrombinTimeSeconds: ['5902-2', '5964-2'],
  sodiumMmolPerL: ['2951-2', '2947-0', '77139-4'],
  hba1cPercent: ['4548-4', '17856-6', '4549-2', '59261-8'],
  fastingGlucoseMmolPerL: ['1558-6', '14771-0', '76629-5'],
  cholesterolMmolPerL: ['2093-3', '14647-2'],
  hdlCholesterolMmolPerL: ['2085-9', '14646-4'],
  afpNgPerMl: ['1834-1', '53962-7'],
  totalProteinGPerL: ['2885-2'],
  globulinGPerL: ['10834-0', '2336-6'],
  hbvDnaCopiesPerMl: ['42595-9', '47216-7', '29615-2'],
  hcvRnaIuPerMl: ['11011-4', '10676-5', '20416-4'],
  elfScore: ['88055-9'],
  bmiKgPerM2: ['39156-5'],
  weightKg: ['29463-7', '3141-9'],
  heightCm: ['8302-2', '3137-7', '8308-9'],
  waistCm: ['8280-0', '56086-2'],
  capDbPerM: ['81894-8'],
};

const markerLoinc: Partial<Record<SerologyMarker, readonly string[]>> = {
  hbsAg: ['5195-3', '5196-1'],
  hbeAg: ['39007-0', '13954-3'],
  antiHbc: ['13952-7', '16933-4'],
  hcvAntibody: ['13955-0', '16128-1'],
  hcvRna: ['11259-9'],
  hivAntibody: ['56888-1', '75622-1', '7917-8', '31201-7'],
  ama: ['14236-4', '17284-1'],
  ana: ['8061-4', '42254-3'],
  sma: ['14252-1'],
};

/** SNOMED CT observables of the ward; laboratories use LOINC. */
const analyteSnomed: Partial<Record<AnalyteId, readonly string[]>> = {
  bmiKgPerM2: ['60621009'],
  weightKg: ['27113001'],
  heightCm: ['50373000'],
};

/** The words by which a mapping file, and our own CodeSystem, name stiffness and its quality. */
export const stiffnessTerms: Readonly<Record<string, ResultMeaning>> = {
  'liver-stiffness': { stiffness: 'unknown' },
  'liver-stiffness-vcte': { stiffness: 'vcte' },
  'liver-stiffness-pswe': { stiffness: 'pswe' },
  'liver-stiffness-2d-swe': { stiffness: '2d-swe' },
  'liver-stiffness-mre': { stiffness: 'mre' },
  'lsm-iqr-median': { quality: 'iqr-over-median' },
  'lsm-iqr': { quality: 'iqr' },
  'lsm-valid-shots': { quality: 'valid-shots' },
};

export const loincResults: ReadonlyMap<string, ResultMeaning> = new Map([
  ...meanings(markerLoinc, (marker) => ({ marker }) satisfies ResultMeaning),
  ...meanings(analyteLoinc, (analyte) =>
    analyte === 'hcvRnaIuPerMl' ? { analyte, marker: 'hcvRna' as const } : { analyte },
  ),
  ['77615-3', { stiffness: 'vcte' }],
]);

export const snomedResults: ReadonlyMap<string, ResultMeaning> = new Map(
  meanings(analyteSnomed, (analyte) => ({ analyte })),
);

function meanings<K extends string>(
  table: Partial<Record<K, readonly string[]>>,
  meaningOf: (id: K) => ResultMeaning,
): [string, ResultMeaning][] {
  return (Object.entries(table) as [K, readonly string[]][]).flatMap(([id, codes]) =>
    codes.map((code): [string, ResultMeaning] => [code, meaningOf(id)]),
  );
}
