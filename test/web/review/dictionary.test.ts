import { describe, expect, it } from 'vitest';
import { languageIds, pickLanguage } from '../../../src/web/design/words.ts';
import { dictionaries, wordsOf } from '../../../src/web/review/language/dictionary.ts';

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the dictionaries', () => {
  const english = dictionaries.en;
  it.each(languageIds)('%s has every word of English and no other, with the same gaps to fill', (id) => {
    const dictionary: Readonly<Record<string, string>> = dictionaries[id];
    expect(Object.keys(dictionary)).toEqual(Object.keys(english));
    const different = Object.entries(english).filter(
      ([key, text]) => holes(text).join() !== holes(dictionary[key] ?? '').join(),
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });
  it('have a word for every key but the remark that English does not need', () => {
    for (const id of languageIds) {
      const empty = Object.entries(dictionaries[id]).filter(([, text]) => text.trim() === '');
      expect(empty.map(([key]) => key)).toEqual(id === 'en' ? ['page.englishSentences'] : []);
    }
  });
  it('fill gaps, count, and keep what the service wrote where there is no word', () => {
    const words = wordsOf('de');
    expect(words('patient.born', { date: '3. Mai 2026' })).toBe('geboren 3. Mai 2026');
    expect(words.counted('risk.in', 1)).toBe('in 1 Jahr');
    expect(words.counted('risk.in', 5)).toBe('in 5 Jahren');
    expect(words.term('outcome', 'death')).toBe('Tod');
    expect(words.term('outcome', 'gallstones', 'Gallstones')).toBe('Gallstones');
  });
});

describe('the language', () => {
  it('is the first wanted one that there is, else English', () => {
    expect(pickLanguage([null, 'fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(pickLanguage([undefined, 'fr'])).toBe('en');
  });
});
