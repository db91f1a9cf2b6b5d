import { type ComponentChildren, h } from 'preact';
import { unitText } from '../../../fhir-resources/write/codes-out.ts';
import type { Source } from '../../core/evidence.ts';
import { type InputId, inputDefinition } from '../../core/inputs.ts';
import type { Score } from '../../core/score.ts';
import { link, page, table } from './layout.ts';

/** What a score's page and its JSON say: the answer to "what is this number and who says so". */
export interface ScoreCard {
  readonly id: string;
  readonly title: string;
  readonly evidence: string;
  readonly unit: string;
  readonly loinc?: string;
  readonly population: string;
  readonly etiologies: readonly string[] | 'any';
  readonly inputs: readonly ScoreInputCard[];
  readonly windowDays: number;
  readonly sources: readonly Source[];
}
export interface ScoreInputCard {
  readonly id: string;
  readonly title: string;
  readonly required: boolean;
  readonly unit?: string;
  readonly plausible?: readonly [number, number];
  readonly choices?: readonly string[];
}

export function scoreCard(score: Score): ScoreCard {
  const input = (id: InputId, required: boolean): ScoreInputCard => {
    const definition = inputDefinition(id);
    return {
      id,
      title: definition.title,
      required,
      ...(definition.kind === 'number' ? { unit: definition.unit, plausible: definition.plausible } : {}),
      ...(definition.kind === 'choice' ? { choices: definition.choices } : {}),
    };
  };
  return {
    id: score.id,
    title: score.title,
    evidence: score.evidence,
    unit: score.unit,
    ...(score.loinc ? { loinc: score.loinc } : {}),
    population: score.population,
    etiologies: score.etiologies,
    inputs: [...score.inputs.map((id) => input(id, true)), ...(score.optional ?? []).map((id) => input(id, false))],
    windowDays: score.windowDays ?? 90,
    sources: score.sources,
  };
}

export function scoreListPage(cards: readonly ScoreCard[], models: readonly ComponentChildren[] = []): string {
  return page(
    'Scores and models',
    h('h1', null, 'Scores and models'),
    h(
      'p',
      { class: 'lead' },
      'Everything that can put a number on a card or into an Observation. Published scores are computed to the paper; trained models carry their class of evidence wherever they speak.',
    ),
    h('h2', null, 'Trained models'),
    ...models,
    h('h2', null, 'Published scores'),
    table(
      `${cards.length} published scores`,
      ['Score', 'Answers', 'Built for', 'Evidence'],
      cards.map((card) => [
        link(`/models/${card.id}`, card.title),
        card.population,
        etiologyText(card),
        h('span', { class: 'tag' }, card.evidence),
      ]),
    ),
  );
}

export function scorePage(card: ScoreCard): string {
  return page(
    card.title,
    h('h1', null, card.title),
    h('p', { class: 'lead' }, card.population),
    h(
      'dl',
      null,
      ...pair('Evidence class', h('span', { class: 'tag' }, card.evidence)),
      ...pair('Built for', etiologyText(card)),
      ...pair('Unit', unitText(card.unit) || 'none'),
      ...pair('LOINC', card.loinc ?? 'none confirmed: local code'),
      ...pair('Time window', `all inputs within ${card.windowDays} days`),
    ),
    h('h2', null, 'Inputs'),
    table(
      'A value outside its plausible range, without a unit or too old is refused, never guessed',
      ['Input', 'Unit', 'Plausible', 'Needed'],
      card.inputs.map((input) => [
        input.title,
        unitText(input.unit) || '—',
        input.plausible ? `${input.plausible[0]} to ${input.plausible[1]}` : (input.choices?.join(', ') ?? 'yes / no'),
        input.required ? 'required' : 'optional',
      ]),
    ),
    h('h2', null, 'Sources'),
    h('ul', null, ...card.sources.map(sourceItem)),
    h('p', null, link(`/models/${card.id}?_format=json`, 'The same as JSON')),
  );
}

const etiologyText = (card: ScoreCard) =>
  card.etiologies === 'any'
    ? 'any chronic liver disease'
    : card.etiologies.map((etiology) => etiology.toUpperCase()).join(', ');

const pair = (name: string, value: ComponentChildren) => [h('dt', null, name), h('dd', null, value)];

const checkedText = {
  verified: 'checked against the text or worked values',
  recalled: 'recalled from the literature',
  verify: 'to be read by a clinician before use',
} as const;

export function sourceItem(source: Source): ComponentChildren {
  const address = source.doi ? `https://doi.org/${source.doi}` : source.url;
  return h(
    'li',
    { id: source.id },
    address ? link(address, source.label) : source.label,
    ` — ${source.citation} `,
    h('span', { class: source.checked === 'verify' ? 'tag verify' : 'tag' }, checkedText[source.checked]),
  );
}
