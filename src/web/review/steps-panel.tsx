import type { ReviewData } from '../../core/review/review.ts';
import { UrgencyMark } from '../design/marks.tsx';
import { Panel } from '../design/panel.tsx';
import { useReading } from './reading.tsx';
import { upperFirst } from './sentences.ts';
import { SourceLink } from './source-link.tsx';

/** What the guidelines say next, most urgent first. */
export function StepsPanel({ data: { assessment } }: { data: ReviewData }) {
  const { words } = useReading();
  return (
    <Panel id="next" title={words('next.title')} wide="span-4">
      {assessment.nextSteps.length === 0 && <p class="empty">{words('next.none')}</p>}
      <ol class="steps">
        {assessment.nextSteps.map((step) => (
          <li key={step.id}>
            <span class={`urgency ${step.urgency}`}>
              <UrgencyMark urgency={step.urgency} />
              {words(`next.${step.urgency}`)}
            </span>
            <p class="action" lang="en">
              {step.action}
            </p>
            <p class="soft" lang="en">
              {upperFirst(step.why)}. <SourceLink source={step.source} />
              {step.source.checked === 'verify' && ` (${words('next.unchecked')})`}
            </p>
            {step.caveat && (
              <p class="caveat" lang="en">
                {words('next.caveat', { what: step.caveat })}
              </p>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
