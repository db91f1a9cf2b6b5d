/**
 * The table form: one patient a row, the unit in the header (`bili_mg_dl`, `bili_umol_l`). Columns of
 * data/cohorts/DATA_DICTIONARY.csv and their everyday variants.
 */

import { type InputId, inputDefinition } from '../core/inputs.ts';
import type { GatheredInput } from '../core/scoring/evaluate-score.ts';
import { fillCourse, poorStiffness, quantity, type ReadValue, readEtiology, type Subject } from './score-inputs.ts';

/** Names before the unit. */
const measured: ReadonlyMap<string, InputId> = new Map([
  ['age', 'ageYears'],
  ['ast', 'astUPerL'],
  ['alt', 'altUPerL'],
  ['alp', 'alpUPerL'],
  ['ggt', 'ggtUPerL'],
  ['ast_uln', 'astUpperLimitUPerL'],
  ['ggt_uln', 'ggtUpperLimitUPerL'],
  ['platelet', 'plateletsGigaPerL'],
  ['platelets', 'plateletsGigaPerL'],
  ['plt', 'plateletsGigaPerL'],
  ['bili', 'bilirubinUmolPerL'],
  ['bilirubin', 'bilirubinUmolPerL'],
  ['bili_total', 'bilirubinUmolPerL'],
  ['bili_direct', 'directBilirubinUmolPerL'],
  ['albumin', 'albuminGPerL'],
  ['creatinine', 'creatinineUmolPerL'],
  ['inr', 'inr'],
  ['protime', 'prothrombinTimeSeconds'],
  ['sodium', 'sodiumMmolPerL'],
  ['hba1c', 'hba1cPercent'],
  ['glucose_fasting', 'fastingGlucoseMmolPerL'],
  ['chol', 'cholesterolMmolPerL'],
  ['total_chol', 'cholesterolMmolPerL'],
  ['hdl', 'hdlCholesterolMmolPerL'],
  ['afp', 'afpNgPerMl'],
  ['total_protein', 'totalProteinGPerL'],
  ['globulin', 'globulinGPerL'],
  ['hbv_dna', 'hbvDnaCopiesPerMl'],
  ['hyaluronate', 'hyaluronateNgPerMl'],
  ['ha', 'hyaluronateNgPerMl'],
  ['piiinp', 'piiinpNgPerMl'],
  ['timp1', 'timp1NgPerMl'],
  ['elf', 'elfScore'],
  ['bmi', 'bmiKgPerM2'],
  ['weight', 'weightKg'],
  ['height', 'heightCm'],
  ['waist', 'waistCm'],
  ['lsm', 'lsmVcteKpa'],
  ['lsm_vcte', 'lsmVcteKpa'],
  ['lsm_2dswe', 'lsm2dSweKpa'],
  ['lsm_pswe', 'lsmPsweMPerS'],
  ['lsm_baseline', 'lsmBaselineKpa'],
  ['lsm_followup', 'lsmFollowupKpa'],
  ['mre', 'mreKpa'],
  ['cap', 'capDbPerM'],
  ['pdff', 'pdffPercent'],
  ['spleen_stiffness', 'spleenStiffnessKpa'],
  ['ssm', 'spleenStiffnessKpa'],
  ['largest_nodule', 'largestTumourCm'],
  ['largest_tumour', 'largestTumourCm'],
  ['tumor', 'largestTumourCm'],
]);
/** Units as headers write them. */
const headerUnits: ReadonlyMap<string, string> = new Map([
  ['y', 'a'],
  ['u_l', 'U/L'],
  ['ukat_l', 'ukat/L'],
  ['1e9_l', '10*9/L'],
  ['1e3_ul', '10*3/uL'],
  ['ul', '/uL'],
  ['mg_dl', 'mg/dL'],
  ['umol_l', 'umol/L'],
  ['mmol_l', 'mmol/L'],
  ['g_dl', 'g/dL'],
  ['g_l', 'g/L'],
  ['ng_ml', 'ng/mL'],
  ['ug_l', 'ug/L'],
  ['s', 's'],
  ['pct', '%'],
  ['mmol_mol', 'mmol/mol'],
  ['kg_m2', 'kg/m2'],
  ['kg', 'kg'],
  ['cm', 'cm'],
  ['mm', 'mm'],
  ['kpa', 'kPa'],
  ['m_s', 'm/s'],
  ['db_m', 'dB/m'],
  ['copies_ml', '{copies}/mL'],
  ['iu_ml', '[IU]/mL'],
]);
/** Columns that carry no unit because the quantity has none. */
const unitless: ReadonlyMap<string, readonly [InputId, string]> = new Map([
  ['inr', ['inr', '{INR}']],
  ['elf_score', ['elfScore', '{score}']],
  ['histologic_stage', ['ludwigStage', '1']],
  ['ludwig_stage', ['ludwigStage', '1']],
  ['bili_xuln', ['year1BilirubinTimesUln', '1']],
  ['alp_xuln', ['alpTimesUln', '1']],
  ['ast_xuln', ['astTimesUln', '1']],
  ['trans_xuln', ['year1TransaminaseTimesUln', '1']],
  ['albumin_xlln', ['baselineAlbuminTimesLln', '1']],
  ['plt_xlln', ['baselinePlateletsTimesLln', '1']],
]);

