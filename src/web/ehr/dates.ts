const dayMs = 86_400_000;

export const today = (): string => new Date().toISOString().slice(0, 10);
export const inDays = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);

/** `17 May 2026`; a partial date stays as it is. */
export function showDate(date: string | undefined): string {
  if (!date) return 'no date';
  if (!/^\d{4}-\d{2}-\d{2}/.test(date)) return date;
  return new Date(`${date.slice(0, 10)}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** How long ago, in the words of a ward: `today`, `12 days`, `11 months`, `6 years`. */
export function ago(date: string | undefined): string {
  if (!date) return '';
  const days = Math.round((Date.parse(today()) - Date.parse(date.slice(0, 10))) / dayMs);
  if (days < 0) return showDate(date);
  if (days === 0) return 'today';
  if (days === 1) return 'yesterday';
  if (days < 60) return `${days} days ago`;
  if (days < 730) return `${Math.round(days / 30.44)} months ago`;
  return `${Math.round(days / 365.25)} years ago`;
}

/** The same in a table cell: `12 d`, `11 mo`, `6 y`. */
export function agoShort(date: string | undefined): string {
  return ago(date)
    .replace(/ days ago$/, ' d')
    .replace(/ months ago$/, ' mo')
    .replace(/ years ago$/, ' y');
}
