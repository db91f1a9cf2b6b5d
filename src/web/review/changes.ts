import type { CourseLine, CourseMark } from '../../core/review/review.ts';

export interface Change {
  readonly line: CourseLine;
  readonly latest: CourseLine['points'][number];
  readonly before?: CourseLine['points'][number];
  readonly direction: 'rising' | 'falling' | 'steady' | 'first';
  /** Latest minus before, in the unit of the line. */
  readonly difference?: number;
  /** Thresholds between the two values. */
  readonly crossed: readonly { readonly value: number; readonly label: string; readonly beyond: boolean }[];
}

/** Less than this share of the value before is called steady: about the analytical variation of these tests. */
const steadyShare = 0.05;

export function changesOf(course: readonly CourseLine[]): readonly Change[] {
  return course.flatMap((line): Change[] => {
    const latest = line.points.at(-1);
    const before = line.points.at(-2);
    if (!latest) return [];
    if (!before) return [{ line, latest, direction: 'first', crossed: [] }];
    const difference = latest.value - before.value;
    const steady = Math.abs(difference) <= steadyShare * Math.abs(before.value);
    const crossed = line.thresholds
      .filter(({ value }) => before.value < value !== latest.value < value)
      .map(({ value, label }) => ({ value, label, beyond: latest.value >= value }));
    return [
      {
        line,
        latest,
        before,
        difference,
        direction: steady ? 'steady' : difference > 0 ? 'rising' : 'falling',
        crossed,
      },
    ];
  });
}

/** Treatments, procedures and events that began within a year before `asOf`, newest first. */
export function newMarks(marks: readonly CourseMark[], asOf: string): readonly CourseMark[] {
  const from = `${Number(asOf.slice(0, 4)) - 1}${asOf.slice(4, 10)}`;
  return marks
    .filter(({ date, kind }) => kind !== 'imaging' && date.slice(0, 10) >= from.slice(0, date.length) && date <= asOf)
    .sort((a, b) => (a.date < b.date ? 1 : -1));
}
