import { readFile, rename, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { Failure } from '../core/failure.ts';
import { type ComBatModel, fitComBat } from '../core/harmonisation/combat.ts';
import { type Harmonisation, harmonisationOf, harmoniseRow, judgeRow } from '../core/harmonisation/harmonisation.ts';
import { rangesByScanner } from '../core/harmonisation/reference-ranges.ts';
import { type CohortRow, numberIn } from '../core/validation/observe-outcome.ts';
import { readTable } from './validation-tables.ts';

export interface HarmoniseCommandParts {
  readonly out: { write(text: string): unknown };
}

/** What `fit` writes: everything that `apply` and `distance` need, as JSON. */
interface HarmonisationFile extends Harmonisation {
  readonly format: 'fibrocast-harmonisation/1';
  /** Of the table it was fitted on. */
  readonly cohortSha256: string;
  readonly idColumn: string;
  readonly scannerColumn: string;
}

interface FitOptions {
  readonly in: string;
  readonly out: string;
  readonly scanner: string;
  readonly id: string;
  readonly features?: string;
  readonly covariates?: string;
}
interface UseOptions {
  readonly in: string;
  readonly model: string;
  readonly out: string;
}

/** `fibrocast harmonise fit | apply | distance | ranges`: features of several scanners made comparable. */
export function harmoniseCommand({ out }: HarmoniseCommandParts): Command {
  const fitting = (name: string, description: string) =>
    new Command(name)
      .description(description)
      .requiredOption('--in <file>', 'one row a patient, one column a feature, no cell of them empty')
      .requiredOption('--out <file>', 'where the answer goes')
      .requiredOption('--scanner <column>', 'column that names the scanner or protocol')
      .option('--id <column>', 'column that names the patient', 'id')
      .option('--features <list>', 'columns to harmonise, comma between (default: every column of numbers)')
      .exitOverride();
  const using = (name: string, description: string) =>
    new Command(name)
      .description(description)
      .requiredOption('--in <file>', 'patients with the columns that the harmonisation was fitted on')
      .requiredOption('--model <file>', 'what fit wrote')
      .requiredOption('--out <file>', 'where the answer goes, CSV')
      .exitOverride();
  return new Command('harmonise')
    .description(
      'make features of several scanners comparable (ComBat), and say which patients are unlike the known ones',
    )
    .addCommand(
      fitting('fit', 'learn shift and scale of each scanner, and what is usual, from the site’s own table')
        .option('--covariates <list>', 'columns whose effect is kept: age, sex as 0 or 1, stage')
        .action(async (options: FitOptions) => {
          const model = await fitTable(options);
          await write(options.out, `${JSON.stringify(model)}\n`);
          const scanners = model.combat.batches.map(({ id, n }) => `${id} (${n})`).join(', ');
          out.write(
            `${model.combat.features.length} features on ${scanners}; unlike the known from ${model.limit.toFixed(1)}, ${model.limitBy}.\n`,
          );
        }),
    )
    .addCommand(
      using('apply', 'features as if measured on the average scanner; an unknown scanner is refused').action(
        async (options: UseOptions) => void out.write(await each(options, (features) => features, applied)),
      ),
    )
    .addCommand(
      using('distance', 'how unlike the known patients each one is, and which features make it so').action(
        async (options: UseOptions) =>
          void out.write(await each(options, () => ['distance', 'limit', 'unlike', 'because'], judged)),
      ),
    )
    .addCommand(
      fitting('ranges', 'what is usual on each scanner before harmonising: median, 2.5th and 97.5th percentile').action(
        async (options: FitOptions) => {
          await write(options.out, stringify(await ranges(options)));
          out.write(`${options.out}\n`);
        },
      ),
    );
}

async function fitTable(options: FitOptions): Promise<HarmonisationFile> {
  const { header, rows, sha256 } = await readTable(options.in, '--in');
  const covariates = listOf(options.covariates);
  const features = featuresOf(options, header, rows, covariates);
  const combat = fitComBat(
    { features, rows: rows.map((row, at) => numbersOf(row, features, at)) },
    rows.map((row, at) => scannerOf(row, options.scanner) ?? lacking(options.scanner, at)),
    { names: covariates, rows: rows.map((row, at) => numbersOf(row, covariates, at)) },
  );
  const patients = rows.map((row, at) => ({
    scanner: scannerOf(row, options.scanner) ?? '',
    features: numbersOf(row, features, at),
    covariates: numbersOf(row, covariates, at),
  }));
  return {
    format: 'fibrocast-harmonisation/1',
    cohortSha256: sha256,
    idColumn: options.id,
    scannerColumn: options.scanner,
    ...harmonisationOf(combat, patients),
  };
}

type Answer = { readonly cells: readonly string[] } | { readonly refused: string };
type Answers = (model: HarmonisationFile, scanner: string, features: number[], covariates: number[]) => Answer;

const applied: Answers = (model, scanner, features, covariates) => {
  const found = harmoniseRow(model, { scanner, features, covariates });
  return found.ok ? { cells: found.row.map(String) } : { refused: found.sentence };
};
const judged: Answers = (model, scanner, features, covariates) => {
  const found = judgeRow(model, { scanner, features, covariates });
  if ('refused' in found) return found;
  const { distance, limit, unlike, because } = found;
  return { cells: [distance.toFixed(3), limit.toFixed(3), unlike ? 'yes' : 'no', because.join('; ')] };
};

/** Every patient of the table, in its order, with an answer or a reason. @returns the sentence to print */
async function each(
  options: UseOptions,
  columns: (features: readonly string[]) => readonly string[],
  answer: Answers,
): Promise<string> {
  const model = await readModel(options.model);
  const { header, rows } = await readTable(options.in, '--in');
  const { features, covariates } = model.combat;
  const missing = [model.scannerColumn, ...features, ...covariates].find((name) => !header.includes(name));
  if (missing !== undefined) throw new Failure('invalid-input', `The --in table lacks the column ${missing}.`);
  const names = columns(features);
  const empty = names.map(() => '');
  let refused = 0;
  const lines = rows.map((row, at) => {
    const head = [row[model.idColumn] || String(at + 1), row[model.scannerColumn] ?? ''];
    const values = [...features, ...covariates].map((name) => numberIn(row[name]));
    const gap = [...features, ...covariates].find((_, n) => values[n] === undefined);
    const found: Answer =
      gap !== undefined
        ? { refused: `${gap} is missing or no number` }
        : answer(
            model,
            scannerOf(row, model.scannerColumn) ?? '',
            values.slice(0, features.length).map(Number),
            values.slice(features.length).map(Number),
          );
    if ('cells' in found) return [...head, ...found.cells, 'ok', ''];
    refused += 1;
    return [...head, ...empty, 'refused', found.refused];
  });
  await write(options.out, stringify([[model.idColumn, model.scannerColumn, ...names, 'status', 'reason'], ...lines]));
  return `${rows.length} patients, ${refused} refused with a reason, in ${options.out}\n`;
}

async function ranges(options: FitOptions): Promise<string[][]> {
  const { header, rows } = await readTable(options.in, '--in');
  const scanners = rows.map((row, at) => scannerOf(row, options.scanner) ?? lacking(options.scanner, at));
  return [
    ['feature', 'scanner', 'n', 'median', 'low', 'high', 'status', 'reason'],
    ...featuresOf(options, header, rows, []).flatMap((feature) => {
      const found = rangesByScanner(
        rows.map((row, at) => numbersOf(row, [feature], at)[0] ?? Number.NaN),
        scanners,
      );
      return [...found].map(([scanner, range]) =>
        range.ok
          ? [feature, scanner, ...[range.n, range.median, range.low, range.high].map(String), 'ok', '']
          : [feature, scanner, String(range.n), '', '', '', 'refused', range.sentence],
      );
    }),
  ];
}

const listOf = (text: string | undefined) =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The columns that are named, or every one that holds a number in each row. @throws Failure `invalid-input` */
function featuresOf(
  { features, scanner, id }: FitOptions,
  header: readonly string[],
  rows: readonly CohortRow[],
  covariates: readonly string[],
): readonly string[] {
  const named = listOf(features);
  const missing = [scanner, ...named, ...covariates].find((name) => !header.includes(name));
  if (missing !== undefined)
    throw new Failure('invalid-input', `The --in table lacks the column ${missing.slice(0, 60)}.`);
  const others = new Set([scanner, id, ...covariates]);
  const found =
    named.length > 0
      ? named
      : header.filter((name) => !others.has(name) && rows.every((row) => numberIn(row[name]) !== undefined));
  if (found.length === 0) throw new Failure('invalid-input', 'No column of --in holds a number in every row.');
  return found;
}

function numbersOf(row: CohortRow, names: readonly string[], at: number): number[] {
  return names.map((name) => numberIn(row[name]) ?? lacking(name, at));
}
const scannerOf = (row: CohortRow, column: string) => row[column]?.trim() || undefined;

function lacking(column: string, at: number): never {
  throw new Failure('invalid-input', `Row ${at + 2} of --in: ${column.slice(0, 60)} is empty or no number.`);
}

async function readModel(path: string): Promise<HarmonisationFile> {
  const refused = (cause?: unknown) =>
    new Failure('invalid-input', 'The --model file is no output of fibrocast harmonise fit.', { cause });
  let read: Partial<HarmonisationFile>;
  try {
    read = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw refused(cause);
  }
  const sound = (combat: Partial<ComBatModel> | undefined) =>
    Array.isArray(combat?.features) && Array.isArray(combat?.covariates) && Array.isArray(combat?.batches);
  if (read.format !== 'fibrocast-harmonisation/1' || !sound(read.combat) || !Array.isArray(read.reference?.mean))
    throw refused();
  return read as HarmonisationFile;
}

/** The file appears under its name only when complete. */
async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.part`, text);
    await rename(`${path}.part`, path);
  } catch (cause) {
    throw new Failure('invalid-input', 'The --out file could not be written.', { cause });
  }
}
