import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import orderAdvice from '../../cds-services/fibrosis-order-advice/service.ts';
import prognosis from '../../cds-services/liver-prognosis/service.ts';
import safety from '../../cds-services/liver-safety/service.ts';
import booking from '../../cds-services/surveillance-gap-booking/service.ts';
import type { Ask } from '../../fhir-resources/ask.ts';
import { chartAsks, chartFactsOf } from '../../src/cds/chart-asks.ts';
import { assess } from '../../src/core/assessment/assess.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import { sandboxScenarios } from '../../src/sandbox/patients/all.ts';
import { asOf, drugOrder, serviceOrder } from '../support/charts.ts';
import { everyScore } from '../support/every-score.ts';
import { cardsOf } from '../support/service-calls.ts';

/** What the made-up patients of the sandbox get to read, from their FHIR charts: the wording and its restraint. */

const situations = new Map<string, Situation>();
beforeAll(() => {
  for (const scenario of sandboxScenarios(asOf.slice(0, 10))) {
    const { id, resources } = scenario;
    const bundle = { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
    const about = { patientId: id, now: asOf };
    const read = <T>(ask: Ask<T>): T | undefined => ask.read(bundle, about);
    const patient = chartAsks.patient.ask.read(bundle, about);
    if (!patient) throw new Error(`${id} has no patient`);
    const chart = chartFactsOf({
      patient,
      labs: read(chartAsks.labs.ask),
      measurements: read(chartAsks.measurements.ask),
      conditions: read(chartAsks.conditions.ask),
      procedures: read(chartAsks.procedures.ask),
      medications: read(chartAsks.medications.ask),
      exams: read(chartAsks.exams.ask),
      imagingStudies: read(chartAsks.imagingStudies.ask),
      immunizations: read(chartAsks.immunizations.ask),
    });
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    situations.set(id, {
      chart: { ...chart, patient: { ...chart.patient, id: 'p1' } },
      asOf,
      assessment: assess(chart, everyScore, { asOf, fhirServer: 'none', version: 'test', unavailable: [], digest }),
    });
  }
});
const of = (id: string): Situation => {
  const found = situations.get(id);
  if (!found) throw new Error(`no sandbox patient ${id}`);
  return found;
};
const opened = async (id: string) => (await cardsOf(prognosis, of(id)))[0];

describe('cards of the sandbox patients', () => {
  it('say one sentence of at most 130 characters, without a date of a result and without the id of a score', async () => {
    for (const [id, situation] of situations) {
      for (const card of await cardsOf(prognosis, situation)) {
        expect(card.summary.length, `${id}: ${card.summary}`).toBeLessThanOrEqual(130);
        expect(card.summary, id).not.toMatch(/\(\d{4}-\d{2}-\d{2}\)|;/);
        expect(card.detail, id).not.toMatch(/\b(?:amap|mpage_b|page_b|uk_pbc|fib4|meld3)\b/);
      }
    }
  });

  it.each([
    ['nguyen-thi-lan', 'info', 'Compensated cirrhosis, VCTE 13.6 kPa: surveillance is up to date'],
    ['al-sayed-fatima', 'warning', 'Advanced fibrosis likely, VCTE 13.1 kPa: refer to hepatology'],
    [
      'brown-olivia',
      'warning',
      'Cirrhosis on the problem list, but VCTE 4.5 kPa and FIB-4 0.84: confirm the diagnosis',
    ],
    ['begay-tala', 'info', 'Fibrosis not settled, FIB-4 1.65: measure liver stiffness by VCTE'],
    [
      'eze-chiamaka',
      'warning',
      'Hepatitis B in pregnancy, HBV DNA 62 million IU/mL: give tenofovir disoproxil from the second trimester until birth',
    ],
  ])('%s: %s, %s', async (id, indicator, summary) => {
    expect(await opened(id)).toMatchObject({ indicator, summary });
  });

  it('show both pressing steps and both orders where varices were never looked for and surveillance is due', async () => {
    const card = await opened('okafor-grace');
    expect(card?.detail).toContain('**Next:** Do liver ultrasound with AFP now');
    expect(card?.detail).toMatch(/\*\*Also:\*\* .*endoscopy/);
    expect(card?.suggestions?.map(({ label }) => label)).toEqual(['Order liver ultrasound', 'Order upper endoscopy']);
  });

  it('keep a low or moderate aMAP to the results, and name a high one in words', async () => {
    for (const id of ['al-sayed-fatima', 'nguyen-thi-lan', 'brown-olivia']) {
      expect(of(id).assessment.risks.map(({ by }) => by)).toContain('amap');
      expect((await opened(id))?.detail).not.toContain('aMAP');
    }
    expect((await opened('okafor-grace'))?.detail).toContain('HCC within 5 years: high (aMAP)');
  });

  it('recommend nothing that rests on a diagnosis in doubt', async () => {
    const card = await opened('brown-olivia');
    expect(card?.detail).toContain('**Next:** Verify the recorded diagnosis');
    expect(card?.suggestions?.some(({ isRecommended }) => isRecommended)).not.toBe(true);
  });

  it('ask for the cause, without naming one, where enzymes stay raised', async () => {
    const card = await opened('begay-tala');
    // HBsAg and anti-HCV are on the chart, negative.
    expect(card?.detail).toContain(
      '**Also:** Look for the cause: alcohol, steatosis, AMA, ANA, SMA, IgG, IgM, ferritin',
    );
    const once = of('begay-tala');
    const labs = once.chart.labs;
    const [newest] = labs?.results.filter(({ analyte }) => analyte === 'altUPerL') ?? [];
    const results = labs?.results.filter(({ date }) => date === newest?.date) ?? [];
    const passing = { ...once, chart: { ...once.chart, ...(labs ? { labs: { ...labs, results } } : {}) } };
    expect(await cardsOf(prognosis, passing)).toEqual([]);
  });

  it('leave a cured hepatitis C without fibrosis alone at a booking', async () => {
    expect(await cardsOf(booking, of('rahman-nadia'))).toEqual([]);
  });

  it('weigh methotrexate in autoimmune hepatitis', async () => {
    const [card] = await cardsOf(safety, of('weiss-hannah'), { orders: [drugOrder('methotrexate')] });
    expect(card?.indicator).toBe('warning');
    expect(card?.summary).toMatch(/^Weigh another drug than methotrexate: autoimmune hepatitis recorded/);
  });

  it('offer ultrasound instead of a liver CT in pregnancy', async () => {
    const [card] = await cardsOf(orderAdvice, of('eze-chiamaka'), { orders: [serviceOrder('ct-liver')] });
    expect(card?.indicator).toBe('warning');
    expect(card?.suggestions?.[0]?.label).toMatch(/ultrasound/i);
  });
});
