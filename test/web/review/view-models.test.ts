import { describe, expect, it } from 'vitest';
import { spreadLabels } from '../../../src/web/design/sized.tsx';
import { changesOf, newMarks } from '../../../src/web/review/changes.ts';
import { layMarks, timeTicks, valueRange } from '../../../src/web/review/course-scale.ts';
import { doubtsOf } from '../../../src/web/review/distrust.ts';
import { letterText } from '../../../src/web/review/letter-text.ts';
import { readingOf } from '../../../src/web/review/reading.tsx';
import { headlineRows, riskGroups } from '../../../src/web/review/risk-groups.ts';
import { waterfallOf } from '../../../src/web/review/waterfall-rows.ts';
import { reviews } from '../../support/reviews.ts';

const reading = readingOf('en', 'si');
const doubts = (name: keyof typeof reviews) => doubtsOf(reviews[name], reading);

describe('risks', () => {
  it('lead with a course over time, keep what competes beside it, and end with death of other causes', () => {
    const groups = riskGroups(reviews.rich);
    expect(groups.map(({ outcome }) => outcome)).toEqual([
      'liver-transplant-or-death',
      'decompensation',
      'other-cause-death',
    ]);
    expect(groups[0]?.beside.map(({ outcome }) => outcome)).toEqual(['other-cause-death']);
    expect(groups[0] && headlineRows(groups[0]).map(({ years }) => years)).toEqual([1, 3, 5]);
  });
  it('of a synthetic model never stand before others', () => {
    const established = { ...reviews.synthetic.assessment, risks: reviews.rich.assessment.risks };
    const [first] = riskGroups({ ...reviews.synthetic, assessment: established });
    expect(first?.evidence).toBe('established');
  });
  it('are drawn through their horizons where no yearly course is given', () => {
    expect(riskGroups(reviews.abstention)[0]?.curve?.points.map(({ years }) => years)).toEqual([1, 3, 5]);
  });
  it('of a model that is silent are not shown', () => {
    const models = (reviews.rich.assessment.models ?? []).map((model) => ({ ...model, state: 'silent' as const }));
    const groups = riskGroups({ ...reviews.rich, assessment: { ...reviews.rich.assessment, models } });
    expect(groups.map(({ by }) => by)).toEqual(['baveno7']);
  });
});

describe('changes', () => {
  const line = (values: readonly number[], thresholds: readonly number[] = []) => ({
    id: 'fib4',
    title: 'FIB-4',
    unit: '{score}',
    points: values.map((value, index) => ({ date: `202${index}-01-01`, value })),
    thresholds: thresholds.map((value) => ({ value, label: 'rule in', source: '' })),
  });
  it('call less than 5 % steady', () => {
    expect(changesOf([line([2, 2.08])])[0]?.direction).toBe('steady');
    expect(changesOf([line([2, 2.2])])[0]?.direction).toBe('rising');
    expect(changesOf([line([2, 1.5])])[0]?.direction).toBe('falling');
    expect(changesOf([line([2])])[0]?.direction).toBe('first');
  });
  it('name the thresholds that were crossed, in either direction', () => {
    expect(changesOf([line([2, 3], [2.67])])[0]?.crossed).toEqual([{ value: 2.67, label: 'rule in', beyond: true }]);
    expect(changesOf([line([3, 2], [2.67])])[0]?.crossed).toEqual([{ value: 2.67, label: 'rule in', beyond: false }]);
    expect(changesOf([line([1, 2], [2.67])])[0]?.crossed).toEqual([]);
  });
  it('list events of the last year only, newest first', () => {
    const marks = [
      { date: '2025-05-30', kind: 'event', title: 'too old' },
      { date: '2025-07', kind: 'event', title: 'month only' },
      { date: '2026-05-01', kind: 'procedure', title: 'recent' },
      { date: '2026-05-02', kind: 'imaging', title: 'a picture' },
    ] as const;
    expect(newMarks(marks, '2026-06-01T10:00:00Z').map(({ title }) => title)).toEqual(['recent', 'month only']);
  });
});

describe('doubts', () => {
  it('begin with what could turn the reading around', () => {
    expect(doubts('abstention')[0]).toMatchObject({ kind: 'conflict' });
    expect(doubts('poor').map(({ kind }) => kind)).toEqual(['unread', 'missing']);
  });
  it('name everything that was learnt from simulated patients, once', () => {
    const [first, ...others] = doubts('synthetic');
    expect(first?.text).toContain('Liver-related events by MR radiomics');
    expect(others.filter(({ kind }) => kind === 'synthetic')).toEqual([]);
  });
  it('name what is not analysed yet', () => {
    expect(doubts('pending').filter(({ kind }) => kind === 'waiting')).toHaveLength(2);
  });
  it('say when the chart has changed since the card', () => {
    const openedFrom = { assessmentId: 'a', at: '2026-05-01T08:00:00Z', same: false };
    const since = doubtsOf(Object.assign({}, reviews.healthy, { openedFrom }), reading);
    expect(since[0]?.text).toContain('1 May 2026');
    expect(doubts('healthy')).toEqual([]);
  });
});

