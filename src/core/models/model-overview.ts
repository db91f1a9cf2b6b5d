import type { EvidenceClass } from '../evidence.ts';
import type { SilentComparison } from './compare-silent.ts';
import type { Accepts, ModelRole, TrainedOn } from './manifest.ts';
import type { ModelChange, ModelState } from './registry.ts';

/** One model version among the others, as the model page lists it. */
export interface ModelLine {
  /** `id@version`. */
  readonly model: string;
  readonly title: string;
  readonly role: ModelRole;
  readonly evidence: EvidenceClass;
  /** What comes out, in words. */
  readonly answers: string;
  readonly state: ModelState;
  readonly off: boolean;
  /** Whether it runs here: silent or live, on, golden run not failed, and not synthetic where those are not allowed. */
  readonly takesPart: boolean;
  /** ISO instant of the last change; absent where the state is the declared one. */
  readonly since?: string;
  /** A validation report is recorded. */
  readonly validated: boolean;
  /** Of this process; absent where it was not run here. */
  readonly goldenRun?: {
    readonly passed: boolean;
    readonly ms: number;
    readonly cases: number;
    readonly departure?: number;
    readonly provider: string;
    readonly reason?: string;
  };
}

export interface ModelOverview {
  /** Whether the reader may change anything. */
  readonly administrator: boolean;
  readonly models: readonly ModelLine[];
  /** What takes no part, and why. */
  readonly refused: readonly { readonly model: string; readonly reason: string }[];
}

/** All that is known of one model version. */
/** One of the 31 source attributes with its answer; null where there is none, with the reason as note. */
export interface SourceAttribute {
  readonly number: number;
  readonly group: string;
  readonly title: string;
  readonly value: string | null;
  readonly note?: string;
}

export interface ModelDetails extends ModelLine {
  readonly accepts: Accepts;
  /** What goes in, in words. */
  readonly looksAt: string;
  readonly trainedOn: TrainedOn;
  readonly licence: string;
  /** Of the graph. */
  readonly sha256: string;
  readonly sourceAttributes: readonly SourceAttribute[];
  readonly validation: {
    /** Of the recorded report. */
    readonly sha256?: string;
    /** The report itself is here and can be read. */
    readonly here: boolean;
    readonly method?: string;
    readonly figures: readonly {
      readonly of: string;
      readonly name: string;
      readonly value: number;
      readonly interval?: readonly [number, number];
    }[];
  };
  /** Newest first. */
  readonly history: readonly ModelChange[];
  readonly silent: SilentComparison;
}

/** What an administrator may ask for. */
export const modelSteps = ['silent', 'live', 'retired', 'off', 'on'] as const;
export type ModelStep = (typeof modelSteps)[number];
