import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChartFacts } from '../../../src/core/chart.ts';
import { imagingProtocols, protocolFor } from '../../../src/core/orders/imaging-protocol.ts';
import { orderRules } from '../../../src/core/orders/order-rules.ts';
import type { Situation } from '../../../src/core/situation/liver-facts.ts';
import { inHccSurveillance, surveillance, surveillanceGaps } from '../../../src/core/surveillance/surveillance.ts';
import { surveillanceRules } from '../../../src/core/surveillance/surveillance-rules.ts';
import {
  condition,
  done,
  etiology,
  event,
  lab,
  labsOf,
  people,
  scored,
  serology,
  situation,
  takes,
} from '../../support/charts.ts';

const withChart = (base: Situation, more: Partial<ChartFacts>): Situation => ({
  ...base,
  chart: { ...base.chart, ...more },
});
const item = (patient: Situation, id: string) => {
  const found = surveillance(patient).find((one) => one.id === id);
  if (!found) throw new Error(`no item ${id}`);
  return found;
};
const statusOf = (patient: Situation, id: string) => item(patient, id).status;

describe('HCC surveillance', () => {
  it('is done, due and overdue by the age of the last imaging', () => {
    const at = (date: string) =>
      statusOf(withChart(people.compensatedA, { exams: [done('us-liver', date)] }), 'hcc-ultrasound');
    expect(at('2025-12-01')).toBe('done');
    expect(at('2025-08-15')).toBe('due');
    expect(at('2025-03-01')).toBe('overdue');
    expect(statusOf(people.compensatedA, 'hcc-ultrasound')).toBe('due');
  });

  it('falls due on the day six months later, not the day before', () => {
    expect(
      statusOf(withChart(people.compensatedA, { exams: [done('us-liver', '2025-09-01')] }), 'hcc-ultrasound'),
    ).toBe('due');
    expect(
      statusOf(withChart(people.compensatedA, { exams: [done('us-liver', '2025-09-02')] }), 'hcc-ultrasound'),
    ).toBe('done');
  });

  it('counts CT and MRI of the liver, not a planned examination', () => {
    expect(
      statusOf(withChart(people.compensatedA, { exams: [done('mri-liver', '2026-01-01')] }), 'hcc-ultrasound'),
    ).toBe('done');
    const planned = withChart(people.compensatedA, { exams: [done('us-liver', '2026-01-01', { status: 'planned' })] });
    expect(statusOf(planned, 'hcc-ultrasound')).toBe('due');
  });

  it('takes an undated examination neither for done nor for overdue', () => {
    expect(statusOf(withChart(people.compensatedA, { exams: [done('us-liver')] }), 'hcc-ultrasound')).toBe('due');
  });

  it('is unknown, never overdue, when examinations could not be read', () => {
    const unread = withChart(people.compensatedA, { exams: undefined, procedures: undefined, labs: undefined });
    expect(statusOf(unread, 'hcc-ultrasound')).toBe('unknown');
    expect(statusOf(unread, 'hcc-afp')).toBe('unknown');
    expect(surveillanceGaps(unread).map((one) => one.id)).not.toContain('varices');
  });

  it('takes AFP from the results', () => {
    const with4 = (date: string) =>
      statusOf(withChart(people.compensatedA, { labs: labsOf([lab('afpNgPerMl', 4, date)]) }), 'hcc-afp');
    expect(with4('2026-01-01')).toBe('done');
    expect(with4('2025-01-01')).toBe('overdue');
  });

  it('concerns hepatitis B by PAGE-B', () => {
    const hbv = (level: 'low' | 'indeterminate' | 'high') =>
      situation(
        {},
        { etiology: etiology('hbv'), state: 'no-advanced-fibrosis', scores: [scored('page_b', 12, level)] },
      );
    expect(inHccSurveillance(hbv('indeterminate'))).toBe(true);
    expect(inHccSurveillance(hbv('high'))).toBe(true);
    expect(inHccSurveillance(hbv('low'))).toBe(false);
  });

  it('goes on after the cure of hepatitis C with advanced fibrosis', () => {
    const cured = etiology('hcv', { treated: 'hcv-cured' });
    expect(inHccSurveillance(situation({}, { etiology: cured, state: 'advanced-fibrosis' }))).toBe(true);
    expect(inHccSurveillance(situation({}, { etiology: cured, state: 'no-advanced-fibrosis' }))).toBe(false);
  });

  it('is out of scope after transplant, with HCC and under 18', () => {
    expect(item(people.transplanted, 'hcc-ultrasound')).toMatchObject({
      status: 'not-applicable',
      why: expect.stringContaining('transplant'),
    });
    const hcc = situation(people.compensatedA.chart, {
      ...people.compensatedA.assessment,
      events: [event('hepatocellular-carcinoma')],
    });
    expect(item(hcc, 'hcc-ultrasound').why).toContain('HCC on record');
    const child = situation(people.compensatedA.chart, { ...people.compensatedA.assessment, ageYears: 15 });
    expect(surveillance(child).every((one) => one.status === 'not-applicable')).toBe(true);
  });
});