type ReadCell = (text: string) => readonly (readonly [InputId, ReadValue])[];

const yes = /^(1(\.0+)?|y|yes|true)$/i;
const no = /^(0(\.0+)?|n|no|false)$/i;
const fact = (value: GatheredInput['value']): GatheredInput => ({ value, references: [] });
const problem = (id: InputId, text: string, words: string) => ({
  problem: `${inputDefinition(id).title}: "${text.slice(0, 40)}" ${words}`,
});

function yesNo(...ids: readonly InputId[]): ReadCell {
  return (text) =>
    ids.map((id) => [
      id,
      yes.test(text) ? fact(true) : no.test(text) ? fact(false) : problem(id, text, 'is neither yes nor no'),
    ]);
}
function oneOf(
  id: InputId,
  meanings: Readonly<Record<string, string>>,
  unclear: Readonly<Record<string, string>> = {},
): ReadCell {
  const table = new Map(Object.entries(meanings));
  const vague = new Map(Object.entries(unclear));
  return (text) => {
    const key = text.toLowerCase().replace(/^(\d)\.0+$/, '$1');
    const value = table.get(key);
    if (value !== undefined) return [[id, fact(value)]];
    return [[id, problem(id, text, vague.get(key) ?? `is none of: ${[...table.keys()].join(', ')}`)]];
  };
}

const coded: ReadonlyMap<string, ReadCell> = new Map<string, ReadCell>([
  ['sex', oneOf('sex', { m: 'male', male: 'male', f: 'female', female: 'female' })],
  ['male', oneOf('sex', { 1: 'male', 0: 'female' })],
  ['diabetes', diabetes],
  ['hx_diabetes', diabetes],
  ['diabetes_dx', askedDiabetes],
  ['diabetes_or_ifg', yesNo('diabetesOrImpairedFastingGlucose')],
  ['cirrhosis', yesNo('cirrhosis')],
  ['cholestatic', yesNo('cholestatic')],
  ['hbeag', yesNo('hbeAgPositive')],
  ['variceal_bleed_history', yesNo('varicealBleedHistory')],
  ['dialysis', yesNo('dialysis')],
  ['hx_mi', yesNo('myocardialInfarction')],
  ['hx_afib', yesNo('atrialFibrillation')],
  ['hx_heart_failure', yesNo('heartFailure')],
  ['hx_stroke', yesNo('stroke')],
  ['hx_htn', yesNo('hypertension')],
  ['hx_dyslipidemia', yesNo('dyslipidemia')],
  ['ascites_at_baseline', yesNo('ascitesPresent')],
  [
    'ascites',
    withPresence(
      { 0: 'none', none: 'none', mild: 'mild', moderate_severe: 'moderate_severe' },
      { 1: 'says that there is ascites, not how much' },
    ),
  ],
  ['ascites_degree', withPresence({ 1: 'none', 2: 'mild', 3: 'moderate_severe' })],
  ['encephalopathy', oneOf('encephalopathy', { none: 'none', grade_1_2: 'grade_1_2', grade_3_4: 'grade_3_4' })],
  ['encephalopathy_degree', oneOf('encephalopathy', { 1: 'none', 2: 'grade_1_2', 3: 'grade_3_4' })],
  [
    'edema',
    oneOf('edema', {
      0: 'none',
      '0.5': 'controlled',
      1: 'despite_diuretics',
      none: 'none',
      controlled: 'controlled',
      despite_diuretics: 'despite_diuretics',
    }),
  ],
  [
    'etiology',
    (text) => {
      const found = readEtiology(text);
      return [['etiology', found ? fact(found) : problem('etiology', text, 'is not one this service knows')]];
    },
  ],
]);

/** How much ascites there is also says whether there is any; a bare yes says only that. */
function withPresence(
  meanings: Readonly<Record<string, string>>,
  unclear: Readonly<Record<string, string>> = {},
): ReadCell {
  const degree = oneOf('ascites', meanings, unclear);
  return (text) => {
    const read = degree(text);
    const [, value] = read[0] ?? [];
    if (value && 'value' in value) return [...read, ['ascitesPresent', fact(value.value !== 'none')]];
    return yes.test(text) ? [...read, ['ascitesPresent', fact(true)]] : read;
  };
}

