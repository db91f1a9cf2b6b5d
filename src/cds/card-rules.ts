import type { NewId } from '../ports/ids.ts';
import type { Action, Card, CardDraft, Coding, Link, Suggestion } from './card.ts';

/** The specification asks for less than 140 characters. */
export const maxSummaryLength = 139;
/** More than three cards a call are not read. */
export const maxCards = 3;

const urgency = { critical: 0, warning: 1, info: 2 } as const;

export interface Finished {
  readonly cards: readonly Card[];
  readonly systemActions: readonly Action[];
  /** Rules that the drafts broke, each mended here. A test throws on them, production logs them. No patient data. */
  readonly violations: readonly string[];
}

/**
 * Makes drafts fit to leave: most urgent first, at most three, fresh uuids, and the rules of the specification that types
 * cannot hold. What breaks a rule is mended where that keeps the advice, and left out where it does not.
 */
export function finishCards(drafts: readonly CardDraft[], actions: readonly Action[], newId: NewId): Finished {
  const violations: string[] = [];
  const broken = (rule: string) => void violations.push(rule);
  const sorted = [...drafts].sort((a, b) => urgency[a.indicator] - urgency[b.indicator]);
  if (sorted.length > maxCards) broken('more than three cards');
  const cards = sorted.slice(0, maxCards).map((draft) => finishCard(draft, newId, broken));
  return { cards, systemActions: actions.filter((action) => isWholeAction(action, broken)).map(pruned), violations };
}

function finishCard(draft: CardDraft, newId: NewId, broken: (rule: string) => void): Card {
  const { topic } = draft.source;
  if (!topic?.system || !topic.code) broken('source.topic is missing');
  if (!draft.source.label) broken('source.label is missing');
  const suggestions = finishSuggestions(draft, newId, broken);
  const links = draft.links?.filter((link) => isGoodLink(link, broken)).map(finishLink);
  const overrideReasons = draft.overrideReasons?.filter((reason) => isWholeCoding(reason, broken));
  const { url, icon } = draft.source;
  return pruned({
    uuid: newId(),
    summary: finishSummary(draft.summary, broken),
    detail: draft.detail,
    indicator: draft.indicator,
    source: {
      label: draft.source.label,
      url: url !== undefined && isAbsolute(url, broken, 'source.url') ? url : undefined,
      icon: icon !== undefined && isAbsolute(icon, broken, 'source.icon') ? icon : undefined,
      topic,
    },
    suggestions,
    selectionBehavior: suggestions?.length ? (draft.selectionBehavior ?? 'at-most-one') : undefined,
    overrideReasons,
    links,
  });
}

function finishSummary(text: string, broken: (rule: string) => void): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') broken('summary is empty');
  if (line.length <= maxSummaryLength) return line;
  broken('summary is longer than 139 characters');
  const room = line.slice(0, maxSummaryLength - 1);
  const words = room.slice(0, room.lastIndexOf(' ') > 0 ? room.lastIndexOf(' ') : room.length);
  return `${words.replace(/[\s,;:\uD800-\uDBFF]+$/, '')}…`;
}

function finishSuggestions(
  draft: CardDraft,
  newId: NewId,
  broken: (rule: string) => void,
): readonly Suggestion[] | undefined {
  const many = draft.selectionBehavior === 'any';
  let recommended = 0;
  return draft.suggestions
    ?.filter((suggestion) => suggestion.label !== '' || broken('suggestion without a label'))
    .map((suggestion) => {
      const actions = suggestion.actions?.filter((action) => isWholeAction(action, broken));
      const first = suggestion.isRecommended === true && recommended++ === 0;
      if (suggestion.isRecommended === true && !first && !many) broken('several suggestions recommended, one allowed');
      const isRecommended = many || first ? suggestion.isRecommended : undefined;
      return { label: suggestion.label, uuid: newId(), isRecommended, actions };
    });
}

function isWholeAction(action: Action, broken: (rule: string) => void): boolean {
  if (!action.description) return broken('action without a description') ?? false;
  if (action.type === 'delete') {
    const whole = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(action.resourceId) && !('resource' in action);
    return whole || (broken('delete needs a resourceId Type/id and no resource') ?? false);
  }
  return typeof action.resource?.resourceType === 'string' || (broken('action without a resource') ?? false);
}

function isWholeCoding(coding: Coding, broken: (rule: string) => void): boolean {
  return Boolean(coding.system && coding.code && coding.display) || (broken('override reason is no Coding') ?? false);
}

function isGoodLink(link: Link, broken: (rule: string) => void): boolean {
  if (!link.label) return broken('link without a label') ?? false;
  if (link.type === 'absolute' && 'appContext' in link) broken('appContext on an absolute link');
  return isAbsolute(link.url, broken, 'link.url');
}

function finishLink(link: Link): Link {
  const { label, url } = link;
  return link.type === 'smart'
    ? { label, url, type: 'smart', appContext: link.appContext }
    : { label, url, type: 'absolute' };
}

function isAbsolute(url: string, broken: (rule: string) => void, where: string): boolean {
  return (/^https?:\/\/[^\s/]/i.test(url) && URL.canParse(url)) || (broken(`${where} is no absolute URL`) ?? false);
}

/** A copy without null, "", [] and {}: the specification and FHIR forbid them alike. */
function pruned<T>(value: T): T {
  return (prune(value) ?? {}) as T;
}
function prune(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map(prune).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  const entries = Object.entries(value)
    .map(([key, item]) => [key, prune(item)] as const)
    .filter(([, item]) => item !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
