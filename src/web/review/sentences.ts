import type { Assessment } from '../../core/assessment.ts';
import { settlingTest } from '../../core/situation/model-sentences.ts';
import type { Words } from './language/dictionary.ts';
import { upperFirst } from './language/service-sentences.ts';
import type { Reading } from './reading.tsx';
import type { RiskRow } from './risk-groups.ts';

/** "F3–F4 likely", or that no stage is named. */
export function stageHeadlineText({ stage, state }: Assessment, words: Words): string {
  if (state === 'dACLD' || state === 'transplanted') return words(`stage.over.${state}`);
  if (!stage) return state === 'not-assessed' ? words('stage.none') : upperFirst(words.term('standing', state));
  const { headline } = stage;
  return headline.kind === 'stage'
    ? words(`stage.range.${headline.range}`, { strength: words(`stage.strength.${headline.strength}`) })
    : words('stage.abstained');
}

/** Why none is named and what would settle it. Empty where a stage is named. */
export function abstentionText({ stage, state, missing, nextSteps }: Assessment, { words, say }: Reading): string {
  if (state === 'dACLD' || state === 'transplanted') return words('stage.over.why');
  if (!stage) {
    const [first] = missing;
    const why = words(state === 'not-assessed' ? 'stage.none.why' : 'stage.notCombined');
    return first ? `${why} ${words('stage.first', { what: say(first).text })}` : why;
  }
  if (stage.headline.kind === 'stage') return '';
  const why = words(`stage.why.${stage.headline.why}`);
  // Where a guideline says what comes next, it alone does.
  if (nextSteps.length > 0) return why;
  const test = settlingTest(stage);
  return `${why} ${words('stage.settles', { test: words.term('test', test) })}`;
}

/** "7.2% (4.8%–11%)", "2%–20%" or "moderate". */
export function riskSize({ probability, lower, upper, qualitative }: RiskRow, { words, formats }: Reading): string {
  const range = lower !== undefined && upper !== undefined ? formats.range(lower, upper) : '';
  if (probability !== undefined)
    return range ? `${formats.percent(probability)} (${range})` : formats.percent(probability);
  return range || (qualitative ? words(`risk.qualitative.${qualitative}`) : '');
}
