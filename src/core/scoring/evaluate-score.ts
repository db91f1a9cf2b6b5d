import type { ScoreOutcome, UsedInput } from '../assessment.ts';
import { type Etiology, etiologyWords } from '../etiology.ts';
import { type AnyInputs, type InputDefinition, type InputId, inputDefinition, pastInputs } from '../inputs.ts';
import type { Score } from '../score.ts';

/** One input as the chart gives it: number in the canonical unit of `inputDefinition(id).unit`, choice or boolean. */
export interface GatheredInput {
  readonly value: number | string | boolean;
  /** Canonical unit; anything else is refused, because conversion happens at the border. */
  readonly unit?: string;
  /** ISO date or instant of the measurement, possibly partial; absent only where the source has no dates (tables). */
  readonly date?: string;
  readonly comparator?: '<' | '<=' | '>=' | '>';
  /** FHIR references that the value was read from. */
  readonly references: readonly string[];
}
export type GatheredInputs = { readonly [I in InputId]?: GatheredInput };

export interface EvaluationContext {
  /** ISO instant of the assessment. */
  readonly asOf: string;
  readonly etiology: Etiology;
  /** `assumed`: the caller vouches for the etiology (a table without one). Default `checked`. */
  readonly population?: 'checked' | 'assumed';
}

/** The newest input may be this old at the assessment, and inputs of one score so far apart (clinical rules, README section 3.4). */
const assessmentDays = 180;
const defaultWindowDays = 90;
/** Body measures change slowly: they need not be of the same season as the labs, but of the last year. */
const slowInputs: ReadonlySet<InputId> = new Set(['bmiKgPerM2', 'weightKg', 'heightCm']);
const slowDays = 365;
const dayMs = 86_400_000;

type Refusal = { kind: 'missing' | 'outside-population' | 'unsafe'; reason: string; missing?: readonly string[] };

/**
 * Checks etiology, presence, comparators, plausibility and dates, then computes. Never throws, never gives NaN:
 * what cannot be computed safely comes back as `refused` with its reason in clinical words.
 * The first problem decides, in the order: population, missing, unsafe value, stale value, the score's own refusal.
 */
export function evaluateScore(score: Score, given: GatheredInputs, about: EvaluationContext): ScoreOutcome {
  const wanted = [...score.inputs, ...(score.optional ?? [])];
  const inputs = withEtiology(wanted, given, about);
  const refusal =
    outsidePopulation(score, about) ??
    missingInputs(score.inputs, inputs) ??
    unsafeInputs(wanted, inputs, about.asOf) ??
    missingInputs(alsoNeeded(score, wanted, inputs), inputs);
  if (refusal) return refused(score, refusal);

  const needed = [...score.inputs, ...alsoNeeded(score, wanted, inputs)];
  const { stale, dropped } = staleInputs(score, needed, inputs, about.asOf);
  if (stale) return refused(score, { kind: 'unsafe', reason: stale });
  const usedIds = wanted.filter((id) => inputs[id] !== undefined && !dropped.has(id));
  // What was left out as stale may have been the alternative to what is absent: total protein for globulin.
  const [lost] = dropped.values();
  if (lost !== undefined && alsoNeeded(score, usedIds, inputs).some((id) => !usedIds.includes(id))) {
    return refused(score, { kind: 'unsafe', reason: lost });
  }
  const x = valuesOf(usedIds, inputs);

  const reason = score.refuse?.(x);
  if (reason !== undefined) return refused(score, { kind: 'outside-population', reason });
  const value = score.compute(x);
  if (!Number.isFinite(value)) {
    return refused(score, { kind: 'unsafe', reason: 'the formula gives no number for these values' });
  }
  const band = score.band?.(value, x);
  const annotation = score.annotation?.(value, x);
  const effective = newest(usedIds.filter(isMeasured), inputs)?.date;
  return {
    status: 'ok',
    scoreId: score.id,
    title: score.title,
    value,
    unit: score.unitFor?.(x) ?? score.unit,
    ...(score.loinc ? { loinc: score.loinc } : {}),
    ...(band ? { band } : {}),
    ...(annotation ? { annotation } : {}),
    cautions: [...(score.cautions?.(value, x) ?? []), ...leftOut(dropped)],
    risks: score.risks?.(value, x) ?? [],
    used: usedIds.map((id) => usedInput(id, inputs[id] as GatheredInput)),
    ...(effective ? { effective } : {}),
    evidence: score.evidence,
    sources: score.sources,
  };
}

