import { setImmediate as breathe } from 'node:timers/promises';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { Log } from '../../ports/log.ts';
import { type DataSet, dataSetOf, type Named } from './data-set.ts';
import type { HeldInstance, HeldSeries, HeldStudy, Holdings } from './holdings.ts';
import { type Wanted, wantedOf, wantJson } from './media-types.ts';
import { type Part, partsOf, sendMultipart } from './multipart.ts';
import { explicitLittleEndian } from './part10.ts';
import { DicomwebRefusal } from './refusal.ts';
import { readSearch, type SearchLevel } from './search.ts';

const dicom = 'application/dicom';
const octets = 'application/octet-stream';
const largestStore = 256 * 2 ** 20;

/**
 * QIDO-RS, WADO-RS and STOW-RS (PS3.18) over what the archive holds: searches at every level, retrieval of studies, series, instances,
 * frames, bulk pixel data and metadata, and storing. Nothing is rendered, and only pixels that were never compressed are transcoded.
 */
export function dicomwebRoutes(holdings: Holdings, log: Log): Router {
  const router = Router();
  const study = '/studies/:study';
  const series = `${study}/series/:series`;
  const instance = `${series}/instances/:instance`;

  const search =
    (levels: readonly SearchLevel[], candidates: (request: Request) => readonly Row[]) =>
    (request: Request, response: Response) => {
      wantJson(request.get('Accept'));
      const asked = readSearch(queryOf(request), levels);
      const found = candidates(request).filter(({ about }) => asked.matches(about));
      const page = found.slice(asked.offset, asked.offset + asked.limit);
      if (found.length > asked.offset + page.length)
        response.set('Warning', '299 Fibrocast "There are more results; ask with offset."');
      sendJson(
        response,
        page.map(({ about, path }) => ({ ...asked.show(about), ...retrieveUrl(request, path) })),
      );
    };
  router.get(
    '/studies',
    search(['study'], () => holdings.studies().map(studyRow)),
  );
  router.get(
    '/series',
    search(['study', 'series'], () => holdings.studies().flatMap(seriesRows)),
  );
  router.get(
    '/instances',
    search(['study', 'series', 'instance'], () => holdings.studies().flatMap(instanceRows)),
  );
  router.get(
    `${study}/series`,
    search(['series'], (request) => seriesRows(studyAt(holdings, request))),
  );
  router.get(
    `${study}/instances`,
    search(['series', 'instance'], (request) => instanceRows(studyAt(holdings, request))),
  );
  router.get(
    `${series}/instances`,
    search(['instance'], (request) => rowsOf(studyAt(holdings, request), seriesAt(holdings, request))),
  );

  for (const path of [study, series, instance]) {
    router.get(path, async (request, response) => {
      const instances = instancesAt(holdings, request);
      const wanted = wantedOf(request.get('Accept'), dicom);
      const alone = wanted.find(({ multipart }) => !multipart);
      if (path === instance && alone && !wanted[0].multipart) {
        const [only] = instances;
        const part = only && (await dicomPart(request, only, wanted));
        if (!part) throw unwritable();
        response.status(200).set('Content-Type', part.contentType).send(Buffer.from(part.bytes));
        return;
      }
      await sendMultipart(response, dicom, await dicomParts(request, instances, wanted));
    });
    router.get(`${path}/metadata`, (request, response) => {
      wantJson(request.get('Accept'));
      sendJson(
        response,
        instancesAt(holdings, request).map((one) => metadataOf(request, one)),
      );
    });
  }
  router.get(`${instance}/frames/:frames`, async (request, response) => {
    const [only] = instancesAt(holdings, request);
    const wanted = wantedOf(request.get('Accept'), octets);
    const numbers = String(request.params.frames).split(',');
    if (!numbers.every((number) => /^[1-9]\d{0,5}$/.test(number)))
      throw new DicomwebRefusal(400, 'Frames are counted from 1 and divided by commas.');
    const frames = await nativeFrames(only, wanted);
    const parts = numbers.map((number) => {
      const bytes = frames[Number(number) - 1];
      if (bytes === undefined) throw new DicomwebRefusal(404, 'The instance has no such frame.');
      return { contentType: `${octets}; transfer-syntax=${explicitLittleEndian}`, bytes };
    });
    await sendMultipart(response, octets, inTurn(parts));
  });
  router.get(`${instance}/bulkdata/7FE00010`, async (request, response) => {
    const [only] = instancesAt(holdings, request);
    const frames = await nativeFrames(only, wantedOf(request.get('Accept'), octets));
    if (frames.length === 0) throw new DicomwebRefusal(404, 'The instance has no pixels.');
    const contentType = `${octets}; transfer-syntax=${explicitLittleEndian}`;
    await sendMultipart(response, octets, inTurn([{ contentType, bytes: Buffer.concat(frames) }]));
  });

  const body = express.raw({ type: () => true, limit: largestStore });
  for (const path of ['/studies', study])
    router.post(path, body, (request, response) => {
      wantJson(request.get('Accept'));
      const into = path === study ? String(request.params.study) : undefined;
      const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const results = partsOf(request.get('Content-Type') ?? '', sent).map((file) => holdings.store(file, into));
      if (results.length === 0) throw new DicomwebRefusal(400, 'The request holds no instance.');
      const kept = results.filter((result) => !('reason' in result));
      response.status(kept.length === results.length ? 200 : kept.length === 0 ? 409 : 202);
      sendJson(response, reportOf(request, results));
    });

  router.use(() => {
    throw new DicomwebRefusal(404, 'The archive has nothing at this address.');
  });
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const { status, message } = refusalOf(error);
    if (status === 500)
      log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'the sandbox archive failed');
    response.status(status).json({ error: message });
  });
  return router;
}

