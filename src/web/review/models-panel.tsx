import type { ModelOutcome } from '../../core/assessment.ts';
import type { ReviewData } from '../../core/review/review.ts';
import { EvidenceMark } from '../design/marks.tsx';
import { Panel } from '../design/panel.tsx';
import { Spoken, useReading } from './reading.tsx';

/** Each live model: what it says, what it was learnt from, what it had to do without, and its card. */
export function ModelsPanel({ data: { assessment, modelCards } }: { data: ReviewData }) {
  const { words } = useReading();
  const live = (assessment.models ?? []).filter(({ state }) => state === 'live');
  return (
    <Panel id="models" title={words('models.title')} wide="span-6" slim={live.length === 0}>
      {live.length === 0 && <p class="empty">{words('models.none')}</p>}
      <ul class="models">
        {live.map((model) => (
          <ModelItem key={model.by.id} model={model} card={modelCards[`${model.by.id}@${model.by.version}`]} />
        ))}
      </ul>
    </Panel>
  );
}

function ModelItem({ model, card }: { model: ModelOutcome; card: string | undefined }) {
  const { words, formats, say } = useReading();
  return (
    <li>
      <p class="model-name">
        <strong>
          <Spoken>{model.title}</Spoken>
        </strong>{' '}
        <EvidenceMark evidence={model.evidence}>{words(`evidence.${model.evidence}`)}</EvidenceMark>
      </p>
      {model.status === 'refused' && (
        <p class="soft" lang={say(model.reason).lang}>
          {words('models.refuses', { why: say(model.reason).text })}
        </p>
      )}
      {model.status === 'ok' && model.exceedances.length > 0 && (
        <p>
          {model.exceedances
            .map(({ quantity, threshold, unit, probability }) =>
              words('models.exceeds', {
                quantity,
                threshold: `${formats.number(threshold, 1)} ${unit}`,
                share: formats.wholePercent(probability),
              }),
            )
            .join('; ')}
          . <span class="soft">{words('models.surrogate')}</span>
        </p>
      )}
      {model.status === 'ok' && (
        <dl class="facts">
          {model.trainedOn && (
            <div>
              <dt>{words('models.trainedOn')}</dt>
              <dd lang="en">{model.trainedOn}</dd>
            </div>
          )}
          {model.anchored && (
            <div>
              <dt>{words('models.anchored')}</dt>
              <dd lang="en">
                {model.anchored
                  .map(({ of, site, n, since }) =>
                    words('models.anchoredAt', { site, of, n: formats.number(n, 0), date: formats.date(since) }),
                  )
                  .join('; ')}
              </dd>
            </div>
          )}
          {model.missing.length > 0 && (
            <div>
              <dt>{words('models.without')}</dt>
              <dd>{model.missing.map((title) => say(title).text).join(', ')}</dd>
            </div>
          )}
        </dl>
      )}
      <p class="soft">
        {card && (
          <a href={card} target="_blank" rel="noreferrer">
            {words('models.card')}
          </a>
        )}{' '}
        {model.by.id} {model.by.version}
      </p>
    </li>
  );
}
