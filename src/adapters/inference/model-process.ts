import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import type { Tensors } from '../../ports/inference.ts';

/**
 * The child's program. As text, because a process starts from a file or a text, and a file would have to be found from the
 * sources, from the tests and from the build alike. `run()` of the runtime blocks its process until the graph has ended, so a
 * child can be stopped by SIGKILL only; for the same reason no thread is used: ending a thread inside a run ends the whole process.
 * Arguments: path of onnxruntime-node, JSON list of execution providers to try, the last one being `cpu`.
 */
const program = `
const [runtime, providers] = process.argv.slice(1);
const ort = require(runtime);
const loaded = new Map();
const load = async (key, path) => {
  let tried;
  for (const executionProviders of JSON.parse(providers)) {
    try {
      const session = await ort.InferenceSession.create(path, {
        executionProviders, intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4,
      });
      return { session, provider: executionProviders[0] };
    } catch (thrown) { tried = thrown; }
  }
  throw tried;
};
const sessionOf = (key, path) => {
  if (!loaded.has(key)) {
    const loading = load(key, path);
    loaded.set(key, loading);
    loading.catch(() => loaded.delete(key));
  }
  return loaded.get(key);
};
const answer = async ({ key, path, inputs }) => {
  let stage = 'load';
  try {
    const { session, provider } = await sessionOf(key, path);
    if (inputs === undefined) return { ok: true, provider };
    stage = 'run';
    const feeds = {};
    for (const name of session.inputNames) {
      const given = inputs[name];
      if (given === undefined) return { ok: false, stage: 'input', message: 'the input ' + name + ' is missing' };
      feeds[name] = new ort.Tensor('float32', given.data, given.shape);
    }
    const results = await session.run(feeds);
    const outputs = {};
    for (const [name, tensor] of Object.entries(results)) {
      if (tensor.type !== 'float32') continue;
      outputs[name] = { shape: [...tensor.dims], data: tensor.data };
    }
    return { ok: true, provider, outputs };
  } catch (thrown) {
    return { ok: false, stage, message: thrown instanceof Error ? thrown.message : 'unknown' };
  }
};
process.on('message', async (work) => process.send(await answer(work)));
process.on('disconnect', () => process.exit());
`;

export interface Work {
  /** `id@version`. */
  readonly key: string;
  /** The graph's file. */
  readonly path: string;
  /** Absent: only load it. */
  readonly inputs?: Tensors;
}
export type Answer =
  | { readonly ok: true; readonly provider: string; readonly outputs?: Tensors }
  /** `load`: the graph could not be opened; `input`: a name is missing; `run`: the runtime refused or failed. */
  | { readonly ok: false; readonly stage: 'load' | 'input' | 'run'; readonly message: string };

/** One child process that holds sessions and does one piece of work at a time. */
export interface ModelProcess {
  /** Resolves with `ended` when the process ends before it answers. */
  do(work: Work): Promise<Answer | 'ended'>;
  /** Ends it at once, whatever it does; resolves when it is gone. */
  kill(): Promise<void>;
  /** Pid, for those who watch memory. */
  readonly pid: number | undefined;
  readonly gone: boolean;
}

export interface ProcessOptions {
  /** Lists of providers to try, one after the other. */
  readonly providers: readonly (readonly string[])[];
  /** Lower the priority, so that long work leaves the processor to short work. */
  readonly background: boolean;
}

export function startProcess({ providers, background }: ProcessOptions): ModelProcess {
  const runtime = createRequire(import.meta.url).resolve('onnxruntime-node');
  const child = spawn(process.execPath, ['-e', program, runtime, JSON.stringify(providers)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // NODE_OPTIONS of the parent (inspectors, loaders) are not for it
    env: {
      PATH: process.env.PATH,
      LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH,
      CUDA_VISIBLE_DEVICES: process.env.CUDA_VISIBLE_DEVICES,
    },
  });
  if (background) lowerPriority(child);
  let settle: ((answer: Answer | 'ended') => void) | undefined;
  let gone = false;
  const end = (answer: Answer | 'ended') => {
    const resolve = settle;
    settle = undefined;
    rest(child, true);
    resolve?.(answer);
  };
  const exited = new Promise<void>((resolve) => {
    const over = () => {
      gone = true;
      end('ended');
      resolve();
    };
    child.once('exit', over);
    child.once('error', over);
  });
  child.on('message', (answer: Answer) => end(answer));
  rest(child, true);
  return {
    do: (work) =>
      new Promise((resolve) => {
        if (gone) return resolve('ended');
        settle = resolve;
        rest(child, false);
        child.send(work, (failed) => {
          if (failed) end('ended');
        });
      }),
    kill: () => {
      // its end is waited for
      if (!gone) rest(child, false);
      child.kill('SIGKILL');
      return exited;
    },
    get pid() {
      return child.pid;
    },
    get gone() {
      return gone;
    },
  };
}

/** An idle child keeps no parent alive. */
function rest(child: ChildProcess, idle: boolean) {
  const channel = child.channel as { ref?(): void; unref?(): void } | null | undefined;
  if (idle) {
    child.unref();
    channel?.unref?.();
  } else {
    child.ref();
    channel?.ref?.();
  }
}

function lowerPriority({ pid }: ChildProcess) {
  try {
    if (pid !== undefined) setPriority(pid, 10);
  } catch {
    // not allowed here: it runs with the priority of the service
  }
}
