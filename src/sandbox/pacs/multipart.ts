import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { mediaRangesOf } from './media-types.ts';
import { DicomwebRefusal } from './refusal.ts';

export interface Part {
  readonly contentType: string;
  readonly location?: string;
  readonly bytes: Uint8Array;
}

/** Sends parts one after the other as they are made; stops when nobody reads any more. */
export async function sendMultipart(response: Response, partType: string, parts: AsyncIterable<Part>): Promise<void> {
  // 128 random bits do not occur in a part
  const boundary = randomBytes(16).toString('hex');
  response.status(200).set('Content-Type', `multipart/related; type="${partType}"; boundary=${boundary}`);
  async function* written() {
    for await (const { contentType, location, bytes } of parts) {
      const place = location === undefined ? '' : `Content-Location: ${location}\r\n`;
      yield `--${boundary}\r\nContent-Type: ${contentType}\r\n${place}Content-Length: ${bytes.length}\r\n\r\n`;
      yield bytes;
      yield '\r\n';
    }
    yield `--${boundary}--\r\n`;
  }
  await pipeline(Readable.from(written()), response).catch((thrown: unknown) => {
    // a client that leaves has what it wanted
    if ((thrown as { code?: unknown } | null)?.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw thrown;
  });
}

/**
 * The bodies of a multipart/related request.
 * @throws DicomwebRefusal 400 without boundaries, 415 for another content
 */
export function partsOf(contentType: string, body: Buffer): readonly Uint8Array[] {
  const [media] = mediaRangesOf(contentType);
  const inner = media?.parameters.get('type')?.toLowerCase() ?? 'application/dicom';
  if (media?.type !== 'multipart/related' || inner !== 'application/dicom')
    throw new DicomwebRefusal(415, 'Instances are stored as application/dicom in multipart/related.');
  const boundary = media.parameters.get('boundary');
  if (!boundary) throw new DicomwebRefusal(400, 'The request names no boundary.');
  const mark = Buffer.from(`--${boundary}`);
  const parts: Uint8Array[] = [];
  let from = body.indexOf(mark);
  while (from >= 0) {
    const begin = from + mark.length;
    if (body.subarray(begin, begin + 2).toString('latin1') === '--') return parts;
    const head = body.indexOf('\r\n\r\n', begin);
    const next = body.indexOf(mark, begin);
    if (head < 0 || next < 0 || head + 4 > next - 2) break;
    parts.push(body.subarray(head + 4, next - 2));
    from = next;
  }
  throw new DicomwebRefusal(400, 'The multipart body is damaged or ends early.');
}
