import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harmoniseCommand } from '../../src/cli/harmonise.ts';
import { seededRandom } from '../../src/core/seeded-random.ts';

// Two scanners, one of which measures both textures higher and wider; age moves one of them.

let folder: string;
const at = (name: string) => join(folder, name);
const shifts = { north: { by: 0, times: 1 }, south: { by: 4, times: 2 } } as const;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-harmonise-'));
  const random = seededRandom(5);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rows = Array.from({ length: 160 }, (_, k) => {
    const scanner = k % 2 === 0 ? 'north' : 'south';
    const { by, times } = shifts[scanner];
    const age = 40 + (k % 30);
    const [energy, contrast, mean] = [0.1 * age + normal(), 20 + 2 * normal(), normal()];
    const measured = [energy, contrast, mean].map((value) => (by + times * value).toFixed(5));
    return [`p${k}`, scanner, age, ...measured, k % 3 === 0 ? '' : 'x'].join(',');
  });
  await writeFile(at('site.csv'), ['id,scanner,age_y,energy,contrast,mean,remark', ...rows].join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...words: string[]) {
  let said = '';
  await harmoniseCommand({ out: { write: (text: string) => (said += text) } }).parseAsync(words, { from: 'user' });
  return said;
}
const fitSite = (...more: string[]) =>
  run(
    'fit',
    '--in',
    at('site.csv'),
    '--scanner',
    'scanner',
    '--covariates',
    'age_y',
    '--out',
    at('model.json'),
    ...more,
  );
const linesOf = async (name: string): Promise<Record<string, string>[]> =>
  parse(await readFile(at(name), 'utf8'), { columns: true });
const meanOf = (lines: readonly Record<string, string>[], scanner: string, feature: string) => {
  const values = lines.filter((line) => line.scanner === scanner).map((line) => Number(line[feature]));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
};

describe('fibrocast harmonise', () => {
  it('takes the shift between scanners away, from every column that holds numbers only', async () => {
    expect(await fitSite()).toMatch(/^3 features on north \(80\), south \(80\); unlike the known from \d/);
    const said = await run('apply', '--in', at('site.csv'), '--model', at('model.json'), '--out', at('same.csv'));
    expect(said).toContain('160 patients, 0 refused');
    const [before, after] = [await linesOf('site.csv'), await linesOf('same.csv')];
    for (const feature of ['energy', 'contrast', 'mean']) {
      const gap = (lines: readonly Record<string, string>[]) =>
        Math.abs(meanOf(lines, 'north', feature) - meanOf(lines, 'south', feature));
      expect(gap(before)).toBeGreaterThan(3);
      expect(gap(after)).toBeLessThan(0.5);
    }
  });
  it('refuses an unknown scanner and a gap row by row, with the reason', async () => {
    await fitSite();
    const table = [
      'id,scanner,age_y,energy,contrast,mean',
      'a,north,50,5,20,0',
      'b,west,50,5,20,0',
      'c,south,50,,20,0',
    ];
    await writeFile(at('new.csv'), table.join('\n'));
    await run('apply', '--in', at('new.csv'), '--model', at('model.json'), '--out', at('new-same.csv'));
    expect((await linesOf('new-same.csv')).map(({ id, status, reason }) => [id, status, reason])).toEqual([
      ['a', 'ok', ''],
      ['b', 'refused', expect.stringContaining('its shift is not known')],
      ['c', 'refused', 'energy is missing or no number'],
    ]);
  });
  it('tells who is unlike the known patients and which feature makes it so', async () => {
    await fitSite();
    const table = ['id,scanner,age_y,energy,contrast,mean', 'usual,north,55,5.5,20,0', 'odd,north,55,5.5,60,0'];
    await writeFile(at('new.csv'), table.join('\n'));
    await run('distance', '--in', at('new.csv'), '--model', at('model.json'), '--out', at('distance.csv'));
    const [usual, odd] = await linesOf('distance.csv');
    expect(usual).toMatchObject({ unlike: 'no', because: '' });
    expect(odd).toMatchObject({ unlike: 'yes', because: expect.stringMatching(/^contrast/) });
    await run('distance', '--in', at('site.csv'), '--model', at('model.json'), '--out', at('distance.csv'));
    const unlike = (await linesOf('distance.csv')).filter((line) => line.unlike === 'yes').length;
    expect(unlike).toBeLessThanOrEqual(8);
  });
  it('gives the range of each scanner, and none under 40 patients', async () => {
    await run(
      'ranges',
      '--in',
      at('site.csv'),
      '--scanner',
      'scanner',
      '--features',
      'contrast',
      '--out',
      at('ranges.csv'),
    );
    const [north, south] = await linesOf('ranges.csv');
    expect(Number(north?.median)).toBeGreaterThan(19);
    expect(Number(north?.median)).toBeLessThan(21);
    expect(Number(south?.low)).toBeGreaterThan(Number(north?.high));
    const few = (await readFile(at('site.csv'), 'utf8')).split('\n').slice(0, 31).join('\n');
    await writeFile(at('few.csv'), few);
    await run(
      'ranges',
      '--in',
      at('few.csv'),
      '--scanner',
      'scanner',
      '--features',
      'contrast',
      '--out',
      at('ranges.csv'),
    );
    expect((await linesOf('ranges.csv'))[0]).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('40'),
    });
  });
  it.each([
    [['--scanner', 'machine'], 'lacks the column machine'],
    [['--features', 'energy,colour'], 'lacks the column colour'],
    [['--features', 'energy,remark'], 'remark is empty or no number'],
    [['--features', 'energy'], 'at least two features'],
  ])('is told the way out with %j', async (more, sentence) => {
    await expect(fitSite(...more)).rejects.toThrow(sentence);
  });
  it('takes no other file for a harmonisation', async () => {
    const attempt = run('apply', '--in', at('site.csv'), '--model', at('site.csv'), '--out', at('x.csv'));
    await expect(attempt).rejects.toThrow('no output of fibrocast harmonise fit');
  });
});
