/**
 * What a careful EHR checks before it shows an answer: the rules of CDS Hooks 2.0 on cards, suggestions, actions and links.
 * Returns one sentence for each rule that is broken, with its place; empty means the answer may be shown.
 */
export function checkAnswer(body: unknown): string[] {
  const answer = objectOf(body);
  if (!answer || !Array.isArray(answer.cards)) return ['cards: the answer must be an object with the array "cards"'];
  const problems = answer.cards.flatMap((card, index) => checkCard(card, `cards[${index}]`));
  const uuids = answer.cards.map((card) => objectOf(card)?.uuid).filter((uuid) => uuid !== undefined);
  if (new Set(uuids).size < uuids.length) problems.push('cards: two cards carry the same uuid');
  if (answer.systemActions !== undefined) {
    if (!Array.isArray(answer.systemActions)) problems.push('systemActions: must be an array');
    else problems.push(...answer.systemActions.flatMap((action, i) => checkAction(action, `systemActions[${i}]`)));
  }
  return problems;
}

type Fields = Record<string, unknown>;
const objectOf = (value: unknown): Fields | undefined =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : undefined;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isUrl = (value: unknown): boolean => isText(value) && URL.canParse(value);

function checkCard(value: unknown, at: string): string[] {
  const card = objectOf(value);
  if (!card) return [`${at}: must be an object`];
  const problems: string[] = [];
  if (!isText(card.summary) || card.summary.length >= 140) problems.push(`${at}.summary: text under 140 characters`);
  if (!['info', 'warning', 'critical'].includes(card.indicator as string)) {
    problems.push(`${at}.indicator: info, warning or critical`);
  }
  const source = objectOf(card.source);
  if (!source || !isText(source.label)) problems.push(`${at}.source.label: required`);
  if (source?.url !== undefined && !isUrl(source.url)) problems.push(`${at}.source.url: must be an absolute URL`);
  if (card.uuid !== undefined && !isText(card.uuid)) problems.push(`${at}.uuid: must be text`);
  if (card.detail !== undefined && !isText(card.detail)) problems.push(`${at}.detail: must be text`);
  const suggestions = listOf(card, 'suggestions', at, problems);
  if (suggestions.length > 0 && !['at-most-one', 'any'].includes(card.selectionBehavior as string)) {
    problems.push(`${at}.selectionBehavior: required with suggestions`);
  }
  suggestions.forEach((suggestion, i) => {
    problems.push(...checkSuggestion(suggestion, `${at}.suggestions[${i}]`));
  });
  listOf(card, 'overrideReasons', at, problems).forEach((reason, i) => {
    const coding = objectOf(reason);
    if (!isText(coding?.code) || !isText(coding.system) || !isText(coding.display)) {
      problems.push(`${at}.overrideReasons[${i}]: code, system and display are required`);
    }
  });
  listOf(card, 'links', at, problems).forEach((link, i) => {
    problems.push(...checkLink(link, `${at}.links[${i}]`));
  });
  return problems;
}

/** The list under `name`; an empty one breaks the rule that OPTIONAL fields without a value are left out. */
function listOf(card: Fields, name: string, at: string, problems: string[]): unknown[] {
  const value = card[name];
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length === 0) {
    problems.push(`${at}.${name}: must be a non-empty array or left out`);
    return [];
  }
  return value;
}

function checkSuggestion(value: unknown, at: string): string[] {
  const suggestion = objectOf(value);
  if (!isText(suggestion?.label)) return [`${at}.label: required`];
  const problems: string[] = [];
  if (suggestion.uuid !== undefined && !isText(suggestion.uuid)) problems.push(`${at}.uuid: must be text`);
  const actions = listOf(suggestion, 'actions', at, problems);
  return [...problems, ...actions.flatMap((action, i) => checkAction(action, `${at}.actions[${i}]`))];
}

function checkAction(value: unknown, at: string): string[] {
  const action = objectOf(value);
  if (!action || !['create', 'update', 'delete'].includes(action.type as string)) {
    return [`${at}.type: create, update or delete`];
  }
  const problems: string[] = [];
  if (!isText(action.description)) problems.push(`${at}.description: required`);
  if (action.type === 'delete') {
    if (!isText(action.resourceId)) problems.push(`${at}.resourceId: a delete names its resource`);
  } else if (!isText(objectOf(action.resource)?.resourceType)) {
    problems.push(`${at}.resource: a ${action.type} carries a whole resource`);
  }
  return problems;
}

function checkLink(value: unknown, at: string): string[] {
  const link = objectOf(value);
  const problems: string[] = [];
  if (!isText(link?.label)) problems.push(`${at}.label: required`);
  if (!isUrl(link?.url)) problems.push(`${at}.url: must be an absolute URL`);
  if (link?.type !== 'absolute' && link?.type !== 'smart') problems.push(`${at}.type: absolute or smart`);
  if (link?.appContext !== undefined && link.type !== 'smart') problems.push(`${at}.appContext: only on smart links`);
  return problems;
}
