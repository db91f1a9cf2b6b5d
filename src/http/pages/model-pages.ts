import { type ComponentChildren, h } from 'preact';
import { unitText } from '../../../fhir-resources/write/codes-out.ts';
import { clinicalFeatures } from '../../core/models/columns.ts';
import type { SilentComparison, SilentPairing } from '../../core/models/compare-silent.ts';
import type { ModelManifest } from '../../core/models/manifest.ts';
import type { ModelStanding } from '../../core/models/registry.ts';
import type { RefusedModel } from '../../ports/models.ts';
import { markdownNodes } from './card-markdown.ts';
import { link, page, table } from './layout.ts';
import { inputWords, type ModelCard, outputWords, type ValidationFigure } from './model-card.ts';

const address = (model: string) => `/models/${model}`;
const tag = (text: string, warn = false) => h('span', { class: warn ? 'tag verify' : 'tag' }, text);

const stateWords = {
  registered: 'registered: known, not run',
  silent: 'silent: runs and is compared, never shown',
  live: 'live: shown',
  retired: 'retired: not run any more',
} as const;

/** The part of the list that shows models. */
export function modelListSection(cards: readonly ModelCard[], refused: readonly RefusedModel[]): ComponentChildren[] {
  const models =
    cards.length === 0
      ? h('p', { class: 'lead' }, 'No trained model is part of this installation.')
      : table(
          cards.length === 1 ? '1 trained model' : `${cards.length} trained models`,
          ['Model', 'Answers', 'Evidence', 'State', 'Golden run'],
          cards.map((card) => [
            link(address(card.model), card.title),
            outputWords(card.manifest),
            tag(card.manifest.evidence, card.manifest.evidence !== 'established'),
            card.standing.off ? tag(`${card.standing.state}, off`, true) : tag(card.standing.state),
            goldenText(card),
          ]),
        );
  if (refused.length === 0) return [models];
  return [
    models,
    h('h3', null, 'Refused'),
    table(
      'Takes no part; the service goes on without it',
      ['Model', 'Why'],
      refused.map(({ model, reason }) => [model, reason]),
    ),
  ];
}

const goldenText = ({ goldenRun }: ModelCard) =>
  goldenRun === undefined ? 'not run in this process' : goldenRun.passed ? `passed, ${goldenRun.ms} ms` : 'failed';

/** One model version: who it is for, what it needs, how it was judged, and the 31 source attributes. */
export function modelPage(card: ModelCard, silent?: SilentComparison): string {
  const { manifest, standing } = card;
  const { accepts, trainedOn } = manifest;
  return page(
    card.title,
    h('h1', null, card.title),
    h(
      'p',
      { class: 'lead' },
      manifest.evidence === 'synthetic'
        ? 'Trained on simulated data only: it shows the way in a demonstration and says nothing about patients.'
        : `Trained on ${trainedOn.cohort}.`,
    ),
    h(
      'p',
      null,
      link('#validation', 'Validation'),
      ' · ',
      link('#source-attributes', 'Source attributes'),
      ' · ',
      link('#model-card', 'Model card'),
    ),
    h(
      'dl',
      null,
      ...pair('Version', `${manifest.id} ${manifest.version}`),
      ...pair('Evidence class', tag(manifest.evidence, manifest.evidence !== 'established')),
      ...pair('State', standing.off ? `${stateWords[standing.state]}; switched off` : stateWords[standing.state]),
      ...(standing.since === undefined
        ? []
        : pair(
            'Since',
            `${standing.since.slice(0, 10)}${standing.reason === undefined ? '' : `: ${standing.reason}`}`,
          )),
      ...pair('Answers', outputWords(manifest)),
      ...pair('Looks at', inputWords(manifest)),
      ...pair(
        'Built for',
        accepts.etiologies === 'any' ? 'any chronic liver disease' : accepts.etiologies.join(', ').toUpperCase(),
      ),
      ...pair('Age', `${accepts.ageYears[0]} to ${accepts.ageYears[1]} years`),
      ...pair('Says nothing with', accepts.exclusions.length === 0 ? 'no exclusion' : accepts.exclusions.join(', ')),
      ...pair('Training data', trainedText(manifest)),
      ...pair('Licence', manifest.licence),
      ...pair('Golden run', goldenRunText(card)),
      ...pair('SHA-256 of the graph', h('code', null, manifest.sha256['model.onnx'])),
    ),
    ...featureSection(manifest),
    h('h2', { id: 'validation' }, 'Validation'),
    ...validationSection(card),
    ...anchorSection(standing),
    ...(silent ? silentSection(silent) : []),
    h('h2', { id: 'source-attributes' }, 'Source attributes'),
    table(
      'The 31 attributes of 45 CFR 170.315(b)(11)(iv)',
      ['No.', 'Attribute', 'Answer'],
      card.sourceAttributes.map(({ number, group, title, value, note }) => [
        number,
        h('span', null, title, h('br', null), h('small', null, group)),
        value === null ? h('span', null, 'Not available. ', h('small', null, note)) : value,
      ]),
    ),
    h('h2', { id: 'model-card' }, 'Model card'),
    h('article', { class: 'card' }, ...markdownNodes(withoutTitle(card.card))),
    h('p', null, link(`${address(card.model)}?_format=json`, 'The same as JSON')),
  );
}

