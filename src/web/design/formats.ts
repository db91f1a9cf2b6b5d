import { type Language, languages } from './words.ts';

/** Numbers and dates as a reader of one language expects them; a date is never `03/05/2026`. */
export interface Formats {
  number(value: number, digits: number): string;
  /** Always with so many decimals, for a column. */
  fixed(value: number, digits: number): string;
  /** With its sign, also for a gain. */
  signed(value: number, digits: number): string;
  /** A risk: one decimal below 10 %, as on the card. */
  percent(share: number): string;
  /** A stage probability: whole percents, `<1%` and `>99%` at the ends. */
  wholePercent(share: number): string;
  range(lower: number, upper: number): string;
  /** `3 May 2026`, `May 2026`, `2026`; undefined stays undefined. The day as recorded, whatever the time zone. */
  date(iso: string): string;
  /** Day and time of this computer. */
  dateTime(iso: string): string;
  time(iso: string): string;
  month(iso: string): string;
}

/** A hyphen before a number is easily overlooked. */
const minus = '\u2212';

export function formatsOf(language: Language, timeZone?: string): Formats {
  const { locale } = languages[language];
  const number = (value: number, digits: number, more: Intl.NumberFormatOptions = {}) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits, ...more }).format(value).replace('-', minus);
  const share = (value: number, digits: number) => number(value, digits, { style: 'percent' });
  const day = (iso: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
  const percent = (value: number) => share(value, value < 0.0995 ? 1 : 0);
  return {
    number: (value, digits) => number(value, digits),
    fixed: (value, digits) => number(value, digits, { minimumFractionDigits: digits }),
    signed: (value, digits) => number(value, digits, { signDisplay: 'exceptZero' }),
    percent,
    wholePercent: (value) => {
      if (value > 0 && value < 0.005) return `<${share(0.01, 0)}`;
      if (value < 1 && value >= 0.995) return `>${share(0.99, 0)}`;
      return share(value, 0);
    },
    range: (lower, upper) => `${percent(lower)}–${percent(upper)}`,
    date: (iso) => {
      if (/^\d{4}$/.test(iso)) return iso;
      if (/^\d{4}-\d{2}$/.test(iso)) return day(`${iso}-01`, { month: 'long', year: 'numeric' });
      if (/^\d{4}-\d{2}-\d{2}/.test(iso))
        return day(iso.slice(0, 10), { day: 'numeric', month: 'short', year: 'numeric' });
      return iso;
    },
    dateTime: (iso) =>
      new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        hour12: false,
        timeZone,
      }).format(new Date(iso)),
    time: (iso) =>
      new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false, timeZone }).format(
        new Date(iso),
      ),
    month: (iso) => day(iso.slice(0, 10), { month: 'short', year: 'numeric' }),
  };
}
