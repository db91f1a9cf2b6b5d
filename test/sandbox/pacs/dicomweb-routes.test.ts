import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studyUidOf } from '../../../src/sandbox/pacs/sandbox-study.ts';
import { startSandboxArchive } from '../../support/sandbox-archive.ts';

const never = new AbortController().signal;
const examined = (patientId: string, family: string) =>
  ({ patientId, family, given: 'Márta', sex: 'female', birthDate: '1970-05-05' }) as const;
const subject = { seed: 5, stage: 3, etiology: 'masld' } as const;
const us = studyUidOf('us');
const ct = studyUidOf('ct');

let served: Awaited<ReturnType<typeof startSandboxArchive>>;
beforeAll(async () => {
  served = await startSandboxArchive([
    {
      patientId: 'p1',
      study: { id: 'us', modality: 'US', date: '2026-03-01', subject, series: ['us-b-mode', 'us-doppler'] },
      examined: examined('SBX-1', 'Kovács'),
    },
    {
      patientId: 'p2',
      study: { id: 'ct', modality: 'CT', date: '2024-05-20', subject, series: ['ct-localizer', 'ct-portal-venous'] },
      examined: examined('SBX-2', 'Okafor'),
    },
  ]);
});
afterAll(() => served.stop());

type Found = Record<string, { vr: string; Value?: unknown[]; BulkDataURI?: string }>;
const get = (path: string, accept?: string) =>
  fetch(`${served.baseUrl}${path}`, { headers: accept === undefined ? {} : { accept } });
const found = async (path: string) => (await (await get(path)).json()) as Found[];
const uids = (answers: readonly Found[], tag = '0020000D') => answers.map((one) => one[tag]?.Value?.[0]);
const dicomParts = 'multipart/related; type="application/dicom"';

describe('searching the sandbox archive', () => {
  it('finds studies by patient, date range, modality, wild card and list of UIDs', async () => {
    expect(uids(await found('/studies'))).toEqual([us, ct]);
    expect(uids(await found('/studies?PatientID=SBX-2'))).toEqual([ct]);
    expect(uids(await found('/studies?StudyDate=20240101-20241231'))).toEqual([ct]);
    expect(uids(await found('/studies?StudyDate=20260301-'))).toEqual([us]);
    expect(uids(await found('/studies?ModalitiesInStudy=US'))).toEqual([us]);
    expect(uids(await found('/studies?PatientName=oka*'))).toEqual([ct]);
    expect(uids(await found(`/studies?StudyInstanceUID=${us},${ct}&limit=1&offset=1`))).toEqual([ct]);
    expect(await found('/studies?PatientID=SBX-9')).toEqual([]);
  });

  it('counts series and instances, and says where to retrieve', async () => {
    const [study] = await found(`/studies?StudyInstanceUID=${ct}`);
    expect(study?.['00201206']?.Value).toEqual([2]);
    const instances = await found(`/studies/${ct}/instances`);
    expect(study?.['00201208']?.Value).toEqual([instances.length]);
    expect(study?.['00081190']?.Value).toEqual([`${served.baseUrl}/studies/${ct}`]);
    expect(study?.['00200032']).toBeUndefined();
  });

  it('gives what includefield asks for, by tag or keyword, and all of it', async () => {
    const [series] = await found(`/studies/${ct}/series?SeriesDescription=Topogram`);
    const uid = series?.['0020000E']?.Value?.[0];
    const [instance] = await found(`/studies/${ct}/series/${uid}/instances?includefield=00200032,KVP`);
    expect(instance?.['00200032']?.Value).toHaveLength(3);
    expect(instance?.['00180060']).toBeDefined();
    expect(instance?.['00080008']).toBeUndefined();
    const [all] = await found(`/studies/${ct}/series/${uid}/instances?includefield=all`);
    expect(all?.['00080008']?.Value).toEqual(['ORIGINAL', 'PRIMARY', 'LOCALIZER']);
  });

  it('lists instances in no order of slices', async () => {
    const places = (await found(`/studies/${ct}/instances?includefield=00200032&Rows=96`)).map(
      (one) => one['00200032']?.Value?.[2] as number,
    );
    expect(places.length).toBeGreaterThan(40);
    expect(places).not.toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toEqual([...places].sort((a, b) => b - a));
  });

  it('answers 400 to what is no attribute, 404 to what it has not, 406 to what it does not send', async () => {
    expect((await get('/studies?Nonsense=1')).status).toBe(400);
    expect((await get('/studies?limit=few')).status).toBe(400);
    expect((await get('/studies/1.2.3/series')).status).toBe(404);
    expect((await get(`/studies/${us}/series/1.2.3`)).status).toBe(404);
    expect((await get('/elsewhere')).status).toBe(404);
    expect((await get('/studies', 'application/dicom+xml')).status).toBe(406);
    expect((await get(`/studies/${us}`, 'image/jpeg')).status).toBe(406);
    expect((await get(`/studies/${us}`, `${dicomParts}; transfer-syntax=1.2.840.10008.1.2.4.90`)).status).toBe(406);
  });
});

