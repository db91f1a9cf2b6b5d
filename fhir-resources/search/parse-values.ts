import { Failure } from '../../src/core/failure.ts';
import type { DateAlternative, Prefix, QuantityAlternative, TokenAlternative } from '../../src/ports/results.ts';
import { instantRange } from './instants.ts';

/** Splits at a separator that is not escaped with a backslash; escapes stay. */
export function splitEscaped(text: string, separator: ',' | '|' | '$'): string[] {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\' && i + 1 < text.length) {
      part += char + text.charAt(i + 1);
      i++;
    } else if (char === separator) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part];
}

/** `\,` `\|` `\$` `\\` mean the character itself; any other backslash is a backslash. */
export function unescapeValue(text: string): string {
  return text.replace(/\\([,|$\\])/g, '$1');
}

/** `code`, `system|code`, `|code` (no system), `system|`. */
export function parseToken(text: string, at: string): TokenAlternative {
  const parts = splitEscaped(text, '|').map(unescapeValue);
  const [first = '', second] = parts;
  if (parts.length > 2) throw bad(at, `"${at}" takes code, system|code, |code or system|.`);
  if (second === undefined) return { code: first };
  if (first === '' && second === '') throw bad(at, `"${at}" has neither system nor code.`);
  return second === '' ? { system: first } : { system: first, code: second };
}

const prefixes: readonly Prefix[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'];

function splitPrefix(text: string): { prefix: Prefix; rest: string } {
  const prefix = prefixes.find((each) => text.startsWith(each));
  return prefix ? { prefix, rest: text.slice(2) } : { prefix: 'eq', rest: text };
}

/**
 * A date of any precision with prefix, as the interval it covers. `ap` reaches a tenth of the distance to `now` further
 * on both sides, as FHIR suggests.
 */
export function parseDate(text: string, at: string, now: string): DateAlternative {
  const { prefix, rest } = splitPrefix(text);
  // The plus sign of a time zone that was not percent-encoded arrives as a blank.
  const range = instantRange(rest.replace(/ (?=\d{2}:\d{2}$)/, '+'));
  if (!range) throw bad(at, `"${at}" takes a date such as 2024, 2024-05, 2024-05-31 or 2024-05-31T12:00:00Z.`);
  const reach = prefix === 'ap' ? Math.abs(Date.parse(now) - range.low) / 10 : 0;
  return { prefix, low: instantAt(range.low - reach), high: instantAt(range.high + reach) };
}

const instantAt = (milliseconds: number): string =>
  new Date(Math.max(-8.64e15, Math.min(8.64e15, milliseconds))).toISOString();

/**
 * A number with prefix: the digits written say how exact it is, `5.40` stands for [5.395, 5.405). `ap`: a tenth more and less.
 */
export function parseNumber(text: string, at: string): QuantityAlternative {
  const { prefix, rest } = splitPrefix(text);
  const match = /^[+-]?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(rest);
  const value = Number(rest);
  if (!match || !Number.isFinite(value))
    throw bad(at, `"${at}" takes a number, with a prefix such as gt or le if wanted.`);
  const [, , fraction = '', exponent = '0'] = match;
  const half = 0.5 * 10 ** (Number(exponent) - fraction.length);
  const reach = prefix === 'ap' ? Math.max(Math.abs(value) / 10, half) : half;
  return { prefix, value, low: value - reach, high: value + reach };
}

/** `5.4`, `5.4|system|code`, `5.4||code`. */
export function parseQuantity(text: string, at: string): QuantityAlternative {
  const [number = '', system, code, ...more] = splitEscaped(text, '|').map(unescapeValue);
  if (more.length > 0 || (system !== undefined && code === undefined))
    throw bad(at, `"${at}" takes number, number|system|code or number||code.`);
  return { ...parseNumber(number, at), ...(system && { system }), ...(code && { code }) };
}

/**
 * `Patient/1`, an absolute URL, or an id alone, which stands for each type the parameter may point to.
 * An address under our own base is written relative, as it is stored.
 */
export function parseReference(
  text: string,
  at: string,
  about: { targets?: readonly string[]; type?: string; baseUrl: string },
): string[] {
  const value = unescapeValue(text);
  const own = `${about.baseUrl}/`;
  const written = value.startsWith(own) ? value.slice(own.length) : value;
  if (/^[a-z][a-z0-9+.-]*:/i.test(written)) return [written];
  const relative = written.replace(/\/_history\/[^/]*$/, '');
  if (relative.includes('/')) {
    if (!/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(relative))
      throw bad(at, `"${at}" takes an id, Type/id or an absolute URL.`);
    return about.type !== undefined && !relative.startsWith(`${about.type}/`) ? [] : [relative];
  }
  const types = about.type === undefined ? about.targets : [about.type];
  if (!types) throw bad(at, `"${at}" may point to resources of any type: write Type/id.`);
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(relative)) throw bad(at, `"${at}" takes an id, Type/id or an absolute URL.`);
  return types.map((type) => `${type}/${relative}`);
}

export function bad(at: string, sentence: string): Failure {
  return new Failure('invalid-parameter', sentence, { at });
}
