import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundlePatients, scoreCommand, scoreFile } from '../../src/cli/score.ts';
import { Failure } from '../../src/core/failure.ts';

const shared = fileURLToPath(new URL('../../../shared', import.meta.url));
const vectorFile = join(shared, 'clinical/score_vectors.csv');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-score-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Line = Record<string, string>;
const noBundle = () => Promise.reject(new Failure('invalid-input', 'no Bundle in this test'));

async function run(input: string, name = 'in.csv', readBundle: () => Promise<BundlePatients> = noBundle) {
  const [from, to] = [join(folder, name), join(folder, 'out.csv')];
  await writeFile(from, input);
  let notices = '';
  const summary = await scoreFile(
    { in: from, out: to },
    { readBundle, notices: { write: (text: string) => (notices += text) }, now: () => '2026-06-01T00:00:00Z' },
  );
  const lines: Line[] = parse(await readFile(to, 'utf8'), { columns: true });
  return { summary, lines, notices };
}
const vectors = (rows: readonly [string, unknown][]) =>
  stringify([
    ['vector_id', 'score_id', 'inputs_json'],
    ...rows.map(([score, inputs], index) => [
      `V${index + 1}`,
      score,
      typeof inputs === 'string' ? inputs : JSON.stringify(inputs),
    ]),
  ]);

describe.skipIf(!existsSync(vectorFile))(
  'fibrocast score on the published vectors (../shared/clinical/score_vectors.csv)',
  () => {
    it('computes every one of them within its tolerance and with its category', async () => {
      const text = await readFile(vectorFile, 'utf8');
      const expected: Line[] = parse(text, { columns: true });
      const { lines, summary } = await run(text);
      expect(lines).toHaveLength(expected.length);
      expect(summary).toMatchObject({
        form: 'vectors',
        subjects: expected.length,
        computed: expected.length,
        refused: 0,
      });
      for (const [index, want] of expected.entries()) {
        const got = lines[index];
        const what = `${want.vector_id} ${want.score_id}: ${got?.reason}`;
        expect(got, what).toMatchObject({
          vector_id: want.vector_id,
          score_id: want.score_id,
          status: 'ok',
          reason: '',
        });
        expect(Math.abs(Number(got?.value) - Number(want.expected)), what).toBeLessThanOrEqual(
          Number(want.tolerance) + 1e-9,
        );
        expect(got?.category, what).toBe(want.category);
      }
    });

    it('refuses each vector from which one input, one unit or one type is taken', async () => {
      const text = await readFile(vectorFile, 'utf8');
      const originals: Line[] = parse(text, { columns: true });
      /** Inputs without which the value is still defined: a yes changes the rule, silence leaves the default of the paper. */
      const dispensable = new Set(['dialysis_2x_or_cvvhd_24h', 'cholestatic', 'bmi:baveno7']);
      const broken: [string, unknown][] = [];
      for (const vector of originals) {
        const inputs: Record<string, unknown> = JSON.parse(vector.inputs_json ?? '');
        const score = vector.score_id ?? '';
        for (const [key, value] of Object.entries(inputs)) {
          if (dispensable.has(key) || dispensable.has(`${key}:${score}`)) continue;
          const { [key]: _, ...without } = inputs;
          broken.push([score, without], [score, { ...inputs, [key]: null }], [score, { ...inputs, [key]: 'odd' }]);
          if (value !== null && typeof value === 'object' && 'value' in value) {
            broken.push(
              [score, { ...inputs, [key]: value.value }],
              [score, { ...inputs, [key]: { value: value.value } }],
              [score, { ...inputs, [key]: { ...value, unit: '' } }],
              [score, { ...inputs, [key]: { ...value, unit: 'furlong' } }],
              [score, { ...inputs, [key]: { ...value, value: String(value.value) } }],
              [score, { ...inputs, [key]: { ...value, value: -1 } }],
              [score, { ...inputs, [key]: { ...value, value: 1e14 } }],
              [score, { ...inputs, [key]: { ...value, value: null } }],
            );
          }
          if (typeof value === 'boolean')
            broken.push([score, { ...inputs, [key]: 'yes' }], [score, { ...inputs, [key]: 1 }]);
        }
      }
      const { lines } = await run(vectors(broken));
      expect(lines).toHaveLength(broken.length);
      expect(broken.length).toBeGreaterThan(3000);
      for (const [index, line] of lines.entries()) {
        const what = `${JSON.stringify(broken[index])} gave ${line.value}`;
        expect(line.status, what).toBe('refused');
        expect(line.value, what).toBe('');
        expect(line.reason?.length, what).toBeGreaterThan(5);
      }
    });
  },
);

