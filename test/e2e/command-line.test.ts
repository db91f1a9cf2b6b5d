import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, describe, expect, it } from 'vitest';
import { type Finished, fibrocast } from '../support/command.ts';
import { ehrOf, fireEverything, scenarios, totals } from '../support/hospital.ts';
import { serveFibrocast, withFolder } from '../support/processes.ts';

// The program as an engineer runs it, in a process of its own.

const runs: Finished[] = [];
const run = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const finished = await fibrocast(args, env);
  runs.push(finished);
  return finished;
};
afterEach(() => {
  for (const { err } of runs.splice(0)) expect(err).not.toMatch(/^\s+at .*:\d+:\d+|node_modules|\.ts:\d+/m);
});
const vectors = join(import.meta.dirname, '../../../shared/clinical/score_vectors.csv');
const off = { PORT: '0', FIBROCAST_AUTH: 'off', LOG_LEVEL: 'warn' };

describe('the fibrocast program', { timeout: 120_000 }, () => {
  it('says its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await run(['--version'])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
  });

  it('ends with 2 for wrong usage, and says what was wrong', async () => {
    const unknown = await run(['frobnicate']);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("unknown command 'frobnicate'")]);
    const option = await run(['serve', '--colour']);
    expect([option.code, option.err]).toEqual([2, expect.stringContaining("unknown option '--colour'")]);
    expect((await run(['export'])).code).toBe(2);
    expect((await run(['--help'])).code).toBe(0);
  });

  it('lists the catalogue as JSON and as text', async () => {
    const json = await run(['catalogue', '--json']);
    const rows = JSON.parse(json.out) as { kind: string; id: string; path: string }[];
    const count = (kind: string) => rows.filter((row) => row.kind === kind).length;
    expect([json.code, count('hooks'), count('services'), count('stores')]).toEqual([0, 7, 6, 3]);
    expect(count('scores')).toBeGreaterThanOrEqual(30);
    for (const { path } of rows) expect(existsSync(path)).toBe(true);
    const text = await run(['catalogue']);
    expect(text.out.trim().split('\n')).toHaveLength(rows.length);
  });

  it('scores the chart of a sandbox patient from a Bundle', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'bundle.json');
      const okafor = scenarios().find(({ id }) => id === 'okafor-grace');
      const entry = okafor?.resources.map((resource) => ({ resource }));
      await writeFile(file, JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }));
      const table = join(folder, 'scores.csv');
      const { code } = await run(['score', '--in', file, '--out', table]);
      expect(code).toBe(0);
      expect(await readFile(table, 'utf8')).toMatch(/fib4,5\.1(5|6)/);
      const wrong = await run(['score', '--in', join(folder, 'nothing.json'), '--out', table]);
      expect(wrong.code).toBe(1);
      expect(wrong.err).toMatch(/^fibrocast: .+\.\n$/);
    }));

  it.skipIf(!existsSync(vectors))('reproduces all vectors of ../shared/clinical within their tolerance', () =>
    withFolder(async (folder) => {
      const table = join(folder, 'scores.csv');
      const { code, err } = await run(['score', '--in', vectors, '--out', table]);
      expect([code, err]).toEqual([0, '']);
      type Row = Readonly<Record<string, string>>;
      const rowsOf = async (file: string) => parse(await readFile(file, 'utf8'), { columns: true }) as Row[];
      const [expected, computed] = [await rowsOf(vectors), await rowsOf(table)];
      expect(computed).toHaveLength(expected.length);
      const wrong = expected.filter((row, index) => {
        const { value = '', vector_id: id, status } = computed[index] ?? {};
        const near = Math.abs(Number(value) - Number(row.expected)) <= Number(row.tolerance) + 1e-9;
        return id !== row.vector_id || status !== 'ok' || value === '' || row.expected === '' || !near;
      });
      expect(wrong).toEqual([]);
    }),
  );

  it('exports what a served day left behind, and refuses while it is served', () =>
    withFolder(async (folder) => {
      const data = join(folder, 'data');
      const served = await serveFibrocast(data, {
        FIBROCAST_SANDBOX: '1',
        FIBROCAST_SYNTHETIC: '1',
        FIBROCAST_WORKERS: '0',
      });
      let stored: Record<string, number> = {};
      try {
        await fireEverything(ehrOf(served.url));
        stored = await totals(served.url);
        const busy = await run(['export', '--out', join(folder, 'early')], { DATA_DIR: data });
        expect([busy.code, busy.err]).toEqual([1, expect.stringMatching(/^fibrocast: .*[Aa]nother process.*\n$/)]);
      } finally {
        await served.stop();
      }
      const out = join(folder, 'ndjson');
      const { code, out: text } = await run(['export', '--out', out, '--json'], { DATA_DIR: data });
      expect(code).toBe(0);
      const { files } = JSON.parse(text) as { files: { type: string; file: string; count: number }[] };
      for (const [type, count] of Object.entries(stored).filter(([, number]) => number > 0)) {
        expect(files.find((file) => file.type === type)?.count).toBe(count);
        const lines = (await readFile(join(out, `${type}.ndjson`), 'utf8')).trim().split('\n');
        expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(count);
      }
      expect((await readdir(out)).sort()).toEqual(files.map(({ file }) => file).sort());
      const later = await run(
        ['export', '--type', 'Observation', '--since', '2999-01-01', '--out', join(folder, 'none')],
        {
          DATA_DIR: data,
        },
      );
      expect([later.code, later.out]).toEqual([0, 'Nothing is stored that matches.\n']);
      expect((await run(['export', '--type', 'Nothing', '--out', out], { DATA_DIR: data })).code).toBe(2);
    }));
});

