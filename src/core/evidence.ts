/** Where a formula, a cut-off or a rule comes from. Shown on cards and pages; `verify` marks what a clinician must still read. */
export interface Source {
  readonly id: string;
  /** "AASLD 2023 MASLD practice guidance", "Sterling 2006". */
  readonly label: string;
  readonly citation: string;
  readonly year: number;
  readonly doi?: string;
  readonly url?: string;
  /** How the content was checked: against the text or worked values, from firm memory of the literature, or still to be verified. */
  readonly checked: 'verified' | 'recalled' | 'verify';
}

/** Honesty label of every output. */
export type EvidenceClass = 'established' | 'research' | 'synthetic';

const ranks: readonly EvidenceClass[] = ['established', 'research', 'synthetic'];

/** The class of what is made from several things: that of the weakest. Nothing at all is established. */
export const weakestEvidence = (classes: readonly EvidenceClass[]): EvidenceClass =>
  ranks[Math.max(0, ...classes.map((one) => ranks.indexOf(one)))] ?? 'established';
