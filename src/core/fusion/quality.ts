/** Quality q of one examination, 0 (left out) to 1, with the reasons why it is not 1, in clinical words. */
export interface Quality {
  readonly quality: number;
  readonly reasons: readonly string[];
}

const wholeQuality: Quality = { quality: 1, reasons: [] };

/** Both hold at the same time: the qualities multiply. */
export function both(...parts: readonly Quality[]): Quality {
  return {
    quality: parts.reduce((product, { quality }) => product * quality, 1),
    reasons: parts.flatMap(({ reasons }) => reasons),
  };
}

/** VCTE with a wide spread at 7.1 kPa or more counts 0.3 (reliability after Boursier 2013, EASL 2021). */
export function spreadQuality(kPa: number, iqrOverMedianPercent: number | undefined): Quality {
  return iqrOverMedianPercent !== undefined && iqrOverMedianPercent > 30 && kPa >= 7.1
    ? { quality: 0.3, reasons: [`IQR/median ${Math.round(iqrOverMedianPercent)} %`] }
    : wholeQuality;
}

const freshDays = 180;

/** Halved for every 180 days beyond the first 180; without a date nothing is known of the age and it counts as one step old. */
export function ageQuality(days: number | undefined): Quality {
  if (days === undefined) return { quality: 0.5, reasons: ['not dated'] };
  return days > freshDays
    ? { quality: 0.5 ** ((days - freshDays) / freshDays), reasons: [`${Math.round(days / 30.4)} months old`] }
    : wholeQuality;
}

/** A value that another disease moves: used with a third of its weight. */
export const disturbed = (reason: string): Quality => ({ quality: 0.3, reasons: [reason] });
