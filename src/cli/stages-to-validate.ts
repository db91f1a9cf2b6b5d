import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../core/failure.ts';
import type { ImagingFindings } from '../core/findings.ts';
import { type CohortRow, numberIn } from '../core/validation/observe-outcome.ts';
import type { StageRecord } from '../core/validation/validate-stages.ts';
import type { Prediction } from '../core/validation/validation-report.ts';
import type { Cohort } from '../flows/validate-model.ts';
import { byId, readTable } from './validation-tables.ts';

interface Options {
  /** Column of the cohort with the reference stage. */
  readonly stages: string;
  readonly predictions?: string;
  readonly findings?: string;
  readonly model: string;
}
type Distribution = { readonly probabilities: readonly number[] } | { readonly refused: string };
interface Distributions {
  readonly of: ReadonlyMap<string, Distribution>;
  readonly sha256: string;
}

/** Columns of a table of distributions, P(F0) to P(F4). */
const columns = ['p_f0', 'p_f1', 'p_f2', 'p_f3', 'p_f4'] as const;
/** Thresholds that a clinic acts on. */
const thresholds = [2, 3, 4] as const;

/**
 * A model of the stage, made ready for validation: each threshold is an outcome of its own, and the distributions stand beside them.
 * @throws Failure `invalid-parameter` without distributions, `invalid-input` when one is none or the cohort has no such column
 */
export async function stagesToValidate(options: Options, cohort: Cohort) {
  const { stages: column, predictions, findings } = options;
  if ((predictions === undefined) === (findings === undefined))
    throw new Failure(
      'invalid-parameter',
      `--stages needs the distributions: --predictions with the columns id, ${columns.join(', ')}, or --findings with outputs of fibrocast analyze.`,
    );
  const given =
    findings === undefined ? await fromTable(predictions ?? '') : await fromFindings(findings, options.model);
  const rows = new Map([...cohort.rows].map(([id, row]) => [id, { ...row, [column]: stageIn(row, column) }]));
  if (![...rows.values()].some((row) => row[column] !== undefined))
    throw new Failure(
      'invalid-input',
      `No row of --cohort has a stage from 0 to 4 in the column "${column.slice(0, 40)}".`,
    );
  const lines = [...given.of].flatMap(([id, one]) =>
    thresholds.map((stage): Prediction => {
      const outcome = `stage-ge-${stage}`;
      if ('refused' in one) return { id, outcome, refused: one.refused };
      const probability = one.probabilities.slice(stage).reduce((sum, p) => sum + p, 0);
      return { id, outcome, probability: Math.min(1, probability) };
    }),
  );
  return {
    cohort: { name: cohort.name, sha256: cohort.sha256, rows },
    predictions: { lines, sha256: given.sha256 },
    observed: Object.fromEntries(
      thresholds.map((stage) => [`stage-ge-${stage}`, { kind: 'at-least', value: column, atLeast: stage } as const]),
    ),
    records: [...given.of].flatMap(([id, one]): StageRecord[] => {
      const observed = rows.get(id)?.[column];
      return observed === undefined || 'refused' in one
        ? []
        : [{ observed: Number(observed), probabilities: one.probabilities }];
    }),
  };
}

/** `3` or `F3`; anything else is no stage and leaves the row out. */
const stageIn = (row: CohortRow, column: string) => /^f?([0-4])(\.0+)?$/i.exec((row[column] ?? '').trim())?.[1];

async function fromTable(path: string): Promise<Distributions> {
  const table = await readTable(path, '--predictions');
  const missing = ['id', ...columns].filter((name) => !table.header.includes(name));
  if (missing.length > 0)
    throw new Failure(
      'invalid-input',
      `The --predictions table lacks ${missing.join(', ')}: one distribution a subject.`,
    );
  const of = [...byId(table, '--predictions')].map(([id, row]): [string, Distribution] => {
    if (row.status !== undefined && row.status !== '' && row.status !== 'ok')
      return [id, { refused: row.reason || 'refused without a reason' }];
    return [id, distribution(columns.map((name) => numberIn(row[name]) ?? Number.NaN))];
  });
  return { of: new Map(of), sha256: table.sha256 };
}

/** Written figures are rounded: a sum within 0.001 of 1 is taken for 1. */
function distribution(values: readonly number[]): Distribution {
  const sum = values.reduce((total, value) => total + value, 0);
  if (!values.every((value) => value >= 0) || !(Math.abs(sum - 1) < 1e-3))
    throw new Failure(
      'invalid-input',
      'A row of the distributions is none: five probabilities that add up to 1 are needed.',
    );
  return { probabilities: values.map((value) => value / sum) };
}

/** One folder a subject, as `fibrocast analyze --out <folder>/<id>` writes it. */
async function fromFindings(folder: string, model: string): Promise<Distributions> {
  const ids = (await readdir(folder).catch(() => [])).sort();
  const digest = createHash('sha256');
  const of = new Map<string, Distribution>();
  for (const id of ids) {
    const text = await readFile(join(folder, id, 'findings.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    digest.update(text);
    of.set(id, distributionIn(text, model));
  }
  if (of.size === 0)
    throw new Failure(
      'invalid-input',
      'The --findings folder holds no subject: <id>/findings.json as fibrocast analyze writes it.',
    );
  return { of, sha256: digest.digest('hex') };
}

function distributionIn(text: string, model: string): Distribution {
  let findings: Partial<ImagingFindings>;
  try {
    findings = JSON.parse(text);
  } catch (cause) {
    throw new Failure('invalid-input', 'A findings.json is not well-formed.', { cause });
  }
  const named = findings.models?.find(({ by }) => by.id === model || `${by.id}@${by.version}` === model);
  if (!named) return { refused: 'the model says nothing of this study' };
  if (named.output.kind !== 'stage')
    throw new Failure('invalid-parameter', '--stages is for models of the stage: this one says something else.');
  if (!(named.quality > 0)) return { refused: named.qualityReasons.join('; ') || 'no quality' };
  if (named.outOfDistribution) return { refused: 'unlike the data that the model was trained on' };
  return distribution(named.output.probabilities);
}
