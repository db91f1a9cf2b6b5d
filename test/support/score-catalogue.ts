import { fileURLToPath } from 'node:url';
import type { Score } from '../../src/core/score.ts';
import { loadFolder } from '../../src/load-folder.ts';

export const scoresFolder = fileURLToPath(new URL('../../src/core/scores', import.meta.url));
export const scoreMembers = await loadFolder<Score>(scoresFolder);
export const scores: readonly Score[] = scoreMembers.map((member) => member.value);
