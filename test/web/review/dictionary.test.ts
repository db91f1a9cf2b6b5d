import { describe, expect, it } from 'vitest';
import { pickLanguage } from '../../../src/web/design/words.ts';
import { wordsOf } from '../../../src/web/review/language/dictionary.ts';

describe('the words', () => {
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
