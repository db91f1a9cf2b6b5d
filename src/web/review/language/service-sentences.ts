import type { Formats } from '../../design/formats.ts';
import type { Language } from '../../design/words.ts';
import { sentencesDe, termsDe } from './sentences-de.ts';

/** A sentence of the service as the reader reads it; `lang` is `en` where it stayed English on a page that is not. */
export interface Said {
  readonly text: string;
  readonly lang: 'en' | undefined;
}
interface Table {
  readonly sentences: readonly (readonly [english: string, other: string])[];
  readonly terms: Readonly<Record<string, string>>;
  readonly and: string;
  /** Sign before decimals. */
  readonly decimal: string;
}
/** English needs none: the service writes it. A further language is a table beside this one. */
const tables: Readonly<Partial<Record<Language, Table>>> = {
  de: { sentences: sentencesDe, terms: termsDe, and: 'und', decimal: ',' },
};

interface Pattern {
  readonly fits: RegExp;
  readonly gaps: readonly string[];
  readonly other: string;
}
/** Exact sentences by their text; those with gaps in the order of the table. */
interface Reader {
  readonly exact: ReadonlyMap<string, string>;
  readonly patterns: readonly Pattern[];
}
const readers = new Map<Language, Reader>();

const gapForms: Readonly<Record<string, string>> = {
  n: '([\\d.,]+(?:-\\d+)?)',
  date: '(\\d{4}(?:-\\d{2}){0,2})',
  word: '(.+?)',
  rest: '(.+)',
};
const kindOf = (gap: string) => gap.replace(/\d+$/, '');

function readerOf(language: Language, { sentences }: Table): Reader {
  const known = readers.get(language);
  if (known) return known;
  const exact = new Map<string, string>();
  const patterns: Pattern[] = [];
  for (const [english, other] of sentences) {
    const gaps = [...english.matchAll(/\{(\w+)\}/g)].map(([, gap = '']) => gap);
    if (gaps.length === 0) exact.set(lowerFirst(english), other);
    else {
      const parts = english.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      const source = parts.reduce((all, part, at) => `${all}${gapForms[kindOf(gaps[at - 1] ?? '')] ?? ''}${part}`);
      patterns.push({ fits: new RegExp(`^${source}$`, 'i'), gaps, other });
    }
  }
  const reader = { exact, patterns };
  readers.set(language, reader);
  return reader;
}

/**
 * Puts the sentences of the service into the reader's language. They are a closed set with gaps; what is not in the set (free text of a
 * chart or a model) comes back in English and says so. Days get the name of their month, decimals their sign.
 */
export function sayingIn(language: Language, formats: Formats): (sentence: string) => Said {
  const table = tables[language];
  const withDates = (text: string) =>
    text.replaceAll(/\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?\b/g, (iso) => formats.date(iso));
  if (!table) return (sentence) => ({ text: withDates(sentence), lang: undefined });
  const { exact, patterns } = readerOf(language, table);

  function translated(sentence: string): string | undefined {
    const same = exact.get(lowerFirst(sentence));
    if (same !== undefined) return same;
    for (const { fits, gaps, other } of patterns) {
      const found = fits.exec(sentence);
      if (!found) continue;
      const filled = gaps.map((gap, at) => [gap, filledGap(kindOf(gap), found[at + 1] ?? '')] as const);
      if (filled.some(([, text]) => text === undefined)) continue;
      const values = new Map(filled);
      return other.replaceAll(/\{(\w+)\}/g, (_, gap: string) => values.get(gap) ?? '');
    }
    return undefined;
  }
  function filledGap(kind: string, text: string): string | undefined {
    if (kind === 'rest') return translated(text);
    if (kind === 'date') return formats.date(text);
    return kind === 'n' ? text.replace(/(\d)\.(\d)/, `$1${table?.decimal}$2`) : terms(text);
  }
  /** A term, or a list of terms: "AST, ALT and platelets". */
  function terms(text: string): string {
    const whole = term(text);
    if (whole !== undefined) return whole;
    return text
      .split(/(, | and )/)
      .map((part) => (part === ' and ' ? ` ${table?.and} ` : (term(part) ?? part)))
      .join('');
  }
  const term = (text: string) => {
    const key = text.toLowerCase();
    return table && Object.hasOwn(table.terms, key) ? table.terms[key] : undefined;
  };

  return (sentence) => {
    const whole = translated(sentence) ?? term(sentence);
    if (whole !== undefined) return { text: whole, lang: undefined };
    // Several sentences in one string.
    const parts = sentence.split('; ');
    const all = parts.length > 1 ? parts.map((part) => translated(part)) : [];
    return all.length > 0 && all.every((part) => part !== undefined)
      ? { text: all.join('; '), lang: undefined }
      : { text: withDates(sentence), lang: 'en' };
  };
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
