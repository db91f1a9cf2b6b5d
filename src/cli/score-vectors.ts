/**
 * The vector form: `vector_id, score_id, inputs_json`, the inputs as JSON with a unit on every measured number.
 * JSON has types, so they are held to: a number in quotes is not a number, and "yes" is not true.
 */

import { type InputId, inputDefinition } from '../core/inputs.ts';
import type { Score } from '../core/score.ts';
import type { GatheredInput } from '../core/scoring/evaluate-score.ts';
import { lsmCutoffSets } from '../core/scoring/stiffness-cutoffs.ts';
import { fillCourse, poorStiffness, quantity, type ReadValue, readEtiology, type Subject } from './score-inputs.ts';

/** Keys whose value is `{ value, unit }`, and `date` where there is one. */
const quantities: ReadonlyMap<string, InputId> = new Map([
  ['age', 'ageYears'],
  ['ast', 'astUPerL'],
  ['alt', 'altUPerL'],
  ['alp', 'alpUPerL'],
  ['ggt', 'ggtUPerL'],
  ['plt', 'plateletsGigaPerL'],
  ['bilirubin', 'bilirubinUmolPerL'],
  ['albumin', 'albuminGPerL'],
  ['creatinine', 'creatinineUmolPerL'],
  ['inr', 'inr'],
  ['pt', 'prothrombinTimeSeconds'],
  ['sodium', 'sodiumMmolPerL'],
  ['chol', 'cholesterolMmolPerL'],
  ['afp', 'afpNgPerMl'],
  ['globulin', 'globulinGPerL'],
  ['total_protein', 'totalProteinGPerL'],
  ['hbvdna', 'hbvDnaCopiesPerMl'],
  ['ha', 'hyaluronateNgPerMl'],
  ['piiinp', 'piiinpNgPerMl'],
  ['timp1', 'timp1NgPerMl'],
  ['elf', 'elfScore'],
  ['bmi', 'bmiKgPerM2'],
  ['cap', 'capDbPerM'],
  ['mre', 'mreKpa'],
  ['ssm', 'spleenStiffnessKpa'],
  ['tumor_cm', 'largestTumourCm'],
  ['lsm_baseline', 'lsmBaselineKpa'],
  ['lsm_followup', 'lsmFollowupKpa'],
]);
/** Keys that the form defines as bare numbers, in the unit of the input: limits in U/L and ratios to a limit. */
const bareNumbers: ReadonlyMap<string, InputId> = new Map([
  ['ast_uln', 'astUpperLimitUPerL'],
  ['ggt_uln', 'ggtUpperLimitUPerL'],
  ['bili_xuln', 'year1BilirubinTimesUln'],
  ['alp_xuln', 'alpTimesUln'],
  ['ast_xuln', 'astTimesUln'],
  ['trans_xuln', 'year1TransaminaseTimesUln'],
  ['albumin_xlln', 'baselineAlbuminTimesLln'],
  ['plt_xlln', 'baselinePlateletsTimesLln'],
]);
const booleans: ReadonlyMap<string, InputId> = new Map([
  ['diabetes', 'diabetes'],
  ['diabetes_or_ifg', 'diabetesOrImpairedFastingGlucose'],
  ['cirrhosis', 'cirrhosis'],
  ['cholestatic', 'cholestatic'],
  ['hbeag', 'hbeAgPositive'],
  ['variceal_bleed_history', 'varicealBleedHistory'],
  ['dialysis_2x_or_cvvhd_24h', 'dialysis'],
]);
const choices: ReadonlyMap<string, InputId> = new Map([
  ['sex', 'sex'],
  ['ascites', 'ascites'],
  ['encephalopathy', 'encephalopathy'],
  ['edema', 'edema'],
  ['cutoff_set', 'lsmCutoffSet'],
]);
/** Keys that say how `lsm` was measured. */
const methodKeys = ['lsm_method', 'method', 'device', 'modality'];

const qualityKeys = { shots: 'valid_shots', iqrPercent: 'lsm_iqr_med_pct' };

/** A vector as read, with the keys that mean nothing here. */
export type Vector = Subject & { readonly unusedKeys: readonly string[] };

