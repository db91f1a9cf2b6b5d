import { Failure } from '../../src/core/failure.ts';
import type { Criterion, ResultQuery } from '../../src/ports/results.ts';
import { type Include, parseInclude } from './include.ts';
import { parametersOf } from './parameters.ts';
import { type CriterionContext, parseCriterion } from './parse-criterion.ts';
import { bad } from './parse-values.ts';

/** Largest page; a larger `_count` is cut to it, and the self link says so. */
export const largestPage = 1_000;
export const defaultPage = 50;
/** More criteria than anybody means, and enough to make a database work hard. */
const mostCriteria = 50;
const mostAlternatives = 500;

export const summaries = ['true', 'text', 'data', 'count', 'false'] as const;
export type Summary = (typeof summaries)[number];

export interface ParsedSearch {
  readonly query: ResultQuery;
  readonly includes: readonly Include[];
  readonly revIncludes: readonly Include[];
  readonly summary: Summary;
  readonly elements?: readonly string[];
  /** With `_maxresults` there is no next page. */
  readonly lastPage: boolean;
  /** What was understood, as the self link repeats it (without the cursor). */
  readonly understood: readonly (readonly [name: string, value: string])[];
  /** Names that were not known and, being asked for lenient handling, left out. */
  readonly ignored: readonly string[];
}

export interface ParseOptions {
  readonly baseUrl: string;
  /** `Prefer: handling=strict`: an unknown parameter is an error. */
  readonly handling: 'strict' | 'lenient';
  /** ISO instant. */
  readonly now: string;
}

/**
 * Reads the parameters of a FHIR search on one type.
 * @throws Failure `invalid-parameter` for a known parameter with a value or modifier that makes no sense;
 *   `unknown-parameter` for an unknown one under strict handling. Nothing else is thrown, whatever comes in.
 */
export function parseSearch(resourceType: string, parameters: URLSearchParams, options: ParseOptions): ParsedSearch {
  const known = parametersOf(resourceType);
  const state = startState();
  for (const [name, value] of parameters) {
    // FHIR: a parameter without value is as if it were not there.
    if (value === '') continue;
    const control = controls[name] ?? controls[name.split(':')[0] ?? ''];
    if (control) {
      if (name.includes(':') && !name.includes('include'))
        throw bad(name.slice(0, 80), `"${name.slice(0, 80)}" takes no modifier.`);
      control(state, value, name, resourceType);
      if (name !== '_after') state.understood.push([name, value]);
      continue;
    }
    const [base = '', ...modifiers] = name.split(':');
    const parameter = known.get(base);
    if (parameter && modifiers.length <= 1) {
      state.criteria.push(parseCriterion(parameter, modifiers[0], value, options satisfies CriterionContext));
      state.understood.push([name, value]);
    } else refuseOrIgnore(state, name, known, options.handling);
  }
  checkSize(state.criteria);
  return finish(resourceType, state);
}

interface State {
  criteria: Criterion[];
  sort: { parameter: string; descending: boolean }[];
  count: number;
  most?: number;
  after?: string;
  total?: 'none' | 'estimate' | 'accurate';
  summary: Summary;
  elements?: string[];
  includes: Include[];
  revIncludes: Include[];
  understood: [string, string][];
  ignored: string[];
}

const startState = (): State => ({
  criteria: [],
  sort: [],
  count: defaultPage,
  summary: 'false',
  includes: [],
  revIncludes: [],
  understood: [],
  ignored: [],
});

type Control = (state: State, value: string, name: string, resourceType: string) => void;

