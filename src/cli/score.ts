import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { Etiology } from '../core/etiology.ts';
import { Failure } from '../core/failure.ts';
import type { Score } from '../core/score.ts';
import type { GatheredInputs } from '../core/scoring/evaluate-score.ts';
import { loadFolder } from '../load-folder.ts';
import { asFileFailure, csvRows, type Notices, refuseRepeated, rowProgress, writeCsv } from './csv-table.ts';
import { tableReader } from './score-columns.ts';
import { answerCells, answerColumns, scoreSubject } from './score-inputs.ts';
import { readVector, scoreKey, scoresByKey } from './score-vectors.ts';

/** What a FHIR reader makes of a Bundle: one entry per patient. */
export type BundlePatients = readonly {
  readonly id: string;
  readonly inputs: GatheredInputs;
  readonly etiology: Etiology;
}[];

export interface ScoreCommandParts {
  /** Reads a FHIR Bundle at `asOf`. @throws Failure when it is none. */
  readBundle(json: unknown, asOf: string): Promise<BundlePatients>;
  /** Default: every member of src/core/scores. */
  readonly scores?: () => Promise<readonly Score[]>;
  /** Default: the process's own error stream. Notices and progress go here, so that the answer can be piped. */
  readonly notices?: Notices;
  /** ISO instant. Default: the computer's clock. */
  readonly now?: () => string;
}

interface Options {
  readonly in: string;
  readonly out: string;
  readonly json?: boolean;
}

/** What was done, for people and for `--json`. */
export interface ScoreSummary {
  readonly form: 'vectors' | 'table' | 'bundle';
  readonly subjects: number;
  readonly computed: number;
  readonly refused: number;
  readonly unusedColumns: readonly string[];
  readonly out: string;
}

/** `fibrocast score`: every computable published score for a table, a file of vectors or a FHIR Bundle. */
export function scoreCommand(parts: ScoreCommandParts): Command {
  return new Command('score')
    .description('compute every published score for a table of patients, score vectors or a FHIR Bundle')
    .requiredOption('--in <file>', 'patients.csv (units in the header), vectors.csv (inputs_json) or bundle.json')
    .requiredOption('--out <file>', 'where the scores go, CSV')
    .option('--json', 'print the summary as JSON')
    .exitOverride()
    .action(async (options: Options) => {
      const summary = await scoreFile(options, parts);
      process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `${inWords(summary)}\n`);
    });
}

const inWords = (summary: ScoreSummary) =>
  `${summary.subjects} ${summary.form === 'vectors' ? 'vectors' : 'patients'}: ${summary.computed} scores computed, ${summary.refused} refused with a reason, in ${summary.out}`;

/**
 * Scores a file. Memory does not grow with it (a Bundle is read whole). The answer appears under its name only when complete.
 * @throws Failure `invalid-input` when the file cannot be read or is none of the three forms, `invalid-parameter` for a wrong ending.
 */
export async function scoreFile(options: Options, parts: ScoreCommandParts): Promise<ScoreSummary> {
  const { readBundle, notices = process.stderr, now = () => new Date().toISOString() } = parts;
  const scores = await (parts.scores ?? catalogueScores)();
  const asOf = now();
  const lower = options.in.toLowerCase();
  if (!lower.endsWith('.csv') && !lower.endsWith('.json')) {
    throw new Failure('invalid-parameter', '--in must be a .csv table or a .json FHIR Bundle.');
  }
  if (options.in === options.out) throw new Failure('invalid-parameter', '--out must be another file than --in.');
  const answer = lower.endsWith('.json')
    ? bundleAnswer(await readBundle(await readJson(options.in), asOf), scores, asOf)
    : tableAnswer(options.in, scores, asOf, notices);

  await writeCsv(options.out, answer.lines);
  return { ...answer.summary(), out: options.out };
}

/** The lines of an answer, header first, and what they came to once they have been drawn. */
interface Answer {
  lines(): AsyncGenerator<string[]>;
  summary(): Omit<ScoreSummary, 'out'>;
}

function catalogueScores(): Promise<readonly Score[]> {
  const folder = fileURLToPath(new URL('../core/scores', import.meta.url));
  return loadFolder<Score>(folder).then((members) => members.map((member) => member.value));
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw asFileFailure(cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('invalid-input', 'The --in file is not JSON.', { cause });
  }
}

