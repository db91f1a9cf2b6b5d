import type { ReviewData } from '../../core/review/review.ts';
import { EvidenceMark } from '../design/marks.tsx';
import { AsTable, Panel } from '../design/panel.tsx';
import { Spoken, useReading } from './reading.tsx';
import { abstentionText, stageHeadlineText } from './sentences.ts';
import { SmallStageBar, StageBar, stageName } from './stage-bar.tsx';

/** Which stage, and how sure. */
export function StagePanel({ data }: { data: ReviewData }) {
  const reading = useReading();
  const { words, formats } = reading;
  const { assessment } = data;
  const { stage } = assessment;
  const abstention = abstentionText(assessment, reading);
  const priorText =
    stage &&
    words('stage.prior', {
      setting: words.term('stage.setting', stage.setting),
      share: formats.wholePercent(stage.prior[3] + stage.prior[4]),
    });
  const tiles = stage && [
    { name: 'P(≥F2)', meaning: words('stage.f2'), p: stage.atLeastF2 },
    { name: 'P(≥F3)', meaning: words('stage.f3'), p: stage.atLeastF3 },
    { name: 'P(F4)', meaning: words('stage.f4'), p: stage.f4 },
  ];
  return (
    <Panel
      id="stage"
      title={words('stage.title')}
      wide="span-7"
      beside={stage && <EvidenceMark evidence={stage.evidence}>{words(`evidence.${stage.evidence}`)}</EvidenceMark>}
    >
      <p class={abstention ? 'headline abstained' : 'headline'}>{stageHeadlineText(assessment, words)}</p>
      {abstention && <p class="abstention">{abstention}</p>}
      <p class="standing">
        {(stage || assessment.state === 'not-assessed') && <span>{words.term('standing', assessment.state)}</span>}
        <span class="soft">
          {' '}
          {words('stage.cause')}:{' '}
          {[assessment.etiology.etiology, ...assessment.etiology.also]
            .map((one) => words.term('cause', one))
            .join(', ')}
        </span>
      </p>
      {stage && <StageBar stage={stage} />}
      {stage?.headline.kind === 'abstention' && <p class="unreliable">{words('stage.unreliable')}</p>}
      {tiles && (
        <dl class={stage?.headline.kind === 'abstention' ? 'tiles doubtful' : 'tiles'}>
          {tiles.map(({ name, meaning, p }) => (
            <div key={name} class="tile">
              <dt>
                {name} <span>{meaning}</span>
              </dt>
              <dd>{formats.wholePercent(p)}</dd>
            </div>
          ))}
        </dl>
      )}
      {stage && stage.factors.length > 0 && (
        <div class="rests">
          <h3>{words('stage.rests')}</h3>
          <ul>
            {stage.factors.map(({ modality, shown, date, alone }) => (
              <li key={modality}>
                <span>
                  <Spoken>{shown}</Spoken> <span class="soft">{date ? formats.date(date) : words('page.noDate')}</span>
                </span>
                <SmallStageBar
                  probabilities={alone}
                  label={alone.map((p, index) => `${stageName(index)} ${formats.wholePercent(p)}`).join(', ')}
                />
              </li>
            ))}
          </ul>
        </div>
      )}
      <p class="because soft">
        <Spoken as="sentence">{assessment.because}</Spoken>
      </p>
      {priorText && <p class="soft prior">{priorText}</p>}
      {stage && (
        <AsTable
          label={words('page.table')}
          caption={words('stage.plot')}
          head={[words('stage.stage'), words('stage.probability')]}
          rows={stage.probabilities.map((p, index) => [stageName(index), formats.wholePercent(p)])}
        />
      )}
    </Panel>
  );
}
