/** Half-open interval of milliseconds since 1970, [low, high). */
export interface InstantRange {
  readonly low: number;
  readonly high: number;
}

/** Bounds for an open period; within what a JavaScript date and a JSON number can hold. */
export const beginningOfTime = -8.64e15;
export const endOfTime = 8.64e15;

const pattern =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/**
 * The interval a FHIR date, dateTime or instant of any precision covers: `2024-02` is the whole month.
 * A time without zone, and every date, is read as UTC (FHIR leaves it to the server); so is the search value, which
 * keeps both sides equal. Undefined for anything that is not a real date (2023-02-30, 24:00).
 */
export function instantRange(text: string): InstantRange | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const y = Number(year);
  const m = month === undefined ? 0 : Number(month) - 1;
  const d = day === undefined ? 1 : Number(day);
  if (m > 11 || d < 1 || d > daysInMonth(y, m) || m < 0) return undefined;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return undefined;
  const offset = offsetMs(zone);
  if (offset === undefined) return undefined;
  const milliseconds = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  const low = utc(y, m, d, Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), milliseconds) - offset;
  if (month === undefined) return { low, high: utc(y + 1, 0, 1) };
  if (day === undefined) return { low, high: utc(y, m + 1, 1) };
  if (hour === undefined) return { low, high: low + 86_400_000 };
  if (second === undefined) return { low, high: low + 60_000 };
  if (fraction === undefined) return { low, high: low + 1_000 };
  // Ten and more thousandths are cut: the index knows milliseconds.
  return { low, high: low + 10 ** Math.max(0, 3 - fraction.length) };
}

function offsetMs(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

// Date.UTC reads the years 0 to 99 as 1900 to 1999.
function utc(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, milliseconds = 0): number {
  const at = new Date(Date.UTC(2000, month, day, hour, minute, second, milliseconds));
  at.setUTCFullYear(year + (at.getUTCFullYear() - 2000), month % 12, day);
  return at.getTime();
}

function daysInMonth(year: number, month: number): number {
  if (month === 1) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [3, 5, 8, 10].includes(month) ? 30 : 31;
}
