import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import dicomParser from 'dicom-parser';
import { Failure } from '../../core/failure.ts';
import { boundaryOf, readMultipart } from './multipart.ts';

/** Where retrieved instances are laid down. One retrieval at a time uses a folder. */
export interface IncomingInstances {
  has(instanceUid: string): boolean;
  /** Takes an answer with one or many instances; what is there already is not kept twice. @returns instances that came */
  take(
    answer: { readonly contentType: string; readonly body: AsyncIterable<Uint8Array> },
    given: {
      readonly studyUid: string;
      readonly onInstance: (instanceUid: string) => void;
      /** After each new file, with its bytes: an answer that breaks off has brought what came before. */
      readonly onWritten: (bytes: number) => void;
    },
  ): Promise<number>;
}

/** Names by digest: a UID is foreign text, and it may be one that no file system takes. */
export const instanceFileName = (instanceUid: string): string =>
  `${createHash('sha256').update(instanceUid).digest('hex').slice(0, 40)}.dcm`;

const headBytes = 131_072;
const writeBytes = 1_048_576;
const partSuffix = '.part';

const broken = (cause: unknown) =>
  new Failure('store-unavailable', 'Retrieved images cannot be written. Check that there is room in the data folder.', {
    cause,
  });
const noDicom = () => new Failure('invalid-input', 'The archive sent something that is no DICOM file.');

/** SOP and study UID of a file of which only the beginning is known. */
const identify = (head: Uint8Array): { readonly instanceUid?: string; readonly studyUid?: string } => {
  if (head.length < 140 || Buffer.from(head.subarray(128, 132)).toString('latin1') !== 'DICM') throw noDicom();
  let instanceUid: string | undefined;
  let studyUid: string | undefined;
  try {
    const meta = dicomParser.readPart10Header(head);
    instanceUid = meta.string('x00020003');
    // a deflated data set cannot be looked into without all of it; its meta information has to do
    if (meta.string('x00020010') === '1.2.840.10008.1.2.1.99') return instanceUid ? { instanceUid } : {};
  } catch {
    throw noDicom();
  }
  try {
    const dataSet = dicomParser.parseDicom(head, { untilTag: 'x0020000d' });
    instanceUid = dataSet.string('x00080018') || instanceUid;
    studyUid = dataSet.string('x0020000d');
  } catch {
    // a large element before the study: the meta information has to do
  }
  return { ...(instanceUid ? { instanceUid } : {}), ...(studyUid ? { studyUid } : {}) };
};

/** A file that is being written: collected to large writes, because archives send small pieces. */
const partFile = async (path: string) => {
  let handle: FileHandle;
  try {
    handle = await open(path, 'w', 0o600);
  } catch (cause) {
    throw broken(cause);
  }
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const head: Uint8Array[] = [];
  let headLength = 0;
  let length = 0;
  const flush = async () => {
    if (waitingBytes === 0) return;
    const all = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    try {
      await handle.writeFile(all);
    } catch (cause) {
      throw broken(cause);
    }
  };
  return {
    write: async (bytes: Uint8Array) => {
      if (headLength < headBytes) {
        const piece = bytes.subarray(0, headBytes - headLength);
        head.push(piece);
        headLength += piece.length;
      }
      waiting.push(bytes);
      waitingBytes += bytes.length;
      length += bytes.length;
      if (waitingBytes >= writeBytes) await flush();
    },
    flush,
    close: () => handle.close(),
    head: () => Buffer.concat(head),
    length: () => length,
  };
};

/**
 * Opens a folder for retrieved instances and looks at what is there; half-written files of a process that died are taken away.
 * @param limits of a single instance, and of the parts of one answer
 */
export const openIncoming = async (
  folder: string,
  limits: { readonly partBytes: number; readonly parts: number },
): Promise<IncomingInstances> => {
  const present = new Set<string>();
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      if (name.endsWith(partSuffix)) await rm(join(folder, name), { force: true });
      else present.add(name);
    }
  } catch (cause) {
    throw broken(cause);
  }
  let count = 0;

  return {
    has: (instanceUid) => present.has(instanceFileName(instanceUid)),
    async take({ contentType, body }, { studyUid, onInstance, onWritten }) {
      let taken = 0;
      let writing: { readonly file: Awaited<ReturnType<typeof partFile>>; readonly path: string } | undefined;
      const begin = async () => {
        // hidden, so that nobody takes it for an image before it is whole
        const path = join(folder, `.${count++}${partSuffix}`);
        writing = { file: await partFile(path), path };
        return writing.file;
      };
      const finish = async () => {
        if (writing === undefined) return;
        const { file, path } = writing;
        await file.flush();
        await file.close();
        const about = identify(file.head());
        if (about.instanceUid === undefined) throw noDicom();
        if (about.studyUid !== undefined && about.studyUid !== studyUid)
          throw new Failure('invalid-input', 'The archive sent an instance of another study than the one asked for.');
        const name = instanceFileName(about.instanceUid);
        if (present.has(name)) await rm(path, { force: true });
        else {
          await rename(path, join(folder, name));
          present.add(name);
          onWritten(file.length());
        }
        writing = undefined;
        taken += 1;
        onInstance(about.instanceUid);
      };
      try {
        const boundary = boundaryOf(contentType);
        if (boundary === undefined) {
          // some archives answer a request for one instance with the file itself
          if (!/^\s*application\/(dicom|octet-stream)\b/i.test(contentType)) throw noDicom();
          const file = await begin();
          for await (const piece of body) {
            if (file.length() + piece.length > limits.partBytes)
              throw new Failure('invalid-input', 'The archive sends an instance larger than allowed.');
            await file.write(piece);
          }
          await finish();
          return taken;
        }
        for await (const event of readMultipart(body, boundary, limits)) {
          if (event.kind === 'part') await begin();
          else if (event.kind === 'data') await writing?.file.write(event.bytes);
          else await finish();
        }
        return taken;
      } finally {
        if (writing !== undefined) {
          await writing.file.close().catch(() => undefined);
          await rm(writing.path, { force: true }).catch(() => undefined);
        }
      }
    },
  };
};