describe('varices screening', () => {
  it('is due without endoscopy and done after one', () => {
    expect(statusOf(people.unscreened, 'varices')).toBe('due');
    expect(statusOf(people.compensatedA, 'varices')).toBe('done');
  });
  it('has an interval of one year with decompensation or varices, two otherwise', () => {
    const old = [done('egd', '2025-01-15')];
    expect(statusOf(withChart(people.compensatedA, { procedures: old }), 'varices')).toBe('done');
    expect(statusOf(withChart(people.ascites, { procedures: old }), 'varices')).toBe('due');
    const small = withChart(people.compensatedA, {
      procedures: old,
      conditions: [condition('cirrhosis'), condition('esophageal-varices')],
    });
    expect(statusOf(small, 'varices')).toBe('due');
  });
  it('is spared by Baveno VII and by a beta blocker while compensated', () => {
    const spared = situation(people.unscreened.chart, {
      ...people.unscreened.assessment,
      scores: [scored('baveno7', 12, 'low', 'cACLD_suggestive|endoscopy_avoidable')],
    });
    expect(statusOf(spared, 'varices')).toBe('not-applicable');
    expect(statusOf(withChart(people.unscreened, { medications: [takes('carvedilol')] }), 'varices')).toBe(
      'not-applicable',
    );
    expect(statusOf(withChart(people.ascites, { procedures: [], medications: [takes('carvedilol')] }), 'varices')).toBe(
      'due',
    );
  });
  it('ends with variceal bleeding: that is secondary prophylaxis', () => {
    const bled = situation(people.unscreened.chart, {
      ...people.unscreened.assessment,
      state: 'dACLD',
      events: [event('variceal-bleeding')],
    });
    expect(statusOf(bled, 'varices')).toBe('not-applicable');
  });
});

