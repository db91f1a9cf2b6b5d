import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DicomwebOptions, openDicomwebArchive } from '../../../src/adapters/archive/dicomweb-archive.ts';
import { readDicomImage } from '../../../src/adapters/archive/image-folder.ts';
import { instanceFileName } from '../../../src/adapters/archive/incoming-instances.ts';
import { chooseSeries } from '../../../src/core/volume/choose-series.ts';
import { gradientFrame, writeCt } from '../../support/dicom-series.ts';
import { multipartOf, multipartType, type ServedInstance, startDicomwebServer } from '../../support/dicomweb-server.ts';
import { withFolder } from '../../support/processes.ts';
import { keptLog, silentLog } from '../../support/silent-log.ts';

const studyUid = '1.2.3';
const seriesUid = '1.2.3.4';
const never = new AbortController().signal;
const anyUid = (k: number) => `1.2.3.4.${k + 1}`;

let instances: ServedInstance[] = [];
beforeAll(async () => {
  const files = await Promise.all(
    Array.from({ length: 12 }, (_, k) =>
      writeCt({ uid: anyUid(k), position: [0, 0, 2 * k], frame: gradientFrame(100 * k) }),
    ),
  );
  instances = files.map((file, k) => ({
    studyUid,
    seriesUid,
    instanceUid: anyUid(k),
    file: () => file,
    about: {
      '00080060': { vr: 'CS', Value: ['CT'] },
      '00080008': { vr: 'CS', Value: ['ORIGINAL', 'PRIMARY', 'AXIAL'] },
      '0008103E': { vr: 'LO', Value: ['Abdomen portal venous 2 mm'] },
      '00100020': { vr: 'LO', Value: ['PAT-1'] },
      '00080020': { vr: 'DA', Value: ['20260131'] },
      '00200032': { vr: 'DS', Value: [0, 0, 2 * k] },
      '00200037': { vr: 'DS', Value: [1, 0, 0, 0, 1, 0] },
    },
  }));
});

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

type Behave = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;
const serve = async (behave?: Behave) => {
  const server = await startDicomwebServer(instances, behave);
  stops.push(server.stop);
  return server;
};
const open = (baseUrl: string, more: Partial<DicomwebOptions> = {}) =>
  openDicomwebArchive({ baseUrl, deadlineMs: 5000, backOffMs: 1, log: silentLog, ...more });

const isRetrieval = ({ url = '' }: IncomingMessage) => !/[?]/.test(url) && !url.endsWith('metadata');
const isWholeSeries = (request: IncomingMessage) => /\/series\/[\d.]+$/.test(request.url ?? '');
const answer = (response: ServerResponse, status: number, headers: Record<string, string> = {}, body = '') => {
  response.writeHead(status, headers).end(body);
  return true;
};
const retrieve = (archive: ReturnType<typeof open>, folder: string, signal = never) =>
  archive.retrieve({ studyUid }, folder, { signal });

