import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import dicomParser from 'dicom-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDicomFile } from '../../../src/adapters/archive/dicom-file.ts';
import { openDicomwebArchive } from '../../../src/adapters/archive/dicomweb-archive.ts';
import { readDicomImage } from '../../../src/adapters/archive/image-folder.ts';
import { hasImaging, imagingPath } from '../../support/imaging-data.ts';
import { hasOrthanc, type Orthanc, startOrthanc } from '../../support/orthanc.ts';
import { silentLog } from '../../support/silent-log.ts';

const run = promisify(execFile);
const toolsOnPath = (names: readonly string[]) => names.every((name) => existsSync(`/usr/bin/${name}`));
const canRun = hasOrthanc && hasImaging && toolsOnPath(['dcmodify', 'gdcmconv']);
const never = new AbortController().signal;

/** Transfer syntaxes by name: arguments of gdcmconv, and the UID that the archive must keep. */
const syntaxes = [
  { name: 'explicit', argument: '--raw', uid: '1.2.840.10008.1.2.1' },
  { name: 'rle', argument: '--rle', uid: '1.2.840.10008.1.2.5' },
  { name: 'jpeg-lossless', argument: '--jpeg', uid: '1.2.840.10008.1.2.4.70' },
  { name: 'jpeg-ls', argument: '--jpegls', uid: '1.2.840.10008.1.2.4.80' },
  { name: 'jpeg-2000', argument: '--j2k', uid: '1.2.840.10008.1.2.4.90' },
] as const;

/** UIDs below a root that nobody uses: study, series. */
const studyOf = (number: number) => `2.25.${number}`;
const seriesOf = (number: number) => `2.25.${number}.1`;

const filesIn = async (folder: string) => (await readdir(folder)).sort().map((name) => join(folder, name));
const bytesIn = async (folder: string) => Promise.all((await filesIn(folder)).map((file) => readFile(file)));

const syntaxOf = (bytes: Uint8Array = new Uint8Array()) =>
  dicomParser.readPart10Header(new Uint8Array(bytes)).string('x00020010');

/** Two at a time. */
const each = async <T>(all: readonly T[], work: (one: T) => Promise<unknown>) => {
  const waiting = [...all];
  const lane = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all([lane(), lane()]);
};

