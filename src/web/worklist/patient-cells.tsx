// biome-ignore-all lint/a11y/useSemanticElements: the elements of a table cannot be placed by the number of their row
import type { BandLevel } from '../../core/score.ts';
import type { WorklistChange, WorklistRow } from '../../core/worklist/worklist.ts';
import { EvidenceMark, LevelMark } from '../design/marks.tsx';
import type { PatientRow } from './api.ts';
import {
  factsText,
  gapLines,
  hasStage,
  horizonText,
  markText,
  nameText,
  type Reading,
  stageText,
} from './row-sentences.ts';

const bandOf: Readonly<Record<WorklistRow['level'], BandLevel>> = {
  decompensated: 'very-high',
  high: 'high',
  indeterminate: 'indeterminate',
  low: 'low',
  'not-assessable': 'none',
};

/** Rungs and word, the same as on the review page. */
export const WorklistLevel = ({ level, children }: { level: WorklistRow['level']; children: string }) => (
  <span class={`level-word ${level}`}>
    <LevelMark level={bandOf[level]} />
    {children}
  </span>
);

const arrows: Readonly<Record<WorklistChange['direction'], string>> = {
  worse: 'M6 10.5v-9M2.2 5.3 6 1.5l3.8 3.8',
  better: 'M6 1.5v9M2.2 6.7 6 10.5l3.8-3.8',
  other: 'M1.5 6h9M7 2.6 10.5 6 7 9.4',
};
export const ChangeMark = ({ direction }: { direction: WorklistChange['direction'] }) => (
  <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
    <path class="outline" d={arrows[direction]} />
  </svg>
);

const gapShapes: Readonly<Record<'overdue' | WorklistRow['gaps'][number]['kind'], string>> = {
  overdue: 'M6 1v6.4M6 9.6v1.2',
  surveillance: 'M6 1.5a4.5 4.5 0 1 0 .01 0M6 3.6V6l1.8 1.2',
  imaging: 'M1.5 2.5h9v7h-9ZM1.5 8l2.6-2.6 2 2 1.6-1.4 2.8 2.6',
  data: 'M2.5 2.5l7 7M9.5 2.5l-7 7',
};
export const GapMark = ({ shape }: { shape: keyof typeof gapShapes }) => (
  <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
    <path class="outline" d={gapShapes[shape]} />
  </svg>
);

/** Everything of one patient but the box to choose it: two lines a cell, cut with the whole text at hand. */
export function PatientCells({
  row,
  today,
  reading,
  reachable,
  address,
}: {
  row: PatientRow;
  today: string;
  reading: Reading;
  /** Whether the tab key stops at the link: only in the active row. */
  reachable: boolean;
  address: string;
}) {
  const { words, formats } = reading;
  const name = nameText(row, reading);
  const gaps = gapLines(row.gaps, reading);
  const mark = markText(row.mark, today, reading);
  const risk =
    row.risk &&
    words('row.outcome', { outcome: words.term('outcome', row.risk.outcome, row.risk.title), by: row.risk.by });
  const said = row.mark && [
    words('row.markBy', { by: row.mark.by, when: formats.dateTime(row.mark.at) }),
    row.mark.note,
  ];
  return (
    <>
      <div class="cell patient" role="gridcell" tabIndex={-1}>
        <a href={address} tabIndex={reachable ? 0 : -1} title={name}>
          {name}
        </a>
        <span class="soft" title={factsText(row, reading)}>
          {factsText(row, reading)}
        </span>
      </div>
      <div class="cell risk" role="gridcell" tabIndex={-1} title={row.because}>
        <span class="evident">
          <WorklistLevel level={row.level}>{words(`level.${row.level}`)}</WorklistLevel>
          {row.stage && hasStage(row) && (
            <span class="share">{words('row.f3', { share: formats.wholePercent(row.stage.f3OrMore) })}</span>
          )}
        </span>
        <span class="soft evident">
          <span>{stageText(row, reading)}</span>
          {row.stage && hasStage(row) && (
            <EvidenceMark evidence={row.stage.evidence}>{words(`evidence.${row.stage.evidence}`)}</EvidenceMark>
          )}
        </span>
      </div>
      <div class="cell outcome" role="gridcell" tabIndex={-1} title={risk}>
        {row.risk ? (
          <>
            <span class="evident">
              <strong>{formats.percent(row.risk.probability)}</strong>
              <span>{horizonText(row.risk.horizonYears, reading)}</span>
              <EvidenceMark evidence={row.risk.evidence}>{words(`evidence.${row.risk.evidence}`)}</EvidenceMark>
            </span>
            <span class="soft">{risk}</span>
          </>
        ) : (
          <Nothing said={words('row.noRisk')} />
        )}
      </div>
      <div class="cell change" role="gridcell" tabIndex={-1}>
        {row.change ? (
          <>
            <span class={`changed ${row.change.direction}`}>
              <ChangeMark direction={row.change.direction} />
              <span>{words(`changed.${row.change.direction}`)}</span>
            </span>
            <span class="soft">
              {words('row.was', {
                from: words(`level.${row.change.from}`),
                date: formats.date(row.change.at.slice(0, 10)),
              })}
            </span>
          </>
        ) : (
          <Nothing said={words('row.unchanged')} />
        )}
      </div>
      <div class="cell gaps" role="gridcell" tabIndex={-1} title={gaps.map(({ text }) => text).join('\n')}>
        {gaps.length === 0 && <Nothing said={words('row.noGaps')} />}
        {(gaps.length > 2 ? gaps.slice(0, 1) : gaps).map((gap) => (
          <Gap key={gap.text} gap={gap} />
        ))}
        {gaps.length > 2 && (
          <span class={gaps[1]?.overdue ? 'gap-line overdue' : 'gap-line'}>
            <GapMark shape={gaps[1]?.overdue ? 'overdue' : (gaps[1]?.kind ?? 'data')} />
            <span>
              {gaps
                .slice(1)
                .map(({ text }) => text)
                .join(' · ')}
            </span>
          </span>
        )}
      </div>
      <div class="cell seen" role="gridcell" tabIndex={-1} title={said?.filter(Boolean).join('\n')}>
        <span>{formats.date(row.seenAt.slice(0, 10))}</span>
        {mark && (
          <span class="marked">
            <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
              <path
                class="outline"
                d={
                  row.mark?.kind === 'reviewed'
                    ? 'M1.8 6.4 4.7 9.3l5.5-6.6'
                    : 'M6 1.5a4.5 4.5 0 1 0 .01 0M6 3.6V6l1.8 1.2'
                }
              />
            </svg>
            <span>{mark}</span>
            {row.mark?.note && <span class="visually-hidden">: {row.mark.note}</span>}
          </span>
        )}
      </div>
    </>
  );
}

/** A dash for the eye, words for a screen reader. */
const Nothing = ({ said }: { said: string }) => (
  <span class="soft">
    <span aria-hidden="true">–</span>
    <span class="visually-hidden">{said}</span>
  </span>
);

const Gap = ({ gap: { kind, overdue, text } }: { gap: ReturnType<typeof gapLines>[number] }) => (
  <span class={overdue ? 'gap-line overdue' : 'gap-line'}>
    <GapMark shape={overdue ? 'overdue' : kind} />
    <span>{text}</span>
  </span>
);
