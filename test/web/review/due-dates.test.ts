import { describe, expect, it } from 'vitest';
import { dueText, furtherSurveillance, repeatedBy } from '../../../src/web/review/due-dates.ts';
import { readingOf } from '../../../src/web/review/reading.tsx';
import { reviews } from '../../support/reviews.ts';

const { surveillance } = reviews.rich;
const [ultrasound] = surveillance;

describe('due dates', () => {
  it('belong to the step with the same order, and to steps that say to go on', () => {
    expect(repeatedBy({ id: 'any', order: 'us-liver' }, surveillance)).toBe(ultrasound);
    expect(repeatedBy({ id: 'hcc-surveillance-ongoing' }, surveillance)).toBe(ultrasound);
    expect(repeatedBy({ id: 'any', order: 'egd' }, surveillance)).toBeUndefined();
    expect(repeatedBy({ id: 'any' }, surveillance)).toBeUndefined();
  });
  it('leave out what was done once and for all, and come most pressing first', () => {
    expect(furtherSurveillance(reviews.rich).map(({ id }) => id)).toEqual([
      'hepatitis-a-vaccine',
      'influenza-vaccine',
      'hcc-afp',
    ]);
  });
  it('are told with the last time, in either language', () => {
    if (!ultrasound) throw new Error('no surveillance');
    expect(dueText(ultrasound, readingOf('en', 'si'))).toBe('overdue since 2 Oct 2025, last 2 Apr 2025');
    expect(dueText(ultrasound, readingOf('de', 'si'))).toBe('überfällig seit 2. Okt. 2025, zuletzt 2. Apr. 2025');
    expect(dueText({ ...ultrasound, status: 'due' }, readingOf('en', 'si'))).toContain('due since 2 Oct 2025');
    expect(dueText({ ...ultrasound, status: 'unknown' }, readingOf('en', 'si'))).toContain('could not be read');
  });
});
