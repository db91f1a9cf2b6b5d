import { randomBytes } from 'node:crypto';
import { Failure } from '../../core/failure.ts';
import { readDicomJson } from './dicom-json.ts';
import { ask, bytesOf } from './dicomweb-request.ts';
import type { ArchiveCall } from './dicomweb-search.ts';

/** Files of one request together, unless one alone is larger. */
const batchBytes = 64 * 2 ** 20;

const batchesOf = (files: readonly Uint8Array[]): Uint8Array[][] => {
  const batches: Uint8Array[][] = [];
  let size = 0;
  for (const file of files) {
    const last = batches[batches.length - 1];
    if (last === undefined || size + file.length > batchBytes) {
      batches.push([file]);
      size = file.length;
    } else {
      last.push(file);
      size += file.length;
    }
  }
  return batches;
};

/**
 * STOW-RS, in as many requests as the size asks for. Not sent again after a broken connection: the archive may have taken it; a caller
 * may repeat the call, for instances are known by their UID.
 * @throws Failure `upstream-refused` with the number that was not taken
 */
export const storeInstances = async (
  call: ArchiveCall,
  files: readonly Uint8Array[],
): Promise<{ readonly stored: number }> => {
  let stored = 0;
  for (const batch of batchesOf(files)) {
    // 128 random bits do not occur in a file
    const boundary = randomBytes(16).toString('hex');
    const head = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
    const bytes = new Blob([
      ...batch.flatMap((file) => [head, file as Uint8Array<ArrayBuffer>, '\r\n']),
      `--${boundary}--\r\n`,
    ]);
    const contentType = `multipart/related; type="application/dicom"; boundary=${boundary}`;
    stored += await ask(
      call.rules,
      {
        method: 'POST',
        path: '/studies',
        accept: 'application/dicom+json',
        body: { bytes, contentType },
        long: false,
        maximumBytes: 64 * 2 ** 20,
      },
      call,
      async (answer) => {
        const about = await bytesOf(answer);
        const [report] = /json/i.test(answer.contentType) ? readDicomJson(about) : [];
        const failed = report?.items('x00081198').length ?? 0;
        const taken = report?.has('x00081199') === true ? report.items('x00081199').length : batch.length - failed;
        if (answer.status === 409 || failed > 0 || taken < batch.length)
          throw new Failure(
            'upstream-refused',
            `The archive did not take ${answer.status === 409 ? batch.length : Math.max(failed, batch.length - taken)} of ${batch.length} instances.`,
          );
        return batch.length;
      },
    );
  }
  return { stored };
};
