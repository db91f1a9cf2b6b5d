import { type Language, languages } from '../design/words.ts';
import type { Currency } from './address.ts';

/** Amounts as a reader of one language expects them; a real minus, whole units. */
export interface Money {
  whole(amount: number): string;
  /** `€1.2k`, for an axis. */
  short(amount: number): string;
  readonly currency: Currency;
}

export function moneyOf(language: Language, currency: Currency): Money {
  const { locale } = languages[language];
  const of = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...options });
    return (amount: number) => format.format(amount === 0 ? 0 : amount).replace('-', '\u2212');
  };
  return {
    currency,
    whole: of({ maximumFractionDigits: 0 }),
    short: of({ notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 }),
  };
}
