import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { Failure } from '../core/failure.ts';
import type { Notices } from './csv-table.ts';

export interface TrainCommandParts {
  /** Folder of the Python package. */
  readonly packageFolder: string;
  /** Reads and checks a model folder with its digests, and makes the golden run. @throws Failure when it is not sound. */
  checkFolder(path: string): Promise<{ readonly id: string; readonly version: string }>;
  readonly environment: NodeJS.ProcessEnv;
  /** Progress of the training goes here. */
  readonly notices: Notices;
}

/** Passed on as they are. `--cohort` and the like are told by `python -m fibrocast_training <model> --help`. */
interface Options {
  readonly out: string;
  readonly data?: string;
  readonly cohort?: string;
  readonly events?: string;
  readonly columns?: string;
  readonly site?: string;
  readonly modelVersion?: string;
  readonly replicates?: string;
  readonly repeats?: string;
}

/** `fibrocast train`: the training package makes a model folder, which is checked before it is put into place. */
export function trainCommand(parts: TrainCommandParts): Command {
  return new Command('train')
    .description('train a model with the Python package of models/training and put the checked folder into place')
    .argument('<model>', 'pbc-prognosis, nhanes-stiffness, other-cause-mortality, …')
    .requiredOption('--out <folder>', 'the model folder; an earlier one there is replaced when the new one is sound')
    .option('--data <folder>', 'the public cohorts')
    .option('--cohort <file>', "the site's own table instead")
    .option('--events <file>', "the site's table of first ascites")
    .option('--columns <list>', 'input=column,input=column where names differ')
    .option('--site <words>', 'country and years of the table, for the card')
    .option('--model-version <version>', 'semantic version of the new model')
    .option('--replicates <number>', 'bootstrap refits for the intervals')
    .option('--repeats <number>', 'repeats of the cross-validation')
    .exitOverride()
    .action(async (model: string, options: Options) => {
      const trained = await trainModel(model, options, parts);
      process.stdout.write(`${trained.id}@${trained.version} is trained, checked and in ${options.out}\n`);
    });
}

/**
 * Trains into a folder beside `out`, checks it (digests, golden run), then swaps it in: a failed training changes nothing.
 * @throws Failure `invalid-configuration` without Python, `invalid-input` with the sentence of the training, `invalid-parameter`
 */
export async function trainModel(model: string, options: Options, parts: TrainCommandParts) {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(model))
    throw new Failure('invalid-parameter', 'A model is named like pbc-prognosis.');
  const out = resolve(options.out);
  await refuseForeignFolder(out);
  const python = pythonOf(parts);
  await mkdir(dirname(out), { recursive: true });
  const workshop = await mkdtemp(join(dirname(out), '.training-'));
  const made = join(workshop, basename(out));
  try {
    await runPython(python, [model, ...argumentsOf(options), '--out', made], parts);
    const trained = await parts.checkFolder(made);
    if (existsSync(out)) await rename(out, join(workshop, 'before'));
    await rename(made, out);
    return trained;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

const passedOn = {
  data: '--data',
  cohort: '--cohort',
  events: '--events',
  columns: '--columns',
  site: '--site',
  modelVersion: '--version',
  replicates: '--replicates',
  repeats: '--repeats',
} as const satisfies Partial<Record<keyof Options, string>>;
const paths: readonly (keyof typeof passedOn)[] = ['data', 'cohort', 'events'];

function argumentsOf(options: Options): string[] {
  return (Object.keys(passedOn) as (keyof typeof passedOn)[]).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [passedOn[name], paths.includes(name) ? resolve(value) : value];
  });
}

/** What stands at `out` may be replaced only when it is a model. */
async function refuseForeignFolder(out: string): Promise<void> {
  const names = await readdir(out).catch(() => undefined);
  if (names && names.length > 0 && !names.includes('manifest.json'))
    throw new Failure('invalid-parameter', '--out holds something that is no model: name another folder.');
}

function pythonOf({ environment, packageFolder }: TrainCommandParts): string {
  if (environment.FIBROCAST_PYTHON) return environment.FIBROCAST_PYTHON;
  const own = join(packageFolder, '.venv', 'bin', 'python');
  if (existsSync(own)) return own;
  throw new Failure(
    'invalid-configuration',
    'Training needs Python: run models/training/make-environment.sh once, or name an interpreter with the packages by FIBROCAST_PYTHON.',
  );
}

/** The last words of a training that failed; more would be a stack. */
const mostKept = 4000;

function runPython(
  python: string,
  args: readonly string[],
  { packageFolder, environment, notices }: TrainCommandParts,
) {
  return new Promise<void>((done, failed) => {
    const child = spawn(python, ['-m', 'fibrocast_training', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, PYTHONPATH: packageFolder, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => notices.write(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-mostKept);
    });
    child.once('error', (cause) =>
      failed(new Failure('invalid-configuration', 'The Python of FIBROCAST_PYTHON could not be started.', { cause })),
    );
    child.once('close', (code) => {
      if (code === 0) return done();
      failed(
        new Failure(code === 2 ? 'invalid-parameter' : 'invalid-input', sentenceOf(said), { cause: new Error(said) }),
      );
    });
  });
}

/** The training tells what can be put right in one line of its own; everything else is a fault of its own. */
function sentenceOf(said: string): string {
  const told = /^fibrocast_training(?: [a-z-]+)?: (?:error: )?(.+)$/m.exec(said)?.[1];
  if (told) return told;
  if (said.includes('No module named'))
    return 'That Python lacks packages of the training: run models/training/make-environment.sh.';
  return 'The training failed. Run it by hand (python -m fibrocast_training) to see where.';
}