describe('retrieving a study', () => {
  it('brings a series in one answer, under names by digest, that read as one volume', () =>
    withFolder(async (folder) => {
      const server = await serve();
      const steps: [number, number | undefined][] = [];
      const done = await open(server.baseUrl).retrieve({ studyUid }, folder, {
        signal: never,
        onInstance: (...step) => steps.push(step),
      });
      expect(done).toMatchObject({ instances: 12, fetched: 12 });
      expect(steps.at(-1)).toEqual([12, 12]);
      expect((await readdir(folder)).sort()).toEqual(
        Array.from({ length: 12 }, (_, k) => instanceFileName(anyUid(k))).sort(),
      );
      expect(server.asked.filter((line) => !line.includes('?'))).toEqual([
        `GET /dicom-web/studies/1.2.3/series/1.2.3.4`,
      ]);
      expect(server.headers.at(-1)?.accept).toBe('multipart/related; type="application/dicom"; transfer-syntax=*');
      expect((await readDicomImage(folder)).geometry.size).toEqual([5, 6, 12]);
    }));

  it('fetches nothing again, and only what is missing', () =>
    withFolder(async (folder) => {
      const server = await serve();
      const archive = open(server.baseUrl);
      await retrieve(archive, folder);
      expect(await retrieve(archive, folder)).toEqual({ instances: 12, fetched: 0, bytes: 0 });
      await writeFile(join(folder, '.7.part'), 'half a file of a process that died');
      await rm(join(folder, instanceFileName(anyUid(5))));
      server.asked.length = 0;
      expect(await retrieve(archive, folder)).toMatchObject({ instances: 12, fetched: 1 });
      expect(server.asked.filter((line) => !line.includes('?'))).toEqual([
        `GET /dicom-web/studies/1.2.3/series/1.2.3.4/instances/${anyUid(5)}`,
      ]);
      expect((await readdir(folder)).some((name) => name.endsWith('.part'))).toBe(false);
    }));

  it('goes on with single instances when a series breaks off', () =>
    withFolder(async (folder) => {
      const server = await serve((request, response) => {
        if (!isWholeSeries(request)) return false;
        response.writeHead(200, { 'content-type': multipartType });
        const body = multipartOf(instances.map(({ file }) => file()));
        response.write(body.subarray(0, Math.floor(body.length * 0.55)), () => response.destroy());
        return true;
      });
      expect(await retrieve(open(server.baseUrl), folder)).toMatchObject({ instances: 12, fetched: 12 });
      const singles = server.asked.filter((line) => line.includes('/instances/')).length;
      expect(singles).toBeGreaterThan(3);
      expect(singles).toBeLessThan(8);
    }));

  it('goes on where the last call failed', () =>
    withFolder(async (folder) => {
      let dead = true;
      const server = await serve((request, response) => {
        if (!dead || !isRetrieval(request)) return false;
        if (!isWholeSeries(request)) return answer(response, 503);
        response.writeHead(200, { 'content-type': multipartType });
        const body = multipartOf(instances.map(({ file }) => file()));
        response.end(body.subarray(0, Math.floor(body.length * 0.55)));
        return true;
      });
      const archive = open(server.baseUrl);
      await expect(retrieve(archive, folder)).rejects.toMatchObject({ kind: 'upstream-unreachable' });
      const kept = (await readdir(folder)).length;
      expect(kept).toBe(6);
      dead = false;
      expect(await retrieve(archive, folder)).toMatchObject({ instances: 12, fetched: 12 - kept });
    }));

  it('works with an archive that lists nothing, and with one that sends bare files', () =>
    withFolder(async (folder) => {
      const listless = await serve((request, response) => request.url?.includes('?') === true && answer(response, 501));
      expect(await retrieve(open(listless.baseUrl), join(folder, 'a'))).toMatchObject({ instances: 12, fetched: 12 });
      expect(listless.asked.at(-1)).toBe('GET /dicom-web/studies/1.2.3');
      const bare = await serve((request, response) => {
        const one = instances.find(({ instanceUid }) => request.url?.endsWith(`/instances/${instanceUid}`));
        if (one) response.writeHead(200, { 'content-type': 'application/dicom' }).end(one.file());
        else if (isRetrieval(request)) response.destroy();
        return one !== undefined || isRetrieval(request);
      });
      expect(await retrieve(open(bare.baseUrl), join(folder, 'b'))).toMatchObject({ instances: 12, fetched: 12 });
    }));

  it('lists page by page whatever the archive gives at once', () =>
    withFolder(async (folder) => {
      const server = await serve((request, response) => {
        const url = new URL(request.url ?? '', 'http://archive');
        const offset = Number(url.searchParams.get('offset') ?? 0);
        if (!url.pathname.endsWith('/instances')) return false;
        const uid = (value: string) => ({ vr: 'UI', Value: [value] });
        const page = instances.slice(offset, offset + 5).map(({ instanceUid }) => ({ '00080018': uid(instanceUid) }));
        return answer(response, page.length ? 200 : 204, {}, page.length ? JSON.stringify(page) : '');
      });
      expect(await retrieve(open(server.baseUrl), folder)).toMatchObject({ instances: 12 });
      expect(server.asked.filter((line) => line.includes('/instances?')).length).toBe(4);
    }));

  it('says so when a series that was asked for is not there', () =>
    withFolder(async (folder) => {
      const server = await serve();
      const seriesUids = [seriesUid, '1.2.404'];
      const asked = open(server.baseUrl).retrieve({ studyUid, seriesUids }, folder, { signal: never });
      await expect(asked).rejects.toMatchObject({ kind: 'not-found' });
    }));

  it('refuses another study, another instance, and what is no DICOM', () =>
    withFolder(async (folder) => {
      const foreign = await writeCt({ uid: '9.9', more: { '0020000D': ['UI', '9.8.7'] } });
      const other = await writeCt({ uid: '9.9' });
      const give = (contentType: string, body: Buffer) => (request: IncomingMessage, response: ServerResponse) => {
        if (!isRetrieval(request)) return false;
        response.writeHead(200, { 'content-type': contentType }).end(body);
        return true;
      };
      for (const [name, contentType, body] of [
        ['foreign study', multipartType, multipartOf([foreign])],
        ['other instance', multipartType, multipartOf([other])],
        ['text', multipartType, multipartOf([Buffer.alloc(500, 'no dicom')])],
        ['page', 'text/html', Buffer.from('<html>sign in, Jane Doe</html>')],
        ['wrong boundary', 'multipart/related; boundary=other', multipartOf([other])],
        ['no boundary', 'multipart/related', multipartOf([other])],
      ] as const) {
        const server = await serve(give(contentType, body));
        const thrown = await retrieve(open(server.baseUrl), join(folder, name)).catch((failure: unknown) => failure);
        expect(thrown, name).toMatchObject({ kind: 'invalid-input' });
        expect(String(thrown), name).not.toMatch(/Jane|9\.8|sign in/);
      }
    }));

  it('stops at a size limit', () =>
    withFolder(async (folder) => {
      const endless = await serve((request, response) => {
        if (!isRetrieval(request)) return false;
        response.writeHead(200, { 'content-type': multipartType });
        response.write('--part-of-a-test\r\n\r\n');
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
        return true;
      });
      const limited = open(endless.baseUrl, { maximumInstanceBytes: 1_000_000 });
      await expect(retrieve(limited, join(folder, 'a'))).rejects.toMatchObject({ kind: 'invalid-input' });
      const short = open(endless.baseUrl, { maximumTransferBytes: 1_000_000 });
      await expect(retrieve(short, join(folder, 'b'))).rejects.toMatchObject({ kind: 'upstream-refused' });
      expect(await readdir(join(folder, 'a'))).toEqual([]);
    }));

  it('gives up an archive that is silent or drips', () =>
    withFolder(async (folder) => {
      const silent = await serve((request, response) => {
        if (!isRetrieval(request)) return false;
        response.writeHead(200, { 'content-type': multipartType });
        response.write('--part-of-a-test\r\n');
        return true;
      });
      const impatient = { attempts: 1, idleMs: 50 };
      await expect(retrieve(open(silent.baseUrl, impatient), join(folder, 'a'))).rejects.toMatchObject({
        kind: 'upstream-timeout',
      });
      const drip = await serve((request, response) => {
        if (!isRetrieval(request)) return false;
        response.writeHead(200, { 'content-type': multipartType });
        const timer = setInterval(() => response.write('-'), 10);
        response.on('close', () => clearInterval(timer));
        return true;
      });
      const dripping = open(drip.baseUrl, { attempts: 1, idleMs: 5000, transferMs: 100 });
      await expect(retrieve(dripping, join(folder, 'b'))).rejects.toMatchObject({ kind: 'upstream-timeout' });
      const mute = await serve(() => true);
      await expect(
        retrieve(open(mute.baseUrl, { attempts: 1, deadlineMs: 50 }), join(folder, 'c')),
      ).rejects.toMatchObject({
        kind: 'upstream-timeout',
      });
    }));

  it('ends with the reason of the caller who gives up', () =>
    withFolder(async (folder) => {
      const giveUp = new AbortController();
      const reason = new Error('the study is no longer wanted');
      const server = await serve((request, response) => {
        if (!isRetrieval(request)) return false;
        response.writeHead(200, { 'content-type': multipartType });
        response.write('--part-of-a-test\r\n');
        giveUp.abort(reason);
        return true;
      });
      await expect(retrieve(open(server.baseUrl), folder, giveUp.signal)).rejects.toBe(reason);
      expect(await readdir(folder)).toEqual([]);
    }));
});

