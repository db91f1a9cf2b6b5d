import { Failure } from '../../core/failure.ts';
import type { Log } from '../../ports/log.ts';
import { ask } from './dicomweb-request.ts';
import { type ArchiveCall, listInstances, listSeries } from './dicomweb-search.ts';
import { type IncomingInstances, openIncoming } from './incoming-instances.ts';

export interface RetrieveCall extends ArchiveCall {
  readonly log: Log;
  readonly limits: { readonly instanceBytes: number; readonly transferBytes: number };
  readonly onInstance: ((done: number, of: number | undefined) => void) | undefined;
}

/** The archive's own syntax: archives without a decoder answer 500 when they are to transcode. */
const accept = 'multipart/related; type="application/dicom"; transfer-syntax=*';

/** Few missing instances are asked for one by one, several at a time; more come as a whole series. */
const fewParts = 0.25;
const lanes = 4;
const mostParts = 100_000;

/** Statuses by which archives say that they know no such search. */
const unlisted = (thrown: unknown) =>
  thrown instanceof Failure && (thrown.kind === 'not-found' || thrown.kind === 'upstream-refused');

const passes = (thrown: unknown) =>
  thrown instanceof Failure && (thrown.kind === 'upstream-unreachable' || thrown.kind === 'upstream-timeout');

/** One series, or the whole study where the archive lists no series, with the instances that belong to it. */
interface Portion {
  readonly path: string;
  /** Undefined where the archive lists no instances. */
  readonly instanceUids: readonly string[] | undefined;
}

const portionsOf = async (
  call: RetrieveCall,
  studyUid: string,
  seriesUids: readonly string[] | undefined,
): Promise<readonly Portion[]> => {
  const study = `/studies/${studyUid}`;
  let wanted = seriesUids;
  if (wanted === undefined) {
    try {
      wanted = (await listSeries(call, studyUid)).map(({ seriesUid }) => seriesUid);
    } catch (thrown) {
      if (!unlisted(thrown)) throw thrown;
      call.log.debug({}, 'the archive lists no series: the study is retrieved as a whole');
      return [{ path: study, instanceUids: undefined }];
    }
  }
  const portions: Portion[] = [];
  for (const seriesUid of wanted) {
    const path = `${study}/series/${seriesUid}`;
    try {
      const listed = await listInstances(call, studyUid, seriesUid);
      if (listed.length === 0 && seriesUids !== undefined)
        throw new Failure('not-found', 'The archive does not hold a series that was asked for.');
      portions.push({ path, instanceUids: listed.flatMap((instance) => instance.text('x00080018') ?? []) });
    } catch (thrown) {
      if (!unlisted(thrown)) throw thrown;
      portions.push({ path, instanceUids: undefined });
    }
  }
  return portions;
};

/** Fetches what a folder lacks. See the port `Archive.retrieve`. */
export const retrieveStudy = async (
  call: RetrieveCall,
  what: { readonly studyUid: string; readonly seriesUids: readonly string[] | undefined },
  folder: string,
): Promise<{ readonly instances: number; readonly fetched: number; readonly bytes: number }> => {
  const incoming = await openIncoming(folder, { partBytes: call.limits.instanceBytes, parts: mostParts });
  const portions = await portionsOf(call, what.studyUid, what.seriesUids);
  const listed = portions.every(({ instanceUids }) => instanceUids !== undefined);
  const total = listed ? portions.reduce((sum, { instanceUids }) => sum + (instanceUids?.length ?? 0), 0) : undefined;
  const done = new Set<string>();
  let fetched = 0;
  let bytes = 0;
  const onInstance = (instanceUid: string) => {
    if (done.has(instanceUid)) return;
    done.add(instanceUid);
    call.onInstance?.(done.size, total);
  };

  const fetchFrom = (path: string, resumes: boolean) =>
    ask(
      call.rules,
      { method: 'GET', path, accept, long: true, maximumBytes: call.limits.transferBytes },
      { ...call, resumes },
      async (answer) => {
        const taken = await incoming.take(answer, {
          studyUid: what.studyUid,
          onInstance,
          onWritten: (length) => {
            fetched += 1;
            bytes += length;
          },
        });
        if (taken === 0) throw new Failure('not-found', 'The archive sent no instance.');
      },
    );

  for (const { path, instanceUids } of portions) {
    if (instanceUids === undefined) {
      await fetchFrom(path, false);
      continue;
    }
    for (const uid of instanceUids) if (incoming.has(uid)) onInstance(uid);
    const missing = missingOf(incoming, instanceUids);
    if (missing.length > Math.max(1, instanceUids.length * fewParts)) {
      try {
        await fetchFrom(path, true);
      } catch (thrown) {
        if (!passes(thrown)) throw thrown;
        call.log.warn(
          { missing: missingOf(incoming, instanceUids).length },
          'retrieval broke off: single instances now',
        );
      }
    }
    await inLanes(missingOf(incoming, instanceUids), async (uid) => {
      await fetchFrom(`${path}/instances/${uid}`, false);
      if (!incoming.has(uid))
        throw new Failure('invalid-input', 'The archive sent another instance than the one asked for.');
    });
  }
  if (done.size === 0) throw new Failure('not-found', 'The archive holds no instance of what was asked for.');
  return { instances: done.size, fetched, bytes };
};

const missingOf = (incoming: IncomingInstances, instanceUids: readonly string[]) =>
  instanceUids.filter((uid) => !incoming.has(uid));

/** Works on several at a time; after a failure nothing new is begun, and what runs is waited for. */
const inLanes = async (all: readonly string[], work: (one: string) => Promise<void>): Promise<void> => {
  const waiting = [...all];
  let failed: { readonly thrown: unknown } | undefined;
  const lane = async () => {
    for (let one = waiting.shift(); one !== undefined && failed === undefined; one = waiting.shift())
      await work(one).catch((thrown: unknown) => {
        failed ??= { thrown };
      });
  };
  await Promise.all(Array.from({ length: Math.min(lanes, all.length) }, lane));
  if (failed !== undefined) throw failed.thrown;
};
