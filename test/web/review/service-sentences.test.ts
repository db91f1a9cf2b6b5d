import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../../src/core/assessment.ts';
import { causeRules } from '../../../src/core/guidelines/cause.ts';
import { cirrhosisRules } from '../../../src/core/guidelines/cirrhosis.ts';
import { fibrosisPathwayRules } from '../../../src/core/guidelines/fibrosis-pathway.ts';
import { pregnancyRules } from '../../../src/core/guidelines/pregnancy.ts';
import { surveillanceRules } from '../../../src/core/surveillance/surveillance-rules.ts';
import { formatsOf } from '../../../src/web/design/formats.ts';
import { sentencesDe } from '../../../src/web/review/language/sentences-de.ts';
import { sayingIn } from '../../../src/web/review/language/service-sentences.ts';
import { arbitraryChart } from '../../support/arbitrary-chart.ts';
import { assessChart } from '../../support/assess-made-up.ts';

const german = sayingIn('de', formatsOf('de'));
const english = sayingIn('en', formatsOf('en'));
const leftIn = (sentences: Iterable<string>) => [...new Set(sentences)].filter((one) => german(one).lang === 'en');

/** Everything that an assessment says in sentences of the service. */
function sentencesOf({ because, warnings, missing, nextSteps, scores, stage, models = [] }: Assessment): string[] {
  return [
    because,
    ...warnings,
    ...missing,
    ...nextSteps.flatMap(({ action, why, caveat }) => [action, why, ...(caveat ? [caveat] : [])]),
    ...scores.flatMap((score) =>
      score.status === 'refused' ? [score.reason] : [...score.cautions, ...(score.band ? [score.band.label] : [])],
    ),
    ...(stage?.factors ?? []).flatMap(({ qualityReasons, caveat }) => [...qualityReasons, ...(caveat ? [caveat] : [])]),
    ...(stage?.leftOut ?? []).map(({ reason }) => reason),
    ...models.flatMap((model) => (model.status === 'refused' ? [model.reason] : [])),
  ];
}

describe('the sentences of the service in German', () => {
  it('are there for every rule of the guidelines and of surveillance', () => {
    const rules = [...fibrosisPathwayRules, ...cirrhosisRules, ...causeRules, ...pregnancyRules];
    const written = rules.flatMap(({ action, why }) => [action, why]).filter((one) => typeof one === 'string');
    expect(written.length).toBeGreaterThan(80);
    expect(leftIn([...written, ...surveillanceRules.map(({ item }) => item)])).toEqual([]);
  });

  it('are there for what 400 charts of every kind are told: none is left in English', { timeout: 60_000 }, () => {
    const said = fc
      .sample(arbitraryChart, { numRuns: 400, seed: 20_260_601 })
      .flatMap((chart) => sentencesOf(assessChart(chart)));
    expect(new Set(said).size).toBeGreaterThan(500);
    expect(leftIn(said)).toEqual([]);
  });

  it('keep free text as it is, marked as English', () => {
    expect(german('Patient prefers to wait')).toEqual({ text: 'Patient prefers to wait', lang: 'en' });
  });

  it.each([
    [
      'VCTE 11.8 kPa (2026-11-16): between ruling out and ruling in',
      'VCTE 11,8 kPa (16. Nov. 2026): zwischen Ausschluss und Nachweis',
    ],
    ['ascites, hepatic encephalopathy on record', 'Aszites, hepatische Enzephalopathie dokumentiert'],
    [
      'hepatocellular carcinoma is recorded; FIB-4 is low: advanced fibrosis unlikely',
      'ein hepatozelluläres Karzinom ist dokumentiert; FIB-4 ist niedrig: fortgeschrittene Fibrose unwahrscheinlich',
    ],
    ['Total bilirubin, creatinine and INR missing', 'es fehlt: Bilirubin gesamt, Kreatinin und INR'],
    ['built for hepatitis B; this patient has MASLD', 'entwickelt für Hepatitis B; hier liegt vor: MASLD'],
    ['Platelets of 2026-01-02 is older than 180 days', 'Thrombozyten vom 2. Jan. 2026 ist älter als 180 Tage'],
  ])('fill the gaps of: %s', (sentence, expected) => {
    expect(german(sentence)).toEqual({ text: expected, lang: undefined });
  });

  it('name the month of a day in English too', () => {
    expect(english('VCTE of 2026-11-16 does not meet its quality criteria').text).toContain('16 Nov 2026');
  });

  it('have the same gaps in both languages, each sentence once', () => {
    const gaps = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, gap]) => gap).sort();
    expect(sentencesDe.filter(([left, right]) => gaps(left).join() !== gaps(right).join())).toEqual([]);
    expect(new Set(sentencesDe.map(([left]) => left)).size).toBe(sentencesDe.length);
  });
});