describe('asking again', () => {
  it('waits as Retry-After says and stops after the attempts', async () => {
    let busy = 2;
    const server = await serve((_, response) => busy-- > 0 && answer(response, 503, { 'retry-after': '0' }));
    expect(await open(server.baseUrl).searchStudies({ patientId: 'PAT-1' }, never)).toHaveLength(1);
    expect(server.asked).toHaveLength(3);
    const always = await serve((_, response) => answer(response, 500, {}, 'stack trace of Jane Doe'));
    const thrown = await open(always.baseUrl)
      .searchStudies({}, never)
      .catch((failure: unknown) => failure);
    expect(thrown).toMatchObject({ kind: 'upstream-refused' });
    expect(String(thrown)).not.toMatch(/Jane/);
    expect(always.asked).toHaveLength(4);
    const later = await serve((_, response) => answer(response, 429, { 'retry-after': '86400' }));
    await expect(open(later.baseUrl).searchStudies({}, never)).rejects.toMatchObject({ kind: 'upstream-unreachable' });
    expect(later.asked).toHaveLength(1);
  });
  it('has an end over all requests of one call', () =>
    withFolder(async (folder) => {
      const odd = await serve((_, response, count) => count % 2 === 1 && answer(response, 503));
      const archive = open(odd.baseUrl, { retriesPerCall: 2 });
      await expect(retrieve(archive, folder)).rejects.toMatchObject({ kind: 'upstream-unreachable' });
    }));
  it('does not repeat a refusal', async () => {
    for (const status of [401, 403, 404, 400, 501]) {
      const server = await serve((_, response) => answer(response, status));
      const kind = status === 404 ? 'not-found' : 'upstream-refused';
      await expect(open(server.baseUrl).searchSeries(studyUid, never)).rejects.toMatchObject({ kind });
      expect(server.asked).toHaveLength(1);
    }
  });
  it('is told as unreachable when nobody listens', async () => {
    const server = await serve();
    await server.stop();
    await expect(open(server.baseUrl, { attempts: 2 }).searchSeries(studyUid, never)).rejects.toMatchObject({
      kind: 'upstream-unreachable',
    });
  });
});

