import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDicomwebArchive } from '../../../src/adapters/archive/dicomweb-archive.ts';
import { studyUidOf } from '../../../src/sandbox/pacs/sandbox-study.ts';
import { sandboxScenarios } from '../../../src/sandbox/patients/all.ts';
import { hasOrthanc, type Orthanc, startOrthanc } from '../../support/orthanc.ts';
import { startSandboxArchive } from '../../support/sandbox-archive.ts';
import { silentLog } from '../../support/silent-log.ts';

const run = promisify(execFile);
const never = new AbortController().signal;
const dcmtk = existsSync('/usr/bin/dcmftest') && existsSync('/usr/bin/dcmdump');
const chosen = ['moreau-claire-study-2', 'haugen-liv-study-1', 'okafor-grace-study-1'];
const studies = sandboxScenarios('2026-03-15')
  .flatMap(({ imaging }) => imaging)
  .filter(({ study }) => chosen.includes(study.id));

describe('the instances of the sandbox PACS, to others', { timeout: 180_000 }, () => {
  let folder = '';
  let files: readonly string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-instances-'));
    const served = await startSandboxArchive(studies);
    try {
      for (const { study } of studies)
        await served.archive.retrieve({ studyUid: studyUidOf(study.id) }, folder, { signal: never });
    } finally {
      await served.stop();
    }
    files = (await readdir(folder)).filter((name) => name.endsWith('.dcm')).map((name) => join(folder, name));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are a CT, an MR and an ultrasound study', () => {
    expect(studies.map(({ study }) => study.modality).sort()).toEqual(['CT', 'MR', 'US']);
    expect(files.length).toBeGreaterThan(150);
  });

  it.skipIf(!dcmtk)('are read without a complaint by dcmtk (dcmftest, dcmdump)', async () => {
    const { stdout } = await run('/usr/bin/dcmftest', [...files], { maxBuffer: 2 ** 24 });
    expect(stdout.split('\n').filter((line) => line.startsWith('yes:'))).toHaveLength(files.length);
    const { stderr } = await run('/usr/bin/dcmdump', ['-q', ...files], { maxBuffer: 2 ** 28 });
    expect(stderr).toBe('');
  });

  it.skipIf(!hasOrthanc)(
    'are all taken by Orthanc over STOW-RS and found there again (orthanc, orthanc-dicomweb)',
    async () => {
      const storage = await mkdtemp(join(tmpdir(), 'orthanc-'));
      let orthanc: Orthanc | undefined;
      try {
        orthanc = await startOrthanc(storage);
        const archive = openDicomwebArchive({
          baseUrl: orthanc.baseUrl,
          credentials: { kind: 'basic', user: orthanc.user, password: orthanc.password },
          deadlineMs: 60_000,
          log: silentLog,
        });
        const bytes = await Promise.all(files.map((file) => readFile(file)));
        expect(await archive.store(bytes, never)).toEqual({ stored: files.length });
        for (const { study, examined } of studies) {
          const [found] = await archive.searchStudies(
            { studyUid: studyUidOf(study.id), patientId: examined.patientId },
            never,
          );
          expect(found?.modalities).toContain(study.modality);
          expect(found?.started?.slice(0, 10)).toBe(study.date);
        }
      } finally {
        await orthanc?.stop();
        await rm(storage, { recursive: true, force: true });
      }
    },
  );
});
