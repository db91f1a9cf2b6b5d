import { Command } from 'commander';
import { Failure } from '../core/failure.ts';
import type { Exclusion } from '../core/models/manifest.ts';
import {
  batchTensor,
  ofPatient,
  type PreparedPatient,
  type TabularModel,
  type TabularPredictor,
  tabularPredictor,
} from '../core/prognosis/tabular-predictor.ts';
import type { Inference } from '../ports/inference.ts';
import { csvRows, type Notices, refuseRepeated, rowProgress, writeCsv } from './csv-table.ts';
import { type TableReader, tableReader } from './score-columns.ts';
import type { Subject } from './score-inputs.ts';

/** A model of a table with what runs its graph. */
export interface OpenTabularModel extends TabularModel {
  readonly inference: Pick<Inference, 'run'>;
  close(): Promise<void>;
}

export interface PredictCommandParts {
  /** @param id folder name, or `id@version`. @throws Failure `model-unavailable` when there is no such model, or it is refused. */
  openModel(id: string): Promise<OpenTabularModel>;
  readonly notices?: Notices;
  /** ISO instant. Default: the computer's clock. */
  readonly now?: () => string;
}

interface Options {
  readonly in: string;
  readonly out: string;
  readonly model: string;
  readonly site?: string;
  readonly level?: string;
  readonly json?: boolean;
}

export interface PredictSummary {
  readonly model: string;
  readonly rows: number;
  readonly predicted: number;
  readonly refused: number;
  readonly out: string;
}

/** `fibrocast predict`: a model over a table. */
export function predictCommand(parts: PredictCommandParts): Command {
  return new Command('predict')
    .description('the risks that a model gives for each patient of a table, with intervals; refusals with their reason')
    .requiredOption('--in <file>', 'cohort.csv, units in the header (bili_mg_dl, bili_umol_l)')
    .requiredOption('--model <id>', 'a model over tables: its id, or id@version')
    .requiredOption('--out <file>', 'where the risks go, CSV')
    .option('--site <name>', 'apply the re-anchoring of this site')
    .option('--level <percent>', 'level of the intervals: 80 or 95', '95')
    .option('--json', 'print the summary as JSON')
    .exitOverride()
    .action(async (options: Options) => {
      const summary = await predictFile(options, parts);
      process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `${inWords(summary)}\n`);
    });
}

const inWords = ({ model, rows, predicted, refused, out }: PredictSummary) =>
  `${rows} patients by ${model}: ${predicted} risks, ${refused} refused with a reason, in ${out}`;

export const riskColumns = [
  'id',
  'outcome',
  'horizon_y',
  'probability',
  'lower',
  'upper',
  'linear_predictor',
  'status',
  'reason',
] as const;
const statusCell = riskColumns.indexOf('status');

/** Horizons of an answer, years. */
const horizonsYears = [1, 2, 3, 4, 5] as const;
/** Rows that go through the graph together. */
const batchRows = 256;

/**
 * Predicts for every row. Every row of the table appears with every outcome, in its order: as a probability or as a refusal with its
 * reason. Memory does not grow with the table.
 * @throws Failure `invalid-input` when the table cannot be read, `model-unavailable`, `invalid-parameter`
 */
export async function predictFile(options: Options, parts: PredictCommandParts): Promise<PredictSummary> {
  const { notices = process.stderr, now = () => new Date().toISOString() } = parts;
  const percent = { 80: 80, 95: 95 }[options.level ?? '95'] as 80 | 95 | undefined;
  if (percent === undefined) throw new Failure('invalid-parameter', '--level is 80 or 95.');
  if (options.in === options.out) throw new Failure('invalid-parameter', '--out must be another file than --in.');
  const model = await parts.openModel(options.model);
  try {
    const predictor = predictorOf(model, options.model);
    const counts = { rows: 0, predicted: 0, refused: 0 };
    const read = { horizonsYears, percent, ...(options.site ? { site: options.site } : {}) };
    const asOf = now();
    await writeCsv(options.out, async function* () {
      yield [...riskColumns];
      for await (const batch of batches(options.in, notices)) {
        for (const line of await linesOf(batch, predictor, model.inference, read, asOf)) {
          counts[line[statusCell] === 'ok' ? 'predicted' : 'refused'] += 1;
          yield line;
        }
        counts.rows += batch.length;
      }
    });
    return { model: predictor.id, ...counts, out: options.out };
  } finally {
    await model.close();
  }
}