describe('credentials', () => {
  it('are sent, a token fresh each time', async () => {
    const server = await serve();
    let asked = 0;
    const bearer = open(server.baseUrl, { credentials: { kind: 'bearer', token: async () => `t${++asked}` } });
    await bearer.searchStudies({}, never);
    await bearer.searchStudies({}, never);
    await open(server.baseUrl, { credentials: { kind: 'basic', user: 'u', password: 'ü' } }).searchStudies({}, never);
    expect(server.headers.map(({ authorization }) => authorization)).toEqual([
      'Bearer t1',
      'Bearer t2',
      'Basic dTrDvA==',
    ]);
  });
  it('never leave for another server by a redirect, but follow one at home', async () => {
    const thief = await serve();
    const away = await serve((request, response) =>
      answer(response, 307, { location: `${thief.baseUrl}${request.url?.replace('/dicom-web', '')}` }),
    );
    const credentials = { kind: 'bearer', token: async () => 'secret' } as const;
    await expect(open(away.baseUrl, { credentials }).searchStudies({}, never)).rejects.toMatchObject({
      kind: 'upstream-refused',
    });
    expect(thief.asked).toEqual([]);
    const home = await serve(
      (request, response) =>
        request.url?.startsWith('/old') === true &&
        answer(response, 302, { location: request.url.replace('/old', '/dicom-web') }),
    );
    const old = home.baseUrl.replace('/dicom-web', '/old');
    expect(await open(old, { credentials }).searchStudies({}, never)).toHaveLength(1);
    const round = await serve((request, response) => answer(response, 302, { location: request.url ?? '' }));
    await expect(open(round.baseUrl).searchStudies({}, never)).rejects.toMatchObject({ kind: 'upstream-refused' });
  });
});

describe('searching', () => {
  it('gives studies in our words, of the patient asked for and no other', async () => {
    const server = await serve();
    const [study] = await open(server.baseUrl).searchStudies(
      { patientId: 'PAT-1', from: '20260101', to: '20261231' },
      never,
    );
    expect(study).toEqual({ studyUid, patientId: 'PAT-1', started: '2026-01-31', modalities: [] });
    expect(server.asked[0]).toContain('PatientID=PAT-1&StudyDate=20260101-20261231');
    expect(await open(server.baseUrl).searchStudies({ patientId: 'pat-1' }, never)).toEqual([]);
    for (const query of [
      { patientId: '*' },
      { patientId: '' },
      { from: '2026-01-01' },
      { studyUid: '1/../2' },
      { limit: 0 },
    ])
      await expect(open(server.baseUrl).searchStudies(query, never)).rejects.toMatchObject({ kind: 'invalid-input' });
  });
  it('tells what the series rules look at before images are fetched', async () => {
    const server = await serve();
    const found = await open(server.baseUrl).searchSeriesFacts(studyUid, never);
    expect(found[0]?.facts).toMatchObject({
      modality: 'CT',
      slices: 12,
      sliceSpacingMm: 2,
      coverageMm: 22,
      unit: 'HU',
    });
    expect(chooseSeries(found.map(({ facts }) => facts))[0]?.reasons).toEqual([
      'The series covers less than 60 mm, which is no liver.',
    ]);
    expect(server.asked.filter((line) => !/[?]|metadata/.test(line))).toEqual([]);
  });
  it('does not quote what is no JSON', async () => {
    const server = await serve((_, response) => answer(response, 200, {}, 'Jane Doe'));
    const thrown = await open(server.baseUrl)
      .searchSeries(studyUid, never)
      .catch((failure: Error) => failure);
    expect(thrown).toMatchObject({ kind: 'invalid-input' });
    expect(thrown).not.toHaveProperty('cause');
  });
});

