import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

export type CodecName = 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

export interface Decoded {
  /** Samples, little endian; pixel after pixel unless `planes`. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly bytesPerSample: number;
  /** The components lie one after the other. */
  readonly planes: boolean;
}

/** Package and decoder class of each coding. */
const packages: Record<CodecName, readonly [path: string, decoder: string]> = {
  jpeg: ['@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs', 'JPEGDecoder'],
  'jpeg-lossless': ['jpeg-lossless-decoder-js', 'Decoder'],
  'jpeg-ls': ['@cornerstonejs/codec-charls/decodewasmjs', 'JpegLSDecoder'],
  'jpeg-2000': ['@cornerstonejs/codec-openjpeg/decodewasmjs', 'J2KDecoder'],
  htj2k: ['@cornerstonejs/codec-openjph/wasmjs', 'HTJ2KDecoder'],
};

/**
 * The thread's program. As text, because a thread starts from a file or a text, and a file would have to be found from the
 * sources, from the tests and from the build alike. A module is thrown away after an exception: its heap is not to be trusted.
 *
 * The JPEG Lossless decoder takes the end marker for the last pixel when the code of that pixel ends within the byte before it, and
 * leaves the pixel 0. Empty bytes before the marker keep the two apart; what comes after the last pixel is not read.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
let module;
const decode = async ({ coding, coded, bits }) => {
  const [path, name] = workerData[coding];
  if (coding === 'jpeg-lossless') {
    const end = Buffer.from(coded.buffer, coded.byteOffset, coded.length).lastIndexOf('ffd9', 'hex');
    const apart = new Uint8Array(coded.length + 4);
    apart.set(end < 0 ? coded : coded.subarray(0, end));
    if (end >= 0) apart.set(coded.subarray(end), end + 4);
    const out = new (require(path)[name])().decode(apart.buffer, 0, apart.length, bits > 8 ? 2 : 1);
    const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    return { bytes, width: 0, height: 0, bytesPerSample: out.BYTES_PER_ELEMENT, planes: false };
  }
  module ??= await require(path)({ print() {}, printErr() {} });
  const decoder = new module[name]();
  decoder.getEncodedBuffer(coded.length).set(coded);
  decoder.decode();
  const info = decoder.getFrameInfo();
  const bytes = decoder.getDecodedBuffer().slice();
  const planes = coding === 'jpeg-ls' && info.componentCount > 1 && decoder.getInterleaveMode() === 0;
  decoder.delete();
  return { bytes, width: info.width, height: info.height, bytesPerSample: bits > 8 ? 2 : 1, planes };
};
parentPort.on('message', async (work) => {
  try {
    const decoded = await decode(work);
    parentPort.postMessage(decoded, [decoded.bytes.buffer]);
  } catch (thrown) {
    module = undefined;
    parentPort.postMessage({ failed: thrown instanceof Error ? thrown.name : 'codec exception' });
  }
});
`;

/** One thread for each coding, started on its first frame; it keeps no process alive while it has no work. */
const threads = new Map<CodecName, { readonly worker: Worker; last: Promise<unknown> }>();

const threadFor = (coding: CodecName) => {
  const running = threads.get(coding);
  if (running !== undefined) return running;
  const [path, name] = packages[coding];
  const worker = new Worker(program, {
    eval: true,
    workerData: { [coding]: [createRequire(import.meta.url).resolve(path), name] },
    stdout: true,
    stderr: true,
  });
  worker.unref();
  const thread = { worker, last: Promise.resolve() };
  threads.set(coding, thread);
  return thread;
};

const ask = (worker: Worker, work: { coding: CodecName; coded: Uint8Array; bits: number }, deadlineMs: number) =>
  new Promise<Decoded>((resolve, reject) => {
    const end = (broken: boolean, settle: () => void) => {
      clearTimeout(timer);
      worker.off('error', onError);
      worker.off('message', onMessage);
      worker.unref();
      if (broken) {
        threads.delete(work.coding);
        worker.on('error', () => {});
        void worker.terminate();
      }
      settle();
    };
    const onError = () => end(true, () => reject(new Error('The decoder broke down.')));
    const onMessage = (answer: Decoded | { failed: string }) =>
      end(false, () =>
        'failed' in answer ? reject(new Error(`The decoder failed: ${answer.failed}.`)) : resolve(answer),
      );
    const timer = setTimeout(
      () => end(true, () => reject(new Error('The decoder did not come to an end.'))),
      deadlineMs,
    );
    worker.on('error', onError);
    worker.on('message', onMessage);
    worker.ref();
    worker.postMessage(work, [work.coded.buffer as ArrayBuffer]);
  });

/**
 * Decodes one compressed frame in a thread of its own, so that damaged bytes can be given up: one decoder of this list
 * (HTJ2K) is known to loop for ever on some. Rejects with an Error after `deadlineMs` or when the decoder fails.
 */
export const decodeCompressed = (
  coding: CodecName,
  frame: Uint8Array,
  bits: number,
  deadlineMs: number,
): Promise<Decoded> => {
  const coded = new Uint8Array(frame);
  const turn = threadFor(coding).last.then(
    // the thread may have been given up while this frame waited for its turn
    () => ask(threadFor(coding).worker, { coding, coded, bits }, deadlineMs),
  );
  threadFor(coding).last = turn.catch(() => undefined);
  return turn;
};