const a = (value: unknown, unit?: string) => (unit === undefined ? { value } : { value, unit });
const fib4 = { age: a(61, 'a'), ast: a(80, 'U/L'), alt: a(60, 'U/L'), plt: a(120, '10*9/L') };
const lsm = a(12, 'kPa');

describe('the vector form', () => {
  it('takes score ids with _ or -, in capitals or not, and ignores other columns', async () => {
    const input = stringify([
      ['vector_id', 'score_id', 'inputs_json', 'note'],
      ['1', 'FIB4', JSON.stringify(fib4), 'x'],
      ['2', 'apri-who-hbv', JSON.stringify({ ast: fib4.ast, plt: fib4.plt, ast_uln: 40 }), 'y'],
    ]);
    const { lines } = await run(input);
    expect(lines).toMatchObject([
      { vector_id: '1', score_id: 'fib4', status: 'ok', category: 'high', unit: '{score}' },
      { vector_id: '2', score_id: 'apri_who_hbv', status: 'ok', category: 'cirrhosis_F4' },
    ]);
    expect(Number(lines[0]?.value)).toBeCloseTo(5.250044, 5);
  });

  it.each<[string, unknown, RegExp]>([
    ['liverrisk', fib4, /unknown score/],
    ['core', fib4, /unknown score/],
    ['lirer', fib4, /unknown score/],
    ['mast', fib4, /unknown score/],
    ['__proto__', fib4, /unknown score/],
    ['', fib4, /unknown score/],
    ['fib4', '{"age":', /not JSON/],
    ['fib4', '[1]', /not a JSON object/],
    ['fib4', { ...fib4, age: a(17, 'a') }, /under 18/],
    ['fib4', { ...fib4, age: 61 }, /Age has no unit/],
    ['fib4', { ...fib4, age: a('61', 'a') }, /Age is text/],
    ['fib4', { ...fib4, alt: a(0, 'U/L') }, /ALT of 0 U\/L is not plausible/],
    ['fib4', { ...fib4, plt: a(120000, '10*9/L') }, /Platelets of 120000 10\*9\/L is not plausible/],
    ['fib4', { ...fib4, plt: a(120, 'g/L') }, /cannot be converted/],
    ['fib4', { ...fib4, ast: { value: 80, unit: 'U/L', comparator: '<' } }, /bound/],
    ['fib4', { ...fib4, ast: a('<80', 'U/L') }, /text/],
    ['apri', { ast: fib4.ast, plt: fib4.plt }, /AST upper limit of normal missing/],
    ['gpr', { etiology: 'hcv', ggt: a(30, 'U/L'), ggt_uln: 60, plt: fib4.plt }, /built for hepatitis B/],
    ['nfs', { ...fib4, bmi: a(30, 'kg/m2'), albumin: a(4, 'g/dL') }, /Diabetes or impaired fasting glucose missing/],
    ['nfs', { ...fib4, bmi: a(30, 'kg/m2'), albumin: a(40, 'g/dL'), diabetes_or_ifg: true }, /Albumin of 40 g\/dL/],
    ['fast', { lsm: a(80, 'kPa'), cap: a(250, 'dB/m'), ast: fib4.ast }, /not plausible/],
    ['fast', { lsm, cap: a(450, 'dB/m'), ast: fib4.ast }, /CAP of 450/],
    ['fast', { lsm, method: '2D-SWE', cap: a(250, 'dB/m'), ast: fib4.ast }, /stiffness by VCTE missing/],
    ['fast', { lsm: a(2, 'm/s'), cap: a(250, 'dB/m'), ast: fib4.ast }, /cannot be converted/],
    ['fast', { lsm, valid_shots: 6, cap: a(250, 'dB/m'), ast: fib4.ast }, /6 valid shots/],
    ['fast', { lsm, lsm_iqr_med_pct: 45, cap: a(250, 'dB/m'), ast: fib4.ast }, /IQR 45 %/],
    [
      'fib4',
      { ...fib4, plt: { value: 120, unit: '10*9/L', date: 'May' }, ast: { value: 80, unit: 'U/L', date: 'x' } },
      /date/,
    ],
    [
      'fib4',
      {
        ...fib4,
        plt: { value: 120, unit: '10*9/L', date: '2019-01-10' },
        ast: { value: 80, unit: 'U/L', date: '2019-06-10' },
      },
      /Platelets of 2019-01-10 is more than 90 days from AST of 2019-06-10/,
    ],
    ['fast', { mre: a(4, 'kPa'), cap: a(250, 'dB/m'), ast: fib4.ast }, /stiffness by VCTE missing/],
    ['mefib', { ...fib4, lsm }, /stiffness by MRE missing/],
    ['lsm_stage', { lsm }, /cut-off set missing/],
    ['lsm_stage', { cutoff_set: 'vcte_unheard_of', lsm }, /cut-off set is none of/],
    ['lsm_stage', { cutoff_set: '__proto__', lsm }, /cut-off set is none of/],
    ['lsm_stage', { cutoff_set: 'mre_masld_singh2016', lsm }, /stiffness by MRE missing/],
    ['lsm_stage', { cutoff_set: 'vcte_masld_eddowes2019', mre: a(3, 'kPa') }, /stiffness by VCTE missing/],
    ['lsm_stage', { cutoff_set: 'vcte_masld_eddowes2019', etiology: 'hbv', lsm }, /another etiology/],
    ['lsm_stage', { cutoff_set: 'pswe_vtq_friedrichrust2012_ms', lsm }, /cannot be converted/],
    ['baveno7', { lsm, plt: fib4.plt, etiology: 'pbc' }, /built for|cholestatic/],
    ['baveno7', { lsm, plt: fib4.plt }, /Etiology missing/],
    ['baveno7', { lsm, plt: fib4.plt, etiology: 'gout' }, /Etiology is not one/],
    [
      'reach_b',
      { sex: 'male', age: a(29, 'a'), alt: fib4.alt, hbeag: true, hbvdna: a(500000, '{copies}/mL') },
      /age outside 30 to 65/,
    ],
    [
      'reach_b',
      { sex: 'male', age: a(66, 'a'), alt: fib4.alt, hbeag: true, hbvdna: a(500000, '{copies}/mL') },
      /age outside 30 to 65/,
    ],
    [
      'reach_b',
      { sex: 'male', age: a(40, 'a'), alt: fib4.alt, hbeag: true, cirrhosis: true, hbvdna: a(5, '{copies}/mL') },
      /cirrhosis/,
    ],
    ['meld', { age: a(9, 'a'), bilirubin: a(2, 'mg/dL'), creatinine: a(1, 'mg/dL'), inr: a(1.2, '{INR}') }, /PELD/],
    ['meld', { bilirubin: a(2, 'mg/dL'), creatinine: a(1, 'mg/dL'), inr: a(70, '%') }, /INR cannot be converted/],
    ['page_b', { age: fib4.age, sex: 'unknown', plt: fib4.plt }, /Sex is none of/],
    ['hap', { albumin: a(40, 'g/L'), bilirubin: a(10, 'umol/L') }, /AFP and largest liver tumour missing/],
    [
      'safe',
      { ...fib4, bmi: a(30, 'kg/m2'), diabetes: true, total_protein: a(45, 'g/L'), albumin: a(44, 'g/L') },
      /plausible globulin/,
    ],
    ['elf', { ha: a(60, 'ng/mL'), piiinp: a(9, 'ng/mL') }, /TIMP-1 missing/],
    ['globe', { etiology: 'psc', age: fib4.age }, /built for PBC; this patient has PSC/],
  ])('%s refuses %j', async (score, inputs, reason) => {
    const { lines } = await run(vectors([[score, inputs]]));
    expect(lines[0]).toMatchObject({ vector_id: 'V1', status: 'refused', value: '', category: '' });
    expect(lines[0]?.reason).toMatch(reason);
  });

  it('says once which keys it does not use', async () => {
    const { notices, lines } = await run(
      vectors([
        ['fib4', { ...fib4, shoe: 42 }],
        ['fib4', { ...fib4, shoe: 43 }],
      ]),
    );
    expect(notices).toBe('Key of inputs_json not used: shoe\n');
    expect(lines.map((line) => line.status)).toEqual(['ok', 'ok']);
  });

  it('judges dated vectors by their own time', async () => {
    const dated = { ...fib4, ast: { ...fib4.ast, date: '2011-03-01' }, plt: { ...fib4.plt, date: '2011-02-01' } };
    expect((await run(vectors([['fib4', dated]]))).lines[0]?.status).toBe('ok');
  });

  it('takes the laboratory’s ELF score before its parts, and globulin by subtraction', async () => {
    const { lines } = await run(
      vectors([
        ['elf', { elf: a(10.2, '{score}') }],
        [
          'safe',
          { ...fib4, bmi: a(30, 'kg/m2'), diabetes: true, total_protein: a(7.5, 'g/dL'), albumin: a(4.3, 'g/dL') },
        ],
        ['safe', { ...fib4, bmi: a(30, 'kg/m2'), diabetes: true, globulin: a(32, 'g/L') }],
      ]),
    );
    expect(lines[0]).toMatchObject({ status: 'ok', value: '10.2', category: 'mid' });
    expect(lines[1]?.status).toBe('ok');
    expect(Number(lines[1]?.value)).toBeCloseTo(Number(lines[2]?.value), 6);
  });

  it('stages 2D-SWE and pSWE readings by their own sets and units', async () => {
    const { lines } = await run(
      vectors([
        ['lsm_stage', { cutoff_set: 'swe2d_ssi_herrmann2018', lsm, method: '2D-SWE' }],
        ['lsm_stage', { cutoff_set: 'pswe_vtq_friedrichrust2012_ms', lsm: a(1.2, 'm/s') }],
        ['lsm_stage', { cutoff_set: 'mre_all_singh2015', mre: a(3, 'kPa') }],
      ]),
    );
    expect(lines).toMatchObject([
      { category: 'F3', unit: 'kPa' },
      { category: 'F0-F1', unit: 'm/s' },
      { category: 'F0', unit: 'kPa' },
    ]);
  });
});

