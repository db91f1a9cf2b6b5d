import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Condition, Observation, Patient } from 'fhir/r4.js';
import { afterAll, describe, expect, it } from 'vitest';
import { medicationsAsk } from '../../fhir-resources/read/medications.ts';
import { readCohort } from '../../src/sandbox/cohort.ts';

const today = '2026-03-15';
const folders: string[] = [];
async function table(text: string, name = 'small_train.csv'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cohort-'));
  folders.push(folder);
  await writeFile(join(folder, name), text);
  return join(folder, name);
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const observations = (patient: { resources: readonly { resourceType: string }[] } | undefined) =>
  (patient?.resources ?? []).filter((each): each is Observation => each.resourceType === 'Observation');
const conditions = (patient: { resources: readonly { resourceType: string }[] } | undefined) =>
  (patient?.resources ?? []).filter((each): each is Condition => each.resourceType === 'Condition');

describe('reading a cohort table', () => {
  it('turns a row into Patient, Observations with UCUM units, and Conditions', async () => {
    const file = await table(
      'id,age_y,sex,ast_u_l,bili_mg_dl,bili_umol_l,platelet_1e9_l,ascites,diabetes\n7,50.5,f,40,1.2,20.5,151,1,0\n',
    );
    const { patients, dropped } = await readCohort(file, today);
    expect(dropped).toEqual([]);
    expect(patients.map(({ id }) => id)).toEqual(['small-7']);
    expect(patients[0]?.resources[0]).toMatchObject({
      resourceType: 'Patient',
      gender: 'female',
      birthDate: '1975-09-14',
    } satisfies Partial<Patient>);
    expect(observations(patients[0]).map(({ valueQuantity }) => [valueQuantity?.value, valueQuantity?.code])).toEqual([
      [40, 'U/L'],
      [151, '10*9/L'],
      [20.5, 'umol/L'],
    ]);
    const said = conditions(patients[0]).map(({ code, verificationStatus }) => [
      code?.text,
      verificationStatus?.coding?.[0]?.code,
    ]);
    expect(said).toEqual([
      ['Ascites', 'confirmed'],
      ['Type 2 diabetes mellitus', 'refuted'],
    ]);
  });

  it('states edema as its three answers: refuted, recorded, recorded with a diuretic that the table does not name', async () => {
    const file = await table('id,age_y,ast_u_l,edema\n1,50,30,0\n2,50,30,0.5\n3,50,30,1\n4,50,30,\n');
    const { patients } = await readCohort(file, today);
    const drugs = patients.map(({ id, resources }) => {
      const bundle = { resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) };
      return medicationsAsk
        .read(bundle, { patientId: id, now: `${today}T12:00:00Z` })
        ?.map(({ ingredient }) => ingredient);
    });
    expect(drugs).toEqual([[], [], ['unnamed-diuretic'], []]);
    const said = patients.map((patient) =>
      conditions(patient).map(({ verificationStatus }) => verificationStatus?.coding?.[0]?.code),
    );
    expect(said).toEqual([['refuted'], ['confirmed'], ['confirmed'], []]);
  });

  it('puts the newest of several visits at today and the others before it', async () => {
    const file = await table('id,age_y,day_d,ast_u_l\n1,40,0,30\n1,40,365,60\n1,40,100,45\n');
    const { patients } = await readCohort(file, today);
    const course = observations(patients[0]).map(({ effectiveDateTime, valueQuantity }) => [
      effectiveDateTime,
      valueQuantity?.value,
    ]);
    expect(course).toEqual([
      ['2025-03-15', 30],
      ['2025-06-23', 45],
      ['2026-03-15', 60],
    ]);
  });

  it('drops nothing without saying why', async () => {
    const file = await table('id,ast_u_l\n1,30\n,40\n1,50\n2,\n3,4,5\n4,abc\n');
    const { patients, dropped } = await readCohort(file, today);
    expect(patients.map(({ id }) => id)).toEqual(['small-1', 'small-4']);
    expect(observations(patients[1])[0]?.valueString).toBe('abc');
    expect(dropped).toEqual([
      { id: 'line 6', reason: 'the row has another number of columns than the header' },
      { id: 'row 2', reason: 'the row has no id' },
      { id: '1', reason: 'the id occurs again; the first row is used' },
      { id: '2', reason: 'no measurement has a value' },
    ]);
  });

  it('refuses a file that is no such table', async () => {
    await expect(readCohort(await table('name,colour\na,b\n'), today)).rejects.toMatchObject({ kind: 'invalid-input' });
    await expect(readCohort(await table('id,colour\na,b\n'), today)).rejects.toMatchObject({ kind: 'invalid-input' });
    await expect(readCohort('/nowhere/at/all.csv', today)).rejects.toMatchObject({ kind: 'invalid-input' });
  });
});

const cohorts = '../shared/data/cohorts';
describe.skipIf(!existsSync(cohorts))('the cohorts of ../shared/data', () => {
  it.each([
    ['pbc_train.csv', 314, 0],
    ['pbcseq_train.csv', 238, 0],
    ['udca_train.csv', 128, 0],
    ['csl_train.csv', 334, 0],
    ['ilpd_train.csv', 437, 0],
    ['nhanes_vcte_train.csv', 5826, 0],
    ['uci_hcc_train.csv', 124, 0],
    ['uci_hcv_train.csv', 461, 0],
    ['uci_hepatitis_train.csv', 114, 2],
    ['nafld_train.csv', 11683, 1471],
  ])('%s: %i patients with Observations, %i dropped with a reason', async (name, count, droppedCount) => {
    const { patients, dropped } = await readCohort(join(cohorts, name), today);
    expect([patients.length, dropped.length]).toEqual([count, droppedCount]);
    expect(patients.filter((patient) => observations(patient).length === 0)).toEqual([]);
    expect(dropped.filter(({ reason }) => reason === '')).toEqual([]);
  });

  it('PBC patients carry PBC, and cirrhosis where the Ludwig stage is 4', async () => {
    const { patients } = await readCohort(join(cohorts, 'pbc_train.csv'), today);
    const count = (text: string) =>
      patients.filter((patient) =>
        conditions(patient).some(
          ({ code, verificationStatus }) =>
            code?.text === text && verificationStatus?.coding?.[0]?.code === 'confirmed',
        ),
      ).length;
    expect(count('Primary biliary cholangitis')).toBe(314);
    expect(count('Cirrhosis of liver')).toBeGreaterThan(80);
    expect(count('Ascites')).toBeGreaterThan(10);
  });
});
