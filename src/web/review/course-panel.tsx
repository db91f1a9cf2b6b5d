import type { CourseLine, ReviewData } from '../../core/review/review.ts';
import { AsTable, Panel } from '../design/panel.tsx';
import { textWidth, useNarrow } from '../design/sized.tsx';
import { CoursePlot, MarkLanes, TimeAxis } from './course-plot.tsx';
import { drawnThresholds, timeSpan } from './course-scale.ts';
import { shownValue, thresholdText, useReading } from './reading.tsx';

/** Small multiples on one time axis, with what happened in between. */
export function CoursePanel({ data: { course, marks, assessment } }: { data: ReviewData }) {
  const reading = useReading();
  const { words, formats } = reading;
  const lines = course.filter(({ points }) => points.length > 0);
  const narrow = useNarrow();
  const thresholdsOf = (line: CourseLine) => drawnThresholds(line).map((one) => thresholdText(line, one, reading));
  const longest = Math.max(0, ...lines.flatMap(thresholdsOf).map((text) => textWidth(text)));
  const span = { ...timeSpan(lines, marks, assessment.asOf), gutter: narrow || longest === 0 ? 0 : longest + 12 };
  const empty = lines.length === 0 && marks.length === 0;
  const events = marks.filter(({ kind }) => kind === 'event');
  return (
    <Panel id="course" title={words('course.title')} wide="span-12" slim={empty}>
      {empty && <p class="empty">{words('course.none')}</p>}
      <div class="course">
        {lines.map((line) => {
          const last = line.points.at(-1);
          return (
            <div key={line.id} class="course-row">
              <div class="course-name">
                <h3>{words.term('line', line.id, line.title)}</h3>
                {last && (
                  <p>
                    <strong>{shownValue(line.id, last.value, line.unit, reading)}</strong>
                    <span class="soft">{formats.date(last.date)}</span>
                  </p>
                )}
                {narrow &&
                  thresholdsOf(line).map((text) => (
                    <p key={text} class="threshold-words">
                      {text}
                    </p>
                  ))}
              </div>
              <CoursePlot line={line} events={events} span={span} />
            </div>
          );
        })}
        {marks.length > 0 && (
          <div class="course-row">
            <div class="course-name">
              <h3>{words('course.marks')}</h3>
            </div>
            <MarkLanes marks={marks} span={span} />
          </div>
        )}
        {!empty && (
          <div class="course-row axis">
            <div class="course-name" />
            <TimeAxis span={span} />
          </div>
        )}
      </div>
      {!empty && (
        <AsTable
          label={words('page.table')}
          caption={words('course.title')}
          head={[words('course.date'), words('course.title'), words('course.value')]}
          rows={[
            ...lines.flatMap((line) =>
              line.points.map(({ date, value }) => ({
                date,
                cells: [words.term('line', line.id, line.title), shownValue(line.id, value, line.unit, reading)],
              })),
            ),
            ...marks.map(({ date, end, kind, title }) => ({
              date,
              cells: [words(`mark.${kind}`), end ? `${title} – ${formats.date(end)}` : title],
            })),
          ]
            .sort((a, b) => (a.date < b.date ? 1 : -1))
            .map(({ date, cells }) => [formats.date(date), ...cells])}
        />
      )}
    </Panel>
  );
}