describe('the table form', () => {
  const cell = (lines: readonly Line[], score: string, id = '1') =>
    lines.find((line) => line.score_id === score && line.id === id);

  it('computes the same in US and SI units', async () => {
    const head = 'id,age_y,sex,ast_u_l,alt_u_l,platelet_1e9_l,inr,sodium_mmol_l';
    const us = await run(`${head},bili_mg_dl,albumin_g_dl,creatinine_mg_dl\n1,58,m,80,60,120,1.7,130,3.2,2.9,1.4\n`);
    const si = await run(
      `${head},bili_umol_l,albumin_g_l,creatinine_umol_l\n1,58,male,80,60,120,1.7,130,54.7328,29,123.788\n`,
    );
    for (const score of ['fib4', 'albi', 'albi_fib4', 'meld', 'meld_na', 'meld3', 'aar', 'king', 'amap']) {
      expect(cell(us.lines, score)?.status, score).toBe('ok');
      expect(Number(cell(us.lines, score)?.value), score).toBeCloseTo(Number(cell(si.lines, score)?.value), 9);
    }
    expect(cell(us.lines, 'meld3')).toMatchObject({ value: '24', category: 'raw=24.4021' });
    expect(cell(us.lines, 'meld')?.value).toBe('20');
    expect(cell(us.lines, 'child_pugh')?.reason).toBe('Ascites and encephalopathy missing');
  });

  it('names columns that it cannot use, once', async () => {
    const { notices, summary } = await run('id,age_y,shoe_size,ast_u_l\n1,50,42,30\n2,51,43,31\n');
    expect(notices).toBe('Columns not used: shoe_size\n');
    expect(summary.unusedColumns).toEqual(['shoe_size']);
  });

  it('lets a bad cell refuse only the scores that need it', async () => {
    const { lines } = await run(
      'id,age_y,ast_u_l,alt_u_l,platelet_1e9_l,bili_umol_l,albumin_g_l\n1,50,<5,40,200,12,41\n2,50,"40,5",40,200,12,41\n3,abc,40,40,200,12,41\n4,50,40,0,200,12,41\n',
    );
    expect(cell(lines, 'fib4')?.reason).toMatch(/AST: "<5" is only a bound/);
    expect(cell(lines, 'fib4', '2')?.reason).toMatch(/AST: "40,5" is not a number/);
    expect(cell(lines, 'fib4', '3')?.reason).toMatch(/Age: "abc" is not a number/);
    expect(cell(lines, 'aar', '3')?.status).toBe('ok');
    expect(cell(lines, 'fib4', '4')?.reason).toMatch(/ALT of 0 U\/L is not plausible/);
    for (const id of ['1', '2', '3', '4']) expect(cell(lines, 'albi', id)?.status).toBe('ok');
  });

  it('refuses where two columns of the same quantity disagree', async () => {
    const { lines } = await run('id,bili_mg_dl,bili_umol_l,albumin_g_l\n1,1,17.1,40\n2,1,34.2,40\n');
    expect(cell(lines, 'albi')?.status).toBe('ok');
    expect(cell(lines, 'albi', '2')?.reason).toMatch(/two columns disagree/);
  });

  it('does not use stiffness of poor quality', async () => {
    const { lines } = await run(
      'id,lsm_kpa,lsm_iqr_med_pct,valid_shots,cap_db_m,ast_u_l\n1,9,20,10,250,40\n2,9,45,10,250,40\n3,6,45,10,250,40\n4,9,20,6,250,40\n',
    );
    expect(cell(lines, 'fast')?.status).toBe('ok');
    expect(cell(lines, 'fast', '2')?.reason).toMatch(/not reliable: IQR 45 %/);
    expect(cell(lines, 'fast', '3')?.status).toBe('ok');
    expect(cell(lines, 'fast', '4')?.reason).toMatch(/6 valid shots/);
  });

  it('reads yes, no, borderline and unknown diabetes as what they say', async () => {
    const head = 'id,age_y,bmi_kg_m2,ast_u_l,alt_u_l,platelet_1e9_l,albumin_g_l';
    const row = '60,34,50,40,140,36';
    const asked = await run(`${head},diabetes_dx\n1,${row},yes\n2,${row},no\n3,${row},borderline\n4,${row},\n`);
    expect(Number(cell(asked.lines, 'nfs')?.value)).toBeCloseTo(1.9125, 9);
    expect(Number(cell(asked.lines, 'nfs', '2')?.value)).toBeCloseTo(0.7825, 9);
    expect(Number(cell(asked.lines, 'nfs', '3')?.value)).toBeCloseTo(1.9125, 9);
    expect(cell(asked.lines, 'bard', '3')?.value).toBe('3');
    expect(cell(asked.lines, 'nfs', '4')?.reason).toMatch(/Diabetes or impaired fasting glucose missing/);
    const charted = await run(`${head},diabetes\n1,${row},0\n`);
    expect(cell(charted.lines, 'bard')?.status).toBe('ok');
    expect(cell(charted.lines, 'nfs')?.reason).toMatch(/Diabetes or impaired fasting glucose missing/);
  });

  it('checks the etiology where the table gives one', async () => {
    const { lines } = await run(
      'id,age_y,sex,platelet_1e9_l,etiology\n1,55,m,150,hbv\n2,55,m,150,hcv\n3,55,m,150,gout\n',
    );
    expect(cell(lines, 'page_b')).toMatchObject({ value: '18', category: 'high' });
    expect(cell(lines, 'page_b', '2')?.reason).toMatch(/built for hepatitis B; this patient has hepatitis C/);
    expect(cell(lines, 'page_b', '3')?.reason).toMatch(/Etiology: "gout"/);
  });
});

