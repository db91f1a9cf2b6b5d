import type { Etiology } from './etiology.ts';
import type { EvidenceClass, Source } from './evidence.ts';
import type { InputId, InputValues } from './inputs.ts';

/** Rank of a band for colour and urgency; the words of a band are its `label`. */
export type BandLevel = 'low' | 'indeterminate' | 'high' | 'very-high' | 'none';

export interface Band {
  /** Stable code, e.g. `low`, `indeterminate`, `F3`, `significant_F2plus`; several joined by `|` when a rule gives several. */
  readonly category: string;
  readonly level: BandLevel;
  /** Clinical words: "advanced fibrosis unlikely". */
  readonly label: string;
}

/**
 * A published clinical score. A member of src/core/scores: the default export of `<id>.ts`.
 * `compute` is only called with every `inputs` present, in range and in time, and returns a finite number;
 * it throws nothing. A patient outside `refuse` gets a reason instead of a number.
 */
export interface Score<Required extends InputId = InputId, Optional extends InputId = InputId> {
  readonly id: string;
  readonly title: string;
  /** UCUM unit of the value (`{score}`, `1`, `%`, `kPa`). */
  readonly unit: string;
  readonly inputs: readonly Required[];
  readonly optional?: readonly Optional[];
  /** Etiologies the score was built for; `any` for generic scores. Outside of them it is refused by name. */
  readonly etiologies: readonly Etiology[] | 'any';
  /** What it was derived for and what it answers, one sentence. */
  readonly population: string;
  /** Every input must lie within so many days of the newest one (default 90) and of the assessment (default 180). */
  readonly windowDays?: number;
  /** LOINC of the result, only where confirmed. */
  readonly loinc?: string;
  readonly evidence: EvidenceClass;
  readonly sources: readonly Source[];
  /**
   * Inputs that these values call for beside `inputs`: the reading that a cut-off set is for, the parts of a sum that was
   * not reported. What it names and is absent is missing. Called with whatever is present, before `refuse`.
   */
  alsoNeeds?(x: Partial<InputValues<Required, Optional>>): readonly InputId[];
  /** Unit of this value, when it depends on the inputs (stiffness in kPa or, for pSWE, in m/s). Default `unit`. */
  unitFor?(x: InputValues<Required, Optional>): string;
  /** Reason not to compute, in clinical words ("age under 12: PELD applies"), or undefined. */
  refuse?(x: InputValues<Required, Optional>): string | undefined;
  compute(x: InputValues<Required, Optional>): number;
  /** Band of the unrounded value (MELD family: of the rounded). */
  band?(value: number, x: InputValues<Required, Optional>): Band | undefined;
  /** Figures beside the value for the score table (`raw=24.4021`, `S5=0.8890`), where a class would hide them. Never a code. */
  annotation?(value: number, x: InputValues<Required, Optional>): string;
  /** Cautions that travel with the value ("age under 35: unreliable"). */
  cautions?(value: number, x: InputValues<Required, Optional>): readonly string[];
  /** Event probabilities the score's paper publishes for this value (0..1), by outcome and horizon in years. */
  risks?(value: number, x: InputValues<Required, Optional>): readonly PublishedRisk[];
}

export interface PublishedRisk {
  readonly outcome: RiskOutcome;
  readonly horizonYears: number;
  readonly probability?: number;
  readonly lower?: number;
  readonly upper?: number;
  /** When the paper gives a class rather than a probability. */
  readonly qualitative?: 'low' | 'moderate' | 'high';
}

export const riskOutcomes = [
  'liver-related-event',
  'ascites',
  'variceal-bleeding',
  'hepatorenal-syndrome',
  'hepatic-encephalopathy',
  'hepatocellular-carcinoma',
  'decompensation',
  'liver-transplant',
  'liver-transplant-or-death',
  'death',
  'other-cause-death',
] as const;
export type RiskOutcome = (typeof riskOutcomes)[number];

/** Helper for members: keeps the literal input ids, so that `compute` sees exactly its inputs. */
export function defineScore<const Required extends InputId, const Optional extends InputId = never>(
  score: Score<Required, Optional>,
): Score<Required, Optional> {
  return score;
}
