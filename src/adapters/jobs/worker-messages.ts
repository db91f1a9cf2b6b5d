import type { FailureKind } from '../../core/failure.ts';
import type { ImagingFindings } from '../../core/findings.ts';
import type { JobPayload } from '../../ports/jobs.ts';

/** What the process with the queue and the store says to a worker process, by the structured clone of the IPC channel. */
export type ToWorker =
  | { readonly type: 'start'; readonly settings: unknown; readonly memoryMb: number }
  | { readonly type: 'run'; readonly id: string; readonly kind: string; readonly payload: JobPayload }
  | { readonly type: 'abort'; readonly id: string }
  | { readonly type: 'saved'; readonly call: number }
  | { readonly type: 'not-saved'; readonly call: number; readonly kind: FailureKind; readonly sentence: string };

/** What a worker process says. */
export type FromWorker =
  /** It listens: `start` may come. */
  | { readonly type: 'hello' }
  | { readonly type: 'progress'; readonly id: string; readonly share: number; readonly doing: string }
  | {
      readonly type: 'save';
      readonly id: string;
      readonly call: number;
      readonly findings: ImagingFindings;
      readonly files: ReadonlyMap<string, Uint8Array>;
    }
  | { readonly type: 'done'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly kind: FailureKind; readonly sentence: string };
