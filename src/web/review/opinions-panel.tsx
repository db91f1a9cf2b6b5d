import { useState } from 'preact/hooks';
import type { ReviewData, ReviewOpinion } from '../../core/review/review.ts';
import { ApiRefusal } from '../design/api.ts';
import { Panel } from '../design/panel.tsx';
import { sendOpinion } from './api.ts';
import { useReading } from './reading.tsx';

const verdicts = ['agree', 'disagree', 'note'] as const;

/** The reader's own view, kept in the record, and those given before. */
export function OpinionsPanel({
  data,
  user,
  onSaved,
  onRefused,
}: {
  data: ReviewData;
  user: string;
  onSaved: (opinion: ReviewOpinion) => void;
  onRefused: (refusal: ApiRefusal) => void;
}) {
  const { words, formats } = useReading();
  const [verdict, setVerdict] = useState<ReviewOpinion['verdict']>();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<{ at: 'verdict' | 'text' | 'form'; words: string }>();
  const [state, setState] = useState<'open' | 'saving' | 'saved'>('open');

  async function save(event: Event) {
    event.preventDefault();
    if (state === 'saving') return;
    setState('open');
    const note = text.trim();
    if (!verdict) return setProblem({ at: 'verdict', words: words('opinions.choose') });
    if (verdict !== 'agree' && note === '') return setProblem({ at: 'text', words: words('opinions.needed') });
    setProblem(undefined);
    setState('saving');
    const opinion = { verdict, ...(note === '' ? {} : { text: note }), assessmentId: data.assessment.id };
    try {
      const stored = await sendOpinion(opinion);
      onSaved({ ...opinion, at: stored?.at ?? new Date().toISOString(), by: stored?.by ?? user });
    } catch (error) {
      setState('open');
      if (error instanceof ApiRefusal && error.kind !== 'unreachable') return onRefused(error);
      return setProblem({ at: 'form', words: words('opinions.failed') });
    }
    setText('');
    setVerdict(undefined);
    setState('saved');
  }

  return (
    <Panel id="opinions" title={words('opinions.title')} wide="span-12">
      <div class="opinions">
        <form onSubmit={(event) => void save(event)} noValidate>
          <fieldset aria-describedby={problem?.at === 'verdict' ? 'opinion-problem' : undefined}>
            <legend>{words('opinions.verdict')}</legend>
            <div class="choices">
              {verdicts.map((one) => (
                <label key={one} class={verdict === one ? 'choice chosen' : 'choice'}>
                  <input
                    type="radio"
                    name="verdict"
                    value={one}
                    checked={verdict === one}
                    onChange={() => setVerdict(one)}
                  />
                  {words(`opinions.${one}`)}
                </label>
              ))}
            </div>
          </fieldset>
          <label for="opinion-text">{words('opinions.reason')}</label>
          <textarea
            id="opinion-text"
            rows={3}
            maxLength={4000}
            value={text}
            aria-invalid={problem?.at === 'text'}
            aria-describedby={problem?.at === 'text' ? 'opinion-problem' : undefined}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <div class="form-end">
            <button type="submit" class="primary" aria-disabled={state === 'saving'}>
              {words(state === 'saving' ? 'opinions.saving' : 'opinions.send')}
            </button>
            <p role="status" class="form-said">
              {problem ? (
                <span id="opinion-problem" class="problem">
                  {problem.words}
                </span>
              ) : (
                state === 'saved' && words('opinions.saved')
              )}
            </p>
          </div>
        </form>
        <div>
          <h3>{words('opinions.earlier')}</h3>
          {data.opinions.length === 0 && <p class="empty">{words('opinions.earlier.none')}</p>}
          <ul class="earlier">
            {data.opinions.map((opinion) => (
              <li key={`${opinion.at} ${opinion.by}`}>
                <p>
                  <strong>{words(`opinions.${opinion.verdict}`)}</strong>{' '}
                  <span class="soft">
                    {opinion.by}, {formats.dateTime(opinion.at)}
                  </span>
                </p>
                {opinion.text && <p>{opinion.text}</p>}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Panel>
  );
}
