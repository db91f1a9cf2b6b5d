import { de } from './de.ts';
import { type Dictionary, en, type WordKey } from './en.ts';

/** A further language is a further file and a line here. */
export const languages = {
  en: { name: 'English', locale: 'en-GB', dictionary: en },
  de: { name: 'Deutsch', locale: 'de-DE', dictionary: de },
} as const satisfies Record<string, { name: string; locale: string; dictionary: Dictionary }>;
export type Language = keyof typeof languages;
export const languageIds = Object.keys(languages) as readonly Language[];

export interface Words {
  (key: WordKey, values?: Readonly<Record<string, string | number>>): string;
  /** `outcome.death` where there is such a key, else `otherwise` as the service wrote it. */
  term(family: string, id: string, otherwise?: string): string;
  /** Of the pair `….one`, `….other`. */
  counted(family: 'risk.years' | 'risk.in' | 'risk.points' | 'why.others' | 'scores.refused', count: number): string;
}

export function wordsOf(language: Language): Words {
  const { dictionary } = languages[language];
  const isKey = (key: string): key is WordKey => Object.hasOwn(dictionary, key);
  const word = (key: WordKey, values: Readonly<Record<string, string | number>> = {}) =>
    dictionary[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return Object.assign(word, {
    term: (family: string, id: string, otherwise = id) => {
      const key = `${family}.${id}`;
      return isKey(key) ? dictionary[key] : otherwise;
    },
    counted: (family: 'risk.years' | 'risk.in' | 'risk.points' | 'why.others' | 'scores.refused', count: number) =>
      word(count === 1 ? `${family}.one` : `${family}.other`, { count }),
  });
}

/** The first of the wanted languages that there is: what was chosen before, then what the browser asks for. */
export function pickLanguage(wanted: readonly (string | null | undefined)[]): Language {
  const found = wanted
    .map((one) => one?.slice(0, 2).toLowerCase())
    .flatMap((one) => languageIds.filter((id) => id === one));
  return found[0] ?? 'en';
}
