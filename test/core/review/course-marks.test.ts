import { describe, expect, it } from 'vitest';
import { courseMarks } from '../../../src/core/review/course-marks.ts';
import { assessment } from '../../support/assessments.ts';
import { chart } from '../../support/charts.ts';

describe('the marks of the course', () => {
  it('show an examination once a day, however many resources speak of it', () => {
    const exam = { concept: 'ct-liver', status: 'done' } as const;
    const facts = chart({
      exams: [
        { ...exam, date: '2026-05-11', reference: 'DiagnosticReport/1' },
        { ...exam, date: '2026-05-11T08:00:00Z', reference: 'ImagingStudy/1' },
        { ...exam, date: '2026-01-11', reference: 'ImagingStudy/0' },
      ],
    });
    const marks = courseMarks(facts, assessment({ asOf: '2026-06-01T00:00:00Z', events: [] }));
    expect(marks.filter(({ kind }) => kind === 'imaging').map(({ date }) => date)).toEqual([
      '2026-01-11',
      '2026-05-11',
    ]);
  });
});
