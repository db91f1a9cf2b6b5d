import type { ReviewData } from '../../core/review/review.ts';
import { changesOf } from './changes.ts';
import { CoursePlot } from './course-plot.tsx';
import { timeSpan } from './course-scale.ts';
import { doubtsOf } from './distrust.ts';
import { dueText, repeatedBy } from './due-dates.ts';
import { IncidenceCurve } from './incidence-curve.tsx';
import { upperFirst } from './language/service-sentences.ts';
import { PatientFacts } from './patient-banner.tsx';
import { shownValue, useReading } from './reading.tsx';
import { headlineRows, riskGroups } from './risk-groups.ts';
import { abstentionText, riskSize, stageHeadlineText } from './sentences.ts';
import { StageBar } from './stage-bar.tsx';

/** Pixels of the text width of an A4 page with margins of 12 mm. */
const sheetWidth = 703;
/** What fits on one page beside each other; what is left out is counted, not dropped in silence. */
const most = { steps: 5, doubts: 8, lines: 5, scores: 12, risks: 4 } as const;

/** One A4 page to be filed: the same figures, without what needs a screen. Hidden but in print. */
export function PrintSheet({ data }: { data: ReviewData }) {
  const reading = useReading();
  const { words, formats, say } = reading;
  const { assessment, patient } = data;
  const { stage } = assessment;
  const groups = riskGroups(data);
  const [lead] = groups;
  const doubts = doubtsOf(data, reading);
  const changes = changesOf(data.course).slice(0, most.lines);
  const span = { ...timeSpan(data.course, [], assessment.asOf), gutter: 0 };
  const scores = assessment.scores.flatMap((one) => (one.status === 'ok' ? [one] : []));
  const [opinion] = data.opinions;
  const more = (count: number) => (count > 0 ? <li class="soft">{words('page.more', { count })}</li> : null);
  return (
    <article class="sheet">
      <header>
        <div>
          <p class="sheet-name">{patient.name ?? words('patient.unnamed')}</p>
          <PatientFacts data={data} />
        </div>
        <div class="sheet-right">
          <p>{words('page.title')}</p>
          <p>{words('page.asOf', { when: formats.dateTime(assessment.asOf) })}</p>
        </div>
      </header>
      <section>
        <h2>
          {words('stage.title')}
          {stage && <span> {words(`evidence.${stage.evidence}`)}</span>}
        </h2>
        <p class="sheet-headline">{stageHeadlineText(assessment, words)}</p>
        <p>
          {abstentionText(assessment, reading)}{' '}
          {stage &&
            `P(≥F2) ${formats.wholePercent(stage.atLeastF2)}, P(≥F3) ${formats.wholePercent(stage.atLeastF3)}, P(F4) ${formats.wholePercent(stage.f4)}. `}
          {words('stage.standing')}: {words.term('standing', assessment.state)}. {words('stage.cause')}:{' '}
          {words.term('cause', assessment.etiology.etiology)}. {upperFirst(say(assessment.because).text)}.
        </p>
        {stage && <StageBar stage={stage} fixedWidth={sheetWidth} />}
        {stage && (
          <p class="soft">
            {stage.factors
              .map(
                ({ modality, shown, date }) =>
                  `${words.term('modality', modality)}: ${say(shown).text}${date ? ` (${formats.date(date)})` : ''}`,
              )
              .join('; ')}
          </p>
        )}
      </section>
      <div class="sheet-two">
        <section>
          <h2>
            {words('risk.title')}
            {lead && <span> {words(`evidence.${lead.evidence}`)}</span>}
          </h2>
          {!lead && <p>{words('risk.none')}</p>}
          {assessment.childPugh && (
            <p>
              {words('risk.childPugh', { class: assessment.childPugh.class })} (
              {words.counted('risk.points', assessment.childPugh.points)})
            </p>
          )}
          {assessment.events.length > 0 && (
            <p>
              {words('risk.events')}:{' '}
              {assessment.events
                .map(({ event, date }) => words.term('event', event) + (date ? ` (${formats.date(date)})` : ''))
                .join(', ')}
            </p>
          )}
          <ul>
            {groups.slice(0, most.risks).map((group) => (
              <li key={group.key}>
                <strong>{words.term('outcome', group.outcome, group.title)}</strong>{' '}
                {headlineRows(group)
                  .map((row) => `${words.counted('risk.years', row.years)} ${riskSize(row, reading)}`)
                  .join(', ')}{' '}
                <span class="soft">
                  {say(group.byTitle).text};{' '}
                  {words.term('evidence.short', group.evidence, words(`evidence.${group.evidence}`))}
                </span>
              </li>
            ))}
            {more(groups.length - most.risks)}
          </ul>
          {lead?.curve && (
            <IncidenceCurve
              group={lead}
              title={words.term('outcome', lead.outcome, lead.title)}
              fixedWidth={Math.floor(sheetWidth / 2) - 10}
            />
          )}
        </section>
        <section>
          <h2>{words('next.title')}</h2>
          {assessment.nextSteps.length === 0 && <p>{words('next.none')}</p>}
          <ol>
            {assessment.nextSteps.slice(0, most.steps).map((step) => {
              const due = repeatedBy(step, data.surveillance);
              return (
                <li key={step.id}>
                  <strong>{say(step.action).text}</strong> ({words(`next.${step.urgency}`)}){' '}
                  {due && `${dueText(due, reading)}. `}
                  <span class="soft">
                    {say(step.why).text}; {step.source.label}
                  </span>
                </li>
              );
            })}
            {more(assessment.nextSteps.length - most.steps)}
          </ol>
          <h2>{words('distrust.title')}</h2>
          {doubts.length === 0 && <p>{words('distrust.none')}</p>}
          <ul>
            {doubts.slice(0, most.doubts).map(({ kind, text }) => (
              <li key={`${kind} ${text}`}>
                <strong>{words(`distrust.${kind}`)}.</strong> {text}
              </li>
            ))}
            {more(doubts.length - most.doubts)}
          </ul>
        </section>
      </div>
      <div class="sheet-two">
        <section>
          <h2>{words('changed.title')}</h2>
          {changes.map(({ line, latest, before }) => (
            <div key={line.id} class="sheet-line">
              <p>
                <strong>{words.term('line', line.id, line.title)}</strong>{' '}
                {shownValue(line.id, latest.value, line.unit, reading)} ({formats.date(latest.date)})
                {before && (
                  <span class="soft">
                    {' '}
                    ← {shownValue(line.id, before.value, line.unit, reading)} ({formats.date(before.date)})
                  </span>
                )}
              </p>
              {line.points.length > 1 && (
                <CoursePlot
                  line={line}
                  events={[]}
                  span={span}
                  height={44}
                  fixedWidth={Math.floor(sheetWidth / 2) - 10}
                />
              )}
            </div>
          ))}
          {changes.length === 0 && <p>{words('course.none')}</p>}
        </section>
        <section>
          <h2>{words('scores.title')}</h2>
          {scores.length === 0 && <p>{words('scores.none')}</p>}
          <ul>
            {scores.slice(0, most.scores).map((score) => (
              <li key={score.scoreId}>
                <strong>{say(score.title).text}</strong> {shownValue(score.scoreId, score.value, score.unit, reading)}{' '}
                <span class="soft">
                  {[score.band && say(score.band.label).text, score.effective && formats.date(score.effective)]
                    .filter(Boolean)
                    .join(', ')}
                </span>
              </li>
            ))}
            {more(scores.length - most.scores)}
          </ul>
          {opinion && (
            <>
              <h2>{words('opinions.earlier')}</h2>
              <p>
                <strong>{words(`opinions.${opinion.verdict}`)}</strong>, {opinion.by}, {formats.dateTime(opinion.at)}
                {opinion.text ? `: ${opinion.text.slice(0, 200)}${opinion.text.length > 200 ? ' …' : ''}` : ''}
              </p>
            </>
          )}
        </section>
      </div>
      <footer>
        {words('page.footer', { version: data.serviceVersion })}{' '}
        {words('page.assessment', { id: assessment.id.slice(0, 12) })}. {words('why.notCausal')}
      </footer>
    </article>
  );
}
