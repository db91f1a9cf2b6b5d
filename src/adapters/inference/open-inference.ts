import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { versionedId } from '../../core/models/columns.ts';
import { departure, goldenInput } from '../../core/models/golden.ts';
import type { GoldenRun, Inference, Tensors } from '../../ports/inference.ts';
import type { Log } from '../../ports/log.ts';
import type { ModelFolder, RefusedModel } from '../../ports/models.ts';
import { type ProcessPool, processPool } from './process-pool.ts';

/** Tables are light, pictures heavy: they never share a process, so that no segmentation delays a hook. */
export type Lane = 'light' | 'heavy';
export const laneOf = ({ manifest }: ModelFolder): Lane =>
  manifest.input.kind === 'tabular' || manifest.input.kind === 'radiomics' ? 'light' : 'heavy';

export interface InferenceOptions {
  readonly models: readonly ModelFolder[];
  readonly log: Log;
  /** Processes of each lane; 0: its models are left out, neither run nor refused. Default one of each. */
  readonly processes?: Partial<Readonly<Record<Lane, number>>>;
  /** Default deadline of a run: 5 s for tables, 120 s for pictures. */
  readonly deadlineMs?: Partial<Readonly<Record<Lane, number>>>;
  /** `cpu` leaves a graphics processor alone. Default `auto`: CUDA where its provider is installed. */
  readonly provider?: 'auto' | 'cpu';
}

export interface OpenInference extends Inference {
  /** Models that failed their golden run, and why. */
  refusals(): readonly RefusedModel[];
  /** What the golden run of a model showed; undefined for one that is not here. */
  goldenRun(model: string): GoldenRun | undefined;
  /** Pids of the child processes by lane. */
  pids(): Readonly<Record<Lane, readonly number[]>>;
}

/** Elements of all tensors of one call together: 1 GiB of float32. */
const mostElements = 2 ** 28;
/** Work that waits in one lane. */
const mostWaiting = 10_000;
const goldenDeadlineMs = 60_000;

/**
 * Starts the processes, loads the sessions and makes the golden run of every model. A model that fails is refused and the others
 * go on; nothing is thrown for it. The golden run is on the provider that will serve; where CUDA departs from it, all run on the CPU.
 */
export async function openInference(options: InferenceOptions): Promise<OpenInference> {
  const cuda = options.provider !== 'cpu' && cudaInstalled();
  const first = await openOn(options, cuda ? [['cuda', 'cpu'], ['cpu']] : [['cpu']]);
  if (!cuda || first.refusals().length === 0) return first;
  options.log.warn({ models: first.refusals().length }, 'golden runs failed on the graphics processor: using the CPU');
  await first.close();
  return openOn(options, [['cpu']]);
}

/** The package brings the CPU only; the CUDA provider is a library of its own beside it. */
function cudaInstalled(): boolean {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return existsSync(
    join(dirname(dirname(entry)), 'bin/napi-v6', process.platform, process.arch, 'libonnxruntime_providers_cuda.so'),
  );
}