describe('the waterfall', () => {
  const driver = (title: string, contribution: number, available = true) => ({
    id: title,
    title,
    contribution,
    available,
    scale: 'log-odds' as const,
  });
  const titles = { start: 'Prior', result: 'Result', others: (count: number) => `${count} others` };
  it('joins its bars end to end from the start to the result', () => {
    const { rows } = waterfallOf([driver('a', 0.5), driver('b', -1.2), driver('c', 0.01)], -1, titles, () => undefined);
    expect(rows.map(({ title }) => title)).toEqual(['Prior', 'b', 'a', '1 others', 'Result']);
    for (const [index, row] of rows.slice(1).entries()) expect(row.from).toBeCloseTo(rows[index]?.to ?? Number.NaN, 12);
    expect(rows.at(-1)?.to).toBeCloseTo(-1.69, 12);
  });
  it('keeps apart what was not available', () => {
    expect(waterfallOf([driver('edema', 0, false)], 0, titles, () => undefined).unavailable).toEqual(['edema']);
  });
});

describe('the course', () => {
  it('leaves out of the range a threshold that would flatten the line', () => {
    const points = [
      { date: '2025-01-01', value: 4 },
      { date: '2026-01-01', value: 5 },
    ];
    const thresholds = [
      { value: 5.5, label: '', source: '' },
      { value: 40, label: '', source: '' },
    ];
    const { low, high } = valueRange({ id: '', title: '', unit: '1', points, thresholds });
    expect(high).toBeGreaterThan(5.5);
    expect(high).toBeLessThan(40);
    expect(low).toBeLessThan(4);
  });
  it('has a range for a single value', () => {
    const { low, high } = valueRange({
      id: '',
      title: '',
      unit: '1',
      points: [{ date: '2026', value: 0 }],
      thresholds: [],
    });
    expect(high).toBeGreaterThan(low);
  });
  it('ticks every year over a few years', () => {
    const ticks = timeTicks(Date.UTC(2020, 5, 1), Date.UTC(2024, 5, 1));
    expect(ticks.map(({ iso }) => iso)).toEqual(['2021-01-01', '2022-01-01', '2023-01-01', '2024-01-01']);
  });
  it('puts marks whose labels would meet into different lanes', () => {
    const marks = ['2025-01-01', '2025-01-03', '2025-12-01'].map((date) => ({
      date,
      kind: 'event' as const,
      title: 'Ascites',
    }));
    const from = Date.UTC(2025, 0, 1);
    const x = (at: number) => ((at - from) / (365 * 86_400_000)) * 1000;
    const { laid, lanes } = layMarks(marks, x, 1200, from, () => 60);
    expect(lanes).toBe(2);
    expect(laid.map(({ lane }) => lane)).toEqual([0, 1, 0]);
  });
});

describe('labels in a row', () => {
  it('keep apart by their widths and inside the row', () => {
    const placed = spreadLabels([2, 4, 6, 300], [40, 40, 40, 40], 310);
    for (const [index, centre] of placed.slice(1).entries())
      expect(centre - (placed[index] ?? 0)).toBeGreaterThanOrEqual(40 - 1e-9);
    expect(placed[0]).toBeGreaterThanOrEqual(20);
    expect(placed.at(-1)).toBeLessThanOrEqual(290);
  });
});

describe('the text for the letter', () => {
  it('says stage, risk, course, next steps and doubts with units and dates', () => {
    const text = letterText(reviews.rich, reading).replaceAll('\u00a0', ' ');
    for (const part of [
      'Okafor, Grace, born 12 Mar 1965, MRN 4711-0815',
      'P(≥F3)',
      'VCTE 17.3 kPa (20 May 2026)',
      '5 years 16% (10%–23%)',
      'Platelets 118 ×10⁹/L (28 Apr 2026)',
      '- Screen for varices by endoscopy (soon; Baveno VII 2022)',
      'Missing: Spleen stiffness, ELF test',
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/undefined|NaN|\{|\[object/);
  });
  it('is in the language and units of the page', () => {
    const text = letterText(reviews.rich, readingOf('de', 'us')).replaceAll('\u00a0', ' ');
    expect(text).toContain('Stadium: ');
    expect(text).toContain('Thrombozyten 118 ×10³/µL (28. Apr. 2026)');
  });
  it('says of every patient what is known, without gaps', () => {
    for (const data of Object.values(reviews)) expect(letterText(data, reading)).not.toMatch(/undefined|NaN|\[object/);
  });
});
