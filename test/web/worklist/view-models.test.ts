import { describe, expect, it } from 'vitest';
import { formatsOf } from '../../../src/web/design/formats.ts';
import type { PatientRow, RowPage } from '../../../src/web/worklist/api.ts';
import { addressWith, askedWith, filtersFrom, toggled, unfiltered } from '../../../src/web/worklist/filters.ts';
import { wordsOf } from '../../../src/web/worklist/language/dictionary.ts';
import { isComing, reminderDays } from '../../../src/web/worklist/reminder-days.ts';
import { factsText, gapLines, markText, nameText, stageText } from '../../../src/web/worklist/row-sentences.ts';
import { openRows, type Place, pageSize } from '../../../src/web/worklist/rows.ts';
import { madeUpRow } from '../../support/worklist-server.ts';

const reading = { words: wordsOf('en'), formats: formatsOf('en') };

describe('the filters in the address', () => {
  const from = (text: string) => filtersFrom(new URLSearchParams(text));
  it('come back as they were, beside what else stands there', () => {
    const filters = toggled(toggled({ ...from(''), sort: 'gaps', mark: 'all' }, 'level', 'high'), 'gap', 'imaging');
    const address = addressWith(filters, new URLSearchParams('launch=abc&lang=de'));
    expect(address.toString()).toBe('launch=abc&lang=de&sort=gaps&mark=all&level=high&gap=imaging');
    expect(filtersFrom(address)).toEqual(filters);
    expect(addressWith(from(''), address).toString()).toBe('launch=abc&lang=de');
  });
  it('pass over values that there are not', () => {
    expect(from('level=purple,high&sort=name&mark=seen')).toEqual({
      sort: 'risk',
      mark: 'open',
      chosen: { level: ['high'], changed: [], gap: [], state: [], etiology: [] },
    });
  });
  it('are asked for in the order of urgency, and are undone by the same value', () => {
    const both = toggled(toggled(from(''), 'level', 'low'), 'level', 'decompensated');
    expect(askedWith(both).get('level')).toBe('decompensated,low');
    expect(askedWith(both).get('mark')).toBe('open');
    expect(askedWith({ ...both, mark: 'all' }).has('mark')).toBe(false);
    expect(unfiltered(toggled(both, 'level', 'low')).chosen.level).toEqual([]);
  });
});

describe('the rows of a long list', () => {
  const total = 1000;
  const row = (index: number) => ({ patientId: `p${index}` }) as PatientRow;
  const page = (first: number): RowPage => ({
    total,
    rows: Array.from({ length: Math.min(pageSize, total - first) }, (_, step) => row(first + step)),
    ...(first + pageSize < total ? { next: `after-${first + pageSize}` } : {}),
  });
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  function opened() {
    const asked: Place[] = [];
    const failures: unknown[] = [];
    const given: AbortSignal[] = [];
    let answer = async (place: Place): Promise<RowPage> =>
      page('skip' in place ? place.skip : Number(place.after.slice('after-'.length)));
    const rows = openRows(
      (place, signal) => {
        asked.push(place);
        given.push(signal);
        return answer(place);
      },
      () => undefined,
      (error) => failures.push(error),
    );
    const answers = (next: typeof answer) => {
      answer = next;
    };
    return { rows, asked, failures, given, answers };
  }

  it('are loaded a page at a time, by the cursor of the page before or by a jump', async () => {
    const { rows, asked } = opened();
    rows.want(0, 20);
    await settled();
    rows.want(40, 60);
    await settled();
    rows.want(700, 720);
    await settled();
    expect(asked).toEqual([{ skip: 0 }, { after: 'after-50' }, { skip: 700 }]);
    expect(rows.total).toBe(1000);
    expect([rows.at(0), rows.at(59), rows.at(720), rows.at(300)]).toEqual([row(0), row(59), row(720), undefined]);
  });
  it('are not asked for twice, nor beyond the end', async () => {
    const { rows, asked } = opened();
    rows.want(0, 10);
    rows.want(0, 10);
    await settled();
    rows.want(990, 1200);
    await settled();
    expect(asked).toEqual([{ skip: 0 }, { skip: 950 }]);
  });
  it('give up what the window has left behind', async () => {
    const { rows, given, answers } = opened();
    rows.want(0, 10);
    await settled();
    answers(() => new Promise(() => undefined));
    rows.want(500, 510);
    rows.want(900, 910);
    expect(given.map(({ aborted }) => aborted)).toEqual([false, true, false]);
  });
  it('stay in sight while they are renewed', async () => {
    const { rows } = opened();
    rows.want(0, 10);
    await settled();
    rows.renew();
    expect(rows.at(3)).toEqual(row(3));
  });
  it('say once when a page could not be had, and try it again when they are renewed', async () => {
    const { rows, failures, answers, asked } = opened();
    answers(async () => {
      throw new Error('away');
    });
    rows.want(0, 10);
    await settled();
    rows.want(0, 10);
    await settled();
    expect(failures).toHaveLength(1);
    answers(async () => page(0));
    rows.renew();
    rows.want(0, 10);
    await settled();
    expect([asked.length, rows.at(0)]).toEqual([2, row(0)]);
  });
  it('come all together where all are chosen', async () => {
    const { rows } = opened();
    rows.want(500, 510);
    await settled();
    const all = await rows.all();
    expect([all.length, all[0], all[999]]).toEqual([1000, row(0), row(999)]);
  });
});