/** Parameters that shape the answer instead of narrowing it. `_format` and `_pretty` are the HTTP layer's. */
const controls: Readonly<Record<string, Control | undefined>> = Object.assign(Object.create(null), {
  _count: (state, value, name) => {
    state.count = Math.min(wholeNumber(value, name), largestPage);
  },
  _maxresults: (state, value, name) => {
    state.most = Math.min(wholeNumber(value, name), largestPage);
  },
  _after: (state, value) => {
    state.after = value;
  },
  _sort: (state, value, _name, resourceType) => {
    for (const each of value.split(',').filter((text) => text !== '')) {
      const parameter = each.replace(/^-/, '');
      if (!parametersOf(resourceType).has(parameter))
        throw bad('_sort', `${resourceType} cannot be sorted by "${parameter}".`);
      state.sort.push({ parameter, descending: each.startsWith('-') });
    }
  },
  _total: (state, value) => {
    state.total = oneOf(['none', 'estimate', 'accurate'] as const, value, '_total');
  },
  _summary: (state, value) => {
    state.summary = oneOf(summaries, value, '_summary');
  },
  _elements: (state, value) => {
    const names = value.split(',').map((name) => name.trim().replace(/\..*$/, ''));
    const wrong = names.find((name) => !/^[A-Za-z][A-Za-z0-9]*$/.test(name));
    if (wrong !== undefined) throw bad('_elements', '"_elements" takes names of elements, separated by commas.');
    state.elements = [...(state.elements ?? []), ...names];
  },
  _include: (state, value, name, resourceType) => state.includes.push(parseInclude(value, name, { of: resourceType })),
  _revinclude: (state, value, name, resourceType) =>
    state.revIncludes.push(parseInclude(value, name, { to: resourceType })),
  _format: () => undefined,
  _pretty: () => undefined,
} satisfies Record<string, Control>);

function refuseOrIgnore(
  state: State,
  name: string,
  known: ReturnType<typeof parametersOf>,
  handling: 'strict' | 'lenient',
): void {
  const base = name.split(/[:.]/)[0] ?? '';
  const shown = name.slice(0, 80);
  if (name === '_has' || name.startsWith('_has:') || (name.includes('.') && known.has(base)))
    throw bad(shown, `Chained search ("${shown}") is not supported. Search the other type first, then by reference.`);
  if (known.has(base)) throw bad(shown, `"${shown}" has more than one modifier.`);
  if (handling === 'strict')
    throw new Failure(
      'unknown-parameter',
      `The search parameter "${shown}" is not known here; the CapabilityStatement lists those that are.`,
      { at: shown },
    );
  if (!state.ignored.includes(shown)) state.ignored.push(shown);
}

function finish(resourceType: string, state: State): ParsedSearch {
  const counting = state.summary === 'count' || state.count === 0;
  if (state.summary === 'text' && (state.includes.length > 0 || state.revIncludes.length > 0))
    throw bad('_summary', '"_summary=text" cannot be combined with _include or _revinclude.');
  const count = state.summary === 'count' ? 0 : Math.min(state.count, state.most ?? largestPage);
  return {
    query: {
      resourceType,
      criteria: state.criteria,
      sort: state.sort,
      count,
      ...(state.after !== undefined && { after: state.after }),
      // The exact number unless it is declined: a quality report that has to guess its denominator is worthless.
      total: state.total === 'none' && !counting ? 'none' : 'accurate',
    },
    includes: state.includes,
    revIncludes: state.revIncludes,
    summary: state.summary,
    ...(state.elements && { elements: state.elements }),
    lastPage: state.most !== undefined,
    understood: state.understood.map(([name, value]) => [name, name === '_count' ? String(state.count) : value]),
    ignored: state.ignored,
  };
}

function checkSize(criteria: readonly Criterion[]): void {
  const alternatives = criteria.reduce((sum, each) => sum + ('any' in each ? each.any.length : 1), 0);
  if (criteria.length > mostCriteria || alternatives > mostAlternatives)
    throw new Failure(
      'invalid-parameter',
      `A search may have ${mostCriteria} criteria and ${mostAlternatives} alternatives at most; split it.`,
    );
}

function wholeNumber(value: string, at: string): number {
  if (!/^\d{1,9}$/.test(value)) throw bad(at, `"${at}" takes a whole number of 0 or more.`);
  return Number(value);
}

function oneOf<T extends string>(allowed: readonly T[], value: string, at: string): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw bad(at, `"${at}" takes one of ${allowed.join(', ')}.`);
  return found;
}
