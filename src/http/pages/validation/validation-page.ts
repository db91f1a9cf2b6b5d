import { createHash } from 'node:crypto';
import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { isComputable } from '../../../core/survival/not-computable.ts';
import { namedThresholds } from '../../../core/validation/picture-horizon.ts';
import type {
  Measure,
  OutcomeValidation,
  StageValidation,
  ValidationReport,
} from '../../../core/validation/validation-report.ts';
import { table } from '../layout.ts';
import { horizonText, measureWords, shortNumber, stageMeasureWords, withInterval } from './numbers.ts';
import { percent, restartNumbering } from './plot.ts';
import { aucPlot, calibrationPlot, decisionPlot, forestPlot, incidencePlot, rocPlot } from './plots.ts';
import { validationCss } from './style.ts';

/**
 * The validation report as one HTML document without script or outside resource: it can be mailed, printed on A4 and archived. Its own
 * policy allows nothing but its style sheet.
 */
export function validationPage(report: ValidationReport): string {
  restartNumbering();
  const title = report.model.title ?? report.model.id;
  const body = h(
    'body',
    null,
    head(report, title),
    h(
      'main',
      null,
      report.stages ? stageSection(report.stages) : null,
      report.outcomes.map(outcomeSection),
      method(report),
    ),
  );
  const digest = createHash('sha256').update(validationCss).digest('base64');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">${renderToString(h('title', null, `Validation of ${title} on ${report.cohort.name}`))}<style>${validationCss}</style></head>${renderToString(body)}</html>\n`;
}

function head(
  { model, cohort, predictions, apparent, madeAt, serviceVersion }: ValidationReport,
  title: string,
): ComponentChild {
  const made = predictions.from === 'model' ? 'by the model, for this report' : 'read from a table';
  return h(
    'header',
    null,
    h('p', { class: 'eyebrow' }, 'Fibrocast · validation report'),
    h('h1', null, title),
    h('p', { class: 'lead' }, evidenceSentence(model.evidence, predictions.crossValidated)),
    apparent
      ? h(
          'p',
          { class: 'lead' },
          h('strong', null, 'Training data: apparent performance.'),
          ' The model was trained on this cohort or on a table of its name. Figures on it are better than on other patients; they are no validation.',
        )
      : null,
    h(
      'dl',
      null,
      ...pair('Model', `${model.id}${model.version ? ` ${model.version}` : ''}`),
      ...(model.evidence ? pair('Evidence class', h('span', { class: `tag ${model.evidence}` }, model.evidence)) : []),
      ...(model.trainedOn ? pair('Trained on', model.trainedOn) : []),
      ...pair('Cohort', `${cohort.name}, ${cohort.n} subjects`),
      ...pair('Cohort SHA-256', h('code', null, cohort.sha256)),
      ...pair('Predictions', `${made}${predictions.crossValidated ? ', cross-validated' : ''}`),
      ...pair('Made', `${madeAt.slice(0, 16).replace('T', ' ')} UTC, Fibrocast ${serviceVersion}`),
    ),
  );
}

const pair = (term: string, value: ComponentChild): ComponentChild[] => [h('dt', null, term), h('dd', null, value)];

function evidenceSentence(evidence: string | undefined, crossValidated: boolean): string {
  const what = {
    established: 'A published model, measured here on one cohort.',
    research:
      'A research model: measured on one cohort, not for decisions about patients until a clinical owner has signed for it.',
    synthetic: 'A demonstration model trained on simulated data: these figures say nothing about patients.',
  };
  const known = evidence === 'established' || evidence === 'research' || evidence === 'synthetic';
  const first = known
    ? what[evidence]
    : 'The evidence class of this model is not known here: read the figures as research.';
  return crossValidated ? `${first} Each subject was predicted by a model that had not seen it.` : first;
}

/** All stages at once; the thresholds follow as outcomes. */
function stageSection({ n, counts, confusion, measures }: StageValidation): ComponentChild {
  const names = counts.map((_, stage) => `F${stage}`);
  return h(
    'section',
    { 'aria-labelledby': 'stages' },
    h('h2', { id: 'stages' }, 'Stage F0 to F4'),
    h(
      'p',
      { class: 'counts' },
      `${n} subjects: ${counts.map((count, stage) => `${count} ${names[stage]}`).join(', ')}.`,
    ),
    table(
      'The whole distribution against the reference stage, 95 % by bootstrap',
      ['Measure', 'Value (95 %)', 'How to read'],
      measures.map((one) => [
        stageMeasureWords[one.id].title,
        one.value === undefined ? `not computable: ${one.notComputable ?? ''}` : withInterval(one),
        stageMeasureWords[one.id].reading,
      ]),
    ),
    table(
      'Subjects by reference stage and most likely stage; the diagonal agrees',
      ['Reference', ...names.map((name) => `${name} likely`)],
      confusion.map((row, stage) => [names[stage] ?? '', ...row.map(String)]),
    ),
  );
}

