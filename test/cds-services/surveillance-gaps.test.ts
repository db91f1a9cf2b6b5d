import { describe, expect, it } from 'vitest';
import booking from '../../cds-services/surveillance-gap-booking/service.ts';
import discharge from '../../cds-services/surveillance-gap-discharge/service.ts';
import type { ChartFacts } from '../../src/core/chart.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import { condition, done, etiology, lab, labsOf, people, serviceOrder, situation } from '../support/charts.ts';
import { cardsOf } from '../support/service-calls.ts';

const withChart = (base: Situation, more: Partial<ChartFacts>): Situation => ({
  ...base,
  chart: { ...base.chart, ...more },
});
const vaccinated = [
  done('hepatitis-a-vaccine', '2015-01-01'),
  done('hepatitis-b-vaccine', '2015-01-01'),
  done('pneumococcal-vaccine', '2020-01-01'),
  done('influenza-vaccine', '2025-10-01'),
];
const late = withChart(people.compensatedA, {
  exams: [done('us-liver', '2025-03-01'), done('vcte', '2025-10-01')],
  labs: labsOf([lab('afpNgPerMl', 3, '2025-12-20')]),
  immunizations: vaccinated,
});
const upToDate = withChart(late, { exams: [done('us-liver', '2026-01-15'), done('vcte', '2025-10-01')] });

describe('surveillance-gap-discharge', () => {
  it('warns of overdue ultrasound with the last date and a draft order', async () => {
    const [card, ...more] = await cardsOf(discharge, late);
    expect(more).toEqual([]);
    expect(card?.indicator).toBe('warning');
    expect(card?.summary).toBe('Before discharge: HCC surveillance, liver ultrasound overdue since 2025-09-01');
    expect(card?.suggestions?.[0]?.actions?.[0]).toMatchObject({
      type: 'create',
      resource: {
        resourceType: 'ServiceRequest',
        encounter: { reference: 'Encounter/e1' },
        occurrenceDateTime: '2026-03-01',
      },
    });
    expect(card?.source.label).toBe('AASLD 2023 hepatocellular carcinoma');
  });

  it('is silent when everything is up to date', async () => {
    expect(await cardsOf(discharge, upToDate)).toEqual([]);
  });

  it('is silent without liver disease, after transplant, for a child and for a deceased patient', async () => {
    expect(await cardsOf(discharge, people.healthy)).toEqual([]);
    expect(await cardsOf(discharge, people.transplanted)).toEqual([]);
    expect(await cardsOf(discharge, { ...late, assessment: { ...late.assessment, ageYears: 10 } })).toEqual([]);
    expect(await cardsOf(discharge, withChart(late, { patient: { ...late.chart.patient, deceased: true } }))).toEqual(
      [],
    );
  });

  it('does not hold anybody up for vaccines alone', async () => {
    expect(await cardsOf(discharge, withChart(upToDate, { immunizations: [] }))).toEqual([]);
  });

  it('is information, no warning, when things were never done', async () => {
    const [card] = await cardsOf(discharge, people.unscreened);
    expect(card?.indicator).toBe('info');
    expect(card?.summary).toContain('due, none on record');
  });

  it('puts all vaccines into one line and one suggestion', async () => {
    const [card] = await cardsOf(discharge, withChart(late, { immunizations: [] }));
    expect(card?.detail).toContain(
      'Vaccines with no current record: hepatitis A, hepatitis B, pneumococcal, influenza',
    );
    expect(card?.suggestions?.at(-1)?.actions).toHaveLength(4);
  });

  it('offers several suggestions of which any may be taken', async () => {
    const [card] = await cardsOf(discharge, people.unscreened);
    expect(card?.selectionBehavior).toBe('any');
    expect(card?.suggestions?.length).toBeGreaterThan(2);
  });

  it('claims nothing open in a chart it could not read', async () => {
    const unread = withChart(late, {
      exams: undefined,
      procedures: undefined,
      labs: undefined,
      immunizations: undefined,
    });
    expect(await cardsOf(discharge, unread, { unavailable: ['exams', 'procedures', 'labs', 'immunizations'] })).toEqual(
      [],
    );
  });

  it('says when parts of the chart were missing', async () => {
    const [card] = await cardsOf(discharge, withChart(late, { immunizations: undefined }), {
      unavailable: ['immunizations'],
    });
    expect(card?.detail).toContain('could not be read');
  });

  it('reminds of FIB-4 in low-risk MASLD', async () => {
    const old = withChart(people.masldLowRisk, {
      labs: labsOf([
        lab('astUPerL', 25, '2021-01-01'),
        lab('altUPerL', 25, '2021-01-01'),
        lab('plateletsGigaPerL', 240, '2021-01-01'),
      ]),
      immunizations: vaccinated,
    });
    const [card] = await cardsOf(discharge, old);
    expect(card?.summary).toContain('FIB-4 again (AST, ALT, platelets) overdue since 2024-01-01');
  });
});

describe('surveillance-gap-booking', () => {
  it('offers what is open to be done together', async () => {
    const [card] = await cardsOf(booking, late);
    expect(card?.summary).toContain('Book together: HCC surveillance, liver ultrasound overdue');
  });

  it('does not remind of what is being booked', async () => {
    expect(await cardsOf(booking, late, { orders: [serviceOrder('us-liver', { type: 'appointment' })] })).toEqual([]);
  });

  it('mentions vaccines, without a warning', async () => {
    const [card] = await cardsOf(booking, withChart(upToDate, { immunizations: [] }));
    expect(card?.indicator).toBe('info');
    expect(card?.suggestions).toHaveLength(1);
  });

  it('is silent when all is done, without liver disease and after transplant', async () => {
    expect(await cardsOf(booking, upToDate)).toEqual([]);
    expect(await cardsOf(booking, people.healthy)).toEqual([]);
    expect(await cardsOf(booking, people.transplanted)).toEqual([]);
  });

  it('keeps hepatitis B vaccine from the infected', async () => {
    const hbv = situation(
      { conditions: [condition('hepatitis-b')] },
      { etiology: etiology('hbv'), state: 'no-advanced-fibrosis' },
    );
    const [card] = await cardsOf(booking, hbv);
    expect(JSON.stringify(card)).not.toContain('Hepatitis B vaccine');
  });

  it('draws on the same rules as discharge', async () => {
    const [a] = await cardsOf(booking, people.unscreened);
    const [b] = await cardsOf(discharge, people.unscreened);
    expect(a?.suggestions).toEqual(b?.suggestions);
  });

  it('survives odd dates', async () => {
    const odd = withChart(late, {
      exams: [done('us-liver', 'last spring'), done('us-liver', '2031-01-01'), done('us-liver', '2025')],
    });
    const [card] = await cardsOf(booking, odd);
    expect(card?.summary).toContain('overdue since 2026-01-01');
  });

  it('speaks to pregnant patients of ultrasound but not of stiffness', async () => {
    const pregnant = {
      ...people.unscreened,
      assessment: { ...people.unscreened.assessment, pregnant: true, sex: 'female' as const },
    };
    const [card] = await cardsOf(booking, pregnant);
    expect(card?.detail).toContain('ultrasound');
    expect(card?.detail).not.toContain('stiffness');
  });
});
