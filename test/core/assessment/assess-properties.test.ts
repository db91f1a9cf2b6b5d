import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../../src/core/assessment.ts';
import { arbitraryChart, shuffled } from '../../support/arbitrary-chart.ts';
import { assessChart } from '../../support/assess-made-up.ts';
import { chart, condition, highFib4, lowFib4, results, stiffness } from '../../support/made-up-chart.ts';

const runs = { numRuns: 300 };

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsOf);
}

describe('any chart', () => {
  it('gives the same assessment whatever the order of its entries', () => {
    fc.assert(
      fc.property(arbitraryChart, fc.nat(), (facts, seed) => {
        expect(assessChart(shuffled(facts, seed))).toEqual(assessChart(facts));
      }),
      runs,
    );
  });

  it('never shows NaN, undefined, null or an object as text, nor an empty sentence', () => {
    fc.assert(
      fc.property(arbitraryChart, (facts) => {
        const assessment = assessChart(facts);
        for (const text of textsOf(assessment))
          expect(text).not.toMatch(/\bNaN\b|undefined|\bnull\b|\[object|Infinity/);
        const sentences = [
          assessment.because,
          assessment.etiology.why,
          ...assessment.warnings,
          ...assessment.missing,
          ...assessment.nextSteps.flatMap(({ action, why }) => [action, why]),
        ];
        for (const sentence of sentences) expect(sentence.trim().length).toBeGreaterThan(2);
      }),
      runs,
    );
  });

  it('keeps its invariants', () => {
    fc.assert(
      fc.property(arbitraryChart, (facts) => {
        const assessment = assessChart(facts);
        expect(assessment.nextSteps.length).toBeLessThanOrEqual(5);
        const order = ['urgent', 'soon', 'routine'];
        const ranks = assessment.nextSteps.map(({ urgency }) => order.indexOf(urgency));
        expect(ranks).toEqual([...ranks].sort());
        expect([...assessment.references]).toEqual([...new Set(assessment.references)].sort());
        // No step, no test-made stage for those to whom adult rules do not apply.
        if (assessment.ageYears === undefined || assessment.ageYears < 18 || assessment.pregnant) {
          expect(assessment.nextSteps.filter(({ id }) => !id.startsWith('hbv-pregnancy'))).toEqual([]);
          expect(['no-advanced-fibrosis', 'indeterminate']).not.toContain(assessment.state);
        }
      }),
      runs,
    );
  });

  it('is decompensated for ever once a decompensation is recorded', () => {
    const decompensation = fc.constantFrom(
      'ascites' as const,
      'variceal-bleeding' as const,
      'hepatic-encephalopathy' as const,
      'hepatorenal-syndrome' as const,
      'spontaneous-bacterial-peritonitis' as const,
      'decompensated-cirrhosis' as const,
    );
    fc.assert(
      fc.property(
        arbitraryChart,
        decompensation,
        fc.constantFrom('active' as const, 'resolved' as const),
        (facts, concept, status) => {
          const before = facts.conditions ?? [];
          const assessment = assessChart({
            ...facts,
            conditions: [...before, condition(concept, { status, date: '2020-02-02' })],
          });
          expect(['dACLD', 'transplanted']).toContain(assessment.state);
          if (assessment.state === 'dACLD') expect(assessment.level).toBe('decompensated');
          const first = [
            'ascites',
            'variceal-bleeding',
            'hepatic-encephalopathy',
            'decompensation',
            'liver-related-event',
          ];
          expect(assessment.risks.filter(({ outcome }) => first.includes(outcome))).toEqual([]);
        },
      ),
      runs,
    );
  });

  it('is not changed by facts of the future', () => {
    fc.assert(
      fc.property(arbitraryChart, (facts) => {
        if (!facts.labs || !facts.conditions) return;
        const later = '2027-05-05';
        const withFuture = {
          ...facts,
          labs: {
            ...facts.labs,
            results: [...facts.labs.results, ...results(highFib4, later)],
            stiffness: [...facts.labs.stiffness, stiffness(40, { date: later })],
          },
          conditions: [
            ...facts.conditions,
            condition('ascites', { date: later }),
            condition('liver-transplant', { date: later }),
          ],
        };
        const [now, then] = [assessChart(facts), assessChart(withFuture)];
        expect([then.state, then.level, then.events, then.scores]).toEqual([
          now.state,
          now.level,
          now.events,
          now.scores,
        ]);
      }),
      runs,
    );
  });
});

describe('adding data', () => {
  it('of an older day changes nothing', () => {
    fc.assert(
      fc.property(arbitraryChart, (facts) => {
        if (!facts.labs) return;
        // One fresh value of every analyte that is on the chart, then much older ones beside them.
        const fresh = {
          ...facts,
          labs: {
            ...facts.labs,
            stiffness: [stiffness(11, { reference: 'Observation/fresh' })],
            results: results({ ...lowFib4, bilirubinUmolPerL: 12, albuminGPerL: 40, inr: 1.1, hba1cPercent: 5.2 }),
          },
        };
        const older = {
          ...fresh,
          labs: {
            ...fresh.labs,
            results: [
              ...fresh.labs.results,
              ...results(
                { ...highFib4, bilirubinUmolPerL: 80, albuminGPerL: 22, inr: 2.4, hba1cPercent: 9 },
                '2026-05-12',
              ),
            ],
          },
        };
        expect(assessChart(older).id).toBe(assessChart(fresh).id);
      }),
      { numRuns: 100 },
    );
  });

  it('taken away again never makes a stage more certain than a tested one', () => {
    // Without its stiffness, a chart may not come out as ruled in: blood tests select, they do not diagnose.
    fc.assert(
      fc.property(arbitraryChart, (facts) => {
        if (!facts.labs || (facts.conditions ?? []).length > 0) return;
        const without = assessChart({ ...facts, labs: { ...facts.labs, stiffness: [] } });
        expect(['advanced-fibrosis', 'cACLD']).not.toContain(without.state);
      }),
      runs,
    );
  });

  it('that is missing is not read as no: diabetes, cirrhosis, bleeding and grades stay open', () => {
    const given: readonly Assessment[] = [
      assessChart(chart({ values: highFib4 })),
      assessChart({ patient: { id: 'p1', deceased: false } }),
    ];
    for (const assessment of given) {
      const used = assessment.scores.flatMap((outcome) => (outcome.status === 'ok' ? outcome.used : []));
      const inputs = used.map(({ input }) => input);
      for (const open of [
        'diabetes',
        'cirrhosis',
        'varicealBleedHistory',
        'ascites',
        'encephalopathy',
        'hbeAgPositive',
      ]) {
        expect(inputs).not.toContain(open);
      }
    }
  });
});
