import { Worker } from 'node:worker_threads';
import { Failure } from '../../core/failure.ts';
import type { SandboxStudy } from './sandbox-study.ts';
import type { StudyPixels, StudyToPaint } from './study-pixels.ts';

export interface Painter {
  /** Pixels of a study, made on the first call and kept while there is room. @throws Failure `internal` */
  pixelsOf(study: SandboxStudy): Promise<StudyPixels>;
}

/**
 * Makes pixels in a thread, one study at a time, and keeps those of the last few studies.
 * @param kept how many studies are kept; one is 1 to 5 MB
 */
export function openPainter(kept = 8): Painter {
  const made = new Map<string, Promise<StudyPixels>>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    pixelsOf(study) {
      const known = made.get(study.id);
      made.delete(study.id);
      const pixels = known ?? last.then(() => paintInThread(study));
      if (known === undefined) last = pixels.catch(() => undefined);
      made.set(study.id, pixels);
      pixels.catch(() => made.delete(study.id));
      for (const id of made.keys()) {
        if (made.size <= kept) break;
        made.delete(id);
      }
      return pixels;
    },
  };
}

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

function paintInThread({ subject, modality, series }: SandboxStudy): Promise<StudyPixels> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`./painter-thread${extension}`, import.meta.url), {
      workerData: { subject, modality, series } satisfies StudyToPaint,
      ...(extension === '.ts' ? { execArgv: ['--import', typescriptLoader()] } : { execArgv: [] }),
    });
    // a server that stops does not wait for a picture
    worker.unref();
    worker.once('message', (pixels: StudyPixels) => resolve(pixels));
    worker.once('error', (cause) =>
      reject(new Failure('internal', 'The pictures of a sandbox study could not be made.', { cause })),
    );
    worker.once('exit', () => reject(new Failure('internal', 'The thread that makes sandbox pictures ended early.')));
  });
}

/** A thread that starts from source registers its own loader: `--import tsx` does so in a main thread only. */
function typescriptLoader(): string {
  const api = import.meta.resolve('tsx/esm/api');
  return `data:text/javascript,import{register}from${JSON.stringify(api)};register();`;
}
