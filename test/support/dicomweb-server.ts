import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedInstance {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly instanceUid: string;
  /** Made anew for each answer: a large study need not lie in memory. */
  readonly file: () => Uint8Array;
  /** Elements of search answers beside the UIDs. */
  readonly about?: Readonly<Record<string, { readonly vr: string; readonly Value: readonly unknown[] }>>;
}

type Behaviour = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

/** A multipart body of DICOM files. */
export const multipartOf = (files: readonly Uint8Array[], boundary = 'part-of-a-test'): Buffer =>
  Buffer.concat([
    ...files.flatMap((file) => [
      Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\nContent-Length: ${file.length}\r\n\r\n`),
      file,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);

export const multipartType = 'multipart/related; type="application/dicom"; boundary=part-of-a-test';

const written = (response: ServerResponse, bytes: Uint8Array) =>
  response.write(bytes) || response.destroyed
    ? Promise.resolve()
    : new Promise<void>((resolve) => {
        const go = () => {
          response.off('drain', go).off('close', go);
          resolve();
        };
        response.on('drain', go).on('close', go);
      });

/**
 * A small DICOMweb archive on loopback whose faults are made on demand: `behave` is asked first and may answer, hang or break off
 * itself (true), else the archive answers as it should. `asked` keeps method and address of every request, without the host.
 */
export async function startDicomwebServer(instances: readonly ServedInstance[], behave: Behaviour = () => false) {
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const uid = (value: string) => ({ vr: 'UI', Value: [value] });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://archive');
    const [, studyUid, seriesUid, instanceUid] =
      /^\/dicom-web\/studies(?:\/([\d.]+)(?:\/series(?:\/([\d.]+))?(?:\/instances(?:\/([\d.]+))?)?)?)?/.exec(
        url.pathname,
      ) ?? [];
    const held = instances.filter(
      (one) =>
        (studyUid ?? one.studyUid) === one.studyUid &&
        (seriesUid ?? one.seriesUid) === one.seriesUid &&
        (instanceUid ?? one.instanceUid) === one.instanceUid,
    );
    const level = /\/(studies|series|instances|metadata)$/.exec(url.pathname)?.[1];
    if (level !== undefined) {
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const page = new Map<string, object>();
      for (const one of held) {
        const [key, own] =
          level === 'studies'
            ? [one.studyUid, {}]
            : level === 'series'
              ? [one.seriesUid, { '0020000E': uid(one.seriesUid) }]
              : [one.instanceUid, { '0020000E': uid(one.seriesUid), '00080018': uid(one.instanceUid) }];
        page.set(key, { '0020000D': uid(one.studyUid), ...own, ...one.about });
      }
      const found = [...page.values()].slice(offset, offset + Number(url.searchParams.get('limit') ?? 1e9));
      if (found.length === 0) return void response.writeHead(204).end();
      response.writeHead(200, { 'content-type': 'application/dicom+json' });
      return void response.end(JSON.stringify(found));
    }
    if (held.length === 0) return void response.writeHead(404).end('nobody of that name');
    response.writeHead(200, { 'content-type': multipartType });
    for (const one of held) {
      const file = one.file();
      await written(response, Buffer.from('--part-of-a-test\r\nContent-Type: application/dicom\r\n\r\n'));
      await written(response, file);
      await written(response, Buffer.from('\r\n'));
      if (response.destroyed) return;
    }
    response.end('--part-of-a-test--\r\n');
  };

  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    request.resume();
    response.on('error', () => undefined);
    if (!behave(request, response, asked.length)) void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`,
    asked,
    headers,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
