import type { ReviewData } from '../../core/review/review.ts';
import { Panel } from '../design/panel.tsx';
import { type Change, changesOf, newMarks } from './changes.ts';
import { Spoken, shownValue, thresholdText, useReading } from './reading.tsx';
import { shownQuantity } from './units.ts';

const arrows: Readonly<Record<Change['direction'], string>> = {
  rising: 'M2 9.5 9.5 2M4 2h5.5v5.5',
  falling: 'M2 2l7.5 7.5M9.5 4v5.5H4',
  steady: 'M1.5 6h9M7.5 3l3 3-3 3',
  first: 'M6 5.9v.2',
};

/** The newest value of everything that is followed, beside the one before. */
export function ChangesPanel({ data: { course, marks, assessment } }: { data: ReviewData }) {
  const reading = useReading();
  const { words, formats } = reading;
  const changes = changesOf(course);
  const recent = newMarks(marks, assessment.asOf);
  return (
    <Panel id="changed" title={words('changed.title')} wide="span-4">
      {changes.length === 0 && <p class="empty">{words('course.none')}</p>}
      <ul class="changes">
        {changes.map(({ line, latest, before, direction, difference, crossed }) => {
          const moved =
            difference === undefined ? undefined : shownQuantity(line.id, difference, line.unit, reading.units);
          const digits = shownQuantity(line.id, latest.value, line.unit, reading.units).digits;
          return (
            <li key={line.id}>
              <span class="change-name">{words.term('line', line.id, line.title)}</span>
              <span class="change-value">{shownValue(line.id, latest.value, line.unit, reading)}</span>
              <span class="change-move">
                {before && moved ? (
                  <>
                    <svg
                      class="mark"
                      viewBox="0 0 12 12"
                      role="img"
                      aria-label={words(`changed.${direction as 'rising'}`)}
                    >
                      <path class="outline" d={arrows[direction]} />
                    </svg>
                    {formats.signed(moved.value, digits)}{' '}
                    <span class="soft">{words('changed.since', { date: formats.date(before.date) })}</span>
                  </>
                ) : (
                  <span class="soft">{words('changed.first', { date: formats.date(latest.date) })}</span>
                )}
              </span>
              {crossed.map(({ value, label, beyond }) => (
                <span key={label} class="change-crossed">
                  {words(beyond ? 'changed.crossed' : 'changed.left', {
                    what: thresholdText(line, { value, label }, reading),
                  })}
                </span>
              ))}
            </li>
          );
        })}
      </ul>
      {recent.length > 0 && (
        <>
          <h3>{words('changed.new')}</h3>
          <ul class="plain-list">
            {recent.map(({ date, title, kind }) => (
              <li key={`${date} ${title}`}>
                <Spoken>{title}</Spoken>{' '}
                <span class="soft">
                  {words(`mark.${kind}`)}, {formats.date(date)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
