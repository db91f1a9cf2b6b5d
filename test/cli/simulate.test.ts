import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulateCommand } from '../../src/cli/simulate.ts';
import { simulateCt } from '../../src/sandbox/pacs/simulate/ct.ts';
import { simulatorParameters } from '../../src/sandbox/pacs/simulate/parameters.ts';
import { simulatePatient } from '../../src/sandbox/pacs/simulate/patient.ts';
import { patientSeed } from '../../src/sandbox/pacs/simulate/random.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulate-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(name: string, ...given: string[]) {
  const said: string[] = [];
  const shown: string[] = [];
  const out = join(folder, name);
  await simulateCommand({
    out: { write: (text) => said.push(text) },
    terminal: { width: 80, colour: false, rewrites: false, write: (text) => void shown.push(text) },
  }).parseAsync([...given, '--out', out], { from: 'user' });
  return { out, said: said.join(''), shown: shown.join('') };
}
const described = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

describe('fibrocast simulate', () => {
  it('writes the very volume that the sandbox makes', async () => {
    const { out, said } = await run(
      'ct',
      '--modality',
      'ct',
      '--patients',
      '1',
      '--seed',
      '4',
      '--from',
      '7',
      '--json',
    );
    expect(JSON.parse(said)).toMatchObject({ modality: 'ct', patients: 1, files: 4 });
    const { patient, picture } = await described(join(out, '7.json'));
    const expected = simulatePatient(patientSeed(4, 7));
    expect(patient).toEqual(JSON.parse(JSON.stringify(expected)));
    const bytes = await readFile(join(out, '7.image.f32'));
    expect(bytes.length).toBe(4 * picture.shape.reduce((product: number, n: number) => product * n, 1));
    const { image, labels } = simulateCt(expected);
    for (const at of [0, 300_000, image.data.length - 1]) expect(bytes.readFloatLE(4 * at)).toBe(image.data[at]);
    expect(new Uint8Array(await readFile(join(out, '7.labels.u8')))).toEqual(labels);
    expect(await described(join(out, 'parameters.json'))).toEqual(simulatorParameters);
  });

  it('writes three sequences of MR and the frames of ultrasound with their shapes', async () => {
    const { out } = await run('mr', '--modality', 'mr', '--patients', '1', '--seed', '4');
    const { picture } = await described(join(out, '0.json'));
    const voxels = picture.shape.reduce((product: number, n: number) => product * n, 1);
    expect(picture.shape[0]).toBe(3);
    expect((await readFile(join(out, '0.image.f32'))).length).toBe(4 * voxels);
    expect((await readFile(join(out, '0.labels.u8'))).length).toBe(voxels / 3);
    const us = await run('us', '--modality', 'us', '--patients', '1', '--seed', '4');
    const frames = (await described(join(us.out, '0.json'))).picture.shape;
    expect((await readFile(join(us.out, '0.frames.u8'))).length).toBe(frames[0] * frames[1] * frames[2]);
  });

  it('writes one row a patient, and a part of a cohort equals that part of the whole', async () => {
    const { out, said, shown } = await run('whole', '--modality', 'table', '--patients', '40', '--seed', '4');
    expect(said).toContain('40 synthetic patients');
    expect(shown).toContain('40/40');
    const read = async (of: string) => parse(await readFile(join(of, 'patients.csv'), 'utf8'), { columns: true });
    const whole = await read(out);
    expect(whole).toHaveLength(40);
    const part = await run('part', '--modality', 'table', '--patients', '5', '--seed', '4', '--from', '20');
    expect(await read(part.out)).toEqual(whole.slice(20, 25));
  });

  it('refuses what it does not know, and leaves nothing half written', async () => {
    await expect(run('x', '--modality', 'pet', '--patients', '1', '--seed', '1')).rejects.toMatchObject({
      kind: 'invalid-parameter',
    });
    await expect(run('x', '--modality', 'ct', '--patients', '-1', '--seed', '1')).rejects.toMatchObject({
      kind: 'invalid-parameter',
    });
    await expect(
      run('whole/patients.csv', '--modality', 'table', '--patients', '1', '--seed', '1'),
    ).rejects.toMatchObject({ kind: 'invalid-input' });
    expect((await readdir(join(folder, 'whole'))).sort()).toEqual(['parameters.json', 'patients.csv']);
  });
});
