import { describe, expect, it } from 'vitest';
import service from '../../cds-services/liver-safety/service.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import { drugOrder, lab, labsOf, people, serviceOrder, takes } from '../support/charts.ts';
import { answersOf, cardsOf, contextOf, toolsWith } from '../support/service-calls.ts';

const sign = (patient: Situation, ...orders: Parameters<typeof drugOrder>[0][]) =>
  cardsOf(service, patient, { orders: orders.map((one) => drugOrder(one)) });

describe('liver-safety', () => {
  it('stops an NSAID with ascites: critical, with date, alternative and a way to take it back', async () => {
    const [card, ...more] = await sign(people.ascites, 'ibuprofen');
    expect(more).toEqual([]);
    expect(card?.indicator).toBe('critical');
    expect(card?.summary).toBe(
      'Do not give ibuprofen: ascites recorded 2025-11-10, high risk of acute kidney failure and bleeding',
    );
    expect(card?.detail).toContain('**Instead:** Paracetamol');
    expect(card?.suggestions?.[0]?.actions).toEqual([
      { type: 'delete', description: 'Delete the draft order: ibuprofen', resourceId: 'MedicationRequest/ibuprofen' },
    ]);
    expect(card?.overrideReasons?.map((one) => one.code)).toContain('benefit-outweighs-risk');
    expect(card?.source.label).toBe('EASL 2018 decompensated cirrhosis');
    expect(card?.links?.[0]?.type).toBe('smart');
  });

  it('does not ask for an assessment when no order concerns it', async () => {
    const tools = toolsWith(people.ascites.assessment);
    const input = {
      ...answersOf(people.ascites.chart),
      context: contextOf([drugOrder('amoxicillin'), serviceOrder('egd')]),
    };
    expect(await service.respond(input as never, tools)).toEqual([]);
    expect(tools.asked()).toBe(0);
  });

  it('says nothing to a healthy person, nor in low-risk MASLD', async () => {
    expect(await sign(people.healthy, 'ibuprofen', 'lorazepam', 'warfarin', 'metformin')).toEqual([]);
    expect(await sign(people.masldLowRisk, 'ibuprofen', 'simvastatin', 'metformin')).toEqual([]);
  });

  it('lets a statin and metformin pass in compensated cirrhosis', async () => {
    expect(await sign(people.compensatedA, 'atorvastatin', 'metformin')).toEqual([]);
  });

  it('speaks when a statin is stopped for the liver alone', async () => {
    const [card] = await cardsOf(service, people.compensatedA, {
      orders: [drugOrder('atorvastatin', { status: 'stopped' })],
    });
    expect(card?.indicator).toBe('info');
    expect(card?.suggestions).toBeUndefined();
    expect(card?.detail).toContain('**Rather:**');
  });

  it('suggests endoscopy with an anticoagulant and varices never looked for', async () => {
    const [card] = await sign(people.unscreened, 'apixaban');
    expect(card?.indicator).toBe('warning');
    expect(card?.suggestions?.map((one) => one.label)).toEqual(['Order Upper endoscopy']);
    expect(card?.suggestions?.[0]?.actions?.[0]).toMatchObject({
      type: 'create',
      resource: { resourceType: 'ServiceRequest' },
    });
  });

  it('names what is missing for the Child-Pugh class instead of assuming it', async () => {
    const [card] = await sign(people.classUnknown, 'apixaban');
    expect(card?.detail).toContain('missing: INR, albumin');
    expect(card?.suggestions?.[0]?.label).toBe('Order Liver panel with platelets');
  });

  it('calls real dangers critical and nothing else', async () => {
    const grave = await sign(people.childB, 'obeticholic-acid', 'glecaprevir');
    expect(grave.map((one) => one.indicator)).toEqual(['critical', 'critical']);
    const [weighed] = await sign(people.childB, 'apixaban');
    expect(weighed?.indicator).toBe('warning');
    const [noted] = await sign(people.childB, 'paracetamol');
    expect(noted?.indicator).toBe('info');
  });

  it('sends three cards at most, gravest first, and names the rest on the third', async () => {
    const cards = await sign(people.ascites, 'paracetamol', 'diazepam', 'lisinopril', 'ibuprofen', 'rivaroxaban');
    expect(cards).toHaveLength(3);
    expect(cards.every((one) => one.indicator === 'critical')).toBe(true);
    expect(cards[2]?.detail).toContain('Also: Avoid or halve diazepam');
    expect(cards[2]?.detail).toContain('Also: Keep paracetamol');
  });

  it('makes one card of two NSAIDs, which takes back both', async () => {
    const [card, ...more] = await sign(people.ascites, 'ibuprofen', 'naproxen');
    expect(more).toEqual([]);
    expect(card?.suggestions?.[0]?.actions).toHaveLength(2);
  });

  it('warns of contrast for a liver CT in acute kidney injury', async () => {
    const aki: Situation = {
      ...people.ascites,
      chart: {
        ...people.ascites.chart,
        labs: labsOf([lab('creatinineUmolPerL', 190), lab('creatinineUmolPerL', 85, '2026-02-01')]),
      },
    };
    const [card] = await cardsOf(service, aki, { orders: [serviceOrder('ct-liver')] });
    expect(card?.summary).toContain('creatinine up from 85 to 190 µmol/L');
  });

  it('says which parts of the chart could not be read', async () => {
    const [card] = await cardsOf(service, people.ascites, {
      orders: [drugOrder('ibuprofen')],
      unavailable: ['labs', 'procedures'],
    });
    expect(card?.detail).toContain('Could not be read this time: laboratory results, procedures');
  });

  it('withholds adult doses from a child by name', async () => {
    const child: Situation = { ...people.ascites, assessment: { ...people.ascites.assessment, ageYears: 9 } };
    const [card] = await sign(child, 'paracetamol');
    expect(card?.summary).toContain('not applied at age 9');
    expect(card?.indicator).toBe('info');
    const [danger] = await sign(child, 'ibuprofen');
    expect(danger?.indicator).toBe('critical');
  });

  it('judges the graft, not the liver that is gone', async () => {
    const cards = await sign(people.transplanted, 'lorazepam', 'lisinopril', 'ibuprofen');
    expect(cards.map((one) => one.indicator)).toEqual(['warning']);
  });

  it('does not repeat a note for a drug already taken', async () => {
    const taking: Situation = {
      ...people.compensatedA,
      chart: { ...people.compensatedA.chart, medications: [takes('paracetamol')] },
    };
    expect(await sign(taking, 'paracetamol')).toEqual([]);
  });

  it('leaves an order alone that has no reference to delete', async () => {
    const [card] = await cardsOf(service, people.ascites, { orders: [drugOrder('ibuprofen', { reference: '' })] });
    expect(card?.suggestions).toBeUndefined();
  });
});
