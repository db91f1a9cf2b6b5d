import { describe, expect, it } from 'vitest';
import { groupCommit } from '../../../src/adapters/database/group-commit.ts';

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

function recorder(options: { most?: number; poison?: string; dead?: () => boolean } = {}) {
  const transactions: string[][] = [];
  const commits = groupCommit<string, string>({
    async commit(items) {
      await later();
      if (options.dead?.()) throw new Error('no connection');
      if (options.poison !== undefined && items.includes(options.poison)) throw new Error('poisoned');
      transactions.push([...items]);
      return items.map((item) => item.toUpperCase());
    },
    fits: (gathered) => gathered.length < (options.most ?? 100),
    mayBeOneItem: (error) => error instanceof Error && error.message === 'poisoned',
  });
  return { commits, transactions };
}

describe('group commit', () => {
  it('carries calls of one turn together, and those that arrive meanwhile in the next transaction', async () => {
    const { commits, transactions } = recorder();
    const first = [commits.add('a'), commits.add('b')];
    await new Promise((resolve) => setImmediate(resolve));
    const second = [commits.add('c'), commits.add('d'), commits.add('e')];
    expect(await Promise.all([...first, ...second])).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(transactions).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
  });
  it('resolves no call before its transaction is over', async () => {
    const { commits, transactions } = recorder();
    await commits.add('a').then(() => expect(transactions).toEqual([['a']]));
  });
  it('lets one poisoned call fail alone', async () => {
    const { commits, transactions } = recorder({ poison: 'b' });
    const results = await Promise.allSettled(['a', 'b', 'c'].map((item) => commits.add(item)));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(transactions).toEqual([['a'], ['c']]);
  });
  it('does not try a dead connection again for every call, and goes on when it is back', async () => {
    let dead = true;
    let asked = 0;
    const { commits, transactions } = recorder({ dead: () => ++asked > 0 && dead });
    const results = await Promise.allSettled(['a', 'b', 'c'].map((item) => commits.add(item)));
    expect(results.every((result) => result.status === 'rejected')).toBe(true);
    expect(asked).toBe(1);
    dead = false;
    expect(await commits.add('d')).toBe('D');
    expect(transactions).toEqual([['d']]);
  });
  it('keeps to the limit of one transaction, in order', async () => {
    const { commits, transactions } = recorder({ most: 2 });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((item) => commits.add(item)));
    expect(transactions).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    await commits.idle();
  });
});