/** The values under their ids. The cast holds because presence and kinds are checked before a formula sees them. */
function valuesOf(ids: readonly InputId[], given: GatheredInputs) {
  const present = ids.filter((id) => given[id] !== undefined).map((id) => [id, given[id]?.value]);
  return Object.fromEntries(present) as AnyInputs as Parameters<Score['compute']>[0];
}

/** `Score.alsoNeeds` for the values of `ids`. */
const alsoNeeded = (score: Score, ids: readonly InputId[], given: GatheredInputs): readonly InputId[] =>
  score.alsoNeeds?.(valuesOf(ids, given)) ?? [];

const leftOut = (dropped: ReadonlyMap<InputId, string>) => [...dropped.values()].map((words) => `${words}: not used`);

/** A score that asks for the etiology gets the one established; "unknown" is an answer of a chart that was searched. */
function withEtiology(wanted: readonly InputId[], given: GatheredInputs, about: EvaluationContext): GatheredInputs {
  const established = about.etiology !== 'unknown' || about.population !== 'assumed';
  if (!wanted.includes('etiology') || given.etiology || !established) return given;
  return { ...given, etiology: { value: about.etiology, references: [] } };
}

function outsidePopulation(score: Score, about: EvaluationContext): Refusal | undefined {
  if (score.etiologies === 'any' || about.population === 'assumed') return undefined;
  if (score.etiologies.includes(about.etiology)) return undefined;
  const builtFor = `built for ${list(score.etiologies.map((etiology) => etiologyWords[etiology]))}`;
  return {
    kind: 'outside-population',
    reason:
      about.etiology === 'unknown'
        ? `${builtFor}; the cause of liver disease is not established`
        : `${builtFor}; this patient has ${etiologyWords[about.etiology]}`,
  };
}

function missingInputs(needed: readonly InputId[], given: GatheredInputs): Refusal | undefined {
  const missing = needed.filter((id) => given[id] === undefined).map((id) => inputDefinition(id).title);
  if (missing.length === 0) return undefined;
  return { kind: 'missing', reason: `${sentence(list(missing.map(inSentence)))} missing`, missing };
}

function unsafeInputs(ids: readonly InputId[], given: GatheredInputs, asOf: string): Refusal | undefined {
  for (const id of ids) {
    const input = given[id];
    const problem = input && unsafe(inputDefinition(id), input, asOf);
    if (problem) return { kind: 'unsafe', reason: `${inputDefinition(id).title} ${problem}` };
  }
  return undefined;
}

