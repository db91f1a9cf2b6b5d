import { type Language, type Words as WordsOf, wordsFrom } from '../../design/words.ts';
import { de } from './de.ts';
import { type Dictionary, en, type WordKey } from './en.ts';

export const dictionaries: Readonly<Record<Language, Dictionary>> = { en, de };
export type Words = WordsOf<WordKey>;
export const wordsOf = (language: Language): Words => wordsFrom(dictionaries[language]);
