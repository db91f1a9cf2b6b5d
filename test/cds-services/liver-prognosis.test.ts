import { describe, expect, it } from 'vitest';
import service from '../../cds-services/liver-prognosis/service.ts';
import type { GuidelineStep } from '../../src/core/assessment.ts';
import type { ChartFacts } from '../../src/core/chart.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import {
  condition,
  done,
  etiology,
  event,
  lab,
  labsOf,
  people,
  refusedScore,
  scored,
  situation,
} from '../support/charts.ts';
import { cardsOf } from '../support/service-calls.ts';

const source = {
  id: 'easl-masld-2024',
  label: 'EASL-EASD-EASO 2024 MASLD',
  citation: 'A guideline cited in full',
  year: 2024,
  checked: 'recalled',
} as const;
const measure: GuidelineStep = {
  id: 'masld-vcte',
  action: 'Measure liver stiffness by VCTE',
  why: 'FIB-4 is between its cut-offs',
  urgency: 'soon',
  order: 'vcte',
  source,
};
const withChart = (base: Situation, more: Partial<ChartFacts>): Situation => ({
  ...base,
  chart: { ...base.chart, ...more },
});
const vcte = {
  method: 'vcte',
  kPa: 17,
  date: '2026-01-10',
  reference: 'Observation/lsm',
  asReported: { value: '17', unit: 'kPa' },
  quality: 'good',
} as const;

const indeterminate = situation(
  { conditions: [condition('masld')] },
  {
    etiology: etiology('masld'),
    state: 'indeterminate',
    level: 'indeterminate',
    because: 'FIB-4 is between its cut-offs',
    scores: [scored('fib4', 2.21, 'indeterminate')],
    nextSteps: [measure],
    missing: ['liver stiffness'],
  },
);
const cacld = situation(
  {
    conditions: [condition('hepatitis-c'), condition('cirrhosis')],
    exams: [done('us-liver', '2026-01-15')],
    procedures: [done('egd', '2025-06-01')],
  },
  {
    etiology: etiology('hcv'),
    state: 'cACLD',
    level: 'high',
    because: 'VCTE 17 kPa',
    stiffness: vcte,
    childPugh: { class: 'A', points: 5 },
    scores: [
      scored('fib4', 3.4, 'high'),
      { ...scored('meld3', 8, 'low'), title: 'MELD 3.0' },
      { ...scored('agile4', 0.6, 'high'), title: 'Agile 4' },
    ],
    risks: [
      {
        outcome: 'decompensation',
        horizonYears: 5,
        probability: 0.124,
        lower: 0.081,
        upper: 0.173,
        by: 'agile4',
        evidence: 'established',
        sources: [source],
        references: [],
      },
    ],
  },
);