describe('retrieving from the sandbox archive', { timeout: 60_000 }, () => {
  const instanceOf = async (description: string) => {
    const [series] = await found(`/studies/${us}/series?SeriesDescription=${encodeURIComponent(description)}`);
    const seriesUid = series?.['0020000E']?.Value?.[0] as string;
    const [instance] = await found(`/studies/${us}/series/${seriesUid}/instances`);
    const instanceUid = instance?.['00080018']?.Value?.[0] as string;
    return {
      studyUid: us,
      seriesUid,
      instanceUid,
      path: `/studies/${us}/series/${seriesUid}/instances/${instanceUid}`,
    };
  };

  it('sends RLE as it is kept when any syntax is taken, and explicit little endian else', async () => {
    const { path } = await instanceOf('Liver right lobe');
    const syntaxOf = async (accept?: string) =>
      /transfer-syntax=([\d.]+)/.exec(await (await get(path, accept)).text())?.[1];
    expect(await syntaxOf(`${dicomParts}; transfer-syntax=*`)).toBe('1.2.840.10008.1.2.5');
    expect(await syntaxOf(dicomParts)).toBe('1.2.840.10008.1.2.1');
    const alone = await get(path, 'application/dicom');
    expect(alone.headers.get('content-type')).toContain('application/dicom');
    expect(Buffer.from(await alone.arrayBuffer()).toString('latin1', 128, 132)).toBe('DICM');
  });

  it('sends frames and bulk data that agree, and metadata with their address', async () => {
    const { path, ...of } = await instanceOf('Liver right lobe');
    const [metadata] = await found(`${path}/metadata`);
    const [rows, columns, count] = ['00280010', '00280011', '00280008'].map(
      (tag) => metadata?.[tag]?.Value?.[0] as number,
    );
    const uri = metadata?.['7FE00010']?.BulkDataURI ?? '';
    const [bulk] = await served.archive.retrieveBulkData(uri, never);
    expect(bulk?.bytes.length).toBe((rows ?? 0) * (columns ?? 0) * (count ?? 0));
    const [second, first] = await served.archive.retrieveFrames(of, [2, 1], never);
    const size = (rows ?? 0) * (columns ?? 0);
    expect(Buffer.from(first?.bytes ?? [])).toEqual(Buffer.from(bulk?.bytes.subarray(0, size) ?? []));
    expect(Buffer.from(second?.bytes ?? [])).toEqual(Buffer.from(bulk?.bytes.subarray(size, 2 * size) ?? []));
    expect((await get(`${path}/frames/0`)).status).toBe(400);
    expect((await get(`${path}/frames/99`)).status).toBe(404);
  });

  it('says enough in metadata for the series rules before a pixel is made', async () => {
    const facts = await served.archive.searchSeriesFacts(ct, never);
    const portal = facts.find(({ facts: { contrastPhase } }) => contrastPhase === 'PORTAL_VENOUS');
    expect(portal?.facts).toMatchObject({ secondsAfterContrast: 70, unit: 'HU', planar: false });
  });
});

describe('storing in the sandbox archive', { timeout: 60_000 }, () => {
  it('keeps what is sent, knows what it has, and refuses another study', async () => {
    const other = await startSandboxArchive([]);
    try {
      const [series] = await found(`/studies/${us}/series?SeriesDescription=Portal*`);
      const path = `/studies/${us}/series/${series?.['0020000E']?.Value?.[0]}`;
      const [instance] = await found(`${path}/instances`);
      const file = Buffer.from(
        await (await get(`${path}/instances/${instance?.['00080018']?.Value?.[0]}`, 'application/dicom')).arrayBuffer(),
      );
      expect(await other.archive.store([file], never)).toEqual({ stored: 1 });
      expect(await other.archive.store([file], never)).toEqual({ stored: 1 });
      const [held] = (await (await fetch(`${other.baseUrl}/studies`)).json()) as Found[];
      expect(held?.['00201208']?.Value).toEqual([1]);
      expect(held?.['00100020']?.Value).toEqual(['SBX-1']);
      const back = await fetch(`${other.baseUrl}${path}/instances/${instance?.['00080018']?.Value?.[0]}`, {
        headers: { accept: 'application/dicom; transfer-syntax=*' },
      });
      expect(Buffer.from(await back.arrayBuffer())).toEqual(file);

      const post = (to: string, contentType: string, body: BodyInit) =>
        fetch(`${other.baseUrl}${to}`, { method: 'POST', headers: { 'content-type': contentType }, body });
      const type = `${dicomParts}; boundary=x`;
      const parts = (content: Uint8Array) =>
        new Blob(['--x\r\nContent-Type: application/dicom\r\n\r\n', new Uint8Array(content), '\r\n--x--\r\n']);
      expect((await post('/studies/1.2.3', type, parts(file))).status).toBe(409);
      expect((await post('/studies', type, parts(Buffer.from('no DICOM')))).status).toBe(409);
      expect((await post('/studies', type, '--y nothing')).status).toBe(400);
      expect((await post('/studies', 'application/json', '{}')).status).toBe(415);
    } finally {
      await other.stop();
    }
  });
});
