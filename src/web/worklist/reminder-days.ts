import { addMonths } from '../../core/situation/calendar.ts';

const dayMs = 86_400_000;

/** Days from which a reminder is chosen most often. @param today ISO day */
export function reminderDays(today: string): Readonly<Record<'weeks' | 'month' | 'quarter' | 'half', string>> {
  return {
    weeks: new Date(Date.parse(today) + 14 * dayMs).toISOString().slice(0, 10),
    month: addMonths(today, 1) ?? today,
    quarter: addMonths(today, 3) ?? today,
    half: addMonths(today, 6) ?? today,
  };
}

/** A reminder is for a day after today, within five years. @param day ISO day, or what was typed so far */
export function isComing(day: string, today: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && day > today && Date.parse(day) - Date.parse(today) <= 5 * 365 * dayMs;
}