describe('FIB-4, stiffness and vaccines', () => {
  it('repeats FIB-4 in MASLD ruled out earlier, sooner with diabetes, as old as its oldest part', () => {
    const parts = (date: string) =>
      labsOf([lab('astUPerL', 25), lab('altUPerL', 25), lab('plateletsGigaPerL', 250, date)]);
    const plain = (date: string) => withChart(people.masldLowRisk, { labs: parts(date) });
    expect(statusOf(plain('2023-06-01'), 'fib4-repeat')).toBe('done');
    expect(statusOf(plain('2023-02-01'), 'fib4-repeat')).toBe('due');
    expect(statusOf(plain('2022-02-01'), 'fib4-repeat')).toBe('overdue');
    const diabetic = withChart(plain('2023-06-01'), { conditions: [condition('masld'), condition('diabetes')] });
    expect(statusOf(diabetic, 'fib4-repeat')).toBe('overdue');
    expect(statusOf(people.compensatedA, 'fib4-repeat')).toBe('not-applicable');
  });
  it('repeats stiffness yearly in compensated advanced disease, not after decompensation or in pregnancy', () => {
    const reading = {
      method: 'vcte',
      kPa: 14,
      date: '2024-06-01',
      reference: 'Observation/s',
      asReported: { value: '14', unit: 'kPa' },
    } as const;
    const measured = withChart(people.compensatedA, { labs: { ...labsOf([]), stiffness: [reading] } });
    expect(item(measured, 'stiffness-repeat')).toMatchObject({
      status: 'overdue',
      lastDone: '2024-06-01',
      dueBy: '2025-06-01',
    });
    expect(statusOf(people.ascites, 'stiffness-repeat')).toBe('not-applicable');
    const pregnant = situation(measured.chart, { ...measured.assessment, pregnant: true });
    expect(statusOf(pregnant, 'stiffness-repeat')).toBe('not-applicable');
  });
  it('vaccinates against hepatitis B only those without infection', () => {
    expect(statusOf(people.compensatedA, 'hepatitis-b-vaccine')).toBe('due');
    const infected = withChart(people.compensatedA, { labs: labsOf([], [serology('hbsAg', true)]) });
    expect(statusOf(infected, 'hepatitis-b-vaccine')).toBe('not-applicable');
    const past = withChart(people.compensatedA, { labs: labsOf([], [serology('antiHbc', true)]) });
    expect(statusOf(past, 'hepatitis-b-vaccine')).toBe('not-applicable');
  });
  it('counts a vaccine once, influenza every year', () => {
    const given = withChart(people.compensatedA, {
      immunizations: [done('hepatitis-a-vaccine', '2010-01-01'), done('influenza-vaccine', '2024-10-01')],
    });
    expect(statusOf(given, 'hepatitis-a-vaccine')).toBe('done');
    expect(statusOf(given, 'influenza-vaccine')).toBe('due');
    expect(statusOf(withChart(people.compensatedA, { immunizations: undefined }), 'influenza-vaccine')).toBe('unknown');
  });
  it('has nothing for a healthy person', () => {
    expect(surveillanceGaps(people.healthy)).toEqual([]);
  });
});

describe('rule tables', () => {
  it('give every rule an id of its own and a source with citation, year and checked mark', () => {
    for (const table of [surveillanceRules, orderRules, imagingProtocols]) {
      expect(new Set(table.map((one) => one.id)).size).toBe(table.length);
      for (const { id, source } of table) {
        expect(source.citation.length, id).toBeGreaterThan(20);
        expect(source.year, id).toBeGreaterThan(1999);
        expect(['verified', 'recalled', 'verify'], id).toContain(source.checked);
      }
    }
  });

  it('give the same list whatever the order of the chart', () => {
    const exams = [
      done('us-liver', '2025-01-01'),
      done('us-liver', '2025-12-01'),
      done('egd', '2024-01-01'),
      done('egd'),
    ];
    const expected = surveillance(withChart(people.compensatedA, { exams }));
    fc.assert(
      fc.property(fc.shuffledSubarray(exams, { minLength: exams.length }), (shuffled) => {
        expect(surveillance(withChart(people.compensatedA, { exams: shuffled }))).toEqual(expected);
      }),
    );
  });

  it('never turn done into overdue by a later examination', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 1500 }), (first, second) => {
        const rank = { 'not-applicable': 0, unknown: 0, done: 1, due: 2, overdue: 3 };
        const at = (days: number) => new Date(Date.UTC(2026, 2, 1) - days * 86_400_000).toISOString().slice(0, 10);
        const status = (days: number) =>
          rank[statusOf(withChart(people.compensatedA, { exams: [done('us-liver', at(days))] }), 'hcc-ultrasound')];
        const [newer, older] = [Math.min(first, second), Math.max(first, second)];
        expect(status(newer)).toBeLessThanOrEqual(status(older));
      }),
    );
  });

  it('give each imaging protocol series with a minimum and a headline that fits a card', () => {
    for (const protocol of imagingProtocols) {
      expect(protocol.headline.length).toBeLessThan(140);
      expect(protocol.series.length).toBeGreaterThan(0);
      expect(protocolFor(protocol.concept)).toBe(protocol);
    }
    expect(protocolFor('egd')).toBeUndefined();
    expect(protocolFor(undefined)).toBeUndefined();
  });
});
