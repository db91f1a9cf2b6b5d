/** What several scores share: bands, ages, the logistic curve, clamps, and the formulas that other formulas contain. */
import { bilirubinMgPerDl, creatinineMgPerDl } from '../quantity.ts';
import type { Band, BandLevel } from '../score.ts';

export const band = (category: string, level: BandLevel, label: string): Band => ({ category, level, label });

/**
 * The usual three classes of a rule-out and a rule-in cut: `low` below the first, `high` at or above the second
 * (`above` when the paper says "greater than").
 */
export function threeBands(
  value: number,
  cuts: { readonly ruleOut: number; readonly ruleIn: number; readonly ruleInIs: 'at' | 'above' },
  words: { readonly low: string; readonly between: string; readonly high: string; readonly betweenCategory?: string },
): Band {
  if (value < cuts.ruleOut) return band('low', 'low', words.low);
  const ruledIn = cuts.ruleInIs === 'at' ? value >= cuts.ruleIn : value > cuts.ruleIn;
  if (ruledIn) return band('high', 'high', words.high);
  return band(words.betweenCategory ?? 'indeterminate', 'indeterminate', words.between);
}

export function adultsOnly(ageYears: number | undefined): string | undefined {
  return ageYears !== undefined && ageYears < 18 ? 'age under 18: built for adults' : undefined;
}

export const logistic = (x: number) => 1 / (1 + Math.exp(-x));
export const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
/** Points of a table of lower bounds, given in descending order: the first bound reached counts. */
export function points(value: number, table: readonly (readonly [from: number, points: number])[]): number {
  return table.find(([from]) => value >= from)?.[1] ?? 0;
}
export const isMale = (sex: 'male' | 'female') => (sex === 'male' ? 1 : 0);

/** FIB-4: age (years) × AST / (platelets (10*9/L) × √ALT), enzymes in U/L. */
export function fib4Index(x: {
  readonly ageYears: number;
  readonly astUPerL: number;
  readonly altUPerL: number;
  readonly plateletsGigaPerL: number;
}): number {
  return (x.ageYears * x.astUPerL) / (x.plateletsGigaPerL * Math.sqrt(x.altUPerL));
}

/** APRI: 100 × (AST / upper limit of normal) / platelets (10*9/L). */
export function apriIndex(x: {
  readonly astUPerL: number;
  readonly astUpperLimitUPerL: number;
  readonly plateletsGigaPerL: number;
}): number {
  return (100 * (x.astUPerL / x.astUpperLimitUPerL)) / x.plateletsGigaPerL;
}

/** ALBI: 0.66 × log10 bilirubin (umol/L) − 0.085 × albumin (g/L). Decadic logarithm, SI units. */
export function albiValue(x: { readonly bilirubinUmolPerL: number; readonly albuminGPerL: number }): number {
  return 0.66 * Math.log10(x.bilirubinUmolPerL) - 0.085 * x.albuminGPerL;
}

/**
 * MELD of UNOS, rounded, 6 to 40: bilirubin, creatinine (mg/dL) and INR not below 1, creatinine not above 4 and
 * 4 on dialysis. Bilirubin and INR have no upper cap.
 */
export function meldRounded(x: {
  readonly bilirubinUmolPerL: number;
  readonly creatinineUmolPerL: number;
  readonly inr: number;
  readonly dialysis?: boolean;
}): number {
  const creatinine = x.dialysis ? 4 : clamp(creatinineMgPerDl(x.creatinineUmolPerL), 1, 4);
  const bilirubin = Math.max(1, bilirubinMgPerDl(x.bilirubinUmolPerL));
  const inr = Math.max(1, x.inr);
  const raw = 10 * (0.957 * Math.log(creatinine) + 0.378 * Math.log(bilirubin) + 1.12 * Math.log(inr) + 0.643);
  return clamp(Math.round(raw), 6, 40);
}

export function meldAge(ageYears: number | undefined): string | undefined {
  return ageYears !== undefined && ageYears < 12 ? 'age under 12: PELD applies' : undefined;
}

/** Creatinine this high raises the question of dialysis, and the answer changes the score. */
export function dialysisCaution(x: { readonly creatinineUmolPerL: number; readonly dialysis?: boolean }): string[] {
  const asked = x.dialysis === undefined && creatinineMgPerDl(x.creatinineUmolPerL) >= 3;
  return asked ? ['dialysis not documented: creatinine taken as measured'] : [];
}

export function transplantCaution(value: number): string[] {
  return value >= 15 ? ['15 or more: transplant evaluation is usually indicated'] : [];
}
