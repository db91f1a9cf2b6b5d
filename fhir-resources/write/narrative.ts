import type { Narrative } from 'fhir/r4.js';
import type { ModelOutcome, ScoreOutcome, UsedInput } from '../../src/core/assessment.ts';
import type { StageFusion } from '../../src/core/fusion/fuse-stages.ts';
import { settingWords } from '../../src/core/fusion/priors.ts';
import { unitText } from './codes-out.ts';
import type { Frame } from './frame.ts';
import { levelLabels, stateLabels } from './state-observations.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for XHTML; control characters go with all others in clean.ts. */
export function escapeXhtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => escapes[c] ?? c);
}

/** The assessment for people: every score with its value or the reason why there is none, so that nothing is dropped silently. */
export function assessmentNarrative(frame: Frame, scores: readonly ScoreOutcome[]): Narrative {
  const { level, state, because, stage, models, missing, unavailable, warnings, nextSteps } = frame.assessment;
  const rows = scores.map((score) =>
    score.status === 'ok'
      ? row(
          score.title,
          `${Number(score.value.toPrecision(4))} ${unitText(score.unit)}`.trim(),
          score.band?.label ?? '',
          score.used.map(inputText).join('; '),
        )
      : row(score.title, 'not computed', score.reason, ''),
  );
  const div = [
    paragraph(`${levelLabels[level]}: ${because}`),
    paragraph(`State: ${stateLabels[state]}.`),
    list(
      'Next steps',
      nextSteps.map(({ action, source }) => `${action} (${source.label})`),
    ),
    list('Stage from all modalities', stage ? stageLines(stage) : []),
    list('Models', (models ?? []).map(modelLine)),
    list('Missing', missing),
    list('Not available', unavailable),
    list('Warnings', warnings),
    rows.length === 0
      ? ''
      : `<table><thead><tr><th>Score</th><th>Value</th><th>Meaning or reason</th><th>Inputs</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  ].join('');
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${div}</div>` };
}

function stageLines(stage: StageFusion): readonly string[] {
  const shares = stage.probabilities.map((p, index) => `F${index} ${percent(p)} %`).join(', ');
  return [
    `${stage.headline.words} (${stage.evidence})`,
    shares,
    `prior: ${settingWords[stage.setting]}`,
    ...stage.factors.map(
      ({ shown, weight, quality, evidence }) =>
        `${shown}: weight ${weight.toFixed(2)}, quality ${quality.toFixed(2)}, ${evidence}`,
    ),
    ...stage.leftOut.map(({ what, reason }) => `not used: ${what}: ${reason}`),
  ];
}

/** A model that refuses is named with its reason: the published scores stand in its place. */
function modelLine(model: ModelOutcome): string {
  const head = `${model.title} ${model.by.version} (${model.evidence})`;
  if (model.status === 'refused') return `${head}: says nothing, ${model.reason}`;
  const risks = model.risks.map(
    ({ title, horizonYears, probability }) => `${title} at ${horizonYears} years ${percent(probability)} %`,
  );
  const above = model.exceedances.map(
    ({ quantity: what, threshold, unit, probability }) =>
      `${what} at least ${threshold} ${unit} ${percent(probability)} %`,
  );
  return `${head}: ${[...risks, ...above].join('; ')}`;
}

const percent = (share: number) => (100 * share).toFixed(share < 0.1 ? 1 : 0);

const paragraph = (text: string) => `<p>${escapeXhtml(text)}</p>`;
const list = (title: string, items: readonly string[]) =>
  items.length === 0 ? '' : `<p>${title}:</p><ul>${items.map((item) => `<li>${escapeXhtml(item)}</li>`).join('')}</ul>`;
const row = (...cells: readonly string[]) =>
  `<tr>${cells.map((cell) => `<td>${escapeXhtml(cell)}</td>`).join('')}</tr>`;
const inputText = ({ title, value, unit, date }: UsedInput) =>
  `${[title, value, unitText(unit)].join(' ').trim()}${date ? ` (${date.slice(0, 10)})` : ''}`;
