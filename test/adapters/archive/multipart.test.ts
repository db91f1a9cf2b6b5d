import { describe, expect, it } from 'vitest';
import { boundaryOf, readMultipart } from '../../../src/adapters/archive/multipart.ts';

const limits = { partBytes: 1_000_000, parts: 100 };

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (bytes: Buffer, size = 7, boundary = 'b', given = limits) => {
  const parts: { headers: Record<string, string>; body: Buffer }[] = [];
  let body: Uint8Array[] = [];
  let headers: Record<string, string> = {};
  for await (const event of readMultipart(inPieces(bytes, size), boundary, given)) {
    if (event.kind === 'part') headers = Object.fromEntries(event.headers);
    else if (event.kind === 'data') body.push(event.bytes);
    else {
      parts.push({ headers, body: Buffer.concat(body) });
      body = [];
    }
  }
  return parts;
};
const text = (value: string) => Buffer.from(value, 'latin1');

describe('multipart bodies', () => {
  it('are read alike whatever the pieces in which they come', async () => {
    const first = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));
    const body = Buffer.concat([
      text('a preamble\r\n--b  \r\nContent-Type: application/dicom;\r\n transfer-syntax=1.2\r\nX: y\r\n\r\n'),
      first,
      text('\r\n--b\r\n\r\nno headers, and --b within\r\n--bb is no end\r\n--b--\r\nepilogue'),
    ]);
    for (const size of [1, 2, 3, 5, 64, 4096, body.length]) {
      const parts = await read(body, size);
      expect(parts.map(({ headers }) => headers)).toEqual([
        { 'content-type': 'application/dicom; transfer-syntax=1.2', x: 'y' },
        {},
      ]);
      expect(parts[0]?.body.equals(first)).toBe(true);
      expect(parts[1]?.body.toString()).toBe('no headers, and --b within\r\n--bb is no end');
    }
  });
  it('may have no part at all, or an empty one', async () => {
    expect(await read(text('--b--'))).toEqual([]);
    expect((await read(text('--b\r\nX: 1\r\n\r\n\r\n--b--')))[0]?.body.length).toBe(0);
  });
  it('that break off are told from those that are none', async () => {
    await expect(read(text('--b\r\n\r\nhalf a par'))).rejects.toMatchObject({ kind: 'upstream-unreachable' });
    await expect(read(text('--b\r\n\r\nwhole\r\n--b'))).rejects.toMatchObject({ kind: 'upstream-unreachable' });
    await expect(read(text('--c\r\n\r\nother boundary\r\n--c--'))).rejects.toMatchObject({ kind: 'invalid-input' });
  });
  it('are refused beyond the limits', async () => {
    const part = `--b\r\n\r\n${'x'.repeat(2000)}\r\n`;
    await expect(read(text(`${part}--b--`), 64, 'b', { partBytes: 1999, parts: 9 })).rejects.toThrow(/larger/);
    await expect(read(text(`${part}${part}--b--`), 64, 'b', { partBytes: 9999, parts: 1 })).rejects.toThrow(
      /more parts/,
    );
    await expect(read(text(`--b\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`), 512)).rejects.toThrow(/headers/);
    await expect(read(text('x'.repeat(100_000)), 512)).rejects.toThrow(/boundary/);
  });
  it('name their boundary in the content type', () => {
    expect(boundaryOf('multipart/related; type="application/dicom"; boundary="a b=c"')).toBe('a b=c');
    expect(boundaryOf('Multipart/Related;boundary=abc; type=x')).toBe('abc');
    expect(boundaryOf('application/dicom')).toBeUndefined();
    expect(() => boundaryOf('multipart/related; type=x')).toThrow(/boundary/);
    expect(() => boundaryOf(`multipart/related; boundary=${'x'.repeat(71)}`)).toThrow(/boundary/);
  });
});