function tableAnswer(path: string, scores: readonly Score[], asOf: string, notices: Notices): Answer {
  const counts = { subjects: 0, computed: 0, refused: 0 };
  let form: ScoreSummary['form'] = 'table';
  let unusedColumns: readonly string[] = [];

  async function* lines(): AsyncGenerator<string[]> {
    let answers: ((row: Record<string, string>, number: number) => string[][]) | undefined;
    let header: string[] = [];
    const progress = rowProgress(notices);
    for await (const cells of csvRows(path)) {
      if (!answers) {
        header = cells;
        const reader = rowReader(header, scores, asOf, notices);
        ({ form, unusedColumns } = reader);
        answers = reader.answers;
        if (unusedColumns.length > 0) notices.write(`Columns not used: ${unusedColumns.join(', ')}\n`);
        yield [form === 'vectors' ? 'vector_id' : 'id', ...answerColumns];
        continue;
      }
      counts.subjects += 1;
      const row = Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
      for (const line of answers(row, counts.subjects)) {
        counts[line[statusCell] === 'ok' ? 'computed' : 'refused'] += 1;
        yield line;
      }
      progress.at(counts.subjects);
    }
    if (!answers) throw new Failure('invalid-input', 'The --in file is empty: a header row is needed.');
    progress.end(counts.subjects);
  }
  return { lines, summary: () => ({ form, ...counts, unusedColumns }) };
}

/** Position of `status` in a line: the id stands before the columns of the answer. */
const statusCell = 1 + answerColumns.indexOf('status');

/** Foreign keys are told once each, and not without end. */
const mostKeysTold = 50;

function rowReader(header: readonly string[], scores: readonly Score[], asOf: string, notices: Notices) {
  refuseRepeated(header);
  if (header.includes('inputs_json') && header.includes('score_id')) {
    const byKey = scoresByKey(scores);
    const told = new Set<string>();
    const unusedKey = (key: string) => {
      if (told.has(key) || told.size >= mostKeysTold) return;
      told.add(key);
      notices.write(`Key of inputs_json not used: ${key.slice(0, 40)}\n`);
    };
    return {
      form: 'vectors' as const,
      unusedColumns: [] as string[],
      answers: (row: Record<string, string>, number: number) => [vectorLine(row, number, byKey, asOf, unusedKey)],
    };
  }
  const table = tableReader(header);
  if (!table.understood) {
    throw new Failure(
      'invalid-input',
      'No column is known. Columns carry their unit (ast_u_l, platelet_1e9_l, bili_mg_dl), or the form is vector_id, score_id, inputs_json.',
    );
  }
  return {
    form: 'table' as const,
    unusedColumns: table.unused,
    answers(row: Record<string, string>, number: number) {
      const subject = table.read(row);
      const id = table.id(row, number);
      return scores.map((score) => [id, ...answerCells(scoreSubject(score, subject, asOf))]);
    },
  };
}

function vectorLine(
  row: Record<string, string>,
  number: number,
  scores: ReadonlyMap<string, Score>,
  asOf: string,
  unusedKey: (key: string) => void,
): string[] {
  const id = row.vector_id || String(number);
  const named = row.score_id ?? '';
  const refused = (reason: string, unit = '') => [id, named, '', unit, '', 'refused', reason];
  const score = scores.get(scoreKey(named));
  if (!score) return refused('unknown score: no published formula of this name is implemented');
  const subject = readVector(row.inputs_json ?? '');
  if (typeof subject === 'string') return refused(subject, score.unit);
  for (const key of subject.unusedKeys) unusedKey(key);
  return [id, ...answerCells(scoreSubject(score, subject, asOf))];
}

function bundleAnswer(patients: BundlePatients, scores: readonly Score[], asOf: string): Answer {
  const counts = { subjects: 0, computed: 0, refused: 0 };
  async function* lines(): AsyncGenerator<string[]> {
    yield ['id', ...answerColumns];
    for (const { id, inputs, etiology } of patients) {
      counts.subjects += 1;
      for (const score of scores) {
        const outcome = scoreSubject(score, { given: inputs, problems: new Map(), etiology }, asOf);
        counts[outcome.status === 'ok' ? 'computed' : 'refused'] += 1;
        yield [id, ...answerCells(outcome)];
      }
    }
  }
  return { lines, summary: () => ({ form: 'bundle', ...counts, unusedColumns: [] }) };
}
