import type { EtiologyFinding } from '../assessment.ts';
import type { ChartFacts, LabResult } from '../chart.ts';
import { type InputId, otherInputs } from '../inputs.ts';
import { indexLabs, type LabIndex } from '../labs.ts';
import { ageAt } from '../patient.ts';
import { type AnalyteId, analytes, isPlausible } from '../quantity.ts';
import type { GatheredInput, GatheredInputs } from '../scoring/evaluate-score.ts';
import { statusInputs } from './gather-status.ts';
import { asInput, chooseReading, comparablePair, cutoffSetFor, newestReliable } from './stiffness.ts';
import { resultOfCourse, udcaStart } from './udca-course.ts';

/** A status (diagnosis, sex) carries no date: it does not go stale as a measurement does. */
type Gathering = { [I in InputId]?: GatheredInput };

/**
 * Every score input that the chart states at `asOf`, in canonical units, each with its references.
 * - Analytes: the newest dated result. Undated results are never given.
 * - Ratios to a limit: from the reference range printed with that very result, never from a constant.
 * - Baseline and twelve-month values of UDCA: only from results of that time (core/udca-course.ts).
 * - Stiffness: the newest reliable reading of each method; unknown method and poor quality are not given.
 * - Yes/no and choices: only when the chart says so (core/gather-status.ts has the rules). Missing is not "no".
 */
export function gatherInputs(
  chart: ChartFacts,
  asOf: string,
  etiology: EtiologyFinding,
  index: LabIndex = indexLabs(chart.labs, asOf),
): GatheredInputs {
  const inputs: Gathering = {};
  patientInputs(inputs, chart, asOf);
  analyteInputs(inputs, index);
  limitInputs(inputs, index);
  udcaInputs(inputs, index, asOf, chart);
  bodyInputs(inputs, index, asOf, chart);
  stiffnessInputs(inputs, index, asOf, etiology);
  if (etiology.etiology !== 'unknown') inputs.etiology = { value: etiology.etiology, references: etiology.references };
  Object.assign(inputs, statusInputs(chart, asOf, etiology, index, inputs));
  return inputs;
}

function patientInputs(inputs: Gathering, chart: ChartFacts, asOf: string): void {
  const age = ageAt(chart.patient.birthDate, asOf);
  if (age) inputs.ageYears = { value: age.years, unit: otherInputs.ageYears.unit, references: [] };
  if (chart.patient.sex) inputs.sex = { value: chart.patient.sex, references: [] };
}

function analyteInputs(inputs: Gathering, index: LabIndex): void {
  for (const id of Object.keys(analytes) as AnalyteId[]) {
    const result = index.newest(id);
    if (result) inputs[id] = fromResult(result, result.value, analytes[id].unit);
  }
  // Globulin = total protein - albumin of one day, where the laboratory does not state it.
  const [protein, albumin] = [index.newest('totalProteinGPerL'), index.newest('albuminGPerL')];
  if (!inputs.globulinGPerL && protein && albumin && sameDay(protein, albumin) && exact(protein) && exact(albumin)) {
    const value = protein.value - albumin.value;
    if (isPlausible('globulinGPerL', value)) {
      inputs.globulinGPerL = {
        ...fromResult(protein, value, analytes.globulinGPerL.unit),
        references: [protein.reference, albumin.reference],
      };
    }
  }
}

const exact = (result: LabResult) => result.comparator === undefined;
const sameDay = (left: LabResult, right: LabResult) => left.date?.slice(0, 10) === right.date?.slice(0, 10);

function fromResult(result: LabResult, value: number, unit: string): GatheredInput {
  return {
    value,
    unit,
    ...(result.date ? { date: result.date } : {}),
    ...(result.comparator ? { comparator: result.comparator } : {}),
    references: [result.reference],
  };
}

function limitInputs(inputs: Gathering, index: LabIndex): void {
  const limit = (id: 'astUpperLimitUPerL' | 'ggtUpperLimitUPerL', analyte: AnalyteId) => {
    const result = index.newest(analyte);
    if (result?.upperLimit === undefined || !(result.upperLimit > 0)) return;
    inputs[id] = {
      value: result.upperLimit,
      unit: otherInputs[id].unit,
      ...(result.date ? { date: result.date } : {}),
      references: [result.reference],
    };
  };
  const ratio = (id: 'alpTimesUln' | 'astTimesUln', analyte: AnalyteId) => {
    const result = index.newest(analyte);
    const value = result && timesLimit(result, 'upperLimit');
    if (result && value !== undefined) inputs[id] = fromResult(result, value, otherInputs[id].unit);
  };
  limit('astUpperLimitUPerL', 'astUPerL');
  limit('ggtUpperLimitUPerL', 'ggtUPerL');
  ratio('alpTimesUln', 'alpUPerL');
  ratio('astTimesUln', 'astUPerL');
}

