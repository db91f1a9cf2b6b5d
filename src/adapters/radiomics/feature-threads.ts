import { setMaxListeners } from 'node:events';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import { Failure } from '../../core/failure.ts';
import { chosenFamilies, type FeatureRow, type NamedFamily } from '../../core/radiomics/features.ts';
import type { Mask, Volume } from '../../core/volume/volume.ts';
import type { FeatureExtractor } from '../../ports/feature-extractor.ts';
import { type FeatureAnswer, type FeatureTask, shared } from './feature-task.ts';

/** A family and the file it was loaded from: a thread loads it again. */
export interface FamilyModule extends NamedFamily {
  readonly path: string;
}

/**
 * Features in worker threads: the region is processed once, then each family is a task of its own over the same shared memory.
 * @param threads how many work at once
 */
export function openFeatureThreads(families: readonly FamilyModule[], threads: number): FeatureExtractor {
  const fromSource = import.meta.url.endsWith('.ts');
  const pool = new Piscina<FeatureTask, FeatureAnswer>({
    filename: fileURLToPath(new URL(fromSource ? './feature-task.ts' : './feature-task.js', import.meta.url)),
    ...(fromSource ? { execArgv: ['--import', typescriptLoader()] } : {}),
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 30_000,
  });

  const ask = async <K extends FeatureAnswer['kind']>(task: FeatureTask, kind: K, signal: AbortSignal) => {
    const answer = await pool.run(task, { signal }).catch((thrown: unknown) => {
      signal.throwIfAborted();
      throw thrown;
    });
    if (answer.kind === 'refused') throw new Failure('invalid-input', answer.sentence);
    if (answer.kind !== kind) throw new Error('A feature thread answered something else than it was asked.');
    return answer as Extract<FeatureAnswer, { kind: K }>;
  };

  return {
    async extract(image, mask, settings, modality, signal) {
      const wanted = chosenFamilies(families, settings.families ?? 'all');
      signal?.throwIfAborted();
      // One signal for the tasks of this call: the pool listens once for each, and the first failure ends the others.
      const tasks = new AbortController();
      setMaxListeners(wanted.length + 1, tasks.signal);
      const abort = () => tasks.abort(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      try {
        const { roi } = await ask(
          { kind: 'process', image: sharedVolume(image), mask: sharedMask(mask), settings, modality },
          'roi',
          tasks.signal,
        );
        const parts = await Promise.all(
          wanted.map(({ path }) =>
            ask({ kind: 'family', roi, module: pathToFileURL(path).href, settings }, 'rows', tasks.signal),
          ),
        );
        const rows: FeatureRow[] = parts.flatMap((part) => part.rows);
        return { rows, voxels: { morphological: count(roi.morphological), intensity: count(roi.intensityMask) } };
      } finally {
        signal?.removeEventListener('abort', abort);
        tasks.abort();
      }
    },
    async habitats(image, liver, about, signal) {
      const task = { kind: 'habitats', image: sharedVolume(image), liver: sharedMask(liver), about } as const;
      const { found } = await ask(task, 'habitats', signal ?? new AbortController().signal);
      return found;
    },
    close: () => pool.close(),
  };
}

/** A thread that starts from source registers its own loader: `--import tsx` does so in a main thread only. */
function typescriptLoader(): string {
  const api = import.meta.resolve('tsx/esm/api');
  return `data:text/javascript,import{register}from${JSON.stringify(api)};register();`;
}

const sharedVolume = ({ geometry, data }: Volume): Volume => ({
  geometry,
  data: data instanceof Float32Array ? shared(data, Float32Array) : shared(data, Float64Array),
});
const sharedMask = ({ geometry, data }: Mask): Mask => ({ geometry, data: shared(data, Uint8Array) });
const count = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0);
