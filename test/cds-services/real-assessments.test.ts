import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import orderAdvice from '../../cds-services/fibrosis-order-advice/service.ts';
import prognosis from '../../cds-services/liver-prognosis/service.ts';
import safety from '../../cds-services/liver-safety/service.ts';
import discharge from '../../cds-services/surveillance-gap-discharge/service.ts';
import { assess } from '../../src/core/assessment/assess.ts';
import type { ChartFacts } from '../../src/core/chart.ts';
import type { Score } from '../../src/core/score.ts';
import { loadFolder } from '../../src/load-folder.ts';
import { asOf, chart, condition, done, drugOrder, lab, labsOf, serviceOrder, takes } from '../support/charts.ts';
import { cardsOf } from '../support/service-calls.ts';

/** The services on assessments as they really come, with every score of the catalogue: wording and fit, not the science. */
let scores: readonly Score[] = [];
beforeAll(async () => {
  const folder = fileURLToPath(new URL('../../src/core/scores', import.meta.url));
  scores = (await loadFolder<Score>(folder)).map((member) => member.value);
});

const patientOf = (facts: Partial<ChartFacts>) => {
  const one = chart(facts);
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  return {
    chart: one,
    asOf,
    assessment: assess(one, scores, { asOf, fhirServer: 'none', version: 'test', unavailable: [], digest }),
  };
};
const fib4Labs = (ast: number, alt: number, platelets: number) => [
  lab('astUPerL', ast),
  lab('altUPerL', alt),
  lab('plateletsGigaPerL', platelets),
];
const vcte = (kPa: number) => ({
  method: 'vcte' as const,
  kPa,
  iqrOverMedianPercent: 12,
  validShots: 10,
  date: '2026-01-10',
  reference: 'Observation/lsm',
  asReported: { value: String(kPa), unit: 'kPa' },
});
const liver = [
  lab('bilirubinUmolPerL', 40),
  lab('albuminGPerL', 29),
  lab('inr', 1.6),
  lab('creatinineUmolPerL', 95),
  lab('sodiumMmolPerL', 133),
];

describe('services on real assessments', () => {
  it('leave a healthy person alone at every hook', async () => {
    const well = patientOf({ labs: labsOf(fib4Labs(22, 20, 250)) });
    expect(await cardsOf(prognosis, well)).toEqual([]);
    expect(await cardsOf(discharge, well)).toEqual([]);
    expect(await cardsOf(safety, well, { orders: [drugOrder('ibuprofen'), drugOrder('warfarin')] })).toEqual([]);
  });

  it('send MASLD with FIB-4 2.21 to stiffness', async () => {
    const patient = patientOf({
      conditions: [condition('masld'), condition('diabetes')],
      labs: labsOf(fib4Labs(45, 40, 190)),
    });
    const [card] = await cardsOf(prognosis, patient);
    expect(card?.summary).toBe('Fibrosis not settled, FIB-4 2.21: measure liver stiffness by VCTE');
    expect(card?.suggestions?.[0]?.label).toBe('Order transient elastography (VCTE)');
  });

  it('stop an NSAID with ascites although the Child-Pugh class cannot be computed', async () => {
    const patient = patientOf({
      conditions: [condition('alcohol-related-liver-disease'), condition('cirrhosis'), condition('ascites')],
      labs: labsOf([...fib4Labs(70, 40, 70), ...liver]),
    });
    expect(patient.assessment.childPugh).toBeUndefined();
    const cards = await cardsOf(safety, patient, { orders: [drugOrder('ibuprofen'), drugOrder('rivaroxaban')] });
    expect(cards.map((one) => one.indicator)).toEqual(['critical', 'critical']);
    const [state] = await cardsOf(prognosis, patient);
    expect(state?.summary).toMatch(/^Decompensated liver disease \(ascites\), MELD 3\.0 \d+: /);
  });

  it('spare endoscopy with 14 kPa and 170 platelets, by the Baveno VII score itself', async () => {
    const patient = patientOf({
      conditions: [condition('hepatitis-c')],
      labs: { ...labsOf(fib4Labs(60, 60, 170)), stiffness: [vcte(14)] },
    });
    const [card] = await cardsOf(orderAdvice, patient, { orders: [serviceOrder('egd')] });
    expect(card?.summary).toBe(
      'Screening endoscopy can be spared: VCTE 14 kPa (2026-01-10), platelets 170 ×10⁹/L (2026-02-20)',
    );
  });

  it('agree on HCC surveillance between chart opening and discharge', async () => {
    const patient = patientOf({
      conditions: [condition('cirrhosis'), condition('hepatitis-b')],
      medications: [takes('entecavir')],
      labs: labsOf([...fib4Labs(40, 40, 120), lab('afpNgPerMl', 4, '2025-03-01')]),
      exams: [done('us-liver', '2025-02-01')],
    });
    const [opened] = await cardsOf(prognosis, patient);
    const [leaving] = await cardsOf(discharge, patient);
    for (const card of [opened, leaving]) {
      expect(card?.indicator).toBe('warning');
      expect(card?.summary).toContain('overdue since 2025-08-01');
      expect(card?.suggestions?.map((one) => one.label)).toContain('Order liver ultrasound');
    }
  });

  it('keep every card within its rules over a thousand odd charts', async () => {
    const conditions = [
      'cirrhosis',
      'ascites',
      'masld',
      'hepatitis-b',
      'pbc',
      'liver-transplant',
      'pregnancy',
      'hepatic-encephalopathy',
      'hepatocellular-carcinoma',
      'diabetes',
    ] as const;
    const orders = [
      ...['ibuprofen', 'apixaban', 'lorazepam', 'obeticholic-acid'].map((one) => drugOrder(one)),
      ...(['liver-biopsy', 'egd', 'vcte'] as const).map((one) => serviceOrder(one)),
    ];
    let spoke = 0;
    for (let mask = 0; mask < 2 ** conditions.length; mask += 3) {
      const patient = patientOf({
        conditions: conditions.filter((_, bit) => mask & (1 << bit)).map((one) => condition(one)),
        labs: {
          ...labsOf(mask % 2 ? [...fib4Labs(40 + (mask % 90), 35, 60 + (mask % 200)), ...liver] : []),
          stiffness: mask % 5 ? [] : [vcte(4 + (mask % 40))],
        },
      });
      for (const service of [prognosis, safety, orderAdvice, discharge])
        spoke += (await cardsOf(service, patient, { orders })).length;
    }
    expect(spoke).toBeGreaterThan(500);
  });
});