const pair = (name: string, value: ComponentChildren) => [h('dt', null, name), h('dd', null, value)];

/** The title of the card is that of the page. */
const withoutTitle = (card: string) => card.replace(/^#\s[^\n]*\n/, '');

function trainedText({ trainedOn }: ModelManifest): string {
  const events = Object.entries(trainedOn.events ?? {}).map(([name, n]) => `${n} ${name}`);
  return [`${trainedOn.n} cases`, ...events, trainedOn.years, trainedOn.country]
    .filter((each) => each !== '')
    .join(', ');
}

function goldenRunText({ goldenRun }: ModelCard): string {
  if (goldenRun === undefined) return 'not run in this process';
  if (!goldenRun.passed) return `failed: ${goldenRun.reason ?? 'no reason'}`;
  return `passed in ${goldenRun.ms} ms (${goldenRun.provider}), largest departure ${(goldenRun.departure ?? 0).toPrecision(2)}`;
}

function featureSection(manifest: ModelManifest): ComponentChildren[] {
  const features = clinicalFeatures(manifest);
  if (features.length === 0) return [];
  const range = (pair: readonly [number, number] | undefined) =>
    pair === undefined ? '—' : pair.map((each) => Number(each.toPrecision(4))).join(' to ');
  return [
    h('h2', null, 'Inputs'),
    table(
      'A value outside its plausible range, without a unit or too old is refused, never guessed',
      ['Input', 'Unit', 'LOINC', 'Plausible', 'Seen in training', 'Oldest', 'Needed'],
      features.map((feature) => [
        feature.title,
        unitText(feature.unit) || '—',
        feature.loinc ?? '—',
        range(feature.plausible),
        range(feature.trainedRange),
        `${feature.windowDays} days`,
        feature.required ? 'required' : 'optional',
      ]),
    ),
  ];
}

/** More rows than these stay in the JSON. */
const mostRows = 40;

/** One row for what was judged, one column for each figure: reports repeat the same few figures for every outcome. */
function figureTable(figures: readonly ValidationFigure[]): ComponentChildren {
  const names = [...new Set(figures.map(({ name }) => name))];
  const judged = [...new Set(figures.map(({ of }) => of))].slice(0, mostRows);
  return table(
    'Estimates with 95 % intervals',
    ['Of', ...names],
    judged.map((of) => [
      of,
      ...names.map((name) => {
        const figure = figures.find((each) => each.of === of && each.name === name);
        if (figure === undefined) return '—';
        const { value, interval } = figure;
        if (interval === undefined) return value.toFixed(3);
        return h(
          'span',
          null,
          value.toFixed(3),
          h('br', null),
          h('small', null, `${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`),
        );
      }),
    ]),
  );
}

function validationSection({ figures, validationMethod, standing }: ModelCard): ComponentChildren[] {
  if (standing.validation === undefined)
    return [h('p', { class: 'lead' }, 'No validation report is recorded: the model cannot become live.')];
  const digest = h('p', null, h('small', null, 'SHA-256 of the report ', h('code', null, standing.validation)));
  if (figures.length === 0) return [digest];
  return [
    ...(validationMethod === undefined ? [] : [h('p', { class: 'lead' }, validationMethod)]),
    figureTable(figures),
    digest,
  ];
}

/** Where it was brought to agree with a site's own patients: every version, also those that were taken back. */
function anchorSection({ anchors = [] }: ModelStanding): ComponentChildren[] {
  if (anchors.length === 0) return [];
  const constant = (intercept: number) => `${intercept < 0 ? '−' : '+'}${Math.abs(intercept).toFixed(3)}`;
  return [
    h('h2', { id: 're-anchoring' }, 'Local re-anchoring'),
    h(
      'p',
      { class: 'lead' },
      'One constant an outcome, learnt from the patients of a site and added on the log scale of the model. It moves the level of the risks there, not the order of patients.',
    ),
    table(
      'Every version that was recorded; the newest in force counts at its site',
      ['Site', 'Version', 'Since', 'Constants', 'Patients', 'Events', 'State'],
      anchors.flatMap(({ site, etiology, version, at, constants, withdrawn }) =>
        constants.map(({ key, intercept, slope, n, events }) => [
          etiology === undefined ? site : `${site}, ${etiology.toUpperCase()}`,
          version,
          at.slice(0, 10),
          `${key} ${constant(intercept)}${slope === undefined ? '' : `, slope ${slope.toFixed(3)}`}`,
          n,
          events,
          withdrawn ? tag(`withdrawn ${withdrawn.at.slice(0, 10)}`, true) : tag('in force'),
        ]),
      ),
    ),
  ];
}

/** What it said while silent, beside the live models of its role. */
function silentSection(silent: SilentComparison): ComponentChildren[] {
  const { entries, patients, from, to, pairings, riskLimits } = silent;
  const heading = h('h2', { id: 'silent' }, 'Silent running');
  if (from === undefined || to === undefined)
    return [heading, h('p', { class: 'lead' }, 'It runs silently and has said nothing of a patient yet.')];
  const count = `${patients} ${patients === 1 ? 'patient' : 'patients'} on ${entries} patient-days, ${from.slice(0, 10)} to ${to.slice(0, 10)}.`;
  if (pairings.length === 0) return [heading, h('p', { class: 'lead' }, count, ' No live model spoke of the same.')];
  const limits = riskLimits.map((limit) => `${100 * limit} %`).join(' and ');
  return [
    heading,
    h('p', { class: 'lead' }, count),
    table(
      `Silent minus live; risks agree when both lie in the same of the ranges cut at ${limits}`,
      ['Of', 'Live model', 'n', 'Mean', 'Median', '5 % to 95 %', 'Agreement'],
      pairings.map((pairing) => [
        pairing.horizonYears === undefined ? pairing.about : `${pairing.about}, ${pairing.horizonYears} years`,
        pairing.live,
        pairing.n,
        ...differenceCells(pairing),
        `${pairing.agreement.n} (${Math.round(100 * pairing.agreement.share)} %)`,
      ]),
    ),
  ];
}

function differenceCells({ difference }: SilentPairing): string[] {
  if (!difference) return ['—', '—', '—'];
  const at = (share: number) => difference.quantiles.find((one) => one.share === share)?.value.toFixed(3) ?? '—';
  return [difference.mean.toFixed(3), at(0.5), `${at(0.05)} to ${at(0.95)}`];
}
