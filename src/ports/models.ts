import type { GoldenFile, ModelManifest, ModelReference } from '../core/models/manifest.ts';
import type { ModelChange } from '../core/models/registry.ts';

/** A checked model folder as it was read. */
export interface ModelFolder {
  readonly manifest: ModelManifest;
  /** Tabular and radiomics models have one. */
  readonly reference?: ModelReference;
  readonly golden: GoldenFile;
  /** Markdown of model-card.md. */
  readonly card: string;
  /** `validation.json` as `fibrocast validate` wrote it, when the folder holds one, and the SHA-256 of its bytes. */
  readonly validation?: { readonly sha256: string; readonly report: unknown };
  /** Where the folder is. For the runtime only: never in a log, an error or an answer. */
  readonly path: string;
}

/** A model that does not take part, and why, in a sentence. */
export interface RefusedModel {
  /** `id@version` where the manifest could be read that far, else the folder's name. */
  readonly model: string;
  readonly reason: string;
}

export interface ModelFolders {
  readonly models: readonly ModelFolder[];
  readonly refused: readonly RefusedModel[];
}

/** What was done to models, oldest first. Only ever added to; every process sees a change at its next read. */
export interface ModelHistory {
  /** @throws Failure `store-unavailable` */
  read(): Promise<readonly ModelChange[]>;
  append(change: ModelChange): Promise<void>;
}
