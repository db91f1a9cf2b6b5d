import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, CardDraft } from '../../src/cds/card.ts';
import { finishCards } from '../../src/cds/card-rules.ts';
import { countingIds } from '../support/call.ts';

const topic = { system: 'https://fibrocast.org/fhir/CodeSystem/topic', code: 'risk', display: 'Risk' };
const draft = (over: Partial<CardDraft> = {}): CardDraft => ({
  summary: 'FIB-4 2.9: refer for elastography',
  indicator: 'info',
  source: { label: 'AASLD 2023', url: 'https://doi.org/10.1097/HEP.0000000000000323', topic },
  ...over,
});
const one = (over: Partial<CardDraft>) => {
  const { cards, violations } = finishCards([draft(over)], [], countingIds());
  return { card: cards[0], violations };
};

describe('finishing cards', () => {
  it('gives every card and suggestion a uuid of its own', () => {
    const { cards, violations } = finishCards(
      [draft({ suggestions: [{ label: 'a' }, { label: 'b' }] }), draft()],
      [],
      countingIds(),
    );
    const ids = cards.flatMap((card) => [card.uuid, ...(card.suggestions ?? []).map((suggestion) => suggestion.uuid)]);
    expect(new Set(ids).size).toBe(4);
    expect(violations).toEqual([]);
  });

  it('shows the most urgent first and keeps the order among equals', () => {
    const drafts = [
      draft({ summary: '1' }),
      draft({ summary: '2', indicator: 'critical' }),
      draft({ summary: '3', indicator: 'warning' }),
    ];
    const { cards } = finishCards(drafts, [], countingIds());
    expect(cards.map((card) => card.summary)).toEqual(['2', '3', '1']);
  });

  it('keeps the three most urgent of more, and says that it did', () => {
    const drafts = [...Array(4).fill(draft()), draft({ indicator: 'critical', summary: 'last' })];
    const { cards, violations } = finishCards(drafts, [], countingIds());
    expect(cards).toHaveLength(3);
    expect(cards[0]?.summary).toBe('last');
    expect(violations).toEqual(['more than three cards']);
  });

  it('leaves a summary of 139 characters, and cuts a longer one between words', () => {
    const fits = `${'word '.repeat(27)}1234`;
    expect(fits).toHaveLength(139);
    expect(one({ summary: fits })).toMatchObject({ card: { summary: fits }, violations: [] });
    const { card, violations } = one({ summary: `${fits} and more` });
    expect(card?.summary).toBe(`${'word '.repeat(27).trim()}…`);
    expect(violations).toEqual(['summary is longer than 139 characters']);
  });

  it('keeps every summary under 140 characters, in one line, with whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (summary) => {
        const text = one({ summary }).card?.summary ?? '';
        expect(text.length).toBeLessThan(140);
        expect(text).not.toMatch(/[\n\r\t]|\p{Cs}/u);
      }),
    );
  });

  it('leaves empty values out, also inside resources', () => {
    const resource = {
      resourceType: 'ServiceRequest',
      status: 'draft',
      reasonCode: [],
      note: [{ text: '' }],
      code: { coding: [{}] },
    } as unknown as Extract<Action, { type: 'create' }>['resource'];
    const { card } = one({
      detail: '',
      links: [],
      overrideReasons: [],
      suggestions: [{ label: 'x', actions: [{ type: 'create', description: 'd', resource }] }],
    });
    expect(JSON.stringify(card)).not.toMatch(/null|""|\[\]|\{\}/);
    expect(card?.suggestions?.[0]?.actions?.[0]).toEqual({
      type: 'create',
      description: 'd',
      resource: { resourceType: 'ServiceRequest', status: 'draft' },
    });
    expect(card && 'detail' in card).toBe(false);
  });

  it('puts selectionBehavior exactly where suggestions are', () => {
    expect(one({ suggestions: [{ label: 'a' }] }).card?.selectionBehavior).toBe('at-most-one');
    expect(one({ suggestions: [{ label: 'a' }], selectionBehavior: 'any' }).card?.selectionBehavior).toBe('any');
    expect(one({ selectionBehavior: 'any' }).card?.selectionBehavior).toBeUndefined();
  });

  it('recommends one suggestion at most unless any may be chosen', () => {
    const suggestions = [
      { label: 'a', isRecommended: true },
      { label: 'b', isRecommended: true },
    ];
    const { card, violations } = one({ suggestions });
    expect(card?.suggestions?.map((suggestion) => suggestion.isRecommended)).toEqual([true, undefined]);
    expect(violations).toHaveLength(1);
    expect(one({ suggestions, selectionBehavior: 'any' }).violations).toEqual([]);
  });

  it('lets only absolute web addresses out', () => {
    const bad = ['/guidelines', 'javascript:alert(1)', 'www.x.org', 'https://', 'https:///x'];
    for (const url of bad) {
      const { card, violations } = one({
        source: { label: 'x', url, icon: url, topic },
        links: [{ label: 'l', url, type: 'absolute' }],
      });
      expect(card?.source).toEqual({ label: 'x', topic });
      expect(card?.links).toBeUndefined();
      expect(violations).toEqual([
        'link.url is no absolute URL',
        'source.url is no absolute URL',
        'source.icon is no absolute URL',
      ]);
    }
  });

  it('keeps appContext on SMART links alone', () => {
    const smart = { label: 'Review', url: 'https://x.org/app/launch', type: 'smart', appContext: 'a=1' } as const;
    expect(one({ links: [smart] }).card?.links).toEqual([smart]);
    const { card, violations } = one({ links: [{ ...smart, type: 'absolute' } as never] });
    expect(card?.links).toEqual([{ label: 'Review', url: 'https://x.org/app/launch', type: 'absolute' }]);
    expect(violations).toEqual(['appContext on an absolute link']);
  });

  it('asks for source.topic and whole override reasons', () => {
    expect(one({ source: { label: 'x' } as never }).violations).toEqual(['source.topic is missing']);
    const reasons = [topic, { system: 's', code: 'c' } as never];
    expect(one({ overrideReasons: reasons })).toMatchObject({
      card: { overrideReasons: [topic] },
      violations: ['override reason is no Coding'],
    });
  });

  it('drops actions that a client could not carry out', () => {
    const actions = [
      { type: 'delete', description: 'Remove', resourceId: 'ServiceRequest/1' },
      { type: 'delete', description: 'Remove', resourceId: '1' },
      { type: 'delete', description: '', resourceId: 'ServiceRequest/1' },
      { type: 'create', description: 'Add' },
      { type: 'create', description: 'Add', resource: { resourceType: 'ServiceRequest' } },
    ] as unknown as Action[];
    const { systemActions, violations } = finishCards([], actions, countingIds());
    expect(systemActions).toEqual([actions[0], actions[4]]);
    expect(violations).toHaveLength(3);
  });
});
