import type { ReviewData } from '../../core/review/review.ts';
import { EvidenceMark } from '../design/marks.tsx';
import { AsTable, Panel } from '../design/panel.tsx';
import { useReading } from './reading.tsx';
import { abstentionText, stageHeadlineText } from './sentences.ts';
import { StageBar, stageName } from './stage-bar.tsx';

/** Which stage, and how sure. */
export function StagePanel({ data }: { data: ReviewData }) {
  const { words, formats } = useReading();
  const { assessment } = data;
  const { stage } = assessment;
  const abstention = abstentionText(assessment, words);
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
      <p class="headline-why">{abstention || priorText}</p>
      {stage && <StageBar stage={stage} />}
      {tiles && (
        <dl class="tiles">
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
      <dl class="facts">
        <div>
          <dt>{words('stage.standing')}</dt>
          <dd>{words.term('standing', assessment.state)}</dd>
        </div>
        <div>
          <dt>{words('stage.cause')}</dt>
          <dd>
            {[assessment.etiology.etiology, ...assessment.etiology.also]
              .map((one) => words.term('cause', one))
              .join(', ')}
          </dd>
        </div>
        <div>
          <dt>{words('stage.because')}</dt>
          <dd lang="en">{assessment.because}</dd>
        </div>
      </dl>
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
