import { describe, expect, it } from 'vitest';
import { fuzzDoors, imagingDoors } from '../../support/fuzzed-doors.ts';

describe('damaged files and answers', () => {
  const count = 6000;
  it(`at every imaging door, ${count} of them, are read or refused by a Failure without a name in it`, async () => {
    const counts = await fuzzDoors(await imagingDoors(), { count, seed: 7 });
    for (const { name, inputs, read, refused, crashed } of counts) {
      expect(crashed, name).toEqual([]);
      const all = Object.values(refused).reduce((sum, n) => sum + n, read);
      expect(all, name).toBe(inputs);
      expect(read, name).toBeGreaterThan(0);
      expect(all - read, name).toBeGreaterThan(0);
    }
  }, 120_000);
});