describe('frames and bulk data', () => {
  it('come as parts, or alone', async () => {
    const server = await serve((request, response) => {
      if (!/frames|bulk/.test(request.url ?? '')) return false;
      if (request.url?.endsWith('/1')) return answer(response, 200, { 'content-type': 'image/jp2' }, 'one');
      response.writeHead(200, { 'content-type': 'multipart/related; boundary=part-of-a-test' });
      response.end(multipartOf([Buffer.from('one'), Buffer.from('two')]));
      return true;
    });
    const archive = open(server.baseUrl);
    const of = { studyUid, seriesUid, instanceUid: anyUid(0) };
    const texts = (parts: readonly { bytes: Uint8Array }[]) => parts.map(({ bytes }) => Buffer.from(bytes).toString());
    expect(texts(await archive.retrieveFrames(of, [1, 2], never))).toEqual(['one', 'two']);
    expect(await archive.retrieveFrames(of, [1], never)).toMatchObject([{ contentType: 'image/jp2' }]);
    expect(texts(await archive.retrieveBulkData(`${server.baseUrl}/bulk/7`, never))).toEqual(['one', 'two']);
    await expect(archive.retrieveFrames(of, [1, 2, 3], never)).rejects.toMatchObject({ kind: 'invalid-input' });
    await expect(archive.retrieveFrames(of, [0], never)).rejects.toMatchObject({ kind: 'invalid-input' });
    for (const uri of ['http://elsewhere.example/bulk/7', `${server.baseUrl}/../admin`, 'file:///etc/hosts'])
      await expect(archive.retrieveBulkData(uri, never)).rejects.toMatchObject({ kind: 'upstream-refused' });
  });
});

describe('storing', () => {
  const report = (stored: number, failed: number) =>
    JSON.stringify({
      '00081199': { vr: 'SQ', Value: Array.from({ length: stored }, () => ({})) },
      ...(failed ? { '00081198': { vr: 'SQ', Value: Array.from({ length: failed }, () => ({})) } } : {}),
    });
  it('tells how many were taken, refuses a part, and is not repeated after a break', async () => {
    const files = instances.map(({ file }) => file());
    const json = { 'content-type': 'application/dicom+json' };
    const good = await serve(
      (request, response) => request.method === 'POST' && answer(response, 200, json, report(12, 0)),
    );
    expect(await open(good.baseUrl).store(files, never)).toEqual({ stored: 12 });
    expect(good.headers[0]?.['content-type']).toMatch(
      /^multipart\/related; type="application\/dicom"; boundary=[0-9a-f]{32}$/,
    );
    const partly = await serve((_, response) => answer(response, 202, json, report(10, 2)));
    await expect(open(partly.baseUrl).store(files, never)).rejects.toThrow(
      'The archive did not take 2 of 12 instances.',
    );
    const none = await serve((_, response) => answer(response, 409, json, report(0, 12)));
    await expect(open(none.baseUrl).store(files, never)).rejects.toThrow(/12 of 12/);
    const broken = await serve((_, response) => response.destroy().destroyed);
    await expect(open(broken.baseUrl).store(files, never)).rejects.toMatchObject({ kind: 'upstream-unreachable' });
    expect(broken.asked).toHaveLength(1);
  });
});

describe('the log', () => {
  it('knows a study by a digest only, and no token', () =>
    withFolder(async (folder) => {
      const log = keptLog();
      const server = await serve((request, response) => isWholeSeries(request) && answer(response, 503));
      const credentials = { kind: 'bearer', token: async () => 'secret-token' } as const;
      await retrieve(open(server.baseUrl, { log, credentials, attempts: 2 }), folder);
      expect(log.lines.length).toBeGreaterThan(1);
      expect(log.lines.join('\n')).not.toMatch(/1\.2\.3|PAT-1|secret|portal|127\.0/);
      expect(await readFile(join(folder, instanceFileName(anyUid(0))))).toHaveLength(instances[0]?.file().length ?? 0);
    }));
});
