import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Response } from 'express';
import type { ListedPatient, WorklistPage } from '../../ports/worklist.ts';
import type { ListedName } from './worklist-names.ts';

/** More is a study, not a list to work through: the file says in its name that it was cut. */
export const mostCsvRows = 10_000;

type Row = ListedPatient & ListedName;
type Cell = string | number | undefined;

const columns: Readonly<Record<string, (row: Row) => Cell>> = {
  patient_id: (row) => row.patientId,
  name: (row) => row.name?.trim(),
  birth_date: (row) => row.birthDate,
  age_years: (row) => row.ageYears,
  sex: (row) => row.sex,
  cause: (row) => row.etiology,
  level: (row) => row.level,
  because: (row) => row.because,
  state: (row) => row.state,
  stage: (row) => row.stage?.headline.words,
  p_f3_or_more: (row) => row.stage?.f3OrMore,
  p_f4: (row) => row.stage?.f4,
  stage_evidence: (row) => row.stage?.evidence,
  risk_outcome: (row) => row.risk?.outcome,
  risk_horizon_years: (row) => row.risk?.horizonYears,
  risk_probability: (row) => row.risk?.probability,
  risk_by: (row) => row.risk?.by,
  risk_evidence: (row) => row.risk?.evidence,
  change: (row) => row.change?.direction,
  change_from: (row) => row.change?.from,
  changed_at: (row) => row.change?.at,
  surveillance_gaps: (row) => gapsOf(row, 'surveillance'),
  imaging_gaps: (row) => gapsOf(row, 'imaging'),
  missing_data: (row) => gapsOf(row, 'data'),
  assessed_at: (row) => row.seenAt,
  mark: (row) => row.mark?.kind,
  mark_until: (row) => (row.mark?.kind === 'snoozed' ? row.mark.until : undefined),
  mark_by: (row) => row.mark?.by,
  mark_at: (row) => row.mark?.at,
  mark_note: (row) => row.mark?.note?.trim(),
};

const gapsOf = ({ gaps }: Row, kind: string): string =>
  gaps
    .filter((gap) => gap.kind === kind)
    .map(({ what, overdue, dueBy }) => `${what}${overdue ? ', overdue' : ''}${dueBy ? ` since ${dueBy}` : ''}`)
    .join('; ');

/** `worklist-2026-11-28.csv`; `worklist-2026-11-28-first-10000-of-50000.csv` where there was more. */
export const csvName = (today: string, total: number): string =>
  `worklist-${today}${total > mostCsvRows ? `-first-${mostCsvRows}-of-${total}` : ''}.csv`;

/**
 * Sends the rows as CSV (UTF-8 with a byte order mark, commas, CRLF), a page at a time as the reader takes them. Text that a spreadsheet
 * would run as a formula gets an apostrophe before it. When a page cannot be had, the connection breaks: no half file looks whole.
 */
export async function sendCsv(response: Response, fileName: string, pages: AsyncIterable<WorklistPage>): Promise<void> {
  response.set({
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${fileName}"`,
    'Cache-Control': 'no-store',
  });
  async function* records() {
    let left = mostCsvRows;
    for await (const { rows } of pages) {
      for (const row of rows.slice(0, left)) yield Object.values(columns).map((cell) => cell(row) ?? '');
      left -= rows.length;
      if (left <= 0) return;
    }
  }
  const form = { header: true, columns: Object.keys(columns), bom: true, escape_formulas: true };
  await pipeline(records, stringify({ ...form, record_delimiter: 'windows' }), response);
}