describe('the sentences of a row', () => {
  const high: PatientRow = madeUpRow(3);
  it('name the stage, that none is named, or the state where a stage says nothing', () => {
    const stage = { f3OrMore: 0.9, f4: 0.4, evidence: 'research' } as const;
    const named = { kind: 'stage', range: 'F3-F4', strength: 'likely', words: '' } as const;
    const abstained = { kind: 'abstention', why: 'discordant', words: '' } as const;
    expect(stageText({ ...high, state: 'cACLD', stage: { ...stage, headline: named } }, reading)).toBe('F3–F4 likely');
    expect(stageText({ ...high, state: 'cACLD', stage: { ...stage, headline: abstained } }, reading)).toBe(
      'no stage named',
    );
    expect(stageText({ ...high, state: 'dACLD', stage: { ...stage, headline: named } }, reading)).toBe(
      'decompensated cirrhosis',
    );
  });
  it('leave out what is not known', () => {
    const { name: _, ageYears: __, sex: ___, ...bare } = { ...high, name: undefined };
    expect(nameText(bare, reading)).toBe(`Patient ${high.patientId}`);
    expect(factsText({ ...bare, etiology: 'masld' }, reading)).toBe('MASLD');
    expect(factsText({ ...bare, ageYears: 62, sex: 'male', etiology: 'masld' }, reading)).toBe('62 y · male · MASLD');
  });
  it('put what is overdue first, with its day', () => {
    expect(
      gapLines(
        [
          { kind: 'data', what: 'AST' },
          { kind: 'data', what: 'INR' },
          { kind: 'imaging', what: 'CT of 2026-05-02' },
          { kind: 'surveillance', what: 'HCC surveillance', overdue: true, dueBy: '2026-08-03' },
          { kind: 'surveillance', what: 'Varices' },
        ],
        reading,
      ).map(({ text, overdue }) => [text, overdue]),
    ).toEqual([
      ['Overdue: HCC surveillance, since 3 Aug 2026', true],
      ['Due: Varices', false],
      ['Unread: CT of 2026-05-02', false],
      ['Missing: AST, INR', false],
    ]);
  });
  it('say of a mark what it is and of which day', () => {
    const about = { by: 'Practitioner/a', at: '2026-05-03T09:00:00Z' };
    expect(markText({ kind: 'reviewed', ...about }, '2026-06-01', reading)).toBe('reviewed 3 May 2026');
    expect(markText({ kind: 'snoozed', until: '2026-08-01', ...about }, '2026-06-01', reading)).toBe(
      'reminder 1 Aug 2026',
    );
    expect(markText({ kind: 'snoozed', until: '2026-08-01', ...about }, '2026-08-01', reading)).toBe(
      'reminder due 1 Aug 2026',
    );
  });
});

describe('the days of a reminder', () => {
  it('end with a shorter month', () => {
    expect(reminderDays('2026-08-31')).toEqual({
      weeks: '2026-09-14',
      month: '2026-09-30',
      quarter: '2026-11-30',
      half: '2027-02-28',
    });
  });
  it('lie after today and within five years', () => {
    const coming = (day: string) => isComing(day, '2026-11-28');
    expect(['2026-11-29', '2031-11-26'].map(coming)).toEqual([true, true]);
    expect(['2026-11-28', '2020-01-01', '2040-01-01', '', '2026-1'].map(coming)).toEqual(Array(5).fill(false));
  });
});
