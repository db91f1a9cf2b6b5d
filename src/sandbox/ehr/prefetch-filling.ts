/** Values that prefetch tokens stand for, as this EHR knows them at the moment of the hook. */
export interface TokenValues {
  /** The hook's context; only its root-level primitive fields are tokens. */
  readonly context: Readonly<Record<string, unknown>>;
  /** `Practitioner/x` of the signed-in user. */
  readonly userId: string;
}

/**
 * Puts values into a prefetch template (`{{context.patientId}}`, `{{userPractitionerId}}` …).
 * Undefined when a token has no value here: then the key is left out of `prefetch`, as the standard asks.
 */
export function fillTemplate(template: string, { context, userId }: TokenValues): string | undefined {
  let complete = true;
  const [userType = '', user = ''] = userId.split('/');
  const filled = template.replace(/\{\{\s*([^}]*?)\s*\}\}/g, (_match, token: string) => {
    const value = token.startsWith('context.')
      ? context[token.slice('context.'.length)]
      : token === `user${userType}Id`
        ? user
        : undefined;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      complete = false;
      return '';
    }
    return String(value);
  });
  return complete ? filled : undefined;
}

export interface Prefetched {
  readonly prefetch: Readonly<Record<string, unknown>>;
  /** Keys that could not be satisfied: a token without value, or the query failed. They are left out of `prefetch`. */
  readonly leftOut: readonly string[];
}

/**
 * Runs every template against the EHR's own FHIR server. A read that finds nothing is `null` ("we looked, there is
 * nothing"); a search that finds nothing is `null` or the empty Bundle, and real EHRs do both: the client's choice.
 */
export async function fillPrefetch(
  templates: Readonly<Record<string, string>>,
  tokens: TokenValues,
  ask: (query: string) => Promise<{ found: boolean; body?: unknown }>,
  emptyAs: 'null' | 'bundle',
): Promise<Prefetched> {
  const prefetch: Record<string, unknown> = {};
  const leftOut: string[] = [];
  await Promise.all(
    Object.entries(templates).map(async ([key, template]) => {
      const query = fillTemplate(template, tokens);
      const answer = query === undefined ? undefined : await ask(query).catch(() => undefined);
      if (answer === undefined) leftOut.push(key);
      else if (!answer.found) prefetch[key] = null;
      else prefetch[key] = emptyAs === 'null' && isEmptySearch(answer.body) ? null : answer.body;
    }),
  );
  // Keys in the order of the templates, so that the same chart gives the same request.
  const ordered = Object.keys(templates).filter((key) => key in prefetch);
  return { prefetch: Object.fromEntries(ordered.map((key) => [key, prefetch[key]])), leftOut: leftOut.sort() };
}

function isEmptySearch(body: unknown): boolean {
  const bundle = body as { resourceType?: unknown; entry?: unknown[] } | null;
  return bundle?.resourceType === 'Bundle' && (bundle.entry ?? []).length === 0;
}