describe('liver-prognosis', () => {
  it('says nothing about a healthy person, low-risk MASLD or a transplanted patient', async () => {
    for (const patient of [people.healthy, people.masldLowRisk, people.transplanted]) {
      expect(await cardsOf(service, patient)).toEqual([]);
    }
  });

  it('says nothing about an indeterminate FIB-4 without liver disease or risk factor', async () => {
    const well = situation({}, { ...indeterminate.assessment, etiology: people.healthy.assessment.etiology });
    expect(await cardsOf(service, well)).toEqual([]);
  });

  it('gives an indeterminate patient the number, its date and the next step with its guideline', async () => {
    const [card, ...more] = await cardsOf(service, indeterminate);
    expect(more).toEqual([]);
    expect(card?.summary).toBe('Fibrosis not settled, FIB-4 2.21: measure liver stiffness by VCTE');
    expect(card?.indicator).toBe('info');
    expect(card?.source).toMatchObject({ label: 'EASL-EASD-EASO 2024 MASLD', topic: { code: 'prognosis' } });
    expect(card?.detail).toContain('FIB-4 index 2.21 (2026-02-20)');
    // The step says it already.
    expect(card?.detail).not.toContain('**Missing:**');
    expect(card?.suggestions?.[0]).toMatchObject({ label: 'Order transient elastography (VCTE)', isRecommended: true });
  });

  it('shows stiffness, MELD 3.0, Child-Pugh and the published risk with its interval in advanced disease', async () => {
    const [card] = await cardsOf(service, cacld);
    expect(card?.summary).toBe('Compensated cirrhosis, VCTE 17 kPa');
    expect(card?.detail).toContain('MELD 3.0 8 (2026-02-20)');
    expect(card?.detail).toContain('Child-Pugh A (5 points)');
    expect(card?.detail).toContain('Decompensation within 5 years: 12 % (8.1 to 17 %) (Agile 4)');
  });

  it('is information while advanced disease is looked after, and a warning when something is overdue or pressing', async () => {
    expect((await cardsOf(service, cacld))[0]?.indicator).toBe('info');
    const late = withChart(cacld, { exams: [done('us-liver', '2025-01-15')] });
    const [card] = await cardsOf(service, late);
    expect(card?.indicator).toBe('warning');
    expect(card?.summary).toBe(
      'Compensated cirrhosis, VCTE 17 kPa: HCC surveillance, liver ultrasound overdue since 2025-07-15',
    );
    expect(card?.suggestions?.map((one) => one.label)).toContain('Order liver ultrasound');
    const pressing = situation(cacld.chart, { ...cacld.assessment, nextSteps: [measure] });
    expect((await cardsOf(service, pressing))[0]?.indicator).toBe('warning');
  });

  it('leads with the event in decompensated disease and shows no fibrosis score', async () => {
    const patient = situation(people.ascites.chart, {
      ...people.ascites.assessment,
      scores: [scored('fib4', 9.3, 'high'), { ...scored('meld3', 18, 'high'), title: 'MELD 3.0' }],
    });
    const [card] = await cardsOf(service, patient);
    expect(card?.summary).toBe('Decompensated liver disease (ascites), MELD 3.0 18');
    // Known and looked after: no warning at every opening.
    expect(card?.indicator).toBe('info');
    const pressing = situation(patient.chart, {
      ...patient.assessment,
      nextSteps: [{ ...measure, urgency: 'urgent' }],
    });
    expect((await cardsOf(service, pressing))[0]?.indicator).toBe('warning');
    expect(card?.detail).not.toContain('FIB-4');
    expect(card?.detail).not.toContain('**Risk:**');
  });

  it('names HCC before everything else but decompensation', async () => {
    const hcc = situation(cacld.chart, {
      ...cacld.assessment,
      risks: [],
      events: [event('hepatocellular-carcinoma', '2025-12-01')],
    });
    expect((await cardsOf(service, hcc))[0]?.summary).toContain('Hepatocellular carcinoma on record');
  });

  it('asks for one or two missing tests in liver disease or metabolic risk, not for three, not in the healthy', async () => {
    const lacking = (conditions: ChartFacts['conditions'], ...tests: string[]) =>
      situation({ conditions }, { scores: [refusedScore('fib4', tests)] });
    const [card] = await cardsOf(service, lacking([condition('diabetes')], 'Platelets'));
    expect(card?.summary).toBe('FIB-4 lacks only platelets: take a liver panel (diabetes on record)');
    expect(card?.suggestions?.[0]?.label).toBe('Order liver panel with platelets');
    expect(await cardsOf(service, lacking([condition('masld')], 'AST', 'Platelets'))).toHaveLength(1);
    expect(await cardsOf(service, lacking([condition('diabetes')], 'AST', 'ALT', 'Platelets'))).toEqual([]);
    expect(await cardsOf(service, lacking([], 'Platelets'))).toEqual([]);
    expect(
      await cardsOf(service, lacking([condition('diabetes', '2020-01-01', { provisional: true })], 'Platelets')),
    ).toEqual([]);
  });

  it('does not ask for labs that it could not read', async () => {
    const patient = situation(
      { conditions: [condition('diabetes')], labs: undefined },
      { scores: [refusedScore('fib4', ['AST'])], unavailable: ['labs'] },
    );
    expect(await cardsOf(service, patient, { unavailable: ['labs'] })).toEqual([]);
  });

  it('says which parts could not be read when it speaks', async () => {
    const [card] = await cardsOf(service, indeterminate, { unavailable: ['procedures'] });
    expect(card?.detail).toContain('**Could not be read this time:** procedures');
  });

  it('withholds adult scores from a child with liver disease by name, and is silent without', async () => {
    const child = situation(indeterminate.chart, { ...indeterminate.assessment, ageYears: 13 });
    const [card] = await cardsOf(service, child);
    expect(card?.summary).toBe('Adult fibrosis scores and cut-offs are not applied at age 13');
    expect(card?.suggestions).toBeUndefined();
    expect(await cardsOf(service, situation({}, { ageYears: 13, state: 'indeterminate' }))).toEqual([]);
  });

  it('withholds cut-offs in pregnancy by name, but not decompensation', async () => {
    const pregnant = situation(indeterminate.chart, {
      ...indeterminate.assessment,
      sex: 'female',
      ageYears: 31,
      pregnant: true,
      state: 'advanced-fibrosis',
      nextSteps: [],
    });
    expect((await cardsOf(service, pregnant))[0]?.summary).toBe(
      'FIB-4 and stiffness cut-offs are not validated in pregnancy',
    );
    const grave = situation(people.ascites.chart, { ...people.ascites.assessment, sex: 'female', pregnant: true });
    expect((await cardsOf(service, grave))[0]?.summary).toContain('Decompensated');
    const hbv = situation(
      { conditions: [condition('hepatitis-b')] },
      {
        etiology: etiology('hbv'),
        sex: 'female',
        pregnant: true,
        nextSteps: [{ ...measure, action: 'Measure HBV DNA at 24 to 28 weeks', order: undefined }],
      },
    );
    expect((await cardsOf(service, hbv))[0]?.summary).toBe(
      'Hepatitis B in pregnancy: measure HBV DNA at 24 to 28 weeks',
    );
    const well = situation({}, { pregnant: true, sex: 'female' });
    expect(await cardsOf(service, well)).toEqual([]);
  });

  it('says nothing about a deceased patient', async () => {
    expect(await cardsOf(service, withChart(cacld, { patient: { ...cacld.chart.patient, deceased: true } }))).toEqual(
      [],
    );
  });

  it('speaks of overdue surveillance alone, for hepatitis B of intermediate risk', async () => {
    const hbv = situation(
      {
        conditions: [condition('hepatitis-b')],
        exams: [done('us-liver', '2024-05-01')],
        labs: labsOf([lab('afpNgPerMl', 3)]),
      },
      {
        etiology: etiology('hbv'),
        state: 'no-advanced-fibrosis',
        level: 'low',
        because: 'VCTE 5.1 kPa',
        scores: [scored('page_b', 14, 'indeterminate')],
      },
    );
    const [card] = await cardsOf(service, hbv);
    expect(card?.summary).toBe(
      'HCC surveillance, liver ultrasound overdue since 2024-11-01: hepatitis B with PAGE-B 14',
    );
    expect(card?.indicator).toBe('warning');
    expect(card?.source.label).toBe('AASLD 2023 hepatocellular carcinoma');
  });

  it('carries the caveat when the rule was made for another etiology', async () => {
    const other = situation(indeterminate.chart, {
      ...indeterminate.assessment,
      etiology: etiology('aih'),
      nextSteps: [{ ...measure, caveat: 'the cut-offs were built for steatotic liver disease' }],
    });
    expect((await cardsOf(service, other))[0]?.detail).toContain(
      'caution: the cut-offs were built for steatotic liver disease',
    );
  });

  it('lets no markup through', async () => {
    const hostile = situation(indeterminate.chart, {
      ...indeterminate.assessment,
      because: '<img src=x onerror=alert(1)> [x](http://evil)',
    });
    const [card] = await cardsOf(service, hostile);
    expect(card?.detail).not.toMatch(/(?<!\\)<img|(?<!\\)\[x/);
  });
});
