import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { Failure } from '../core/failure.ts';
import type { ModelManifest } from '../core/models/manifest.ts';
import { groupingByColumn, groupings } from '../core/validation/subgroups.ts';
import type { Prediction, ValidationReport } from '../core/validation/validation-report.ts';
import { type PredictTable, validateModel } from '../flows/validate-model.ts';
import { type ObservedOptions, observedOutcomes, withObservedOptions } from './observed-outcomes.ts';
import { stagesToValidate } from './stages-to-validate.ts';
import { readCohort, readFolds, readPredictions } from './validation-tables.ts';

/** What the command needs to know of a model. */
export interface ModelToValidate {
  readonly manifest: Pick<ModelManifest, 'id' | 'version' | 'title' | 'evidence' | 'observed'> &
    Partial<Pick<ModelManifest, 'trainedOn'>>;
  /** Absent: the model cannot be run here, only its predictions be read. */
  readonly predictTable?: PredictTable;
}
export interface ValidateCommandParts {
  /** Undefined when there is no such model; then predictions and the observed columns must be given. */
  openModel(id: string): Promise<ModelToValidate | undefined>;
  /** One self-contained HTML document. */
  page(report: ValidationReport): string;
  /**
   * Writes into the history of the model that this report exists. @returns the sentence to print
   * @throws Failure `not-found`, `invalid-parameter` (several versions), `store-unavailable`
   */
  record(model: string, sha256: string, reason: string): Promise<string>;
  readonly version: string;
  readonly now: () => string;
  readonly out: { write(text: string): unknown };
  readonly notices: { write(text: string): unknown };
}

interface Options extends ObservedOptions {
  readonly cohort: string;
  readonly model: string;
  readonly out: string;
  readonly outcomes?: string;
  readonly predictions?: string;
  readonly stages?: string;
  readonly findings?: string;
  readonly crossValidated?: boolean;
  readonly folds?: string;
  readonly groupBy?: string;
  readonly bootstrap: string;
  readonly seed: string;
  readonly record?: boolean;
  readonly json?: boolean;
}

/** `fibrocast validate`: discrimination, calibration, usefulness and subgroups of a model on a cohort, as JSON and as a page. */
export function validateCommand(parts: ValidateCommandParts): Command {
  const command = new Command('validate')
    .description('measure a model on a cohort with known outcomes: report.json and report.html')
    .requiredOption('--cohort <file>', 'cohort.csv with one row a subject, columns as for predict')
    .requiredOption('--model <id>', 'the model')
    .requiredOption('--out <folder>', 'where report.json and report.html go')
    .option('--predictions <file>', 'output of fibrocast predict; without it the model is run')
    .option('--outcomes <file>', 'second table of the same subjects with the observed outcomes, joined by id');
  return withObservedOptions(command)
    .option('--stages <column>', 'a model of the stage: column with the reference stage, 0 to 4 or F0 to F4')
    .option('--findings <folder>', 'with --stages: outputs of fibrocast analyze, one folder a subject, named by its id')
    .option('--group-by <columns>', 'more subgroups, comma between')
    .option('--cross-validated', 'the predictions come from models that did not see the subject')
    .option('--folds <file>', 'id, fold: also measure each fold (implies --cross-validated)')
    .option('--bootstrap <n>', 'bootstrap samples', '1000')
    .option('--seed <n>', 'seed of the bootstrap', '1')
    .option('--record', 'write into the history of the model that this report exists: a live model needs one')
    .option('--json', 'print the headline numbers as JSON')
    .exitOverride()
    .action(async (options: Options) => {
      const { report, sha256 } = await validate(options, parts);
      parts.out.write(options.json ? `${JSON.stringify(headline(report))}\n` : inWords(report, options.out));
      if (options.record && report.apparent)
        throw new Failure(
          'invalid-input',
          'The report is written and not recorded: it is of the table that the model was trained on. Validate on patients kept apart.',
        );
      if (options.record) parts.notices.write(`${await parts.record(report.model.id, sha256, reasonOf(report))}\n`);
    });
}

/** What the history of the model says of the report. */
const reasonOf = ({ apparent, cohort, predictions }: ValidationReport): string =>
  `validated on ${cohort.n} subjects${apparent ? ', training data: apparent performance' : predictions.crossValidated ? ', cross-validated' : ''}`;