function outcomeSection(outcome: OutcomeValidation): ComponentChild {
  const last = outcome.pictures.at(-1);
  const auc = outcome.measures.filter(({ id }) => id === 'auc').at(-1);
  const plots = [
    ...chosenPictures(outcome).map(calibrationPlot),
    outcome.kind === 'time-to-event' ? incidencePlot(outcome) : null,
    last ? rocPlot(last, auc) : null,
    aucPlot(outcome.measures),
    last ? decisionPlot(last) : null,
  ].filter((each) => each !== null);
  return h(
    'section',
    { 'aria-labelledby': `outcome-${outcome.outcome}` },
    h('h2', { id: `outcome-${outcome.outcome}` }, words(outcome.outcome)),
    h('p', { class: 'counts' }, countsSentence(outcome)),
    h('div', { class: 'tiles' }, tiles(outcome).map(tile)),
    h('div', { class: 'plots' }, plots, forestPlot(outcome, plots.length % 3 === 1 ? 'two-thirds' : 'whole')),
    h('h3', null, 'All measures'),
    measureTable(outcome.measures),
    last && isComputable(last.decisionCurve) ? thresholdTable(outcome) : null,
    outcome.subgroups.length > 0 || outcome.folds.length > 0 ? subgroupTable(outcome) : null,
    leftOutTable(outcome),
  );
}

