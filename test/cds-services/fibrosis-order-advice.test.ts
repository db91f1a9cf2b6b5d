import { describe, expect, it } from 'vitest';
import service from '../../cds-services/fibrosis-order-advice/service.ts';
import type { ChartFacts, ServiceConcept } from '../../src/core/chart.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import {
  condition,
  done,
  drugOrder,
  etiology,
  lab,
  labsOf,
  people,
  refusedScore,
  scored,
  serology,
  serviceOrder,
  situation,
} from '../support/charts.ts';
import { answersOf, cardsOf, contextOf, toolsWith } from '../support/service-calls.ts';

const select = (patient: Situation, ...concepts: ServiceConcept[]) =>
  cardsOf(service, patient, { orders: concepts.map((one) => serviceOrder(one)) });
const withChart = (base: Situation, more: Partial<ChartFacts>): Situation => ({
  ...base,
  chart: { ...base.chart, ...more },
});

const vcte = {
  method: 'vcte',
  kPa: 9.4,
  date: '2026-01-10',
  reference: 'Observation/lsm',
  asReported: { value: '9.4', unit: 'kPa' },
  quality: 'good',
} as const;
const indeterminate = situation(
  { conditions: [condition('masld')] },
  {
    etiology: etiology('masld'),
    state: 'indeterminate',
    level: 'indeterminate',
    scores: [scored('fib4', 1.9, 'indeterminate')],
  },
);
const cacld = situation(
  { conditions: [condition('hepatitis-c')], labs: labsOf([lab('plateletsGigaPerL', 180)]) },
  {
    etiology: etiology('hcv'),
    state: 'cACLD',
    level: 'high',
    stiffness: { ...vcte, kPa: 14 },
    scores: [scored('baveno7', 14, 'low', 'cACLD_suggestive|CSPH_ruled_out|endoscopy_avoidable')],
  },
);
const hbv = situation(
  { conditions: [condition('hepatitis-b')], labs: labsOf([], [serology('hbsAg', true)]) },
  { etiology: etiology('hbv'), state: 'no-advanced-fibrosis' },
);

