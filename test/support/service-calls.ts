import { expect } from 'vitest';
import type { CardDraft } from '../../src/cds/card.ts';
import { finishCards } from '../../src/cds/card-rules.ts';
import type { Answer, Tools } from '../../src/cds/service.ts';
import type { Assessment } from '../../src/core/assessment.ts';
import type { ChartFacts } from '../../src/core/chart.ts';
import type { Order } from '../../src/core/order.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import { asOf } from './charts.ts';

/** What chartFactsOf takes, made from a chart: the exams stand for reports, studies are empty. */
export const answersOf = (chart: ChartFacts) => ({
  patient: chart.patient,
  labs: chart.labs,
  measurements: chart.labs === undefined ? undefined : { results: [], serology: [], stiffness: [], refused: [] },
  conditions: chart.conditions,
  procedures: chart.procedures,
  medications: chart.medications,
  exams: chart.exams,
  imagingStudies: chart.exams === undefined ? undefined : [],
  immunizations: chart.immunizations,
});

export const contextOf = (orders: readonly Order[] = []) => ({
  patientId: 'p1',
  userId: 'Practitioner/1',
  encounterId: 'e1',
  orders,
  appointments: orders,
  resources: new Map(),
  dispatchedOrders: orders.map((order) => order.reference),
  performer: 'Organization/radiology',
});

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** Tools with a hand-made assessment; counts how often it was asked for. */
export function toolsWith(
  assessment: Assessment,
  unavailable: readonly string[] = [],
): Tools & { readonly asked: () => number } {
  let asked = 0;
  return {
    assess: async () => {
      asked += 1;
      return assessment;
    },
    asked: () => asked,
    now: asOf,
    log: silent,
    unavailable,
    reviewLink: (one) => ({
      label: 'Review',
      url: 'https://fibrocast.test/app/launch',
      type: 'smart',
      appContext: one.id,
    }),
    pageUrl: (path) => `https://fibrocast.test${path}`,
  };
}

/** The cards of an answer, checked against every rule of a card: what a service sends has to leave unmended. */
export function checkedCards(answer: Answer | readonly CardDraft[]): readonly CardDraft[] {
  const cards = 'cards' in answer ? answer.cards : answer;
  let count = 0;
  const { violations } = finishCards(cards, [], () => `id-${count++}`);
  expect(violations).toEqual([]);
  for (const card of cards) {
    const text = JSON.stringify(card);
    expect(text).not.toMatch(/undefined|NaN|\[object|Infinity|\{drug\}|\{fact\}/);
    expect(card.summary.length).toBeLessThan(140);
    expect(card.detail?.split('\n').length ?? 0).toBeLessThanOrEqual(16);
    expect(card.source.topic.system).toBe('https://fibrocast.org/fhir/CodeSystem/card-topic');
    expect(card.source.url).toMatch(/^https:\/\/fibrocast\.test\/guidelines#[a-z0-9-]+$/);
    expect(card.detail).toContain('Evidence: established');
    expect(card.selectionBehavior !== undefined).toBe(card.suggestions !== undefined);
    for (const one of card.suggestions ?? []) {
      expect(one.label).not.toBe('');
      expect(one.actions?.length ?? 0).toBeGreaterThan(0);
      for (const action of one.actions ?? []) {
        if (action.type === 'delete') expect(action.resourceId).toMatch(/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]+$/);
        else expect(action.resource).toMatchObject({ status: 'draft', subject: { reference: 'Patient/p1' } });
      }
    }
  }
  return cards;
}

interface Responder {
  // biome-ignore lint/suspicious/noExplicitAny: each service has an input of its own; this stands for the protocol layer
  respond(input: any, tools: Tools): Promise<Answer | readonly CardDraft[]>;
}

/** Calls a service as the protocol layer would, for a chart with its assessment, and checks the cards. */
export async function cardsOf(
  service: Responder,
  { chart, assessment }: Situation,
  options: {
    readonly orders?: readonly Order[];
    readonly unavailable?: readonly string[];
    readonly more?: Readonly<Record<string, unknown>>;
  } = {},
): Promise<readonly CardDraft[]> {
  const input = { context: contextOf(options.orders), ...answersOf(chart), ...options.more };
  return checkedCards(await service.respond(input, toolsWith(assessment, options.unavailable)));
}
