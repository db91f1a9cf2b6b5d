/** Numbers in [0, 1) that are the same for one seed (mulberry32). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

const lengths = [0, 1, 0x7f, 0xff, 0xfffe, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

/**
 * A damaged copy: bytes and bits changed, length fields overwritten, blocks repeated or moved, parts of another file spliced in, the
 * end cut off. One in ten comes unchanged but for its end.
 */
export const mutated = (bytes: Uint8Array, next: () => number, other: Uint8Array = bytes): Uint8Array => {
  const upTo = (n: number) => Math.floor(next() * n);
  let out = Uint8Array.from(bytes);
  const edits = next() < 0.1 ? 0 : 1 + upTo(8);
  for (let i = 0; i < edits; i++) {
    const at = upTo(out.length);
    const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
    const way = next();
    if (way < 0.3) out[at] = upTo(256);
    else if (way < 0.5) out[at] = (out[at] ?? 0) ^ (1 << upTo(8));
    else if (way < 0.65 && at + 4 <= out.length) view.setUint32(at, lengths[upTo(lengths.length)] ?? 0, next() < 0.8);
    else if (way < 0.75 && at + 2 <= out.length) view.setUint16(at, lengths[upTo(6)] ?? 0, next() < 0.8);
    else if (way < 0.85) out.copyWithin(at, upTo(out.length), upTo(out.length));
    else if (way < 0.92) {
      const block = out.subarray(at, at + 1 + upTo(64));
      const copies = 1 + upTo(32);
      out = Uint8Array.from(
        Buffer.concat([out.subarray(0, at), ...Array.from({ length: copies }, () => block), out.subarray(at)]),
      );
    } else if (way < 0.97) {
      const from = upTo(other.length);
      out = Uint8Array.from(
        Buffer.concat([out.subarray(0, at), other.subarray(from, from + upTo(256)), out.subarray(at)]),
      );
    } else
      out = Uint8Array.from(
        Buffer.concat([out.subarray(0, at), out.subarray(Math.min(out.length, at + 1 + upTo(64)))]),
      );
    if (out.length === 0) return out;
  }
  return next() < 0.2 ? out.subarray(0, upTo(out.length)) : out;
};
