import type { WorklistGap } from '../../core/worklist/worklist.ts';
import type { Formats } from '../design/formats.ts';
import type { PatientRow } from './api.ts';
import type { Words } from './language/dictionary.ts';

export interface Reading {
  readonly words: Words;
  readonly formats: Formats;
}

export const nameText = ({ name, patientId }: PatientRow, { words }: Reading): string =>
  name ?? words('row.unnamed', { id: patientId });

/** "62 y, male, MASLD" */
export const factsText = ({ ageYears, sex, etiology }: PatientRow, { words }: Reading): string =>
  [
    ageYears !== undefined && words('row.years', { count: ageYears }),
    sex && words(`row.${sex}`),
    words.term('cause', etiology),
  ]
    .filter((part): part is string => typeof part === 'string')
    .join(' · ');

/** Whether a fibrosis stage says something: not after decompensation or transplantation. */
export const hasStage = ({ stage, state }: PatientRow): boolean =>
  stage !== undefined && state !== 'dACLD' && state !== 'transplanted';

/** "F3–F4 likely", "no stage named", or the state where a stage says nothing. */
export function stageText(row: PatientRow, { words }: Reading): string {
  if (!hasStage(row) || !row.stage) return words.term('state', row.state);
  const { headline } = row.stage;
  return headline.kind === 'stage'
    ? words(`row.range.${headline.range}`, { strength: words(`row.strength.${headline.strength}`) })
    : words('row.noStage');
}

/** "in 3 years" */
export const horizonText = (years: number, { words, formats }: Reading): string =>
  years === 1 ? words('row.in.one') : words('row.in.other', { count: formats.number(years, 1) });

/** One line for each kind of gap, the gravest first; what is named in it is the service's own English. */
export function gapLines(gaps: readonly WorklistGap[], reading: Reading): readonly GapLine[] {
  const { words, formats } = reading;
  const of = (kind: WorklistGap['kind']) => gaps.filter((gap) => gap.kind === kind);
  const surveillance = of('surveillance').map(({ what, overdue, dueBy }) =>
    overdue
      ? dueBy
        ? words('row.overdue', { what, date: formats.date(dueBy) })
        : words('row.overdueUndated', { what })
      : words('row.due', { what }),
  );
  const named = (kind: 'imaging' | 'data') =>
    of(kind)
      .map(({ what }) => what)
      .join(', ');
  return [
    ...surveillance.map((text, index) => ({
      kind: 'surveillance' as const,
      overdue: of('surveillance')[index]?.overdue === true,
      text,
    })),
    ...(of('imaging').length > 0
      ? [{ kind: 'imaging' as const, overdue: false, text: words('row.unread', { what: named('imaging') }) }]
      : []),
    ...(of('data').length > 0
      ? [{ kind: 'data' as const, overdue: false, text: words('row.missing', { what: named('data') }) }]
      : []),
  ];
}
export interface GapLine {
  readonly kind: WorklistGap['kind'];
  readonly overdue: boolean;
  readonly text: string;
}

/** "reviewed 3 May 2026", "reminder 1 Aug 2026"; undefined without a mark. @param today ISO day */
export function markText(mark: PatientRow['mark'], today: string, { words, formats }: Reading): string | undefined {
  if (!mark) return undefined;
  if (mark.kind === 'reviewed') return words('row.reviewed', { date: formats.date(mark.at.slice(0, 10)) });
  const key = mark.until <= today ? 'row.remind' : 'row.snoozed';
  return words(key, { date: formats.date(mark.until) });
}
