import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChartFacts, conditionConcepts } from '../../../src/core/chart.ts';
import { type FactId, factOf, liverFacts } from '../../../src/core/situation/liver-facts.ts';
import { surveillance } from '../../../src/core/surveillance/surveillance.ts';
import { arbitraryChart } from '../../support/arbitrary-chart.ts';
import { assessChart, outcomeOf } from '../../support/assess-made-up.ts';
import { everyScore } from '../../support/every-score.ts';
import { asOf, chart, condition, drug, service } from '../../support/made-up-chart.ts';

const absence = (concept: (typeof conditionConcepts)[number], date = '2026-06-10') => ({
  concept,
  status: 'absent' as const,
  date,
  reference: `Condition/no-${concept}`,
});
const everyAbsence = conditionConcepts.map((concept) => absence(concept));
/** The scores that ask for a finding which only an absence can deny, and what rests on their class. */
const deniable: ReadonlySet<string> = new Set(['ascites', 'encephalopathy', 'edema', 'varicealBleedHistory']);
const asking = new Set(
  everyScore
    .filter(({ inputs, optional = [] }) => [...inputs, ...optional].some((id) => deniable.has(id)))
    .map(({ id }) => id),
);
const restsOnClass = (id: string) => id.startsWith('child-pugh') || id === 'compensated';

describe('a refuted diagnosis', () => {
  it('is a diagnosis to nobody: cause, events, state, conditions, drugs and surveillance stay as they were', () => {
    fc.assert(
      fc.property(arbitraryChart, (facts: ChartFacts) => {
        const without = assessChart(facts);
        const denied = { ...facts, absences: everyAbsence };
        const withAll = assessChart(denied);
        for (const part of ['etiology', 'events', 'state', 'level', 'because', 'conditions', 'risks'] as const) {
          if (part === 'risks') {
            const others = (all: typeof without.risks) => all.filter(({ by }) => !asking.has(by));
            expect(others(withAll.risks)).toEqual(others(without.risks));
          } else expect(withAll[part], part).toEqual(without[part]);
        }
        const others = (all: typeof without.scores) => all.filter(({ scoreId }) => !asking.has(scoreId));
        expect(others(withAll.scores)).toEqual(others(without.scores));
        const [one, other] = [
          { chart: facts, assessment: without, asOf },
          { chart: denied, assessment: withAll, asOf },
        ];
        for (const id of Object.keys(liverFacts) as FactId[]) {
          if (!restsOnClass(id)) expect(factOf(other, id), id).toEqual(factOf(one, id));
        }
        expect(surveillance(other)).toEqual(surveillance(one));
      }),
      { numRuns: 150 },
    );
  });

  const liver = { bilirubinUmolPerL: 30, albuminGPerL: 38, inr: 1.2 };
  const cirrhotic = (more: Partial<ChartFacts>) =>
    chart({ values: liver, conditions: [condition('cirrhosis')], ...more });
  const none = [absence('ascites'), absence('hepatic-encephalopathy')];
  const childPugh = (facts: ChartFacts) => outcomeOf(assessChart(facts), 'child_pugh');

  it('lets Child-Pugh be computed, where a chart without a word about ascites does not', () => {
    expect(childPugh(cirrhotic({}))).toMatchObject({ status: 'refused', kind: 'missing' });
    expect(childPugh(cirrhotic({ absences: none }))).toMatchObject({ status: 'ok', value: 5 });
  });

  it('is void beside a diagnosis, a tap, a treatment of it, without a date or after 90 days', () => {
    const charts: readonly Partial<ChartFacts>[] = [
      { conditions: [condition('cirrhosis'), condition('hepatic-encephalopathy', { provisional: true })] },
      { medications: [drug('rifaximin')] },
      { absences: none.map((fact) => ({ ...fact, date: '2026-01-01' })) },
      { absences: none.map(({ date: _, ...fact }) => fact) },
      { procedures: [service('paracentesis', '2025-11-01')] },
    ];
    for (const more of charts) expect(childPugh(cirrhotic({ absences: none, ...more })).status).toBe('refused');
    const ascites = [condition('cirrhosis'), condition('ascites')];
    expect(childPugh(cirrhotic({ conditions: ascites, absences: none }))).toMatchObject({ status: 'ok', value: 6 });
  });

  it('makes edema "none" without a diuretic and "controlled" with one, and lets Mayo PBC be computed', () => {
    const mayo = (more: Partial<ChartFacts>) =>
      outcomeOf(
        assessChart(
          chart({
            sex: 'female',
            values: { bilirubinUmolPerL: 30, albuminGPerL: 36, prothrombinTimeSeconds: 11 },
            conditions: [condition('pbc')],
            ...more,
          }),
        ),
        'mayo_pbc',
      );
    const dry = mayo({ absences: [absence('peripheral-edema')] });
    const gone = mayo({ absences: [absence('peripheral-edema')], medications: [drug('furosemide')] });
    const despite = mayo({
      conditions: [condition('pbc'), condition('peripheral-edema')],
      medications: [drug('unnamed-diuretic')],
    });
    expect(mayo({}).status).toBe('refused');
    if (dry.status !== 'ok' || gone.status !== 'ok' || despite.status !== 'ok') throw new Error('refused');
    expect(gone.value - dry.value).toBeCloseTo(0.859 / 2, 10);
    expect(despite.value - dry.value).toBeCloseTo(0.859, 10);
  });
});
