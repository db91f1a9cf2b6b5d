import { describe, expect, it } from 'vitest';
import service from '../../cds-services/imaging-intake/service.ts';
import type { ChartFacts, ServiceConcept } from '../../src/core/chart.ts';
import type { Order } from '../../src/core/order.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import { lab, labsOf, people, serviceOrder } from '../support/charts.ts';
import { answersOf, cardsOf, contextOf, toolsWith } from '../support/service-calls.ts';

const dispatch = (patient: Situation, orders: readonly Order[]) =>
  cardsOf(service, patient, { orders, more: { serviceRequests: orders } });
const send = (patient: Situation, ...concepts: ServiceConcept[]) =>
  dispatch(
    patient,
    concepts.map((one) => serviceOrder(one)),
  );
const withChart = (base: Situation, more: Partial<ChartFacts>): Situation => ({
  ...base,
  chart: { ...base.chart, ...more },
});

describe('imaging-intake', () => {
  it('asks for the portal venous phase in thin slices with a liver CT', async () => {
    const [card] = await send(people.compensatedA, 'ct-liver');
    expect(card?.summary).toContain('portal venous phase, slices of 3 mm or less');
    expect(card?.detail).toContain('| Series | At least |');
    expect(card?.indicator).toBe('info');
  });

  it('knows each modality', async () => {
    for (const concept of ['ct-liver', 'mri-liver', 'mre', 'us-liver', 'vcte', 'swe'] as const) {
      expect(await send(people.compensatedA, concept), concept).toHaveLength(1);
    }
  });

  it('mentions the hepatobiliary phase only with gadoxetate', async () => {
    const [card] = await send(people.compensatedA, 'mri-liver');
    expect(card?.detail).toContain('only with gadoxetate');
  });

  it('has no card for other orders and does not assess for them', async () => {
    const tools = toolsWith(people.compensatedA.assessment);
    const orders = [serviceOrder('egd'), serviceOrder('liver-biopsy')];
    const input = { ...answersOf(people.compensatedA.chart), context: contextOf(orders), serviceRequests: orders };
    expect(await service.respond(input as never, tools)).toEqual([]);
    expect(tools.asked()).toBe(0);
  });

  it('looks only at the orders that were dispatched', async () => {
    const input = {
      ...answersOf(people.compensatedA.chart),
      context: contextOf([serviceOrder('egd')]),
      serviceRequests: [serviceOrder('ct-liver'), serviceOrder('egd')],
    };
    expect(await service.respond(input as never, toolsWith(people.compensatedA.assessment))).toEqual([]);
  });

  it('is silent when the orders could not be read', async () => {
    expect(await cardsOf(service, people.compensatedA, { orders: [serviceOrder('ct-liver')] })).toEqual([]);
  });

  it('is silent without liver disease', async () => {
    expect(await send(people.healthy, 'ct-liver')).toEqual([]);
  });

  it('shows eGFR with its date, or that there is none', async () => {
    const known = withChart(people.compensatedA, { labs: labsOf([lab('creatinineUmolPerL', 88.42)]) });
    expect((await send(known, 'ct-liver'))[0]?.detail).toMatch(/eGFR 8\d mL\/min\/1\.73 m² \(2026-02-20\)/);
    expect((await send(people.compensatedA, 'ct-liver'))[0]?.detail).toContain('No creatinine of the last 90 days');
    expect((await send(people.compensatedA, 'us-liver'))[0]?.detail).not.toContain('creatinine');
  });

  it('warns of iodinated contrast in kidney injury and of gadolinium with eGFR below 30', async () => {
    const rise = withChart(people.ascites, {
      labs: labsOf([lab('creatinineUmolPerL', 200), lab('creatinineUmolPerL', 90, '2026-01-20')]),
    });
    const [ct] = await send(rise, 'ct-liver');
    expect(ct?.indicator).toBe('warning');
    expect(ct?.summary).toContain('creatinine up from 90 to 200 µmol/L');
    const chronic = withChart(people.compensatedA, { labs: labsOf([lab('creatinineUmolPerL', 260)]) });
    const [mri] = await send(chronic, 'mri-liver');
    expect(mri?.summary).toContain('Choose a group II agent');
  });

  it('makes one card for two orders of one protocol', async () => {
    const orders = [serviceOrder('ct-liver'), serviceOrder('ct-liver', { reference: 'ServiceRequest/second' })];
    expect(await dispatch(people.compensatedA, orders)).toHaveLength(1);
  });

  it('sends three cards at most', async () => {
    expect(await send(people.compensatedA, 'ct-liver', 'mri-liver', 'us-liver', 'vcte')).toHaveLength(3);
  });
});