/** `first-ascites` as people write it. */
const words = (id: string): string => {
  const text = id
    .replace(/^lsm-ge-(\d+)$/, 'liver stiffness at least $1 kPa')
    .replace(/^stage-ge-4$/, 'stage F4')
    .replace(/^stage-ge-(\d)$/, 'stage F$1 or higher')
    .replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

function countsSentence({ n, events, competing, medianFollowUpYears, kind }: OutcomeValidation): string {
  const parts = [`${n} subjects`, `${events} with the outcome`];
  if (competing > 0) parts.push(`${competing} with a competing event`);
  if (kind === 'time-to-event' && medianFollowUpYears !== undefined)
    parts.push(`median follow-up ${medianFollowUpYears.toFixed(1)} years`);
  return `${parts.join(' · ')}.${events < 100 ? ' Fewer than 100 events: calibration is uncertain.' : ''}`;
}

/** First, middle and last horizon. */
function chosenPictures({ pictures }: OutcomeValidation) {
  const chosen = [0, Math.floor((pictures.length - 1) / 2), pictures.length - 1];
  return [...new Set(chosen)].flatMap((index) => pictures[index] ?? []);
}

function tiles({ kind, measures }: OutcomeValidation): Measure[] {
  const wanted =
    kind === 'state'
      ? (['auc', 'brier', 'scaled-brier', 'calibration-slope', 'observed-to-expected'] as const)
      : (['harrell-c', 'auc', 'integrated-brier', 'cox-slope', 'observed-to-expected'] as const);
  return wanted.flatMap((id) => measures.filter((one) => one.id === id).at(-1) ?? []);
}

function tile(measure: Measure): ComponentChild {
  const { title, reading } = measureWords[measure.id];
  const [value, ...range] = withInterval(measure).split(' (');
  return h(
    'div',
    { class: 'tile' },
    h('p', { class: 'name' }, `${title}${horizonText(measure.horizonYears, ', ')}`),
    h('p', { class: measure.value === undefined ? 'absent' : 'number' }, value),
    h(
      'p',
      { class: 'range' },
      range.length > 0 ? `95 %: ${range.join('').replace(')', '')}` : (measure.notComputable ?? ''),
    ),
    h('p', { class: 'reading' }, reading),
  );
}

function measureTable(measures: readonly Measure[]): ComponentChild {
  return table(
    'Every measure with its 95 % interval',
    ['Measure', 'Horizon', 'Value (95 %)', 'Interval by', 'n', 'Events', 'How to read'],
    measures.map((one) => [
      measureWords[one.id].title,
      horizonText(one.horizonYears) || '—',
      one.value === undefined ? `not computable: ${one.notComputable ?? ''}` : withInterval(one),
      one.intervalBy ?? '—',
      String(one.n),
      String(one.events),
      measureWords[one.id].reading,
    ]),
  );
}

function thresholdTable({ pictures }: OutcomeValidation): ComponentChild {
  const rows = pictures.flatMap((picture) => {
    if (!isComputable(picture.decisionCurve)) return [];
    return picture.decisionCurve
      .filter(({ threshold }) => namedThresholds.some((named) => named === threshold))
      .map((one) => [
        percent(one.threshold),
        horizonText(picture.horizonYears) || '—',
        percent(one.shareTreated),
        typeof one.model === 'number' ? perThousand(one.model) : `not computable: ${one.model.notComputable}`,
        perThousand(one.all),
        typeof one.model === 'number' ? perThousand(one.model - Math.max(0, one.all)) : '—',
      ]);
  });
  return h(
    'div',
    null,
    h('h3', null, 'Usefulness at the thresholds'),
    table(
      'Net benefit per 1000 subjects: true positives found, less false positives at the rate the threshold accepts',
      [
        'Threshold',
        'Horizon',
        'Subjects above',
        'Net benefit',
        'Acting on everyone',
        'Gain over the better of everyone and no one',
      ],
      rows,
    ),
  );
}
const perThousand = (value: number) => (value * 1000).toFixed(0).replace('-', '−');

function subgroupTable({ subgroups, folds, kind }: OutcomeValidation): ComponentChild {
  const all = [...subgroups, ...(folds.length > 0 ? [{ id: 'fold', title: 'Fold', rows: folds }] : [])];
  return h(
    'div',
    null,
    h('h3', null, 'Subgroups'),
    table(
      'No verdict under 20 events. Intervals of subgroups overlap by chance alone: a difference here is a question, not an answer',
      ['Group', 'n', 'Events', kind === 'state' ? 'AUC (95 %)' : "Harrell's C (95 %)", 'Observed / expected (95 %)'],
      all.flatMap(({ title, rows }) =>
        rows.map(({ group, n, events, discrimination, observedToExpected, noVerdict }) => [
          `${title}: ${group}`,
          String(n),
          String(events),
          discrimination ? withInterval(discrimination) : (noVerdict ?? ''),
          observedToExpected ? withInterval(observedToExpected) : (noVerdict ?? ''),
        ]),
      ),
    ),
  );
}

function leftOutTable({ refused, unobserved }: OutcomeValidation): ComponentChild {
  const rows = [
    ...refused.map(({ reason, count }) => [reason, 'refused by the model', String(count)]),
    ...unobserved.map(({ reason, count }) => [reason, 'outcome not observed', String(count)]),
  ];
  if (rows.length === 0) return h('p', { class: 'note' }, 'Every subject of the cohort is in these figures.');
  return h(
    'div',
    null,
    h('h3', null, 'Left out'),
    table('Subjects not in these figures', ['Reason', 'Why', 'Subjects'], rows),
  );
}

function method({ bootstrap, outcomes }: ValidationReport): ComponentChild {
  const timed = outcomes.some(({ kind }) => kind === 'time-to-event');
  const competing = outcomes.some((outcome) => outcome.competing > 0);
  return h(
    'section',
    { class: 'method' },
    h('h2', null, 'How this was measured, and its limits'),
    h(
      'ul',
      null,
      h(
        'li',
        null,
        `Bootstrap intervals: ${bootstrap.samples} samples of subjects, percentiles 2.5 and 97.5, seed ${bootstrap.seed}.`,
      ),
      timed
        ? h(
            'li',
            null,
            'Censoring: AUC, Brier and log score weight subjects by the inverse probability of being uncensored; calibration uses Kaplan-Meier or Aalen-Johansen and pseudo-observations. They hold if censoring tells nothing about risk.',
          )
        : null,
      competing
        ? h(
            'li',
            null,
            'A competing event counts as “no event of interest” in AUC, Brier score, calibration and net benefit; in C and the Cox slope it ends observation.',
          )
        : null,
      h(
        'li',
        null,
        'Calibration groups hold equal numbers of subjects; the smoothed curve is a local linear regression over three quarters of them.',
      ),
      h(
        'li',
        null,
        `One cohort is one place and time: ${shortNumber(outcomes.length)} outcome${outcomes.length === 1 ? '' : 's'} measured here may differ elsewhere. Re-anchor and validate locally before use.`,
      ),
      h('li', null, 'Nothing here is a statement about cause, and nothing replaces a clinician.'),
    ),
  );
}
