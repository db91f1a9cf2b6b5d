import { describe, expect, it } from 'vitest';
import { siteDictionaries } from '../../src/web/design/site-words.ts';
import { type Language, languageIds } from '../../src/web/design/words.ts';
import { dictionaries as jobs } from '../../src/web/jobs/language/dictionary.ts';
import { dictionaries as models } from '../../src/web/models/language/dictionary.ts';
import { dictionaries as review } from '../../src/web/review/language/dictionary.ts';
import { dictionaries as value } from '../../src/web/value/language/dictionary.ts';
import { dictionaries as worklist } from '../../src/web/worklist/language/dictionary.ts';

const gapsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
type Dictionaries = Readonly<Record<Language, Readonly<Record<string, string>>>>;
const pages: readonly (readonly [string, Dictionaries, readonly string[]])[] = [
  ['the frame', siteDictionaries, []],
  // A remark that English does not need.
  ['the review', review, ['en page.englishSentences']],
  ['the worklist', worklist, []],
  ['the list of analyses', jobs, []],
  ['the models', models, []],
  ['the value', value, []],
];

describe.each(pages)('the words of %s', (_, dictionaries, mayBeEmpty) => {
  it.each(languageIds)('%s: every word of English and no other, with the same gaps to fill', (id) => {
    expect(Object.keys(dictionaries[id]).sort()).toEqual(Object.keys(dictionaries.en).sort());
    for (const [key, text] of Object.entries(dictionaries.en))
      expect([key, gapsOf(dictionaries[id][key] ?? '')]).toEqual([key, gapsOf(text)]);
  });
  it('leave nothing empty', () => {
    const empty = languageIds.flatMap((id) =>
      Object.entries(dictionaries[id]).flatMap(([key, text]) => (text.trim() === '' ? [`${id} ${key}`] : [])),
    );
    expect(empty).toEqual(mayBeEmpty);
  });
});
