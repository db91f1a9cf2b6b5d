import type { BaseContext, Hook } from './hook.ts';

/** Prefetch tokens of the specification besides `context.<field>`: the user's id, by the user's type. */
export const userTokens = {
  userPractitionerId: 'Practitioner',
  userPractitionerRoleId: 'PractitionerRole',
  userPatientId: 'Patient',
  userRelatedPersonId: 'RelatedPerson',
} as const;

const token = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Names of the tokens in a template, in order. */
export function tokensOf(template: string): readonly string[] {
  return [...template.matchAll(token)].map((match) => match[1] ?? '');
}

/** What each token of the hook stands for in this call; tokens that have no value are left out. */
export function tokenValues(hook: Hook, context: BaseContext): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const fields = context as unknown as Readonly<Record<string, unknown>>;
  for (const name of hook.tokens) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const parts = (Array.isArray(value) ? value : [value]).map(encoded);
    if (parts.length > 0 && parts.every((part) => part !== undefined)) values.set(`context.${name}`, parts.join(','));
  }
  const [userType, userId, ...rest] = (context.userId ?? '').split('/');
  for (const [name, type] of Object.entries(userTokens)) {
    const id = rest.length === 0 && userType === type ? encoded(userId) : undefined;
    if (id !== undefined) values.set(name, id);
  }
  return values;
}

/** The query with its tokens filled; undefined when one of them has no value: then the query must not be sent. */
export function fillTemplate(template: string, values: ReadonlyMap<string, string>): string | undefined {
  let unfilled = false;
  const query = template.replace(token, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) unfilled = true;
    return value ?? '';
  });
  return unfilled ? undefined : query;
}

/** An id, or `Type/id`, as it may stand in a path and in a query. No other slash and no dot segment gets through. */
function encoded(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const reference = /^([A-Z][A-Za-z]{1,40})\/([^/]+)$/.exec(value);
  const id = reference?.[2] ?? value;
  if (id === '.' || id === '..') return undefined;
  const safe = encodeId(id);
  if (safe === undefined) return undefined;
  return reference ? `${reference[1]}/${safe}` : safe;
}

function encodeId(id: string): string | undefined {
  try {
    return encodeURIComponent(id);
  } catch {
    return undefined; // a lone surrogate
  }
}
