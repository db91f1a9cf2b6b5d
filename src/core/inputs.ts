import { etiologies } from './etiology.ts';
import { type AnalyteId, analytes } from './quantity.ts';

/**
 * The vocabulary of score inputs: every analyte, and what is known of the patient besides.
 * Numbers are in the unit of their name and inside `plausible`; a boolean or choice is given only when the chart says so
 * (missing is not "no").
 */
export type InputDefinition =
  | {
      readonly kind: 'number';
      readonly title: string;
      readonly unit: string;
      readonly plausible: readonly [number, number];
    }
  | { readonly kind: 'boolean'; readonly title: string }
  | { readonly kind: 'choice'; readonly title: string; readonly choices: readonly string[] };

const number = (title: string, unit: string, low: number, high: number) =>
  ({ kind: 'number', title, unit, plausible: [low, high] }) as const;
const boolean = (title: string) => ({ kind: 'boolean', title }) as const;
const choice = <const C extends readonly string[]>(title: string, choices: C) =>
  ({ kind: 'choice', title, choices }) as const;

export const otherInputs = {
  ageYears: number('Age', 'a', 0, 120),
  sex: choice('Sex', ['male', 'female']),
  etiology: choice('Etiology', etiologies),
  astUpperLimitUPerL: number('AST upper limit of normal', 'U/L', 5, 200),
  ggtUpperLimitUPerL: number('GGT upper limit of normal', 'U/L', 5, 300),
  alpTimesUln: number('ALP / upper limit', '1', 0.01, 100),
  astTimesUln: number('AST / upper limit', '1', 0.01, 1000),
  // Values of a moment in the course of ursodeoxycholic acid, for scores that were built on that moment (core/udca-course.ts).
  udcaStartAgeYears: number('Age at the start of UDCA', 'a', 0, 120),
  baselineAlbuminTimesLln: number('Albumin / lower limit before UDCA', '1', 0.1, 5),
  baselinePlateletsTimesLln: number('Platelets / lower limit before UDCA', '1', 0.01, 20),
  year1BilirubinTimesUln: number('Bilirubin / upper limit at 12 months of UDCA', '1', 0.01, 100),
  year1AlpTimesUln: number('ALP / upper limit at 12 months of UDCA', '1', 0.01, 100),
  year1TransaminaseTimesUln: number('ALT or AST / upper limit at 12 months of UDCA', '1', 0.01, 1000),
  year1AlbuminTimesLln: number('Albumin / lower limit at 12 months of UDCA', '1', 0.1, 5),
  year1PlateletsGigaPerL: number('Platelets at 12 months of UDCA', '10*9/L', 1, 2000),
  lsmVcteKpa: number('Liver stiffness by VCTE', 'kPa', 1.5, 75),
  lsmPsweMPerS: number('Liver stiffness by pSWE', 'm/s', 0.4, 6),
  lsm2dSweKpa: number('Liver stiffness by 2D-SWE', 'kPa', 1.5, 150),
  mreKpa: number('Liver stiffness by MRE', 'kPa', 0.5, 20),
  lsmBaselineKpa: number('Earlier liver stiffness (same method)', 'kPa', 0.5, 75),
  lsmFollowupKpa: number('Later liver stiffness (same method)', 'kPa', 0.5, 75),
  lsmCutoffSet: choice('Stiffness cut-off set', [
    'vcte_masld_eddowes2019',
    'vcte_hcv_castera2005',
    'vcte_hbv_metaanalysis',
    'vcte_ald_nguyenkhac2018',
    'vcte_pbc_corpechot2012',
    'vcte_psc_corpechot2014',
    'vcte_aih_hartl2016',
    'swe2d_ssi_herrmann2018',
    'pswe_vtq_friedrichrust2012_ms',
    'mre_masld_singh2016',
    'mre_all_singh2015',
  ]),
  diabetes: boolean('Diabetes'),
  diabetesOrImpairedFastingGlucose: boolean('Diabetes or impaired fasting glucose'),
  cirrhosis: boolean('Cirrhosis'),
  // Stage of primary biliary cholangitis on biopsy by Ludwig, 1 to 4 (4 is cirrhosis). It is no METAVIR stage.
  ludwigStage: number('Histologic stage (Ludwig)', '1', 1, 4),
  ascitesPresent: boolean('Ascites, of any degree'),
  myocardialInfarction: boolean('Myocardial infarction'),
  atrialFibrillation: boolean('Atrial fibrillation'),
  heartFailure: boolean('Heart failure'),
  stroke: boolean('Stroke'),
  hypertension: boolean('Hypertension'),
  dyslipidemia: boolean('Dyslipidemia'),
  cholestatic: boolean('Cholestatic disease'),
  hbeAgPositive: boolean('HBeAg positive'),
  varicealBleedHistory: boolean('Variceal bleeding ever'),
  dialysis: boolean('Dialysis twice in 7 days or 24 h CVVHD'),
  ascites: choice('Ascites', ['none', 'mild', 'moderate_severe']),
  encephalopathy: choice('Encephalopathy', ['none', 'grade_1_2', 'grade_3_4']),
  edema: choice('Edema', ['none', 'controlled', 'despite_diuretics']),
} as const satisfies Record<string, InputDefinition>;

/**
 * Inputs that belong to a moment of the past by the design of their score, with the greatest age in days at which the score
 * still says something (absent: none, because a value beside them is held to one). The window within one score does not
 * apply to them: baseline and twelve months lie a year apart on purpose.
 */
export const pastInputs: ReadonlyMap<InputId, number | undefined> = new Map<InputId, number | undefined>([
  ['baselineAlbuminTimesLln', undefined],
  ['baselinePlateletsTimesLln', undefined],
  // The horizon of the risk counts from the values at twelve months: after two years "five years" would be three.
  ...(
    [
      'year1BilirubinTimesUln',
      'year1AlpTimesUln',
      'year1TransaminaseTimesUln',
      'year1AlbuminTimesLln',
      'year1PlateletsGigaPerL',
    ] as const
  ).map((id) => [id, 730] as const),
]);

export type InputId = AnalyteId | keyof typeof otherInputs;

type ValueOf<I extends InputId> = I extends AnalyteId
  ? number
  : I extends keyof typeof otherInputs
    ? (typeof otherInputs)[I] extends { kind: 'number' }
      ? number
      : (typeof otherInputs)[I] extends { kind: 'boolean' }
        ? boolean
        : (typeof otherInputs)[I] extends { choices: readonly (infer C)[] }
          ? C
          : never
    : never;

export type InputValues<Required extends InputId, Optional extends InputId = never> = {
  readonly [I in Required]: ValueOf<I>;
} & { readonly [I in Optional]?: ValueOf<I> };

export type AnyInputs = { readonly [I in InputId]?: ValueOf<I> };

export function inputDefinition(id: InputId): InputDefinition {
  return id in analytes
    ? { kind: 'number', ...analytes[id as AnalyteId] }
    : otherInputs[id as keyof typeof otherInputs];
}