function unsafe(definition: InputDefinition, input: GatheredInput, asOf: string): string | undefined {
  const { value } = input;
  // A bound ("<5") is not the value: a formula over it would look exact and not be.
  if (input.comparator) return `is given only as a bound (${input.comparator} ${String(value)})`;
  if (input.date !== undefined) {
    const at = Date.parse(input.date);
    if (Number.isNaN(at)) return 'has a date that cannot be read';
    // One day of grace: a date without a time zone may be tomorrow's in UTC.
    if (at - Date.parse(asOf) > dayMs) return `is dated in the future (${day(input.date)})`;
  }
  if (definition.kind === 'boolean') return typeof value === 'boolean' ? undefined : 'is neither yes nor no';
  if (definition.kind === 'choice') {
    if (typeof value === 'string' && definition.choices.includes(value)) return undefined;
    return `is none of: ${definition.choices.join(', ')}`;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'is not a number';
  if (input.unit !== undefined && input.unit !== definition.unit) return `is not in ${definition.unit}`;
  const [low, high] = definition.plausible;
  if (value < low || value > high) {
    return `of ${value} ${definition.unit} is not plausible (${low} to ${high} ${definition.unit})`;
  }
  return undefined;
}

/** Diagnoses and habits stay true; numbers age. Age itself is computed for the day. */
const isMeasured = (id: InputId) =>
  inputDefinition(id).kind === 'number' && id !== 'ageYears' && id !== 'udcaStartAgeYears' && !slowInputs.has(id);
/** Measured and of today's course: what the window and the age at the assessment are for. */
const isCurrent = (id: InputId) => isMeasured(id) && !pastInputs.has(id);

/** The first stale input that is needed, in words, and the stale ones that are not, each with its words: they are left out. */
function staleInputs(score: Score, needed: readonly InputId[], given: GatheredInputs, asOf: string) {
  const windowDays = score.windowDays ?? defaultWindowDays;
  const extra = (score.optional ?? []).filter((id) => !needed.includes(id));
  const head = newest(needed.filter(isCurrent), given) ?? newest(extra.filter(isCurrent), given);
  const staleness = (id: InputId): string | undefined => {
    const date = given[id]?.date;
    if (date === undefined || id === 'ageYears' || inputDefinition(id).kind !== 'number') return undefined;
    const title = inputDefinition(id).title;
    const age = daysBetween(date, asOf);
    if (pastInputs.has(id)) {
      const limit = pastInputs.get(id) ?? Number.POSITIVE_INFINITY;
      return age > limit ? tooOld(title, date, limit) : undefined;
    }
    if (slowInputs.has(id)) return age > slowDays ? tooOld(title, date, slowDays) : undefined;
    if (head?.id === id && age > assessmentDays) return tooOld(title, date, assessmentDays);
    if (head && Math.abs(daysBetween(date, head.date)) > windowDays) {
      return `${title} of ${day(date)} is more than ${windowDays} days from ${inSentence(inputDefinition(head.id).title)} of ${day(head.date)}`;
    }
    const limit = Math.max(assessmentDays, windowDays);
    return age > limit ? tooOld(title, date, limit) : undefined;
  };
  const dropped = new Map<InputId, string>();
  for (const id of extra) {
    const words = staleness(id);
    if (words) dropped.set(id, words);
  }
  const headFirst = head && needed.includes(head.id) ? [head.id, ...needed.filter((id) => id !== head.id)] : needed;
  const stale = headFirst.map(staleness).find((words) => words !== undefined);
  return { stale, dropped };
}

const tooOld = (title: string, date: string, limit: number) => `${title} of ${day(date)} is older than ${limit} days`;

function newest(ids: readonly InputId[], given: GatheredInputs): { id: InputId; date: string } | undefined {
  let head: { id: InputId; date: string } | undefined;
  for (const id of ids) {
    const date = given[id]?.date;
    if (date !== undefined && (!head || Date.parse(date) > Date.parse(head.date))) head = { id, date };
  }
  return head;
}

/** Days from `from` to `to`; a partial date counts from its first day, the oldest it can be. */
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / dayMs;
const day = (date: string) => date.slice(0, 10);

function usedInput(id: InputId, input: GatheredInput): UsedInput {
  const definition = inputDefinition(id);
  return {
    input: id,
    title: definition.title,
    value: input.value,
    ...(definition.kind === 'number' ? { unit: definition.unit } : {}),
    ...(input.date ? { date: input.date } : {}),
    references: input.references,
  };
}

function refused(score: Score, refusal: Refusal): ScoreOutcome {
  return {
    status: 'refused',
    scoreId: score.id,
    title: score.title,
    unit: score.unit,
    ...(score.loinc ? { loinc: score.loinc } : {}),
    kind: refusal.kind,
    reason: refusal.reason,
    missing: refusal.missing ?? [],
    evidence: score.evidence,
    sources: score.sources,
  };
}

/** "Platelets" inside a sentence is "platelets"; "AST" stays. */
const inSentence = (title: string) =>
  /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const list = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
