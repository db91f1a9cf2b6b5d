/** What a compressed frame says of itself, read before a decoder is given memory for it. */
export interface CodestreamHeader {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  readonly bits: number;
  /** JPEG 2000 only: the samples are signed. */
  readonly signed: boolean;
}

/** Frame header (SOF0-15 or SOF55) of a JPEG or JPEG-LS stream; undefined when there is none. */
export const jpegHeader = (bytes: Uint8Array): CodestreamHeader | undefined => {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const mark = bytes[at + 1] ?? 0;
    if (mark === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = mark === 0xf7 || (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark));
    if (isFrame)
      return {
        bits: bytes[at + 4] ?? 0,
        rows: view.getUint16(at + 5),
        columns: view.getUint16(at + 7),
        components: bytes[at + 9] ?? 0,
        signed: false,
      };
    if (mark === 0xda) return undefined;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
};

/** SIZ of a JPEG 2000 or HTJ2K codestream, bare or in a JP2 box. */
export const jpeg2000Header = (bytes: Uint8Array): CodestreamHeader | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const limit = Math.min(bytes.length - 46, 4096);
  for (let at = 0; at <= limit; at++) {
    if (view.getUint32(at) !== 0xff4fff51) continue;
    const depth = bytes[at + 42] ?? 0;
    return {
      columns: view.getUint32(at + 8) - view.getUint32(at + 16),
      rows: view.getUint32(at + 12) - view.getUint32(at + 20),
      components: view.getUint16(at + 40),
      bits: (depth & 0x7f) + 1,
      signed: depth > 127,
    };
  }
  return undefined;
};
