import { createHash } from 'node:crypto';
import { Failure } from '../../core/failure.ts';
import type { SeriesFacts } from '../../core/volume/series-facts.ts';
import type { Archive, ArchivedSeries } from '../../ports/archive.ts';
import type { Log } from '../../ports/log.ts';
import { type ArchiveCredentials, ask, bytesOf, type DicomwebRules, type RetryBudget } from './dicomweb-request.ts';
import { retrieveStudy } from './dicomweb-retrieve.ts';
import { listSeries, listStudies } from './dicomweb-search.ts';
import { storeInstances } from './dicomweb-store.ts';
import { boundaryOf, readMultipart } from './multipart.ts';
import { seriesFactsOf } from './series-metadata.ts';
import { archiveBase, uidOf } from './study-url.ts';

export interface DicomwebOptions {
  /** Root of the DICOMweb services: `https://pacs.example/dicom-web`. */
  readonly baseUrl: string;
  readonly credentials?: ArchiveCredentials;
  /** For a search from sending to the last byte; for a retrieval to the headers of its answer. */
  readonly deadlineMs: number;
  /** Longest silence within a retrieval. Default: `deadlineMs`. */
  readonly idleMs?: number;
  /** Longest single request of a retrieval. Default 30 minutes. */
  readonly transferMs?: number;
  /** Tries of one request, the first one counted. Default 4. */
  readonly attempts?: number;
  /** Further tries of one call (a retrieval of 1 500 instances is one call). Default 40. */
  readonly retriesPerCall?: number;
  /** Wait before the second try; doubled each time, half of it random. Default 250. */
  readonly backOffMs?: number;
  /** Largest single instance. Default 2 GiB. */
  readonly maximumInstanceBytes?: number;
  /** Largest single answer of a retrieval. Default 64 GiB. */
  readonly maximumTransferBytes?: number;
  readonly log: Log;
}

/** One part of an answer with frames or bulk data. */
export interface ArchivedBytes {
  readonly bytes: Uint8Array;
  /** Media type as the archive says it, with its transfer syntax. */
  readonly contentType: string;
}

/** What a DICOMweb archive can do beyond the port. */
export interface DicomwebArchive extends Archive {
  /**
   * What the series rules look at, before anything large is fetched: metadata of one instance of each image series, and the places of
   * all slices where the archive lists them. Series that are no images, or whose metadata cannot be read, are left out.
   * @throws Failure `not-found`
   */
  searchSeriesFacts(
    studyUid: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly series: ArchivedSeries; readonly facts: SeriesFacts }[]>;
  /** WADO-RS frames (1-based) in the transfer syntax that the archive keeps, in the order asked for. */
  retrieveFrames(
    of: { readonly studyUid: string; readonly seriesUid: string; readonly instanceUid: string },
    frames: readonly number[],
    signal: AbortSignal,
  ): Promise<readonly ArchivedBytes[]>;
  /**
   * WADO-RS bulk data by the BulkDataURI of metadata.
   * @throws Failure `upstream-refused` when the address lies outside the archive
   */
  retrieveBulkData(uri: string, signal: AbortSignal): Promise<readonly ArchivedBytes[]>;
}

const gibibyte = 2 ** 30;
/** Frames and bulk data are held in memory. */
const heldBytes = gibibyte;

/** Studies in the log: enough to follow one through its lines, and no UID. */
const digestOf = (studyUid: string) => createHash('sha256').update(studyUid).digest('hex').slice(0, 12);

/**
 * An archive that speaks DICOMweb (PS3.18: QIDO-RS, WADO-RS, STOW-RS). Retries what may pass by itself, follows no redirect to another
 * server, and never puts text of the archive into a Failure.
 * @throws Failure `invalid-configuration` for an address that is none; methods as the port says, and the caller's abort reason
 */
export const openDicomwebArchive = (options: DicomwebOptions): DicomwebArchive => {
  const rules: DicomwebRules = {
    base: archiveBase(options.baseUrl),
    credentials: options.credentials,
    deadlineMs: options.deadlineMs,
    idleMs: options.idleMs ?? options.deadlineMs,
    transferMs: options.transferMs ?? 30 * 60_000,
    attempts: options.attempts ?? 4,
    backOffMs: options.backOffMs ?? 250,
    log: options.log,
  };
  const instanceBytes = options.maximumInstanceBytes ?? 2 * gibibyte;
  const transferBytes = options.maximumTransferBytes ?? 64 * gibibyte;
  const newCall = (signal: AbortSignal) => ({
    rules,
    signal,
    budget: { left: options.retriesPerCall ?? 40 } satisfies RetryBudget,
  });

  const held = (path: string, signal: AbortSignal) =>
    ask(
      rules,
      {
        method: 'GET',
        path,
        accept:
          'multipart/related; type="application/octet-stream"; transfer-syntax=*, multipart/related; transfer-syntax=*',
        long: true,
        maximumBytes: heldBytes,
      },
      newCall(signal),
      async (answer): Promise<readonly ArchivedBytes[]> => {
        const boundary = boundaryOf(answer.contentType);
        if (boundary === undefined) return [{ bytes: await bytesOf(answer), contentType: answer.contentType }];
        const found: ArchivedBytes[] = [];
        let contentType = '';
        let pieces: Uint8Array[] = [];
        for await (const event of readMultipart(answer.body, boundary, { partBytes: heldBytes, parts: 100_000 })) {
          if (event.kind === 'part') contentType = event.headers.get('content-type') ?? '';
          else if (event.kind === 'data') pieces.push(event.bytes);
          else {
            found.push({ bytes: Buffer.concat(pieces), contentType });
            pieces = [];
          }
        }
        return found;
      },
    );

  return {
    searchStudies: (query, signal) => listStudies(newCall(signal), query),
    searchSeries: (studyUid, signal) => listSeries(newCall(signal), uidOf(studyUid)),
    searchSeriesFacts: (studyUid, signal) => seriesFactsOf(newCall(signal), uidOf(studyUid)),
    async retrieve(what, folder, { signal, onInstance }) {
      const log = options.log.child({ study: digestOf(what.studyUid) });
      const asked = { studyUid: uidOf(what.studyUid), seriesUids: what.seriesUids?.map(uidOf) };
      const limits = { instanceBytes, transferBytes };
      const done = await retrieveStudy({ ...newCall(signal), log, limits, onInstance }, asked, folder);
      log.info({ instances: done.instances, fetched: done.fetched, bytes: done.bytes }, 'study retrieved');
      return done;
    },
    async retrieveFrames({ studyUid, seriesUid, instanceUid }, frames, signal) {
      if (frames.length === 0 || !frames.every((frame) => Number.isInteger(frame) && frame > 0))
        throw new Failure('invalid-input', 'Frames are counted from 1.');
      const instance = `/studies/${uidOf(studyUid)}/series/${uidOf(seriesUid)}/instances/${uidOf(instanceUid)}`;
      const found = await held(`${instance}/frames/${frames.join(',')}`, signal);
      if (found.length !== frames.length)
        throw new Failure('invalid-input', 'The archive sent another number of frames than were asked for.');
      return found;
    },
    async retrieveBulkData(uri, signal) {
      const base = rules.base.href;
      const url = URL.canParse(uri, `${base}/`) ? new URL(uri, `${base}/`) : undefined;
      if (url === undefined || !`${url.origin}${url.pathname}`.startsWith(`${base}/`))
        throw new Failure('upstream-refused', 'The bulk data lie outside the archive and are not fetched.');
      return held(url.href.slice(base.length), signal);
    },
    store: (files, signal) => storeInstances(newCall(signal), files),
  };
};
