import type { Drug } from '../../src/core/drugs/drugs.ts';
import { wordsOf } from './service-codes.ts';

/** Finds the ingredients of core/drugs.ts in what charts write: RxNorm, ATC, or the name inside a product text. */
export interface DrugIndex {
  byRxnorm(code: string): string | undefined;
  /** Exact ATC substance (level 5); a class code names no ingredient. */
  byAtc(code: string): string | undefined;
  /** Every known ingredient named in the text, in the order of the text: "Hydrocodone 5 mg / acetaminophen 325 mg" has two. */
  inText(text: string): readonly string[];
  has(id: string): boolean;
}

interface Name {
  readonly id: string;
  /** The further words of a name of several words. */
  readonly rest: readonly string[];
}

export function drugIndex(drugs: readonly Drug[]): DrugIndex {
  const rxnorm = new Map<string, string>();
  const atc = new Map<string, string>();
  const byFirstWord = new Map<string, Name[]>();
  for (const drug of drugs) {
    for (const code of drug.rxnorm ?? []) rxnorm.set(code, drug.id);
    for (const code of drug.atc) if (code.length === 7) atc.set(code.toUpperCase(), drug.id);
    for (const name of new Set([drug.id, ...drug.names].map((given) => wordsOf(given).trim()))) {
      const [head, ...rest] = name.split(' ');
      if (head === undefined || head === '') continue;
      const names = byFirstWord.get(head) ?? [];
      names.push({ id: drug.id, rest });
      byFirstWord.set(head, names);
    }
  }
  // The longest name of those with the same first word wins: "insulin glargine" before "insulin".
  for (const names of byFirstWord.values()) names.sort((a, b) => b.rest.length - a.rest.length);
  const ids = new Set(drugs.map((drug) => drug.id));
  return {
    byRxnorm: (code) => rxnorm.get(code),
    byAtc: (code) => atc.get(code.toUpperCase()),
    has: (id) => ids.has(id),
    inText(text) {
      const words = wordsOf(text).trim().split(' ');
      const found = new Set<string>();
      for (let at = 0; at < words.length; at += 1) {
        const names = byFirstWord.get(words[at] ?? '');
        const match = names?.find(({ rest }) => rest.every((word, offset) => words[at + 1 + offset] === word));
        if (!match) continue;
        found.add(match.id);
        at += match.rest.length;
      }
      return [...found];
    },
  };
}
