const dayMs = 86_400_000;

/**
 * The day a recorded date stands for, in ms since 1970 (UTC). A partial date is taken at its middle (`2024` is 2024-07-01,
 * `2024-05` is 2024-05-15), as ageAt does. Undefined for an absent date and for anything that is not an ISO date.
 */
export function dayOf(date: string | undefined): number | undefined {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(date ?? '');
  if (!match) return undefined;
  const day = Date.UTC(Number(match[1]), Number(match[2] ?? 7) - 1, Number(match[3] ?? (match[2] ? 15 : 1)));
  return Number.isFinite(day) ? day : undefined;
}

/** Whole days from `date` to `asOf` (negative when it lies after), or undefined without a usable date. */
export function daysAgo(date: string | undefined, asOf: string): number | undefined {
  const [then, now] = [dayOf(date), dayOf(asOf)];
  return then === undefined || now === undefined ? undefined : Math.round((now - then) / dayMs);
}

/** ISO day `months` after `date`; the 31st falls on the last day of a shorter month. Undefined without a usable date. */
export function addMonths(date: string | undefined, months: number): string | undefined {
  const day = dayOf(date);
  if (day === undefined) return undefined;
  const from = new Date(day);
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), last));
  return to.toISOString().slice(0, 10);
}

/** The date as a card shows it: its day, its month or its year, as recorded. */
export function shownDate(date: string | undefined): string {
  return dayOf(date) === undefined || date === undefined ? 'undated' : date.slice(0, 10);
}
