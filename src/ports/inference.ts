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