/** What a search looks at, and where it can be retrieved. */
interface Row {
  readonly about: DataSet;
  readonly path: string;
}
const studyRow = ({ uid, about }: HeldStudy): Row => ({ about, path: `/studies/${uid}` });
const seriesRows = (study: HeldStudy): readonly Row[] =>
  study.series.map(({ uid, about }) => ({ about, path: `/studies/${study.uid}/series/${uid}` }));
const rowsOf = (study: HeldStudy, series: HeldSeries): readonly Row[] =>
  series.instances.map(({ uid, about }) => ({
    about: { ...series.about, ...about },
    path: `/studies/${study.uid}/series/${series.uid}/instances/${uid}`,
  }));
const instanceRows = (study: HeldStudy): readonly Row[] => study.series.flatMap((series) => rowsOf(study, series));

function studyAt(holdings: Holdings, request: Request): HeldStudy {
  const study = holdings.study(String(request.params.study));
  if (study === undefined) throw new DicomwebRefusal(404, 'The archive does not hold the study.');
  return study;
}
function seriesAt(holdings: Holdings, request: Request): HeldSeries {
  const series = studyAt(holdings, request).series.find(({ uid }) => uid === request.params.series);
  if (series === undefined) throw new DicomwebRefusal(404, 'The study holds no such series.');
  return series;
}
/** The instances of a study, a series, or one. */
function instancesAt(holdings: Holdings, request: Request): readonly HeldInstance[] {
  if (request.params.series === undefined) return studyAt(holdings, request).series.flatMap((one) => one.instances);
  const { instances } = seriesAt(holdings, request);
  if (request.params.instance === undefined) return instances;
  const only = instances.find(({ uid }) => uid === request.params.instance);
  if (only === undefined) throw new DicomwebRefusal(404, 'The series holds no such instance.');
  return [only];
}

const unwritable = () => new DicomwebRefusal(406, 'The archive does not send this in the transfer syntax asked for.');

async function dicomPart(
  request: Request,
  instance: HeldInstance,
  wanted: readonly Wanted[],
): Promise<Part | undefined> {
  for (const { syntax } of wanted) {
    const chosen = syntax === '*' ? instance.syntax : syntax;
    const bytes = await instance.file(chosen);
    if (bytes !== undefined)
      return {
        contentType: `${dicom}; transfer-syntax=${chosen}`,
        location: `${baseUrlOf(request)}/studies/${instance.studyUid}/series/${instance.seriesUid}/instances/${instance.uid}`,
        bytes,
      };
  }
  return undefined;
}

/** Instances that can be written as asked for, one at a time. @throws DicomwebRefusal 406 when the first cannot */
async function dicomParts(request: Request, instances: readonly HeldInstance[], wanted: readonly Wanted[]) {
  const [first, ...rest] = instances;
  const begin = first && (await dicomPart(request, first, wanted));
  if (begin === undefined) throw unwritable();
  return (async function* (): AsyncGenerator<Part> {
    yield begin;
    for (const instance of rest) {
      // writing is work without a pause; others get their turn
      await breathe();
      const part = await dicomPart(request, instance, wanted);
      if (part !== undefined) yield part;
    }
  })();
}

async function* inTurn(parts: readonly Part[]): AsyncGenerator<Part> {
  yield* parts;
}

async function nativeFrames(instance: HeldInstance | undefined, wanted: readonly Wanted[]) {
  if (!wanted.some(({ syntax }) => syntax === '*' || syntax === explicitLittleEndian)) throw unwritable();
  const frames = await instance?.frames();
  if (frames === undefined) throw unwritable();
  return frames;
}

function metadataOf(request: Request, { about, studyUid, seriesUid, uid }: HeldInstance): DataSet {
  if (about['00280010'] === undefined) return about;
  const place = `${baseUrlOf(request)}/studies/${studyUid}/series/${seriesUid}/instances/${uid}`;
  return { ...about, '7FE00010': { vr: 'OW', BulkDataURI: `${place}/bulkdata/7FE00010` } };
}

function reportOf(request: Request, results: readonly ReturnType<Holdings['store']>[]): DataSet {
  const kept: Named[] = [];
  const failed: Named[] = [];
  for (const result of results) {
    const about = { ReferencedSOPClassUID: result.sopClass, ReferencedSOPInstanceUID: result.uid };
    if ('reason' in result) failed.push({ ...about, FailureReason: result.reason });
    else kept.push({ ...about, RetrieveURL: `${baseUrlOf(request)}/studies/${result.studyUid}` });
  }
  return dataSetOf({
    ...(kept.length > 0 ? { ReferencedSOPSequence: kept } : {}),
    ...(failed.length > 0 ? { FailedSOPSequence: failed } : {}),
  });
}

const baseUrlOf = (request: Request) => `${request.protocol}://${request.get('host') ?? 'localhost'}${request.baseUrl}`;
const retrieveUrl = (request: Request, path: string) => dataSetOf({ RetrieveURL: `${baseUrlOf(request)}${path}` });

/** The query as it stands in the address: express's own parser would drop what is repeated. */
function queryOf(request: Request): URLSearchParams {
  const at = request.originalUrl.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.originalUrl.slice(at + 1));
}

/** Status set before stays. */
function sendJson(response: Response, content: unknown): void {
  response.set('Content-Type', 'application/dicom+json').send(Buffer.from(JSON.stringify(content)));
}

function refusalOf(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof DicomwebRefusal) return error;
  if ((error as { status?: unknown } | null)?.status === 413)
    return { status: 413, message: 'The instances are too large for this archive.' };
  return { status: 500, message: 'The sandbox archive failed.' };
}
