import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageAt } from '../../src/core/patient.ts';
import { birthDateFor, daysBefore, monthsBefore } from '../../src/sandbox/dates.ts';

describe('sandbox dates', () => {
  it('go back over month and year ends', () => {
    expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28');
    expect(daysBefore('2026-01-01', -31)).toBe('2026-02-01');
    expect(monthsBefore('2026-03-31', 1)).toBe('2026-02-28');
    expect(monthsBefore('2028-02-29', 12)).toBe('2027-02-28');
  });

  it('give birth dates of exactly the age asked for', () => {
    const day = fc.integer({ min: 0, max: 20_000 }).map((days) => daysBefore('2050-01-01', days));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 360 }), (today, years, since) => {
        expect(ageAt(birthDateFor(today, years, since), `${today}T12:00:00Z`)?.years).toBe(years);
      }),
    );
  });
});