/** Reads `inputs_json`. A string answers why it could not be read at all. */
export function readVector(json: string): Vector | string {
  let inputs: unknown;
  try {
    inputs = JSON.parse(json);
  } catch {
    return 'inputs_json is not JSON';
  }
  if (inputs === null || typeof inputs !== 'object' || Array.isArray(inputs)) return 'inputs_json is not a JSON object';
  const entries = new Map(Object.entries(inputs).filter(([, raw]) => raw !== null));
  const given: { [I in InputId]?: GatheredInput } = {};
  const problems = new Map<InputId, string>();
  const unusedKeys: string[] = [];
  for (const [key, raw] of entries) {
    const found = key === 'lsm' ? readStiffness(raw, entries) : readKey(key, raw);
    if (!found) unusedKeys.push(key);
    else if ('problem' in found[1]) problems.set(found[0], found[1].problem);
    else given[found[0]] = found[1];
  }
  const [shots, iqrPercent] = [entries.get(qualityKeys.shots), entries.get(qualityKeys.iqrPercent)].map(Number);
  const poor = poorStiffness(given.lsmVcteKpa?.value, {
    shots: shots ?? Number.NaN,
    iqrPercent: iqrPercent ?? Number.NaN,
  });
  if (poor) problems.set('lsmVcteKpa', poor);
  fillCourse(given, problems);
  const etiology = given.etiology?.value;
  const asOf = Object.values(given)
    .flatMap((input) => input.date ?? [])
    .sort((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
  return {
    given,
    problems,
    ...(typeof etiology === 'string' ? { etiology: readEtiology(etiology) } : {}),
    ...(asOf === undefined ? {} : { asOf }),
    unusedKeys: unusedKeys.filter((key) => !methodKeys.includes(key) && !Object.values(qualityKeys).includes(key)),
  };
}

function readKey(key: string, raw: unknown): [InputId, ReadValue] | undefined {
  if (key === 'etiology') return ['etiology', etiology(raw)];
  const measured = quantities.get(key);
  if (measured) return [measured, measurement(measured, raw)];
  const bare = bareNumbers.get(key);
  if (bare) return [bare, typeof raw === 'object' ? measurement(bare, raw) : bareNumber(bare, raw)];
  const yesNo = booleans.get(key);
  if (yesNo) return [yesNo, typeof raw === 'boolean' ? fact(raw) : problem(yesNo, 'is neither true nor false')];
  const chosen = choices.get(key);
  if (chosen) return [chosen, choice(chosen, raw)];
  return undefined;
}

const fact = (value: GatheredInput['value']): GatheredInput => ({ value, references: [] });
const problem = (id: InputId, words: string) => ({ problem: `${inputDefinition(id).title} ${words}` });

function measurement(id: InputId, raw: unknown): ReadValue {
  if (raw === null || typeof raw !== 'object' || !('value' in raw)) {
    return problem(id, typeof raw === 'number' ? 'has no unit' : 'is not a number with a unit');
  }
  if (typeof raw.value !== 'number') {
    return problem(id, typeof raw.value === 'string' ? 'is text, not a number' : 'is not a number');
  }
  if (!('unit' in raw) || typeof raw.unit !== 'string' || raw.unit.trim() === '') return problem(id, 'has no unit');
  if ('comparator' in raw) return problem(id, 'is given only as a bound');
  const read = quantity(id, raw.value, raw.unit);
  if ('problem' in read || !('date' in raw)) return read;
  const dated = typeof raw.date === 'string' && !Number.isNaN(Date.parse(raw.date));
  return dated ? { ...read, date: String(raw.date) } : problem(id, 'has a date that cannot be read');
}

function bareNumber(id: InputId, raw: unknown): ReadValue {
  const definition = inputDefinition(id);
  if (typeof raw !== 'number' || definition.kind !== 'number') return problem(id, 'is not a number');
  return quantity(id, raw, definition.unit);
}

function choice(id: InputId, raw: unknown): ReadValue {
  const definition = inputDefinition(id);
  const offered = definition.kind === 'choice' ? definition.choices : [];
  const text = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
  const value = id === 'sex' ? ({ m: 'male', f: 'female' }[text] ?? text) : text;
  return offered.includes(value) ? fact(value) : problem(id, `is none of: ${offered.join(', ')}`);
}

function etiology(raw: unknown): ReadValue {
  const found = typeof raw === 'string' ? readEtiology(raw) : undefined;
  return found ? fact(found) : problem('etiology', 'is not one this service knows');
}

/** `lsm` is by VCTE, unless the cut-off set or a method key says otherwise. An MRE reading is never written as `lsm`. */
function readStiffness(raw: unknown, all: ReadonlyMap<string, unknown>): [InputId, ReadValue] | undefined {
  const set = all.get('cutoff_set');
  const bySet =
    typeof set === 'string' && Object.hasOwn(lsmCutoffSets, set)
      ? lsmCutoffSets[set as keyof typeof lsmCutoffSets].input
      : undefined;
  const inside = raw !== null && typeof raw === 'object' && 'method' in raw ? raw.method : undefined;
  const method = inside ?? methodKeys.map((key) => all.get(key)).find((value) => value !== undefined);
  if (method !== undefined) {
    const measured = stiffnessMethod(method);
    return measured
      ? [measured, measurement(measured, raw)]
      : ['lsmVcteKpa', problem('lsmVcteKpa', 'was measured by a method that this service does not know')];
  }
  const id = bySet && bySet !== 'mreKpa' ? bySet : 'lsmVcteKpa';
  return [id, measurement(id, raw)];
}

function stiffnessMethod(method: unknown): InputId | undefined {
  const text = typeof method === 'string' ? method.toLowerCase() : '';
  if (/mre|mr[ -]?elasto/.test(text)) return 'mreKpa';
  if (/2d|ssi|aixplorer/.test(text)) return 'lsm2dSweKpa';
  if (/pswe|arfi|vtq|elastpq/.test(text)) return 'lsmPsweMPerS';
  return /vcte|fibroscan|transient|^te$/.test(text) ? 'lsmVcteKpa' : undefined;
}

/** Score ids are those of the catalogue; `-` and `_`, capitals and small letters alike. */
export const scoreKey = (id: string) => id.trim().toLowerCase().replaceAll('-', '_');
export const scoresByKey = (scores: readonly Score[]): ReadonlyMap<string, Score> =>
  new Map(scores.map((score) => [scoreKey(score.id), score]));
