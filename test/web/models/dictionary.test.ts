import { describe, expect, it } from 'vitest';
import { modelSteps } from '../../../src/core/models/model-overview.ts';
import { promotionProblem } from '../../../src/core/models/registry.ts';
import { languageIds } from '../../../src/web/design/words.ts';
import { dictionaries } from '../../../src/web/models/language/dictionary.ts';
import { stepsOf } from '../../../src/web/models/steps.ts';

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the words of the model page', () => {
  it.each(languageIds)('%s: every word of English and no other, none empty, with the same gaps to fill', (id) => {
    const dictionary: Readonly<Record<string, string>> = dictionaries[id];
    expect(Object.keys(dictionary)).toEqual(Object.keys(dictionaries.en));
    for (const [key, text] of Object.entries(dictionaries.en)) {
      expect(dictionary[key]?.trim()).not.toBe('');
      expect([key, holes(dictionary[key] ?? '')]).toEqual([key, holes(text)]);
    }
  });
});

describe('the steps that are offered', () => {
  it('are those that the registry would take from a validated model, and the switch', () => {
    for (const state of ['registered', 'silent', 'live', 'retired'] as const) {
      const standing = { model: 'm@1.0.0', state, off: false, validation: 'f' };
      const offered: readonly string[] = stepsOf(standing);
      const granted = (['silent', 'live', 'retired'] as const).filter(
        (to) => promotionProblem(standing, to, { goldenPassed: true }) === undefined,
      );
      expect(offered.filter((step) => step !== 'off' && step !== 'on').sort()).toEqual([...granted].sort());
      expect(offered.includes('off')).toBe(state === 'live' || state === 'silent');
      expect(stepsOf({ state, off: true }).at(-1)).toBe('on');
      for (const step of offered) expect(modelSteps).toContain(step);
    }
  });
});
