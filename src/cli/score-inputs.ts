import { toCanonical } from '../../fhir-resources/read/ucum.ts';
import type { ScoreOutcome } from '../core/assessment.ts';
import { type Etiology, etiologies } from '../core/etiology.ts';
import { type InputId, inputDefinition } from '../core/inputs.ts';
import type { Score } from '../core/score.ts';
import { evaluateScore, type GatheredInput, type GatheredInputs } from '../core/scoring/evaluate-score.ts';

/** One patient as a table or a vector gives it. An input that cannot be used is a problem, and refuses only what needs it. */
export interface Subject {
  readonly given: GatheredInputs;
  readonly problems: ReadonlyMap<InputId, string>;
  /** Absent: the table says nothing of the cause, and whoever made it vouches for the population. */
  readonly etiology?: Etiology;
  /** The newest date among the inputs, if they carry dates: a table speaks about its own time, not about today. */
  readonly asOf?: string;
}

export type ReadValue = GatheredInput | { readonly problem: string };

/** A number with its unit, converted and checked. */
export function quantity(id: InputId, value: number, unit: string): ReadValue {
  const { title } = inputDefinition(id);
  const canonical = toCanonical(id, value, unit);
  if (canonical.ok) return { value: canonical.value, references: [] };
  const problem = {
    'no-unit': `${title} has no unit`,
    'unknown-unit': `${title} cannot be converted from "${unit.slice(0, 40)}"`,
    implausible: `${title} of ${value} ${unit} is not plausible`,
    'not-a-number': `${title} is not a number`,
  }[canonical.reason];
  return { problem };
}

const etiologyNames: ReadonlyMap<string, Etiology> = new Map([
  ...etiologies.map((etiology) => [etiology, etiology] as const),
  ['mash', 'masld'],
  ['nash', 'masld'],
  ['nafld', 'masld'],
]);
export const readEtiology = (text: string): Etiology | undefined => etiologyNames.get(text.trim().toLowerCase());

/** VCTE needs 10 valid shots and, from 7.1 kPa, an IQR of at most 30 % of the median; judged only where it is told. */
export function poorStiffness(kPa: unknown, quality: { shots: number; iqrPercent: number }): string | undefined {
  if (typeof kPa !== 'number') return undefined;
  if (quality.shots < 10) return `Liver stiffness by VCTE is not reliable: ${quality.shots} valid shots, 10 needed`;
  if (quality.iqrPercent > 30 && kPa >= 7.1) {
    return `Liver stiffness by VCTE is not reliable: IQR ${quality.iqrPercent} % of the median`;
  }
  return undefined;
}

/**
 * A table has one column for what a chart tells apart by its date: whoever gives a row for a score on the course of UDCA
 * vouches that albumin and platelets of UK-PBC are those before treatment and the rest those at twelve months.
 */
const ofCourse = [
  ['alpTimesUln', 'year1AlpTimesUln'],
  ['baselineAlbuminTimesLln', 'year1AlbuminTimesLln'],
  ['plateletsGigaPerL', 'year1PlateletsGigaPerL'],
  ['ageYears', 'udcaStartAgeYears'],
] as const satisfies readonly (readonly [InputId, InputId])[];

/** Fills in the inputs of a moment of treatment from the columns that stand for them. */
export function fillCourse(given: { [I in InputId]?: GatheredInput }, problems: Map<InputId, string>): void {
  for (const [column, moment] of ofCourse) {
    const [value, problem] = [given[column], problems.get(column)];
    if (value) given[moment] ??= value;
    if (problem !== undefined) problems.set(moment, problem);
  }
}

/** Evaluates one score for one subject; a problem with an input that the score would use comes first. */
export function scoreSubject(score: Score, subject: Subject, asOf: string): ScoreOutcome {
  const etiologyMatters: InputId[] = score.etiologies === 'any' ? [] : ['etiology'];
  for (const id of [...score.inputs, ...(score.optional ?? []), ...etiologyMatters]) {
    const problem = subject.problems.get(id);
    if (problem) {
      return {
        status: 'refused',
        scoreId: score.id,
        title: score.title,
        unit: score.unit,
        kind: 'unsafe',
        reason: problem,
        missing: [],
        evidence: score.evidence,
        sources: score.sources,
      };
    }
  }
  return evaluateScore(score, subject.given, {
    asOf: subject.asOf ?? asOf,
    etiology: subject.etiology ?? 'unknown',
    population: subject.etiology === undefined ? 'assumed' : 'checked',
  });
}

/** The columns of the answer, in order. */
export const answerColumns = ['score_id', 'value', 'unit', 'category', 'status', 'reason'] as const;

/** One line of the answer; the value in full precision. */
export function answerCells(outcome: ScoreOutcome): string[] {
  if (outcome.status === 'refused') return [outcome.scoreId, '', outcome.unit, '', 'refused', outcome.reason];
  const category = outcome.annotation ?? outcome.band?.category ?? '';
  return [outcome.scoreId, String(outcome.value), outcome.unit, category, 'ok', ''];
}