describe('fibrosis-order-advice', () => {
  it('assesses nothing when no selected order concerns the liver', async () => {
    const tools = toolsWith(indeterminate.assessment);
    const orders = [
      drugOrder('amoxicillin'),
      serviceOrder('liver-biopsy', { selected: false }),
      { reference: 'ServiceRequest/x', type: 'service', selected: true } as const,
    ];
    expect(
      await service.respond({ ...answersOf(indeterminate.chart), context: contextOf(orders) } as never, tools),
    ).toEqual([]);
    expect(tools.asked()).toBe(0);
  });

  it('suggests VCTE in place of a biopsy when no elastography was done', async () => {
    const [card] = await select(indeterminate, 'liver-biopsy');
    expect(card?.summary).toBe(
      'Measure stiffness before biopsy: no elastography on record, FIB-4 index 1.9 (2026-02-20)',
    );
    expect(card?.suggestions?.[0]?.label).toBe('Replace by Transient elastography (VCTE)');
    expect(card?.suggestions?.[0]?.actions?.map((one) => one.type)).toEqual(['delete', 'create']);
  });

  it('calls neither biopsy nor stiffness needed when FIB-4 is low', async () => {
    const [biopsy] = await select(people.masldLowRisk, 'liver-biopsy');
    expect(biopsy?.summary).toContain('not needed: FIB-4 index 0.9');
    for (const test of ['vcte', 'swe', 'mre', 'elf-test'] as const) {
      const [card] = await select(people.masldLowRisk, test);
      expect(card?.summary).toContain('Not needed now: FIB-4 index 0.9 (2026-02-20)');
      expect(card?.indicator).toBe('info');
    }
  });

  it('lets VCTE pass when FIB-4 is indeterminate', async () => {
    expect(await select(indeterminate, 'vcte')).toEqual([]);
  });

  it('does not apply the FIB-4 pathway of MASLD to hepatitis B, autoimmune disease or the young', async () => {
    const scores = [scored('fib4', 0.9, 'low')];
    for (const cause of ['hbv', 'aih', 'pbc', 'ald'] as const) {
      expect(
        await select(situation({}, { etiology: etiology(cause), state: 'no-advanced-fibrosis', scores }), 'vcte'),
      ).toEqual([]);
    }
    expect(await select(situation({}, { ...people.masldLowRisk.assessment, ageYears: 28 }), 'vcte')).toEqual([]);
    expect(await select(situation({}, { etiology: etiology('aih'), state: 'indeterminate' }), 'liver-biopsy')).toEqual(
      [],
    );
  });

  it('asks for the missing test when FIB-4 was never computed', async () => {
    const patient = situation({}, { etiology: etiology('masld'), scores: [refusedScore('fib4', ['Platelets'])] });
    const [card] = await select(patient, 'vcte');
    expect(card?.summary).toBe('FIB-4 comes first and lacks only platelets');
    expect(card?.suggestions?.[0]?.actions?.map((one) => one.type)).toEqual(['create']);
  });

  it('names the date when the same test was done a short time ago', async () => {
    const [card] = await select(withChart(indeterminate, { exams: [done('us-liver', '2026-02-01')] }), 'us-liver');
    expect(card?.summary).toContain('Liver ultrasound was done 28 days ago (2026-02-01)');
    expect(await select(withChart(indeterminate, { exams: [done('us-liver', '2025-06-01')] }), 'us-liver')).toEqual([]);
    expect(await select(withChart(indeterminate, { exams: [done('us-liver')] }), 'us-liver')).toEqual([]);
    expect(
      await select(
        withChart(indeterminate, { exams: [done('us-liver', '2026-02-01', { status: 'planned' })] }),
        'us-liver',
      ),
    ).toEqual([]);
  });

  it('lets a poor elastography be repeated', async () => {
    const poor = situation(
      { ...indeterminate.chart, labs: { ...labsOf([]), stiffness: [vcte] } },
      { ...indeterminate.assessment, stiffness: { ...vcte, quality: 'poor' } },
    );
    expect(await select(poor, 'vcte')).toEqual([]);
  });

  it('spares endoscopy by Baveno VII with both numbers', async () => {
    const [card] = await select(cacld, 'egd');
    expect(card?.summary).toBe(
      'Screening endoscopy can be spared: VCTE 14 kPa (2026-01-10), platelets 180 ×10⁹/L (2026-02-20)',
    );
    expect(card?.source.label).toBe('Baveno VII');
    expect(await select(people.unscreened, 'egd')).toEqual([]);
    expect(await select(people.ascites, 'egd')).not.toContainEqual(
      expect.objectContaining({ summary: expect.stringContaining('spared') }),
    );
  });

  it('puts ultrasound with AFP before CT for HCC surveillance, not after a suspicious AFP or a known HCC', async () => {
    const [card] = await select(people.compensatedA, 'ct-liver');
    expect(card?.suggestions?.[0]?.label).toBe('Replace by Liver ultrasound and AFP');
    expect(await select(withChart(people.compensatedA, { labs: labsOf([lab('afpNgPerMl', 85)]) }), 'ct-liver')).toEqual(
      [],
    );
    const cancer = situation(people.compensatedA.chart, {
      ...people.compensatedA.assessment,
      events: [{ event: 'hepatocellular-carcinoma', references: [] }],
    });
    expect(await select(cancer, 'ct-liver')).toEqual([]);
    expect(await select(people.masldLowRisk, 'ct-liver')).toEqual([]);
  });

  it('adds AFP to a surveillance ultrasound, unless it is among the orders', async () => {
    const [card] = await select(people.compensatedA, 'us-liver');
    expect(card?.suggestions?.[0]?.label).toBe('Add AFP');
    expect(await select(people.compensatedA, 'us-liver', 'afp-test')).toEqual([]);
  });

  it('sees no use in elastography after decompensation, and the transjugular way for biopsy', async () => {
    expect((await select(people.ascites, 'vcte'))[0]?.summary).toContain(
      'adds no stage after decompensation: ascites recorded',
    );
    const [biopsy] = await select(people.ascites, 'liver-biopsy');
    expect(biopsy?.indicator).toBe('warning');
    expect(biopsy?.summary).toContain('transjugular');
  });

  it('postpones elastography in an ALT flare', async () => {
    const flare = withChart(indeterminate, { labs: labsOf([lab('altUPerL', 320, '2026-02-20', { upperLimit: 40 })]) });
    expect((await select(flare, 'vcte'))[0]?.summary).toContain('ALT 320 U/L (2026-02-20) is 8 times the limit');
  });

  it('lists what is not on record before the first HBV antiviral', async () => {
    const [card] = await cardsOf(service, hbv, { orders: [drugOrder('entecavir')] });
    expect(card?.summary).toContain('HBV DNA, HBeAg, creatinine, HIV test');
    const complete = withChart(hbv, {
      labs: labsOf(
        [lab('hbvDnaCopiesPerMl', 1e6), lab('creatinineUmolPerL', 80)],
        [serology('hbsAg', true), serology('hbeAg', false), serology('hivAntibody', false)],
      ),
    });
    expect(await cardsOf(service, complete, { orders: [drugOrder('entecavir')] })).toEqual([]);
  });

  it('asks for HBsAg before hepatitis C treatment and stops a protease inhibitor in Child-Pugh B', async () => {
    const [unknown] = await cardsOf(service, people.compensatedA, { orders: [drugOrder('velpatasvir')] });
    expect(unknown?.summary).toContain('HBsAg and anti-HBc are not on record');
    const [protease] = await cardsOf(service, people.childB, { orders: [drugOrder('glecaprevir')] });
    expect(protease?.indicator).toBe('critical');
  });

  it('withholds adult cut-offs from a child and in pregnancy, by name, only when it would have spoken', async () => {
    const child = situation({}, { ...people.masldLowRisk.assessment, ageYears: 12 });
    expect((await select(child, 'vcte')).map((one) => one.summary)).toEqual([]);
    const boy = situation({}, { ...indeterminate.assessment, ageYears: 12 });
    expect((await select(boy, 'liver-biopsy'))[0]?.summary).toBe(
      'Adult cut-offs for non-invasive tests are not applied at age 12',
    );
    const pregnant = situation({}, { ...people.masldLowRisk.assessment, sex: 'female', ageYears: 36, pregnant: true });
    expect((await select(pregnant, 'vcte'))[0]?.summary).toBe(
      'Cut-offs for non-invasive tests are not validated in pregnancy',
    );
    expect(await select(boy, 'vcte')).toEqual([]);
  });

  it('leaves a transplanted liver to biopsy', async () => {
    expect(await select(people.transplanted, 'liver-biopsy')).toEqual([]);
  });

  it('says nothing about a deceased patient', async () => {
    const gone = withChart(people.masldLowRisk, { patient: { ...people.masldLowRisk.chart.patient, deceased: true } });
    expect(await select(gone, 'vcte')).toEqual([]);
  });
});
