import { Failure } from '../../core/failure.ts';

/** What a multipart body is made of, in order: every part begins once, brings its bytes piece by piece, and ends once. */
export type MultipartEvent =
  | { readonly kind: 'part'; readonly headers: ReadonlyMap<string, string> }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'end-of-part' };

export interface MultipartLimits {
  readonly partBytes: number;
  readonly parts: number;
}

const headerBytes = 16_384;
/** Text before the first boundary, and blanks behind a boundary, are allowed but useless. */
const preambleBytes = 65_536;
const paddingBytes = 256;

const malformed = (what: string) =>
  new Failure('invalid-input', `The multipart answer of the archive cannot be read: ${what}.`);

/** The stream ended before the closing boundary: what came before is whole, the last part is not. */
export const cutShort = () =>
  new Failure('upstream-unreachable', 'The answer of the archive broke off before its end.');

/**
 * Boundary of a Content-Type, or undefined when it is no multipart/related.
 * @throws Failure `invalid-input` when it is one without a usable boundary (RFC 2046: 1 to 70 characters)
 */
export const boundaryOf = (contentType: string): string | undefined => {
  if (!/^\s*multipart\/related\b/i.test(contentType)) return undefined;
  const found = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined || boundary.length > 70 || !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(boundary))
    throw malformed('it names no boundary');
  return boundary;
};

const readHeaders = (bytes: Buffer): ReadonlyMap<string, string> => {
  const headers = new Map<string, string>();
  // a folded line goes on with a blank (RFC 822)
  for (const line of bytes
    .toString('latin1')
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
};

/** What follows a delimiter: the end, a new part (and where its headers begin), no delimiter after all, or too few bytes to say. */
const behind = (held: Buffer, at: number): 'end' | 'none' | 'unknown' | number => {
  const [first, second] = [held[at], held[at + 1]];
  if (first === 0x2d) return second === undefined ? 'unknown' : second === 0x2d ? 'end' : 'none';
  let next = at;
  while (held[next] === 0x20 || held[next] === 0x09) next++;
  if (next - at > paddingBytes) return 'none';
  const [cr, lf] = [held[next], held[next + 1]];
  if (cr === undefined || (cr === 0x0d && lf === undefined)) return 'unknown';
  return cr === 0x0d && lf === 0x0a ? next + 2 : 'none';
};

/**
 * Reads a multipart body as it comes. Holds no more than a piece of the source, a delimiter and the headers of one part.
 * @throws Failure `invalid-input` for what is no multipart body or beyond the limits; `upstream-unreachable` when it breaks off
 */
export async function* readMultipart(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
  limits: MultipartLimits,
): AsyncGenerator<MultipartEvent, void, undefined> {
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // the first delimiter may open the body, without a line before it
  let held: Buffer = Buffer.from('\r\n');
  let state: 'preamble' | 'headers' | 'body' = 'preamble';
  let parts = 0;
  let ofPart = 0;
  let before = 0;

  for await (const piece of source) {
    held = Buffer.concat([held, piece]);
    for (;;) {
      if (state === 'headers') {
        const empty = held[0] === 0x0d && held[1] === 0x0a;
        const end = empty ? 0 : held.indexOf('\r\n\r\n');
        if (end < 0) {
          if (held.length > headerBytes) throw malformed('the headers of a part are too long');
          break;
        }
        if (end > headerBytes) throw malformed('the headers of a part are too long');
        yield { kind: 'part', headers: readHeaders(held.subarray(0, end)) };
        held = held.subarray(empty ? 2 : end + 4);
        state = 'body';
        ofPart = 0;
      }
      const at = held.indexOf(delimiter);
      const next = at < 0 ? 'unknown' : behind(held, at + delimiter.length);
      // as far as the bytes cannot be part of a delimiter
      const sure = at < 0 ? Math.max(0, held.length - delimiter.length + 1) : next === 'none' ? at + 1 : at;
      if (sure > 0) {
        if (state === 'preamble') {
          before += sure;
          if (before > preambleBytes) throw malformed('its boundary does not occur');
        } else {
          ofPart += sure;
          if (ofPart > limits.partBytes) throw malformed('a part is larger than allowed');
          yield { kind: 'data', bytes: held.subarray(0, sure) };
        }
        held = held.subarray(sure);
      }
      if (next === 'none') continue;
      if (next === 'unknown') break;
      if (state === 'body') yield { kind: 'end-of-part' };
      if (next === 'end') return;
      parts += 1;
      if (parts > limits.parts) throw malformed('it has more parts than allowed');
      held = held.subarray(next - sure);
      state = 'headers';
    }
  }
  if (state === 'preamble') throw malformed('its boundary does not occur');
  throw cutShort();
}
