import { describe, expect, it } from 'vitest';
import { dictionaries as jobs } from '../../../src/web/jobs/language/dictionary.ts';
import { dictionaries as worklist } from '../../../src/web/worklist/language/dictionary.ts';

const gapsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe.each([
  ['the worklist', worklist],
  ['the list of analyses', jobs],
] as const)('the words of %s', (_, dictionaries) => {
  const { en, ...others } = dictionaries;
  it.each(Object.entries(others))('stand in every language with the same gaps: %s', (_language, dictionary) => {
    expect(Object.keys(dictionary).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en))
      expect([key, gapsOf(dictionary[key as keyof typeof dictionary])]).toEqual([key, gapsOf(text)]);
  });
  it('leave no text empty', () => {
    for (const dictionary of Object.values<Readonly<Record<string, string>>>(dictionaries))
      expect(Object.entries(dictionary).filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});
