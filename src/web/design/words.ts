/** What there is; each page has a dictionary of every one. A further language is a line here and a file beside each `en.ts`. */
export const languages = {
  en: { name: 'English', locale: 'en-GB' },
  de: { name: 'Deutsch', locale: 'de-DE' },
} as const satisfies Record<string, { name: string; locale: string }>;
export type Language = keyof typeof languages;
export const languageIds = Object.keys(languages) as readonly Language[];

/** Families of keys of which there is `….one` and `….other`. */
export type CountedFamily<Key extends string> = Key extends `${infer Family}.one` ? Family : never;

export interface Words<Key extends string> {
  (key: Key, values?: Readonly<Record<string, string | number>>): string;
  /** `outcome.death` where there is such a key, else `otherwise` as the service wrote it. */
  term(family: string, id: string, otherwise?: string): string;
  /** Of the pair `….one`, `….other`. */
  counted(family: CountedFamily<Key>, count: number): string;
}

export function wordsFrom<Key extends string>(dictionary: Readonly<Record<Key, string>>): Words<Key> {
  const isKey = (key: string): key is Key => Object.hasOwn(dictionary, key);
  const fill = (text: string, values: Readonly<Record<string, string | number>>) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  const word = (key: Key, values: Readonly<Record<string, string | number>> = {}) => fill(dictionary[key], values);
  return Object.assign(word, {
    term: (family: string, id: string, otherwise = id) => {
      const key = `${family}.${id}`;
      return isKey(key) ? dictionary[key] : otherwise;
    },
    counted: (family: CountedFamily<Key>, count: number) => {
      const key = `${family}.${count === 1 ? 'one' : 'other'}`;
      return isKey(key) ? fill(dictionary[key], { count }) : String(count);
    },
  });
}

/** The first of the wanted languages that there is: what was chosen before, then what the browser asks for. */
export function pickLanguage(wanted: readonly (string | null | undefined)[]): Language {
  const found = wanted
    .map((one) => one?.slice(0, 2).toLowerCase())
    .flatMap((one) => languageIds.filter((id) => id === one));
  return found[0] ?? 'en';
}