function timesLimit(result: LabResult, of: 'upperLimit' | 'lowerLimit'): number | undefined {
  const bound = result[of];
  return bound !== undefined && bound > 0 ? result.value / bound : undefined;
}

/**
 * What UK-PBC and GLOBE were built on: values before and at twelve months of ursodeoxycholic acid and the age at its start.
 * The newest results are others and would give another risk; outside of the windows nothing is given.
 */
function udcaInputs(inputs: Gathering, index: LabIndex, asOf: string, chart: ChartFacts): void {
  const start = udcaStart(chart, asOf);
  if (start === undefined) return;
  const age = ageAt(chart.patient.birthDate, start);
  if (age) inputs.udcaStartAgeYears = { value: age.years, unit: otherInputs.udcaStartAgeYears.unit, references: [] };
  type RatioId = Extract<keyof typeof otherInputs, `baseline${string}` | `year1${string}Times${string}`>;
  const ratio = (id: RatioId, analyte: AnalyteId, of: 'upperLimit' | 'lowerLimit') => {
    const moment = id.startsWith('year1') ? 'year1' : 'baseline';
    const result = resultOfCourse(index, analyte, start, moment, (one) => timesLimit(one, of) !== undefined);
    const value = result && timesLimit(result, of);
    if (result && value !== undefined) inputs[id] = fromResult(result, value, otherInputs[id].unit);
  };
  ratio('baselineAlbuminTimesLln', 'albuminGPerL', 'lowerLimit');
  ratio('baselinePlateletsTimesLln', 'plateletsGigaPerL', 'lowerLimit');
  ratio('year1BilirubinTimesUln', 'bilirubinUmolPerL', 'upperLimit');
  ratio('year1AlpTimesUln', 'alpUPerL', 'upperLimit');
  ratio('year1AlbuminTimesLln', 'albuminGPerL', 'lowerLimit');
  // UK-PBC takes ALT or AST; ALT is the more specific one and the one most laboratories limit.
  ratio('year1TransaminaseTimesUln', 'astUPerL', 'upperLimit');
  ratio('year1TransaminaseTimesUln', 'altUPerL', 'upperLimit');
  const platelets = resultOfCourse(index, 'plateletsGigaPerL', start, 'year1');
  if (platelets) {
    inputs.year1PlateletsGigaPerL = fromResult(platelets, platelets.value, analytes.plateletsGigaPerL.unit);
  }
}

/** BMI from weight and height where it is not charted; in adults only, because height must have been final. */
function bodyInputs(inputs: Gathering, index: LabIndex, asOf: string, chart: ChartFacts): void {
  const [weight, height] = [index.newest('weightKg'), index.newest('heightCm')];
  const adult = (ageAt(chart.patient.birthDate, asOf)?.years ?? 0) >= 18;
  if (inputs.bmiKgPerM2 || !weight || !height || !adult || !exact(weight) || !exact(height)) return;
  const value = weight.value / (height.value / 100) ** 2;
  if (!isPlausible('bmiKgPerM2', value)) return;
  inputs.bmiKgPerM2 = {
    ...fromResult(weight, value, analytes.bmiKgPerM2.unit),
    references: [weight.reference, height.reference],
  };
}

function stiffnessInputs(inputs: Gathering, index: LabIndex, asOf: string, finding: EtiologyFinding): void {
  for (const method of ['vcte', 'pswe', '2d-swe', 'mre'] as const) {
    const reading = newestReliable(index, method);
    const input = reading && asInput(reading);
    if (!reading || !input) continue;
    inputs[input.input] = {
      value: input.value,
      unit: input.unit,
      ...(reading.date ? { date: reading.date } : {}),
      references: [reading.reference],
    };
  }
  const chosen = chooseReading(index, asOf);
  // After cure stiffness falls faster than fibrosis: cut-offs built in viremic patients would name too low a stage.
  const afterCure = finding.etiology === 'hcv' && finding.treated === 'hcv-cured';
  // Without a reading the set of VCTE is named, so that what is missing is the stiffness and not its cut-offs.
  const set = afterCure ? undefined : cutoffSetFor(chosen?.method ?? 'vcte', finding.etiology);
  if (set) inputs.lsmCutoffSet = { value: set, references: [] };

  const pair = comparablePair(index);
  if (pair) {
    for (const [id, reading] of [
      ['lsmBaselineKpa', pair.baseline],
      ['lsmFollowupKpa', pair.followup],
    ] as const) {
      inputs[id] = {
        value: reading.kPa,
        unit: 'kPa',
        ...(reading.date ? { date: reading.date } : {}),
        references: [reading.reference],
      };
    }
  }
}
