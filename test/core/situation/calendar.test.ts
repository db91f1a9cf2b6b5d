import { describe, expect, it } from 'vitest';
import { addMonths, dayOf, daysAgo, shownDate } from '../../../src/core/situation/calendar.ts';

describe('calendar', () => {
  it('counts whole days, with partial dates at their middle', () => {
    expect(daysAgo('2026-02-20', '2026-03-01T09:00:00Z')).toBe(9);
    expect(daysAgo('2026-03-02', '2026-03-01T23:00:00Z')).toBe(-1);
    expect(daysAgo('2025', '2026-07-01')).toBe(365);
    expect(daysAgo('2026-02', '2026-03-01')).toBe(14);
  });
  it('has no day for what is not a date', () => {
    for (const odd of [undefined, '', 'last week', '26-01-01']) expect(dayOf(odd)).toBeUndefined();
    expect(daysAgo(undefined, '2026-03-01')).toBeUndefined();
    expect(addMonths('soon', 6)).toBeUndefined();
    expect(shownDate('soon')).toBe('undated');
  });
  it('adds months and stops at the end of a shorter month', () => {
    expect(addMonths('2025-08-31', 6)).toBe('2026-02-28');
    expect(addMonths('2025-11-15', 6)).toBe('2026-05-15');
  });
  it('shows a date as it was recorded', () => {
    expect(shownDate('2026-03-01T09:00:00Z')).toBe('2026-03-01');
    expect(shownDate('2024')).toBe('2024');
  });
});
