import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, Observation } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../src/sandbox/build-pages.ts';
import { eventOf } from '../../src/sandbox/ehr/cds-client.ts';
import { ehrOf, scenarios } from '../support/hospital.ts';

// The program that `npm run build` makes, as an operator runs it: workers, feature threads and models of pictures have their own files
// there, which no test from source would miss.

const entry = join(repositoryRoot(), 'dist', 'src', 'main.js');
const newestSource = () =>
  Math.max(
    ...['src', 'cds-services', 'fhir-resources'].flatMap((folder) =>
      readdirSync(join(repositoryRoot(), folder), { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile() && file.name.endsWith('.ts'))
        .map((file) => statSync(join(file.parentPath, file.name)).mtimeMs),
    ),
  );
const built = existsSync(entry) && statSync(entry).mtimeMs >= newestSource() - 1000;

let folder: string;
let service: ChildProcess;
let url = '';
let said = '';
const until = async <T>(what: () => Promise<T | undefined>, seconds: number): Promise<T | undefined> => {
  for (let second = 0; second < seconds; second++) {
    const found = await what();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return undefined;
};

describe.skipIf(!built)('the compiled service (npm run build)', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-compiled-'));
    service = spawn(process.execPath, [entry, 'serve'], {
      env: {
        ...{ PATH: process.env.PATH, HOME: folder, HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' },
        ...{ FIBROCAST_SANDBOX: '1', FIBROCAST_SYNTHETIC: '1', FIBROCAST_AUTH: 'off', FIBROCAST_WORKERS: '1' },
        FIBROCAST_PREFETCH_BUDGET_MS: '8000',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [service.stdout, service.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    url = (await until(async () => /listening (http:\/\/\S+)/.exec(said)?.[1], 120)) ?? '';
    expect(said).toContain('listening');
  }, 130_000);
  afterAll(async () => {
    const ended = new Promise((resolve) => service.once('exit', resolve));
    service.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  it('analyses a CT in a worker: region and stage by models of pictures, IBSI features in threads', async () => {
    const [withCt] = scenarios().filter(({ imaging }) => imaging.some(({ study }) => study.modality === 'CT'));
    if (!withCt) throw new Error('no patient of the sandbox has a CT');
    const [first] = withCt.fires;
    if (first) await ehrOf(url).fire(eventOf(withCt, first));
    const observations = async () => {
      const answer = await fetch(`${url}/fhir/Observation?patient=${withCt.id}&_count=500`);
      const bundle = (await answer.json()) as Bundle<Observation>;
      return (bundle.entry ?? []).flatMap(({ resource }) => resource?.code.text ?? []);
    };
    const texts = await until(async () => {
      const found = await observations();
      return found.some((text) => /radiomics/i.test(text)) ? found : undefined;
    }, 540);
    expect(texts, said.slice(-2000)).toBeDefined();
    expect(texts?.some((text) => /stages by a model/.test(text))).toBe(true);
    expect(said).not.toContain('a worker process ended under its job');
  }, 600_000);
});
