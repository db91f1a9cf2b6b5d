import { readdirSync } from 'node:fs';
import type { Score } from '../../src/core/score.ts';

const folder = new URL('../../src/core/scores/', import.meta.url);

/** Every member of src/core/scores in catalogue order. */
export const everyScore: readonly Score[] = await Promise.all(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map(async (name) => ((await import(new URL(name, folder).href)) as { default: Score }).default),
);
