import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observation } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgBossQueue } from '../../src/adapters/jobs/pg-boss-queue.ts';
import embedded from '../../src/adapters/results/embedded.ts';
import { type RunningWorkers, savingFindings, startWorkers, type WorkerSettings } from '../../src/compose/workers.ts';
import { readConfig } from '../../src/config.ts';
import type { ModelManifest } from '../../src/core/models/manifest.ts';
import type { ModelChange } from '../../src/core/models/registry.ts';
import { assessPatient } from '../../src/flows/assess-patient.ts';
import { analyseStudyKind } from '../../src/jobs/tasks/analyse-study.ts';
import type { JobQueue } from '../../src/ports/jobs.ts';
import type { Store } from '../../src/ports/results.ts';
import { chart } from '../support/charts.ts';
import { startDicomwebServer } from '../support/dicomweb-server.ts';
import { eventually } from '../support/eventually.ts';
import { ctInstances, madeUpStudy } from '../support/made-up-ct.ts';
import { portalVolume, stiffnessManifest, temporaryModels, writeModelFolder } from '../support/model-folders.ts';
import { silentLog } from '../support/silent-log.ts';

// The real worker process, from the queue to what an assessment sees: embedded store, an archive on loopback, a model of the site.

const fhirServer = 'https://ehr.example/fhir';
const volume: Partial<ModelManifest> = {
  id: 'site-stage',
  title: 'Stage by the model of a site',
  role: 'stage',
  evidence: 'research',
  accepts: { ...stiffnessManifest.accepts, modality: 'CT', series: ['ct-portal-venous'] },
  input: {
    ...portalVolume,
    channels: [{ series: 'ct-portal-venous', normalisation: { kind: 'window', low: -200, high: 300, to: [0, 1] } }],
    crop: { kind: 'roi', label: 'liver', marginMm: 0 },
    size: [8, 8, 8],
  },
  output: {
    kind: 'stage',
    tensor: 'y',
    form: 'cumulative-logits',
    trainingPrior: [0.2, 0.2, 0.2, 0.2, 0.2],
    activationMap: { tensor: 'map', stride: 2, stage: 'advanced' },
  },
  quality: [{ kind: 'slice-thickness-at-most-mm', value: 3, else: 'temper' }],
};

let folder: string;
const models = temporaryModels();
let archive: Awaited<ReturnType<typeof startDicomwebServer>>;
let store: Store;
let queue: JobQueue;
let workers: RunningWorkers;
const changes: ModelChange[] = [];
const ended: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'analysis-job-'));
  const path = writeModelFolder(models.path, {
    graph: 'stage-volume',
    reference: null,
    manifest: volume,
    golden: {
      tolerance: 1e-5,
      cases: [
        {
          name: 'zeros',
          inputs: { x: { shape: [1, 1, 8, 8, 8], wave: { frequency: 0, amplitude: 0, offset: 0 } } },
          outputs: {
            y: { shape: [1, 4], data: [1, 0.5, -0.5, -1] },
            map: { shape: [1, 1, 4, 4, 4], at: [[0, 0]], mean: 0 },
          },
        },
      ],
    },
  });
  const sha256 = createHash('sha256')
    .update(await readFile(join(path, 'model.onnx')))
    .digest('hex');
  const changed = (what: ModelChange['what']): ModelChange => ({
    at: '2026-06-01T00:00:00Z',
    by: 'a test',
    model: 'site-stage@1.0.0',
    sha256,
    what,
  });
  changes.push(changed({ kind: 'state', to: 'live' }));

  const second = `${madeUpStudy.studyUid}.2`;
  const served = [
    ...(await ctInstances({ seg: true })).map((one) => ({ ...one, studyUid: madeUpStudy.studyUid })),
    ...(await ctInstances({ seg: true, studyUid: second })).map((one) => ({ ...one, studyUid: second })),
  ];
  archive = await startDicomwebServer(served.map(({ bytes, ...about }) => ({ ...about, file: () => bytes })));
  const config = readConfig({
    FIBROCAST_AUTH: 'off',
    LOG_LEVEL: 'silent',
    DATA_DIR: folder,
    FIBROCAST_DICOMWEB_URL: archive.baseUrl,
    FIBROCAST_MODELS: models.path,
  });
  store = await embedded.open({ dataDir: folder, log: silentLog });
  if (!store.sql) throw new Error('The embedded store has a database.');
  queue = pgBossQueue(store.sql, { log: silentLog, pollMs: 200, retryDelaySeconds: 1 });
  const settings: WorkerSettings = { config };
  workers = await startWorkers({
    queue,
    kinds: [analyseStudyKind],
    count: 1,
    memoryMb: 2048,
    settings,
    models: { read: async () => changes, append: async (change) => void changes.push(change) },
    save: savingFindings(config, store),
    log: silentLog,
    ended: (kind, outcome) => void ended.push(`${kind} ${outcome}`),
  });
  switchOff = () => void changes.push(changed({ kind: 'off' }));
});
let switchOff: () => void;
afterAll(async () => {
  await workers?.stop(0);
  await store?.close();
  await archive?.stop();
  models.remove();
  await rm(folder, { recursive: true, force: true });
});

