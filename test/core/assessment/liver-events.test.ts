import { describe, expect, it } from 'vitest';
import { findLiverEvents } from '../../../src/core/assessment/liver-events.ts';
import { asOf, chart, condition, service } from '../../support/made-up-chart.ts';

const kinds = (parts: Parameters<typeof chart>[0]) => findLiverEvents(chart(parts), asOf).map(({ event }) => event);

describe('liver events', () => {
  it.each([
    ['ascites', 'ascites'],
    ['variceal-bleeding', 'variceal-bleeding'],
    ['hepatic-encephalopathy', 'hepatic-encephalopathy'],
    ['hepatorenal-syndrome', 'hepatorenal-syndrome'],
    ['hepatocellular-carcinoma', 'hepatocellular-carcinoma'],
    ['spontaneous-bacterial-peritonitis', 'spontaneous-bacterial-peritonitis'],
    ['liver-transplant', 'liver-transplant'],
    ['decompensated-cirrhosis', 'decompensation'],
  ] as const)('%s as a diagnosis is %s, active or resolved', (concept, event) => {
    expect(kinds({ conditions: [condition(concept)] })).toEqual([event]);
    expect(kinds({ conditions: [condition(concept, { status: 'resolved' })] })).toEqual([event]);
  });

  it.each([
    ['paracentesis', ['ascites']],
    ['tips', ['decompensation']],
    ['tace', ['hepatocellular-carcinoma']],
    ['liver-transplant', ['liver-transplant']],
    ['band-ligation', []],
    ['liver-resection', []],
    ['liver-ablation', []],
    ['egd', []],
  ] as const)('%s done means %j', (concept, events) => {
    expect(kinds({ procedures: [service(concept, '2025-01-01')] })).toEqual(events);
    expect(kinds({ procedures: [service(concept, '2025-01-01', { status: 'planned' })] })).toEqual([]);
    expect(kinds({ procedures: [service(concept, '2025-01-01', { status: 'not-done' })] })).toEqual([]);
  });

  it('are neither provisional nor of the future, nor cirrhosis and varices by themselves', () => {
    expect(
      kinds({
        conditions: [
          condition('ascites', { provisional: true }),
          condition('hepatocellular-carcinoma', { date: '2026-09-01' }),
          condition('cirrhosis'),
          condition('esophageal-varices'),
          condition('portal-hypertension'),
        ],
      }),
    ).toEqual([]);
  });

  it('carry their first date and every reference, once a kind', () => {
    const facts = chart({
      conditions: [
        condition('ascites', { date: '2025-05-01', reference: 'Condition/b' }),
        condition('ascites', { date: '2024-05', reference: 'Condition/a' }),
        condition('ascites', { date: undefined, reference: 'Condition/c' }),
      ],
    });
    expect(findLiverEvents(facts, asOf)).toEqual([
      { event: 'ascites', date: '2024-05', references: ['Condition/a', 'Condition/b', 'Condition/c'] },
    ]);
  });
});