describe('files', () => {
  it.each<[string, string, RegExp]>([
    ['in.csv', '', /empty/],
    ['in.csv', 'a,b\n1,2\n', /No column is known/],
    ['in.csv', 'id,ast_u_l,ast_u_l\n1,2,3\n', /twice/],
    ['in.csv', 'id,ast_u_l\n1,2,3\n', /not a well-formed CSV table \(line 2\)/],
    ['in.json', '{', /not JSON/],
    ['in.txt', 'x', /\.csv table or a \.json/],
  ])('%s with %j is refused in a sentence, and leaves nothing behind', async (name, text, sentence) => {
    await rm(join(folder, 'out.csv'), { force: true });
    const failure = await run(text, name).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toMatch(sentence);
    expect((await readdir(folder)).filter((file) => file.startsWith('out'))).toEqual([]);
  });

  it('says that a file does not exist', async () => {
    const options = { in: join(folder, 'nowhere.csv'), out: join(folder, 'out.csv') };
    await expect(scoreFile(options, { readBundle: noBundle })).rejects.toMatchObject({
      kind: 'invalid-input',
      message: expect.stringMatching(/does not exist/),
    });
  });

  it('hands a Bundle to the reader and checks etiology and dates', async () => {
    const reading = (value: number, date: string) => ({ value, date, references: ['Observation/x'] });
    const { lines, summary } = await run('{"resourceType":"Bundle"}', 'in.json', async () => [
      {
        id: 'p1',
        etiology: 'hcv',
        inputs: {
          ageYears: { value: 50, references: [] },
          astUPerL: reading(40, '2026-05-01'),
          altUPerL: reading(40, '2026-05-01'),
          plateletsGigaPerL: reading(200, '2025-01-01'),
        },
      },
    ]);
    expect(summary).toMatchObject({ form: 'bundle', subjects: 1 });
    expect(lines.find((line) => line.score_id === 'aar')).toMatchObject({ id: 'p1', status: 'ok', value: '1' });
    expect(lines.find((line) => line.score_id === 'fib4')?.reason).toMatch(
      /Platelets of 2025-01-01 is more than 90 days/,
    );
    expect(lines.find((line) => line.score_id === 'page_b')?.reason).toMatch(/built for hepatitis B/);
  });

  it('is wrong usage without --in and --out', async () => {
    const command = scoreCommand({ readBundle: noBundle }).configureOutput({ writeErr: () => {} });
    await expect(command.parseAsync(['node', 'score'])).rejects.toMatchObject({
      code: 'commander.missingMandatoryOptionValue',
    });
  });

  it('streams: twelve thousand rows all arrive, and progress is reported in plain lines', async () => {
    const rows = Array.from({ length: 12_000 }, (_, index) => `${index},${35 + (index % 40)},40,40,200`);
    const [from, to] = [join(folder, 'long.csv'), join(folder, 'long-out.csv')];
    await writeFile(from, `id,age_y,ast_u_l,alt_u_l,platelet_1e9_l\n${rows.join('\n')}\n`);
    let notices = '';
    const summary = await scoreFile(
      { in: from, out: to },
      { readBundle: noBundle, notices: { write: (text: string) => (notices += text) } },
    );
    expect(summary.subjects).toBe(12_000);
    expect((await readFile(to, 'utf8')).match(/,fib4,[\d.]+,\{score\},\w+,ok,/g)).toHaveLength(12_000);
    expect(notices).toBe('10000 rows\n');
  }, 120_000);
});
