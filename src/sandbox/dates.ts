/** Calendar arithmetic on FHIR dates (`2026-05-17`), in UTC: the sandbox never asks the clock, it is told what day it is. */

/** The date `days` before `today`; negative days lie in the future. */
export function daysBefore(today: string, days: number): string {
  const at = new Date(`${today}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - days);
  return at.toISOString().slice(0, 10);
}

/** The date `months` calendar months before `today`; a day that the month lacks becomes its last day. */
export function monthsBefore(today: string, months: number): string {
  const [year, month, day] = today.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, lastDay));
  return first.toISOString().slice(0, 10);
}

/** Birth date of somebody who has completed `years` at `today`; the birthday was `daysSince` days ago (0..364). */
export function birthDateFor(today: string, years: number, daysSince: number): string {
  return monthsBefore(daysBefore(today, daysSince), years * 12);
}