async function validate(options: Options, parts: ValidateCommandParts) {
  const samples = wholeNumber(options.bootstrap, '--bootstrap', 2, 100_000);
  const seed = wholeNumber(options.seed, '--seed', 0, 2 ** 31);
  const model = await parts.openModel(options.model);
  if (options.record && !model)
    throw new Failure('invalid-parameter', '--record needs a model that is here. See fibrocast models list.');
  const { files, ...asWritten } = await readCohort(options.cohort, options.outcomes, options.columns);
  const staged =
    options.stages === undefined
      ? undefined
      : await stagesToValidate({ ...options, stages: options.stages }, asWritten);
  const cohort = staged?.cohort ?? asWritten;
  const given =
    staged?.predictions ?? (options.predictions === undefined ? undefined : await readPredictions(options.predictions));
  const outcomesIn = (lines: readonly Prediction[]) => [...new Set(lines.map(({ outcome }) => outcome))];
  const observed =
    staged?.observed ?? observedOutcomes(options, model?.manifest.observed, outcomesIn(given?.lines ?? []));
  const extra = options.groupBy?.split(',').map((column) => groupingByColumn(column.trim())) ?? [];
  const trainedOn = model?.manifest.trainedOn;

  const report = await validateModel(
    {
      ...(model?.predictTable ? { predictTable: model.predictTable } : {}),
      version: parts.version,
      madeAt: parts.now(),
      progress: (outcome, subjects) => parts.notices.write(`${outcome}: ${subjects} subjects\n`),
    },
    {
      model: {
        id: options.model,
        ...(model
          ? { version: model.manifest.version, title: model.manifest.title, evidence: model.manifest.evidence }
          : {}),
        ...(trainedOn ? { trainedOn: `${trainedOn.cohort}, n = ${trainedOn.n}, ${trainedOn.years}` } : {}),
      },
      cohort,
      apparent: trainedOn?.files?.some(({ name, sha256 }) => files.includes(sha256) || cohort.name === name) ?? false,
      ...(given ? { predictions: given } : {}),
      observed,
      groupings: [...groupings, ...extra],
      ...(options.folds !== undefined ? { folds: await readFolds(options.folds) } : {}),
      ...(staged ? { stages: staged.records } : {}),
      crossValidated: options.crossValidated === true || options.folds !== undefined,
      samples,
      seed,
    },
  );
  const text = `${JSON.stringify(report, null, 2)}\n`;
  await writeReport(options.out, text, parts.page(report));
  return { report, sha256: createHash('sha256').update(text).digest('hex') };
}

/** Each file appears under its name only when complete. */
async function writeReport(folder: string, json: string, page: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of [
      ['report.json', json],
      ['report.html', page],
    ] as const) {
      const part = join(folder, `${name}.part`);
      await writeFile(part, text);
      await rename(part, join(folder, name));
    }
  } catch (cause) {
    throw new Failure('invalid-input', 'The report could not be written to the --out folder.', { cause });
  }
}

function wholeNumber(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Failure('invalid-parameter', `${option} must be a whole number from ${least} to ${most}.`);
  return value;
}

const headline = (report: ValidationReport) => ({
  model: report.model,
  cohort: report.cohort,
  ...(report.apparent ? { apparent: true } : {}),
  ...(report.stages ? { stages: report.stages } : {}),
  outcomes: report.outcomes.map(({ outcome, n, events, competing, refused, unobserved, measures }) => ({
    outcome,
    n,
    events,
    competing,
    refused,
    unobserved,
    measures,
  })),
});

function inWords(report: ValidationReport, out: string): string {
  const lines = report.outcomes.map(({ outcome, n, events, measures, horizonsYears }) => {
    const last = horizonsYears.at(-1);
    const said = (['harrell-c', 'auc', 'brier', 'integrated-brier', 'cox-slope', 'calibration-slope'] as const).flatMap(
      (id) => {
        const found = measures.find((one) => one.id === id && (one.horizonYears ?? last) === last);
        if (found?.value === undefined || (id === 'calibration-slope' && last !== undefined)) return [];
        const [lower, upper] = found.interval ?? [];
        const range = lower === undefined || upper === undefined ? '' : ` (${lower.toFixed(3)} to ${upper.toFixed(3)})`;
        return [
          `${id}${found.horizonYears === undefined ? '' : ` ${found.horizonYears} y`} ${found.value.toFixed(3)}${range}`,
        ];
      },
    );
    return `${outcome}: n ${n}, events ${events}; ${said.join('; ')}\n`;
  });
  const stages = report.stages?.measures.flatMap(({ id, value }) =>
    value === undefined ? [] : [`${id} ${value.toFixed(3)}`],
  );
  if (stages) lines.unshift(`stage: n ${report.stages?.n}; ${stages.join('; ')}\n`);
  const apparent = report.apparent ? 'Training data: apparent performance.\n' : '';
  return `${apparent}${lines.join('')}${join(out, 'report.html')}\n`;
}