const analyse = async (studyUid: string) => {
  const before = ended.length;
  await queue.add({
    kind: analyseStudyKind,
    key: studyUid,
    payload: { fhirServer, patientId: 'p1', studyUid, reference: `ImagingStudy/${studyUid}`, started: '2026-05-11' },
    attempts: 1,
  });
  await eventually(() => expect(ended.length).toBe(before + 1), 150_000);
  const [record] = (await queue.list({ limit: 10 })).filter(({ key }) => key === studyUid);
  expect([ended.at(-1), record?.problem]).toEqual([`${analyseStudyKind} done`, undefined]);
  const found = (await store.findings.ofPatient(fhirServer, 'p1')).find(({ study }) => study.uid === studyUid);
  if (!found) throw new Error('The findings are not in the store.');
  return found;
};
const observations = async () => {
  const page = await store.results.search({
    resourceType: 'Observation',
    criteria: [],
    sort: [],
    count: 200,
    total: 'none',
  });
  return page.documents as unknown as Observation[];
};

describe('a worker process', { timeout: 180_000 }, () => {
  it('fetches a study, analyses it, and what it found is in the store, is published and reaches an assessment', async () => {
    const found = await analyse(madeUpStudy.studyUid);
    expect(found).toMatchObject({
      patientId: 'p1',
      study: { reference: `ImagingStudy/${madeUpStudy.studyUid}`, started: '2026-05-11', modalities: ['CT'] },
      regions: [{ label: 'liver', source: 'dicom-seg' }],
    });
    expect(found.radiomics[0]?.rows).toHaveLength(174);
    expect(found.models).toMatchObject([{ by: { id: 'site-stage' }, state: 'live', quality: 0.3 }]);
    expect(found.pictures.map(({ kind }) => kind)).toContain('activation');
    for (const { key } of found.pictures)
      expect(Buffer.from((await store.findings.picture(key)) ?? []).toString('latin1', 1, 4)).toBe('PNG');
    // The viewer's volumes, in names of their own: the same map as a picture and as a volume.
    expect(found.volumes?.map(({ kind }) => kind)).toEqual(['series', 'region', 'activation']);
    for (const { key, bytes } of found.volumes ?? []) {
      const file = await store.findings.volume(key);
      expect([file?.length, file?.[0], file?.[1]]).toEqual([bytes, 0x1f, 0x8b]);
    }
    // The images are gone, and nothing in a name says whose they were.
    expect(await readdir(join(folder, 'studies'))).toEqual([]);

    const published = await observations();
    const ofStudy = published.filter(({ derivedFrom }) =>
      derivedFrom?.some(({ reference }) => reference === `${fhirServer}/ImagingStudy/${madeUpStudy.studyUid}`),
    );
    expect(ofStudy).toHaveLength(published.length);
    const named = (text: string) => published.filter(({ code }) => code.text?.includes(text));
    expect(named('Volume of the liver')[0]?.valueQuantity?.value).toBeCloseTo(found.regions[0]?.volumeMl ?? 0, 1);
    expect(named('Liver attenuation, median')[0]?.valueQuantity?.value).toBeCloseTo(100, -1);
    expect(published.some(({ component }) => (component?.length ?? 0) > 100)).toBe(true);

    const assessment = await assessPatient(
      {
        scores: [],
        publisher: { publish: async () => [] },
        clock: () => '2026-06-15T09:00:00Z',
        digest: (text) => text,
        version: 'test',
        findings: store.findings,
        deadlineMs: 10_000,
      },
      chart(),
      { fhirServer, unavailable: [] },
    );
    expect(JSON.stringify(assessment)).toContain(found.id);
  });

  it('no longer runs a model that was switched off between two jobs', async () => {
    switchOff();
    const found = await analyse(`${madeUpStudy.studyUid}.2`);
    expect(found.models).toEqual([]);
    expect(found.regions).toMatchObject([{ label: 'liver' }]);
    const [first] = (await store.findings.ofPatient(fhirServer, 'p1')).filter(
      ({ study }) => study.uid === madeUpStudy.studyUid,
    );
    expect(found.settingsVersion).not.toBe(first?.settingsVersion);
  });

  it('fails with a sentence for a study that the archive does not have', async () => {
    await queue.add({
      kind: analyseStudyKind,
      key: 'missing',
      payload: { fhirServer, patientId: 'p1', studyUid: '1.2.3' },
      attempts: 1,
    });
    await eventually(async () => {
      const [record] = (await queue.list({ limit: 10 })).filter(({ key }) => key === 'missing');
      expect(record?.state).toBe('dead');
      expect(record?.problem).toBeTruthy();
      expect(record?.problem).not.toContain('1.2.3');
    }, 60_000);
  });
});
