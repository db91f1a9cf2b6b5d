import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { ScoreOutcome } from '../../core/assessment.ts';
import type { ReviewData } from '../../core/review/review.ts';
import { EvidenceMark, LevelMark } from '../design/marks.tsx';
import { Panel } from '../design/panel.tsx';
import { Spoken, shownInput, shownValue, useReading } from './reading.tsx';
import { SourceLink } from './source-link.tsx';

type Computed = Extract<ScoreOutcome, { status: 'ok' }>;
type Refused = Extract<ScoreOutcome, { status: 'refused' }>;
const refusalKinds = ['missing', 'unsafe', 'event', 'outside-population'] as const;

/** Every published score: its value with its inputs, or why it has none. */
export function ScoresPanel({ data: { assessment } }: { data: ReviewData }) {
  const { words, say } = useReading();
  const computed = assessment.scores.filter((one): one is Computed => one.status === 'ok');
  const refused = assessment.scores.filter((one): one is Refused => one.status === 'refused');
  return (
    <Panel id="scores" title={words('scores.title')} wide="span-12">
      {computed.length === 0 && <p class="empty">{words('scores.none')}</p>}
      {computed.length > 0 && (
        <div class="scroll-x">
          <table class="data scores">
            <thead>
              <tr>
                <th scope="col">{words('scores.score')}</th>
                <th scope="col" class="number">
                  {words('scores.value')}
                </th>
                <th scope="col">{words('scores.band')}</th>
                <th scope="col">{words('scores.date')}</th>
                <th scope="col">{words('scores.evidence')}</th>
              </tr>
            </thead>
            <tbody>
              {computed.map((score) => (
                <ScoreRows key={score.scoreId} score={score} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {refused.length > 0 && (
        <details class="refused" open={computed.length === 0}>
          <summary>{words.counted('scores.refused', refused.length)}</summary>
          <div class="refused-groups">
            {refusalKinds.map((kind) => {
              const of = refused.filter((one) => one.kind === kind);
              if (of.length === 0) return null;
              return (
                <div key={kind}>
                  <h3>{words(`refusal.${kind}`)}</h3>
                  <ul class="plain-list">
                    {of.map(({ scoreId, title, reason }) => (
                      <li key={scoreId}>
                        {say(title).text}{' '}
                        <span class="soft">
                          <Spoken>{reason}</Spoken>
                        </span>
                      </li>
                    ))}
                  </ul>
                </div>
              );
            })}
          </div>
        </details>
      )}
    </Panel>
  );
}

function ScoreRows({ score }: { score: Computed }) {
  const reading = useReading();
  const { words, formats, say } = reading;
  const title = say(score.title).text;
  const [open, setOpen] = useState(false);
  const id = `inputs-${score.scoreId}`;
  return (
    <Fragment>
      <tr class={open ? 'opened' : ''}>
        <th scope="row">
          <button
            type="button"
            class="disclosure"
            aria-expanded={open}
            aria-controls={id}
            aria-label={words('scores.show', { score: title })}
            onClick={() => setOpen(!open)}
          >
            <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
              <path class="outline" d={open ? 'M2 4l4 4 4-4' : 'M4 2l4 4-4 4'} />
            </svg>
            {title}
          </button>
        </th>
        <td class="number">{shownValue(score.scoreId, score.value, score.unit, reading)}</td>
        <td>
          {score.band && (
            <span class="band-word">
              <LevelMark level={score.band.level} />
              <Spoken>{score.band.label}</Spoken>
            </span>
          )}
        </td>
        <td>{score.effective ? formats.date(score.effective) : words('page.noDate')}</td>
        <td>
          <EvidenceMark evidence={score.evidence}>
            {words.term('evidence.short', score.evidence, words(`evidence.${score.evidence}`))}
          </EvidenceMark>
        </td>
      </tr>
      <tr id={id} class="inputs" hidden={!open}>
        <td colSpan={5}>
          <dl aria-label={words('scores.inputs', { score: title })}>
            {score.used.map((input) => (
              <div key={input.input}>
                <dt>{words.term('input', input.input, input.title)}</dt>
                <dd>
                  {shownInput(input, reading)}
                  <span class="soft">{input.date ? formats.date(input.date) : ''}</span>
                </dd>
              </div>
            ))}
          </dl>
          {score.cautions.length > 0 && (
            <p class="caveat">
              {score.cautions.map((caution, index) => (
                <Fragment key={caution}>
                  {index > 0 && '; '}
                  <Spoken>{caution}</Spoken>
                </Fragment>
              ))}
            </p>
          )}
          <p class="soft sources">
            {words('scores.sources')}:{' '}
            {score.sources.map((source) => (
              <SourceLink key={source.id} source={source} />
            ))}
          </p>
        </td>
      </tr>
    </Fragment>
  );
}
