import { Fragment } from 'preact';
import { abstainAbove } from '../../core/fusion/fuse-stages.ts';
import type { ReviewData } from '../../core/review/review.ts';
import { EvidenceMark } from '../design/marks.tsx';
import { Panel } from '../design/panel.tsx';
import { Spoken, useReading } from './reading.tsx';
import { SourceLink } from './source-link.tsx';
import { SmallStageBar, stageName } from './stage-bar.tsx';

/** What each test says for itself, how much it counts, and whether they agree. */
export function ModalityPanel({ data: { assessment } }: { data: ReviewData }) {
  const { words, formats, say } = useReading();
  const { stage } = assessment;
  const inWords = (probabilities: readonly number[]) =>
    probabilities.map((p, index) => `${stageName(index)} ${formats.wholePercent(p)}`).join(', ');
  return (
    <Panel id="tests" title={words('modalities.title')} wide="span-12" slim={!stage}>
      {!stage && <p class="empty">{words('modalities.none')}</p>}
      {stage && stage.factors.length > 0 && (
        <div class="scroll-x">
          <table class="data modality-table">
            <thead>
              <tr>
                <th scope="col">{words('modalities.test')}</th>
                <th scope="col" class="wide-cell">
                  {words('modalities.alone')} <StageKey />
                </th>
                <th scope="col" class="number">
                  {words('modalities.weight')}
                </th>
                <th scope="col">{words('modalities.quality')}</th>
                <th scope="col">{words('modalities.evidence')}</th>
              </tr>
            </thead>
            <tbody>
              {stage.factors.map((factor) => (
                <tr key={factor.modality}>
                  <th scope="row">
                    {words.term('modality', factor.modality)}
                    <span class="soft">
                      {say(factor.shown).text}
                      {factor.date && `, ${formats.date(factor.date)}`}
                    </span>
                  </th>
                  <td>
                    <SmallStageBar probabilities={factor.alone} label={inWords(factor.alone)} />
                    <span class="soft likely-alone">{mostLikely(factor.alone)}</span>
                  </td>
                  <td class="number">{formats.fixed(factor.weight * factor.quality, 2)}</td>
                  <td>
                    <span class="quality">
                      <meter min={0} max={1} value={factor.quality} aria-label={words('modalities.quality')} />
                      {formats.wholePercent(factor.quality)}
                    </span>
                    {factor.qualityReasons.length > 0 && (
                      <span class="soft">
                        {factor.qualityReasons.map((reason, index) => (
                          <Fragment key={reason}>
                            {index > 0 && ', '}
                            <Spoken>{reason}</Spoken>
                          </Fragment>
                        ))}
                      </span>
                    )}
                  </td>
                  <td>
                    <EvidenceMark evidence={factor.evidence}>
                      {words.term('evidence.short', factor.evidence, words(`evidence.${factor.evidence}`))}
                    </EvidenceMark>
                    <span class="soft sources">
                      {factor.sources.slice(0, 2).map((source) => (
                        <SourceLink key={source.id} source={source} />
                      ))}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {stage && (
        <div class="below-table">
          <div class="conflict">
            <h3>{words('modalities.conflict')}</h3>
            <svg
              width="100%"
              height="26"
              role="img"
              aria-label={`${formats.number(stage.conflict, 2)}, ${words('modalities.limit', { limit: formats.number(abstainAbove.conflict, 2) })}`}
            >
              <rect class="track" x="0" y="8" width="100%" height="6" rx="3" />
              <line
                class="limit"
                x1={`${100 * abstainAbove.conflict}%`}
                x2={`${100 * abstainAbove.conflict}%`}
                y1="2"
                y2="20"
              />
              <circle class="at" cx={`${Math.min(99, Math.max(1, 100 * stage.conflict))}%`} cy="11" r="6" />
            </svg>
            <p class="note">
              {formats.number(stage.conflict, 2)}: {words(`modalities.conflict.${conflictWord(stage.conflict)}`)};{' '}
              {words('modalities.limit', { limit: formats.number(abstainAbove.conflict, 2) })}
            </p>
          </div>
          {stage.leftOut.length > 0 && (
            <div>
              <h3>{words('modalities.leftOut')}</h3>
              <ul class="plain-list">
                {stage.leftOut.map(({ what, reason }) => (
                  <li key={what}>
                    {say(what).text}{' '}
                    <span class="soft">
                      <Spoken>{reason}</Spoken>
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
      )}
    </Panel>
  );

  function mostLikely(alone: readonly number[]) {
    const top = alone.indexOf(Math.max(...alone));
    return `${stageName(top)} ${formats.wholePercent(alone[top] ?? 0)}, ≥F3 ${formats.wholePercent((alone[3] ?? 0) + (alone[4] ?? 0))}`;
  }
}

const conflictWord = (conflict: number) =>
  conflict > abstainAbove.conflict ? 'high' : conflict > abstainAbove.conflict / 2 ? 'middle' : 'low';

/** What the colours of the small bars mean. */
function StageKey() {
  return (
    <span class="stage-key" aria-hidden="true">
      {[0, 1, 2, 3, 4].map((stage) => (
        <span key={stage}>
          <svg class="stage-bar" width="10" height="10" aria-hidden="true">
            <rect class={`f${stage}`} width="10" height="10" rx="2" />
          </svg>
          {stageName(stage)}
        </span>
      ))}
    </span>
  );
}