describe('fibrocast serve', { timeout: 120_000 }, () => {
  it('refuses to start with a sentence: misspelt variable, open to the network without tokens, no clients, bad values', () =>
    withFolder(async (folder) => {
      const env = { ...off, DATA_DIR: folder };
      const cases: readonly [Record<string, string>, string][] = [
        [{ FIBROCAST_AUHT: 'off' }, 'Unknown variable FIBROCAST_AUHT. The known ones are in deploy/env.example.'],
        [{ HOST: '0.0.0.0' }, 'FIBROCAST_AUTH=off is only allowed when HOST is loopback'],
        [{ FIBROCAST_AUTH: 'required' }, 'No CDS client is known'],
        [{ PORT: 'eighty' }, 'PORT:'],
        [
          { FIBROCAST_CDS_CLIENTS: '/nowhere/clients.json', FIBROCAST_AUTH: 'required' },
          'FIBROCAST_CDS_CLIENTS names a file',
        ],
        [{ DATABASE_URL: 'postgresql://127.0.0.1:1/none' }, ''],
      ];
      for (const [change, sentence] of cases) {
        const { code, err } = await run(['serve'], { ...env, ...change });
        expect([change, code]).toEqual([change, 1]);
        expect(err).toContain('fibrocast: ');
        expect(err).toContain(sentence);
      }
    }));

  it('ends with 1 and a sentence when the port or the store is taken', () =>
    withFolder(async (folder) => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as { port: number };
      const taken = await run(['serve'], { ...off, PORT: String(port), DATA_DIR: join(folder, 'a') });
      await new Promise((resolve) => other.close(resolve));
      expect([taken.code, taken.err]).toEqual([1, expect.stringMatching(new RegExp(`fibrocast: .*${port}.*\\.\n`))]);

      const served = await serveFibrocast(join(folder, 'b'));
      try {
        const second = await run(['serve'], { ...off, DATA_DIR: join(folder, 'b') });
        expect([second.code, second.err]).toEqual([1, expect.stringMatching(/fibrocast: .*[Aa]nother process.*\n/)]);
      } finally {
        await served.stop();
      }
    }));

  it('stops at SIGTERM with 0 within a moment, also while clients hold connections', () =>
    withFolder(async (folder) => {
      const served = await serveFibrocast(folder);
      await fetch(`${served.url}/health/ready`).then((response) => response.text());
      const started = Date.now();
      await served.stop();
      expect(Date.now() - started).toBeLessThan(9000);
      await expect(fetch(`${served.url}/health/live`)).rejects.toThrow();
    }));
});