describe.skipIf(!canRun)(
  'Orthanc with DICOMweb (orthanc, orthanc-dicomweb, dcmtk, gdcm, ../shared/data/imaging)',
  () => {
    let folder = '';
    let orthanc: Orthanc;
    const archive = (password = orthanc.password) =>
      openDicomwebArchive({
        baseUrl: orthanc.baseUrl,
        credentials: { kind: 'basic', user: orthanc.user, password },
        deadlineMs: 60_000,
        backOffMs: 20,
        log: silentLog,
      });

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'orthanc-'));
      orthanc = await startOrthanc(folder);
      const source = await filesIn(imagingPath('crlm_ct_1004/dicom'));
      for (const [number, { name, argument }] of syntaxes.entries()) {
        const target = join(folder, name);
        await mkdir(target);
        await each(source, (file) => run('gdcmconv', [argument, file, join(target, file.split('/').at(-1) ?? '')]));
        const uids = ['-m', `0020,000D=${studyOf(number)}`, '-m', `0020,000E=${seriesOf(number)}`];
        // with one SOP Instance UID in several studies Orthanc finds no instance at all
        await run('dcmodify', ['-nb', '-gin', ...uids, ...(await filesIn(target))]);
      }
      // this CT comes with empty UIDs, which no archive takes
      const empty = join(folder, 'empty-uids');
      await cp(imagingPath('totalsegmentator/example_ct_dicom'), empty, { recursive: true });
      for (const [k, file] of (await filesIn(empty)).entries()) {
        const values = { '0008,0016': '1.2.840.10008.5.1.4.1.1.2', '0008,0018': `2.25.9.1.${k + 1}` };
        const uids = { ...values, '0020,000D': studyOf(9), '0020,000E': seriesOf(9) };
        await run('dcmodify', ['-nb', ...Object.entries(uids).flatMap(([tag, uid]) => ['-i', `${tag}=${uid}`]), file]);
      }
    }, 240_000);
    afterAll(async () => {
      await orthanc?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('takes the CT in five transfer syntaxes and a CT whose UIDs were empty, and finds them again', async () => {
      for (const [number, { name }] of syntaxes.entries()) {
        const files = await bytesIn(join(folder, name));
        expect(syntaxOf(files[0])).toBe(syntaxes[number]?.uid);
        expect(await archive().store(files, never), name).toEqual({ stored: 41 });
      }
      expect(await archive().store(await bytesIn(join(folder, 'empty-uids')), never)).toEqual({ stored: 20 });
      const studies = await archive().searchStudies({ modality: 'CT' }, never);
      expect(studies.map(({ studyUid }) => studyUid).sort()).toEqual([0, 1, 2, 3, 4, 9].map(studyOf));
      expect(studies.find(({ studyUid }) => studyUid === studyOf(0))).toMatchObject({
        modalities: ['CT'],
        instances: 41,
      });
      expect(await archive().searchSeries(studyOf(9), never)).toMatchObject([
        { seriesUid: seriesOf(9), modality: 'CT', instances: 20 },
      ]);
      await expect(archive().searchSeries('2.25.404', never)).rejects.toMatchObject({ kind: 'not-found' });
    }, 120_000);

    it('tells the facts of a series before its images', async () => {
      const [found] = await archive().searchSeriesFacts(studyOf(2), never);
      expect(found?.facts).toMatchObject({
        modality: 'CT',
        slices: 41,
        sliceSpacingMm: 5,
        coverageMm: 200,
        unit: 'HU',
      });
    });

    it('gives the same volume back from every transfer syntax, kept as it was sent', async () => {
      const original = await readDicomImage(imagingPath('crlm_ct_1004/dicom'));
      for (const [number, { name, uid }] of syntaxes.entries()) {
        const target = join(folder, `back-${name}`);
        const done = await archive().retrieve({ studyUid: studyOf(number) }, target, { signal: never });
        expect(done).toMatchObject({ instances: 41, fetched: 41 });
        const [first] = await filesIn(target);
        expect(syntaxOf(await readFile(first ?? ''))).toBe(uid);
        const volume = await readDicomImage(target);
        expect(volume.geometry).toEqual(original.geometry);
        expect(Buffer.compare(Buffer.from(volume.data.buffer), Buffer.from(original.data.buffer)), name).toBe(0);
        expect(await archive().retrieve({ studyUid: studyOf(number) }, target, { signal: never })).toMatchObject({
          fetched: 0,
        });
      }
      const seriesUids = [seriesOf(9)];
      const target = join(folder, 'back-empty');
      await archive().retrieve({ studyUid: studyOf(9), seriesUids }, target, { signal: never });
      const [mine, theirs] = [
        await readDicomImage(target),
        await readDicomImage(imagingPath('totalsegmentator/example_ct_dicom')),
      ];
      expect(Buffer.compare(Buffer.from(mine.data.buffer), Buffer.from(theirs.data.buffer))).toBe(0);
    }, 240_000);

    it('gives frames in the syntax it keeps, and bulk data', async () => {
      for (const [number, name, type] of [
        [0, 'explicit', /octet-stream/],
        [3, 'jpeg-ls', /image\/(x-)?jls/],
        [4, 'jpeg-2000', /image\/jp2/],
      ] as const) {
        const [file] = await filesIn(join(folder, `back-${name}`));
        const instance = readDicomFile(await readFile(file ?? ''));
        const of = { studyUid: studyOf(number), seriesUid: seriesOf(number), instanceUid: instance.sopInstance ?? '' };
        const [frame] = await archive().retrieveFrames(of, [1], never);
        expect(frame?.contentType).toMatch(type);
        expect(Buffer.compare(Buffer.from(frame?.bytes ?? []), Buffer.from(instance.frame(0))), name).toBe(0);
        if (number > 0) continue;
        const path = `/studies/${of.studyUid}/series/${of.seriesUid}/instances/${of.instanceUid}/bulk/7fe00010`;
        const [bulk] = await archive().retrieveBulkData(`${orthanc.baseUrl}${path}`, never);
        expect(Buffer.compare(Buffer.from(bulk?.bytes ?? []), Buffer.from(instance.frame(0)))).toBe(0);
      }
    });

    it('refuses a wrong password', async () => {
      const wrong = archive('not the password');
      await expect(wrong.searchStudies({}, never)).rejects.toMatchObject({ kind: 'upstream-refused' });
      const target = join(folder, 'refused');
      await expect(wrong.retrieve({ studyUid: studyOf(0) }, target, { signal: never })).rejects.toMatchObject({
        kind: 'upstream-refused',
      });
      await expect(wrong.store([Buffer.alloc(200)], never)).rejects.toMatchObject({ kind: 'upstream-refused' });
    });

    it('may be killed in the middle: a Failure, and after its restart only the missing instances are fetched', async () => {
      const target = join(folder, 'killed');
      let killed: Promise<void> | undefined;
      const broken = archive().retrieve({ studyUid: studyOf(0) }, target, {
        signal: never,
        onInstance: (done) => {
          if (done === 5) killed = orthanc.kill();
        },
      });
      await expect(broken).rejects.toMatchObject({ kind: 'upstream-unreachable' });
      await killed;
      const kept = (await readdir(target)).filter((name) => name.endsWith('.dcm')).length;
      expect(kept).toBeGreaterThanOrEqual(5);
      expect(kept).toBeLessThan(41);
      expect((await readdir(target)).length).toBe(kept);
      await orthanc.restart();
      expect(await archive().retrieve({ studyUid: studyOf(0) }, target, { signal: never })).toMatchObject({
        instances: 41,
        fetched: 41 - kept,
      });
      const [again, before] = [await readDicomImage(target), await readDicomImage(join(folder, 'back-explicit'))];
      expect(Buffer.compare(Buffer.from(again.data.buffer), Buffer.from(before.data.buffer))).toBe(0);
    }, 120_000);
  },
);
