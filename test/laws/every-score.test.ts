import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUcum } from '../../fhir-resources/read/ucum.ts';
import { etiologies } from '../../src/core/etiology.ts';
import { type InputId, inputDefinition } from '../../src/core/inputs.ts';
import { riskOutcomes, type Score } from '../../src/core/score.ts';
import { evaluateScore, type GatheredInputs } from '../../src/core/scoring/evaluate-score.ts';
import { scoreMembers, scoresFolder } from '../support/score-catalogue.ts';
import { examples } from '../support/score-examples.ts';

/** LOINC codes confirmed for results (clinical/codes.csv, "verified"). */
const confirmedLoinc: Readonly<Record<string, string>> = {
  fib4: '98488-0',
  apri: '86465-2',
  elf: '88055-9',
  meld: '44760-7',
  meld_na: '100348-2',
  child_pugh: '98152-2',
};

function anyInput(id: InputId) {
  const definition = inputDefinition(id);
  if (definition.kind === 'boolean') return fc.boolean();
  if (definition.kind === 'choice') return fc.constantFrom(...definition.choices);
  const [min, max] = definition.plausible;
  // Even steps over the range, all magnitudes (doubles crowd near zero), and the ends, where formulas break.
  return fc.oneof(
    fc.integer({ min: 0, max: 1000 }).map((step) => min + ((max - min) * step) / 1000),
    fc.double({ min, max, noNaN: true }),
    fc.constantFrom(min, max),
  );
}
const given = (ids: readonly InputId[], requiredKeys: readonly InputId[]) =>
  fc
    .record(Object.fromEntries(ids.map((id) => [id, anyInput(id)])), { requiredKeys: [...requiredKeys] })
    .map(
      (values): GatheredInputs =>
        Object.fromEntries(
          Object.entries(values as Record<string, number | string | boolean>).map(([id, value]) => [
            id,
            { value, references: [] },
          ]),
        ),
    );
const inputsOf = (score: Score) => [...score.inputs, ...(score.optional ?? [])];
const anywhere = { asOf: '2026-06-01T00:00:00Z', etiology: 'unknown', population: 'assumed' } as const;

it('the folder of scores holds scores and nothing else', () => {
  const strays = readdirSync(scoresFolder).filter(
    (name) => !/^[a-z][a-z0-9_]*\.ts$/.test(name) && name !== 'README.md',
  );
  expect(strays).toEqual([]);
  expect(scoreMembers.length).toBeGreaterThan(30);
});

describe.each(scoreMembers.map((member) => [member.id, member] as const))('%s', (id, { path, value: score }) => {
  it('has the id of its file, a title and a population', () => {
    expect(basename(path, '.ts')).toBe(score.id);
    expect(score.title.length).toBeGreaterThan(2);
    expect(score.population).toMatch(/.{10,}\.$/);
    if (score.etiologies !== 'any') {
      expect(score.etiologies.length).toBeGreaterThan(0);
      for (const etiology of score.etiologies) expect(etiologies).toContain(etiology);
    }
  });

  it('names its sources, with well-formed DOIs', () => {
    expect(score.sources.length).toBeGreaterThan(0);
    for (const source of score.sources) {
      expect(source.label && source.citation).toBeTruthy();
      expect(source.year).toBeGreaterThan(1950);
      if (source.doi !== undefined) expect(source.doi).toMatch(/^10\.\d{4,9}\/\S+$/);
    }
    expect(new Set(score.sources.map((source) => source.id)).size).toBe(score.sources.length);
  });

  it('asks only for inputs of the vocabulary, each once, and has a UCUM unit', () => {
    const ids = inputsOf(score);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    for (const input of ids) expect(inputDefinition(input)?.title).toBeTruthy();
    expect(isUcum(score.unit)).toBe(true);
    expect(score.loinc).toBe(confirmedLoinc[id]);
  });

  it('has a worked example', () => {
    expect(examples.some((example) => example.score === id)).toBe(true);
  });

  it('computes a finite number or refuses in words, for every combination of plausible inputs', () => {
    const ids = inputsOf(score);
    let computed = 0;
    fc.assert(
      fc.property(given(ids, ids), (inputs) => {
        const outcome = evaluateScore(score, inputs, anywhere);
        if (outcome.status === 'refused') return outcome.reason.length > 5;
        computed += 1;
        if (!Number.isFinite(outcome.value) || outcome.used.length === 0) return false;
        for (const risk of outcome.risks) {
          if (!riskOutcomes.includes(risk.outcome) || !(risk.horizonYears > 0)) return false;
          if (risk.probability === undefined && risk.qualitative === undefined) return false;
          if (risk.probability !== undefined && !(risk.probability >= 0 && risk.probability <= 1)) return false;
        }
        return isUcum(outcome.unit);
      }),
      { numRuns: 300 },
    );
    expect(computed).toBeGreaterThan(0);
  });

  it('puts every value into a band, if it has bands', () => {
    const ids = inputsOf(score);
    const bands = new Set<string>();
    fc.assert(
      fc.property(given(ids, ids), (inputs) => {
        const outcome = evaluateScore(score, inputs, anywhere);
        if (outcome.status === 'refused') return true;
        if (!score.band) return outcome.band === undefined;
        bands.add(outcome.band?.category ?? 'none');
        return (outcome.band?.category.length ?? 0) > 0 && (outcome.band?.label.length ?? 0) > 3;
      }),
      { numRuns: 300 },
    );
    if (score.band) expect(bands.size).toBeGreaterThan(0);
  });

  it('never computes with less than it needs', () => {
    const ids = inputsOf(score);
    fc.assert(
      fc.property(given(ids, []), (inputs) => {
        const outcome = evaluateScore(score, inputs, anywhere);
        if (outcome.status === 'refused') return outcome.kind !== 'missing' || outcome.missing.length > 0;
        return Number.isFinite(outcome.value) && score.inputs.every((input) => inputs[input] !== undefined);
      }),
      { numRuns: 200 },
    );
  });
});
