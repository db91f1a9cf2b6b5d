import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Failure } from '../core/failure.ts';
import type { ObservedOutcome } from '../core/models/manifest.ts';
import { type CohortRow, numberIn } from '../core/validation/observe-outcome.ts';
import type { Prediction } from '../core/validation/validation-report.ts';
import type { Cohort } from '../flows/validate-model.ts';
import { columnNames } from './column-names.ts';

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly CohortRow[];
  readonly sha256: string;
}

/** Columns that may carry the subject, in this order; without one the row number is the id, as in `fibrocast predict`. */
const idColumns = ['id', 'patient_id', 'seqn'] as const;

/**
 * A cohort by id. `beside` is a second table of the same subjects with the observed outcomes: the model sees the first table only, and the
 * columns of one outcome come from one table, the second where it has them all. Subjects are those of the first.
 * @param columns what the site calls its columns, `input=column,input=column`
 */
export async function readCohort(
  path: string,
  beside?: string,
  columns?: string,
): Promise<Cohort & { readonly files: readonly string[] }> {
  const table = await readTable(path, '--cohort', columnNames(columns));
  const first = byId(table, '--cohort');
  const named = { name: basename(path), sha256: table.sha256 };
  if (beside === undefined) return { ...named, rows: first, files: [table.sha256] };
  const other = await readTable(beside, '--outcomes');
  const second = byId(other, '--outcomes');
  const joined = (secondCounts: boolean) =>
    new Map(
      [...first].map(([id, row]): [string, CohortRow] => [
        id,
        secondCounts ? { ...row, ...second.get(id) } : { ...second.get(id), ...row },
      ]),
    );
  const outcomesOfFirst = joined(false);
  // Who is not in the second table must not pass with the first one's column of the same name.
  const blank = Object.fromEntries(other.header.map((column) => [column, undefined]));
  const outcomesOfSecond = new Map([...first].map(([id, row]) => [id, { ...row, ...blank, ...second.get(id) }]));
  return {
    ...named,
    rows: joined(true),
    inputs: first,
    rowsFor: (how) =>
      columnsOf(how).every((column) => other.header.includes(column)) ||
      !columnsOf(how).every((column) => table.header.includes(column))
        ? outcomesOfSecond
        : outcomesOfFirst,
    files: [table.sha256, other.sha256],
  };
}

const columnsOf = (how: ObservedOutcome): string[] =>
  how.kind === 'follow-up' ? [how.time, how.status] : [how.kind === 'state' ? how.status : how.value];

/** The table of `fibrocast predict`. @throws Failure `invalid-input` when it is another table or a number in it is none. */
export async function readPredictions(path: string): Promise<{ lines: readonly Prediction[]; sha256: string }> {
  const { header, rows, sha256 } = await readTable(path, '--predictions');
  const missing = ['id', 'outcome', 'probability', 'status'].filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new Failure(
      'invalid-input',
      `The --predictions table lacks ${missing.join(', ')}: it must be an output of fibrocast predict.`,
    );
  const lines = rows.map((row, index): Prediction => {
    const line = { id: row.id ?? '', outcome: row.outcome ?? '' };
    const horizonYears = cell(row, 'horizon_y', index);
    const at = horizonYears === undefined ? line : { ...line, horizonYears };
    if (row.status !== 'ok') return { ...at, refused: row.reason || 'refused without a reason' };
    const probability = cell(row, 'probability', index);
    const linearPredictor = cell(row, 'linear_predictor', index);
    return {
      ...at,
      ...(probability !== undefined ? { probability } : {}),
      ...(linearPredictor !== undefined ? { linearPredictor } : {}),
    };
  });
  return { lines, sha256 };
}

/** Fold by id: columns `id, fold`. */
export async function readFolds(path: string): Promise<ReadonlyMap<string, string>> {
  const { header, rows } = await readTable(path, '--folds');
  if (!header.includes('id') || !header.includes('fold'))
    throw new Failure('invalid-input', 'The --folds table needs the columns id and fold.');
  return new Map(rows.map((row) => [row.id ?? '', row.fold ?? '']));
}

function cell(row: CohortRow, column: string, index: number): number | undefined {
  const text = row[column];
  const value = numberIn(text);
  if (value === undefined && text !== undefined && text.trim() !== '')
    throw new Failure('invalid-input', `Row ${index + 2} of --predictions: ${column} is not a number.`);
  return value;
}

export function byId({ header, rows }: Table, option: string): Map<string, CohortRow> {
  const column = idColumns.find((name) => header.includes(name));
  const found = new Map<string, CohortRow>();
  rows.forEach((row, index) => {
    const id = (column && row[column]) || String(index + 1);
    if (found.has(id))
      throw new Failure('invalid-input', `A subject stands twice in ${option}: one row each is needed.`);
    found.set(id, row);
  });
  return found;
}

export async function readTable(path: string, option: string, named = columnNames(undefined)): Promise<Table> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new Failure('invalid-input', `The file of ${option} cannot be read.`, { cause });
  }
  let lines: string[][];
  try {
    lines = parse(bytes, { bom: true, skip_empty_lines: true }) as string[][];
  } catch (cause) {
    throw new Failure('invalid-input', `The file of ${option} is not a well-formed CSV table.`, { cause });
  }
  const header = named((lines[0] ?? []).map((name) => name.trim()));
  if (lines.length < 2) throw new Failure('invalid-input', `The file of ${option} has no rows.`);
  const rows = lines.slice(1).map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index]])));
  return { header, rows, sha256: createHash('sha256').update(bytes).digest('hex') };
}
