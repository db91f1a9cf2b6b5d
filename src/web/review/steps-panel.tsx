import type { ReviewData } from '../../core/review/review.ts';
import type { SurveillanceItem } from '../../core/surveillance/surveillance.ts';
import { UrgencyMark } from '../design/marks.tsx';
import { Panel } from '../design/panel.tsx';
import { dueText, furtherSurveillance, repeatedBy } from './due-dates.ts';
import { Spoken, useReading } from './reading.tsx';
import { SourceLink } from './source-link.tsx';

/** What the guidelines say next, most urgent first, with the days on which what is repeated falls due. */
export function StepsPanel({ data }: { data: ReviewData }) {
  const reading = useReading();
  const { words, say } = reading;
  const { assessment, surveillance } = data;
  const further = furtherSurveillance(data);
  return (
    <Panel id="next" title={words('next.title')} wide="span-4">
      {assessment.nextSteps.length === 0 && <p class="empty">{words('next.none')}</p>}
      <ol class="steps">
        {assessment.nextSteps.map((step) => {
          const due = repeatedBy(step, surveillance);
          return (
            <li key={step.id}>
              <span class={`urgency ${step.urgency}`}>
                <UrgencyMark urgency={step.urgency} />
                {words(`next.${step.urgency}`)}
              </span>
              <p class="action">
                <Spoken>{step.action}</Spoken>
              </p>
              {due && <p class={`due ${due.status}`}>{dueText(due, reading)}</p>}
              <p class="soft">
                <Spoken as="sentence">{step.why}</Spoken>. <SourceLink source={step.source} />
                {step.source.checked === 'verify' && ` (${words('next.unchecked')})`}
              </p>
              {step.caveat && (
                <p class="caveat" lang={say(step.caveat).lang}>
                  {words('next.caveat', { what: say(step.caveat).text })}
                </p>
              )}
            </li>
          );
        })}
      </ol>
      {further.length > 0 && (
        <>
          <h3>{words('next.surveillance')}</h3>
          <ul class="surveillance">
            {further.map((item) => (
              <SurveillanceLine key={item.id} item={item} />
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function SurveillanceLine({ item }: { item: SurveillanceItem }) {
  const reading = useReading();
  return (
    <li>
      <Spoken>{item.item}</Spoken> <span class={`due ${item.status}`}>{dueText(item, reading)}</span>
    </li>
  );
}