function predictorOf(model: TabularModel, named: string): TabularPredictor {
  const { manifest, reference } = model;
  const { kind } = manifest.output;
  if (manifest.input.kind === 'tabular' && (kind === 'hazards' || kind === 'exceedance') && reference.linear)
    return tabularPredictor(model);
  throw new Failure('invalid-parameter', `${named.slice(0, 60)} is no model over tables that gives risks.`);
}

interface TableRow {
  readonly id: string;
  readonly subject: Subject;
}

async function* batches(path: string, notices: Notices): AsyncGenerator<TableRow[]> {
  let table: TableReader | undefined;
  let header: string[] = [];
  let batch: TableRow[] = [];
  let number = 0;
  const progress = rowProgress(notices);
  for await (const cells of csvRows(path)) {
    if (!table) {
      header = cells;
      refuseRepeated(header);
      table = tableReader(header);
      if (!table.understood)
        throw new Failure(
          'invalid-input',
          'No column is known. Columns carry their unit: age_y, bili_mg_dl or bili_umol_l, albumin_g_dl or albumin_g_l.',
        );
      continue;
    }
    number += 1;
    const row = Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
    batch.push({ id: table.id(row, number), subject: table.read(row) });
    progress.at(number);
    if (batch.length === batchRows) {
      yield batch;
      batch = [];
    }
  }
  if (!table) throw new Failure('invalid-input', 'The --in file is empty: a header row is needed.');
  progress.end(number);
  if (batch.length > 0) yield batch;
}

async function linesOf(
  rows: readonly TableRow[],
  predictor: TabularPredictor,
  inference: Pick<Inference, 'run'>,
  options: Parameters<TabularPredictor['read']>[2],
  asOf: string,
): Promise<string[][]> {
  const prepared = rows.map(({ subject }) => predictor.prepare({ ...subject, states: statesOf(subject) }, asOf));
  const patients: PreparedPatient[] = prepared.flatMap((each) => (each.status === 'ok' ? [each.patient] : []));
  const logits =
    patients.length === 0 ? {} : await inference.run(predictor.id, { [predictor.input.tensor]: batchTensor(patients) });
  let place = 0;
  return prepared.flatMap((each, index) => {
    const id = rows[index]?.id ?? '';
    if (each.status === 'refused')
      return predictor
        .outcomes(options.horizonsYears)
        .map(({ outcome, horizonYears }) => [
          id,
          outcome,
          yearText(horizonYears),
          '',
          '',
          '',
          '',
          'refused',
          each.reason,
        ]);
    const at = place++;
    const own = Object.fromEntries(Object.entries(logits).map(([name, tensor]) => [name, ofPatient(tensor, at)]));
    const notes = each.patient.notes.join('; ');
    return predictor.read(each.patient, own, options).map((risk) => {
      const start = [id, risk.outcome, yearText(risk.horizonYears)];
      if (risk.status === 'refused') return [...start, '', '', '', '', 'refused', risk.reason];
      const numbers = [risk.probability, risk.lower, risk.upper, risk.linearPredictor];
      if (!numbers.every(Number.isFinite))
        return [...start, '', '', '', '', 'refused', 'the model gives no number here'];
      return [...start, ...numbers.map(String), 'ok', notes];
    });
  });
}

const yearText = (years: number | undefined) => (years === undefined ? '' : String(years));

/** States that a table tells. What it is silent about is vouched for by whoever made it, as the diagnosis is. */
function statesOf({ given }: Subject): ReadonlySet<Exclusion> {
  const states = new Set<Exclusion>();
  const some = (value: unknown) => value !== undefined && value !== false && value !== 'none';
  if (some(given.ascitesPresent?.value) || some(given.ascites?.value)) states.add('ascites').add('decompensated');
  if (some(given.encephalopathy?.value) || some(given.varicealBleedHistory?.value)) states.add('decompensated');
  return states;
}
