/** Runs the graphs of models. Sessions are loaded once in processes of their own; a run that outlives its deadline is killed and the process replaced. */
export interface Inference {
  /**
   * @param model the folder's id with its version: `ct-stage@1.0.0`
   * @throws Failure `model-unavailable` (unknown, refused at start, switched off), `model-timeout`, `invalid-input` (shape, type)
   */
  run(
    model: string,
    inputs: Tensors,
    options?: { readonly deadlineMs?: number; readonly signal?: AbortSignal },
  ): Promise<Tensors>;
  close(): Promise<void>;
}

export type Tensors = Readonly<Record<string, Tensor>>;
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What the golden run of a model at the start showed. */
export interface GoldenRun {
  readonly passed: boolean;
  readonly ms: number;
  readonly cases: number;
  /** Largest departure, as a share of the larger of 1 and the golden value. */
  readonly departure?: number;
  /** Execution provider: `cpu`, `cuda`. */
  readonly provider: string;
  /** Why it did not pass. */
  readonly reason?: string;
}
