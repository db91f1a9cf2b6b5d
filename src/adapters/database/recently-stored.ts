import { hash } from 'node:crypto';
import type { StoredDocument } from '../../ports/results.ts';

/** What this process has lately seen safely stored: spares the round trip for a document that would not change. */
export interface RecentlyStored {
  /** Mark of a document's text and of whether it was owed. Order of members counts: another order is only a miss. */
  markOf(document: StoredDocument, owe: boolean): string;
  has(key: string, mark: string): boolean;
  /** A write of this document begins: until it ends nothing is known about the document. */
  expect(key: string, write: object): void;
  /** The write ended, with this mark or (failed) with none. Ignored when a later write of the document has begun. */
  remember(key: string, write: object, mark: string | undefined): void;
}

export function recentlyStored(options: { most: number; trustMs: number; now(): number }): RecentlyStored {
  const entries = new Map<string, { readonly mark: string; readonly at: number }>();
  const expected = new Map<string, object>();
  return {
    markOf: (document, owe) => hash('sha1', `${owe}${JSON.stringify(document)}`, 'base64url'),
    has(key, mark) {
      const entry = entries.get(key);
      if (entry?.mark !== mark || options.now() - entry.at >= options.trustMs) return false;
      // Moves the key to the end: the map is in order of use, the first is the one to forget.
      entries.delete(key);
      entries.set(key, entry);
      return true;
    },
    expect(key, write) {
      entries.delete(key);
      expected.set(key, write);
    },
    remember(key, write, mark) {
      if (expected.get(key) !== write) return;
      expected.delete(key);
      if (mark === undefined) return;
      entries.set(key, { mark, at: options.now() });
      if (entries.size <= options.most) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
  };
}