async function openOn(
  { models, log, processes, deadlineMs }: InferenceOptions,
  providers: readonly (readonly string[])[],
): Promise<OpenInference> {
  const size = { light: processes?.light ?? 1, heavy: processes?.heavy ?? 1 };
  const patience = { light: deadlineMs?.light ?? 5_000, heavy: deadlineMs?.heavy ?? 120_000 };
  const served = new Map(
    models.filter((model) => size[laneOf(model)] > 0).map((model) => [versionedId(model.manifest), model]),
  );
  const workOf = (model: ModelFolder) => ({ key: versionedId(model.manifest), path: join(model.path, 'model.onnx') });
  const pool = (lane: Lane) =>
    processPool({
      size: size[lane],
      providers,
      background: lane === 'heavy',
      mostWaiting,
      // graphs of pictures are loaded on their first use: they are large
      preload: lane === 'light' ? [...served.values()].filter((model) => laneOf(model) === lane).map(workOf) : [],
    });
  const pools: Readonly<Record<Lane, ProcessPool>> = { light: pool('light'), heavy: pool('heavy') };

  const goldenRuns = new Map<string, GoldenRun>();
  const golden = async (model: ModelFolder): Promise<GoldenRun> => {
    const started = performance.now();
    const { tolerance, cases } = model.golden;
    let worst = 0;
    let provider = 'cpu';
    for (const { name, inputs, outputs } of cases) {
      const given = Object.fromEntries(
        Object.entries(inputs).flatMap(([tensor, value]) => {
          const whole = goldenInput(value);
          return whole === undefined ? [] : [[tensor, whole]];
        }),
      );
      try {
        const ran = await pools[laneOf(model)].run(
          { ...workOf(model), inputs: given },
          { deadlineMs: goldenDeadlineMs },
        );
        provider = ran.provider;
        for (const [tensor, expected] of Object.entries(outputs))
          worst = Math.max(worst, departure(expected, ran.outputs[tensor]));
      } catch (thrown) {
        const ms = Math.round(performance.now() - started);
        const said = thrown instanceof Failure ? thrown.message : 'It could not be run.';
        return { passed: false, ms, cases: cases.length, provider, reason: `Golden case ${name}: ${said}` };
      }
    }
    const ms = Math.round(performance.now() - started);
    if (worst <= tolerance) return { passed: true, ms, cases: cases.length, departure: worst, provider };
    const far = Number.isFinite(worst)
      ? `by ${worst.toPrecision(3)}, allowed is ${tolerance}`
      : 'in shape, or are no numbers';
    return {
      passed: false,
      ms,
      cases: cases.length,
      departure: worst,
      provider,
      reason: `The golden outputs differ ${far}.`,
    };
  };
  await Promise.all(
    [...served].map(async ([key, model]) => {
      const run = await golden(model);
      goldenRuns.set(key, run);
      const fields = { model: key, ms: run.ms, cases: run.cases, provider: run.provider };
      if (run.passed) log.info(fields, 'golden run passed');
      else log.error({ ...fields, reason: run.reason }, 'golden run failed: the model is refused');
    }),
  );

  return {
    async run(model, inputs, { deadlineMs: patienceMs, signal } = {}) {
      const folder = served.get(model);
      const ran = goldenRuns.get(model);
      if (folder === undefined || ran === undefined)
        throw new Failure('model-unavailable', `There is no model ${model} here.`);
      if (!ran.passed)
        throw new Failure(
          'model-unavailable',
          `The model ${model} was refused at the start. ${ran.reason ?? ''}`.trim(),
        );
      checkTensors(model, inputs);
      const lane = laneOf(folder);
      const { outputs } = await pools[lane].run(
        { ...workOf(folder), inputs },
        { deadlineMs: patienceMs ?? patience[lane], ...(signal ? { signal } : {}) },
      );
      return outputs;
    },
    refusals: () =>
      [...goldenRuns].flatMap(([model, { passed, reason }]) =>
        passed ? [] : [{ model, reason: reason ?? 'The golden run failed.' }],
      ),
    goldenRun: (model) => goldenRuns.get(model),
    pids: () => ({ light: pools.light.pids(), heavy: pools.heavy.pids() }),
    close: async () => void (await Promise.all([pools.light.close(), pools.heavy.close()])),
  };
}

function checkTensors(model: string, inputs: Tensors) {
  let elements = 0;
  for (const [name, { shape, data }] of Object.entries(inputs)) {
    const size = shape.reduce((product, n) => product * n, 1);
    elements += size;
    if (!shape.every((n) => Number.isInteger(n) && n > 0) || size !== data.length)
      throw new Failure('invalid-input', `The tensor ${name} for the model ${model} does not fill its shape.`);
    if (elements > mostElements)
      throw new Failure('invalid-input', `The tensors for the model ${model} are too large.`);
    for (let i = 0; i < data.length; i++)
      if (!Number.isFinite(data[i]))
        throw new Failure(
          'invalid-input',
          `The tensor ${name} for the model ${model} holds a value that is no number.`,
        );
  }
}