/** A recorded diabetes answers both questions; its absence says nothing of impaired fasting glucose. */
function diabetes(text: string): ReturnType<ReadCell> {
  if (yes.test(text)) return yesNo('diabetes', 'diabetesOrImpairedFastingGlucose')(text);
  return yesNo('diabetes')(text);
}

/** A survey's "told by a doctor": yes, borderline, no. "No" was said with borderline on offer, so it answers both questions. */
function askedDiabetes(text: string): ReturnType<ReadCell> {
  if (!/^borderline$/i.test(text)) return yesNo('diabetes', 'diabetesOrImpairedFastingGlucose')(text);
  return [
    ['diabetes', fact(false)],
    ['diabetesOrImpairedFastingGlucose', fact(true)],
  ];
}

const idColumns = ['id', 'patient_id', 'seqn'];

export interface TableReader {
  /** Columns that no score can use, in the order of the header. */
  readonly unused: readonly string[];
  /** False when no column is understood: then the file is another kind of table. */
  readonly understood: boolean;
  id(row: Readonly<Record<string, string>>, number: number): string;
  read(row: Readonly<Record<string, string>>): Subject;
}

/** Understands a header once, so that a row costs only its cells. */
export function tableReader(header: readonly string[]): TableReader {
  const columns: { name: string; read: ReadCell }[] = [];
  const unused: string[] = [];
  const idColumn = idColumns.find((name) => header.includes(name));
  for (const name of header) {
    const read = columnReader(name.trim().toLowerCase());
    if (read) columns.push({ name, read });
    else if (name !== idColumn && !qualityColumns.includes(name)) unused.push(name);
  }
  return {
    unused,
    understood: columns.length > 0,
    id: (row, number) => (idColumn && row[idColumn]) || String(number),
    read(row) {
      const given: { [I in InputId]?: GatheredInput } = {};
      const problems = new Map<InputId, string>();
      for (const column of columns) {
        const text = (row[column.name] ?? '').trim();
        if (text === '' || /^(na|n\/a|null)$/i.test(text)) continue;
        for (const [id, read] of column.read(text)) keep(id, read, given, problems);
      }
      const poor = poorStiffness(given.lsmVcteKpa?.value, {
        shots: Number.parseFloat(row.valid_shots ?? ''),
        iqrPercent: Number.parseFloat(row.lsm_iqr_med_pct ?? ''),
      });
      if (poor) problems.set('lsmVcteKpa', poor);
      fillCourse(given, problems);
      const etiology = given.etiology?.value;
      return { given, problems, ...(typeof etiology === 'string' ? { etiology: readEtiology(etiology) } : {}) };
    },
  };
}

/** The same quantity in two columns (US and SI) must agree; 5 % forgives what rounding did to small numbers. */
function keep(
  id: InputId,
  read: ReadValue,
  given: { [I in InputId]?: GatheredInput },
  problems: Map<InputId, string>,
): void {
  const before = given[id]?.value;
  if ('problem' in read) problems.set(id, read.problem);
  else if (before === undefined) given[id] = read;
  else if (!agree(before, read.value)) problems.set(id, `${inputDefinition(id).title}: two columns disagree`);
}

function agree(a: GatheredInput['value'], b: GatheredInput['value']): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= 0.05 * Math.max(Math.abs(a), Math.abs(b));
}

/**
 * The name by which this table form knows a column that a site calls otherwise; its unit stays at its end.
 * @param input an input (`bilirubinUmolPerL`), or a column name of this form (`edema`)
 */
export function columnNameFor(input: string, column: string): string | undefined {
  if (columnReader(input)) return input;
  const suffix = [...headerUnits.keys()]
    .filter((unit) => column.toLowerCase().endsWith(`_${unit}`))
    .sort((a, b) => b.length - a.length)[0];
  const stem = [...measured].find(([, id]) => id === input)?.[0];
  if (stem !== undefined) return suffix === undefined ? undefined : `${stem}_${suffix}`;
  return [...unitless].find(([, [id]]) => id === input)?.[0];
}

function columnReader(name: string): ReadCell | undefined {
  const code = coded.get(name);
  if (code) return code;
  const bare = unitless.get(name);
  if (bare) return numberCell(...bare);
  for (const [suffix, unit] of headerUnits) {
    const id = name.endsWith(`_${suffix}`) ? measured.get(name.slice(0, -suffix.length - 1)) : undefined;
    if (id) return numberCell(id, unit);
  }
  return undefined;
}

function numberCell(id: InputId, unit: string): ReadCell {
  return (text) => {
    if (/^[<>]=?/.test(text)) return [[id, problem(id, text, 'is only a bound')]];
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return [[id, problem(id, text, 'is not a number')]];
    return [[id, quantity(id, Number(text), unit)]];
  };
}

const qualityColumns = ['lsm_iqr_med_pct', 'valid_shots'];
