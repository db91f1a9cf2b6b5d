import { Command } from 'commander';
import { Failure } from '../core/failure.ts';
import { type AnchorVersion, anchorsInForce, anchorVersionsOf } from '../core/models/anchor-versions.ts';
import type { ModelManifest } from '../core/models/manifest.ts';
import type { ModelChange } from '../core/models/registry.ts';
import { columnNames } from './column-names.ts';
import { csvRows, type Notices, refuseRepeated, rowProgress, writeCsv } from './csv-table.ts';
import {
  batchRows,
  type OpenTabularModel,
  predictRows,
  type RowRisk,
  type TableRow,
  tableHorizonsYears,
  tablePredictor,
} from './predict-rows.ts';
import { type TableReader, tableReader } from './score-columns.ts';

export interface PredictCommandParts {
  /** @param id folder name, or `id@version`. @throws Failure `model-unavailable` when there is no such model, or it is refused. */
  openModel(id: string): Promise<OpenTabularModel>;
  /** What was recorded of the models here; asked only where a site is named. Default: nothing. */
  readonly changes?: () => Promise<readonly ModelChange[]>;
  /** Name of this site, where it is configured; `--site` goes before it. */
  readonly site?: string;
  readonly notices?: Notices;
  /** ISO instant. Default: the computer's clock. */
  readonly now?: () => string;
}

interface Options {
  readonly in: string;
  readonly out: string;
  readonly model: string;
  readonly columns?: string;
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
    .option('--columns <list>', 'input=column,input=column where names differ, as for train')
    .option('--site <name>', 'apply the re-anchoring of this site (default: FIBROCAST_SITE)')
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
    const predictor = tablePredictor(model, options.model);
    const counts = { rows: 0, predicted: 0, refused: 0 };
    const anchors = await anchorsOf(model.manifest, options.site ?? parts.site, parts, notices);
    const read = { horizonsYears: tableHorizonsYears, percent, anchors };
    const asOf = now();
    await writeCsv(options.out, async function* () {
      yield [...riskColumns];
      for await (const batch of batches(options.in, columnNames(options.columns), notices)) {
        for (const risk of await predictRows(batch, predictor, model.inference, read, asOf)) {
          counts[risk.status === 'ok' ? 'predicted' : 'refused'] += 1;
          yield lineOf(risk);
        }
        counts.rows += batch.length;
      }
    });
    return { model: predictor.id, ...counts, out: options.out };
  } finally {
    await model.close();
  }
}

/** What counts at the site; nothing where no site is named. Says so where the site that was asked for has none. */
async function anchorsOf(
  manifest: ModelManifest,
  site: string | undefined,
  { changes }: PredictCommandParts,
  notices: Notices,
): Promise<readonly AnchorVersion[]> {
  if (site === undefined) return [];
  const found = anchorsInForce(anchorVersionsOf(manifest, (await changes?.()) ?? []), site);
  if (found.length === 0)
    notices.write('The model is not re-anchored at this site: the risks are as it was trained.\n');
  return found;
}

async function* batches(
  path: string,
  named: ReturnType<typeof columnNames>,
  notices: Notices,
): AsyncGenerator<TableRow[]> {
  let table: TableReader | undefined;
  let header: string[] = [];
  let batch: TableRow[] = [];
  let number = 0;
  const progress = rowProgress(notices);
  for await (const cells of csvRows(path)) {
    if (!table) {
      header = named(cells);
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

/** In the order of `riskColumns`. */
function lineOf(risk: RowRisk): string[] {
  const start = [risk.id, risk.outcome, risk.horizonYears === undefined ? '' : String(risk.horizonYears)];
  if (risk.status === 'refused') return [...start, '', '', '', '', 'refused', risk.reason];
  const numbers = [risk.probability, risk.lower, risk.upper, risk.linearPredictor];
  return [...start, ...numbers.map(String), 'ok', risk.notes.join('; ')];
}
