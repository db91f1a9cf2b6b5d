import { Failure } from '../../core/failure.ts';

const damaged = () => new Failure('invalid-input', 'The RLE pixel data is damaged. Send the file again.');

/** One PackBits segment (PS3.5 annex G.3) into `plane`, which it must fill. */
const unpack = (bytes: Uint8Array, plane: Uint8Array) => {
  let from = 0;
  let to = 0;
  while (to < plane.length) {
    const mark = bytes[from++];
    if (mark === undefined) throw damaged();
    if (mark < 128) {
      const run = Math.min(mark + 1, plane.length - to);
      if (from + run > bytes.length) throw damaged();
      plane.set(bytes.subarray(from, from + run), to);
      from += mark + 1;
      to += run;
    } else if (mark > 128) {
      const value = bytes[from++];
      if (value === undefined) throw damaged();
      const run = Math.min(257 - mark, plane.length - to);
      plane.fill(value, to, to + run);
      to += run;
    }
  }
};

/**
 * DICOM RLE Lossless (PS3.5 annex G): one segment per byte of a sample, the most significant first, sample after sample.
 * Answers little endian, pixel-interleaved bytes, as the native syntax would hold them.
 */
export const decodeRle = (bytes: Uint8Array, pixels: number, samples: number, bytesPerSample: number): Uint8Array => {
  if (bytes.length < 64) throw damaged();
  const header = new DataView(bytes.buffer, bytes.byteOffset, 64);
  const segments = header.getUint32(0, true);
  if (segments !== samples * bytesPerSample || segments > 15) throw damaged();
  const out = new Uint8Array(pixels * samples * bytesPerSample);
  const plane = new Uint8Array(pixels);
  const stride = samples * bytesPerSample;
  for (let segment = 0; segment < segments; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segments ? header.getUint32(8 + 4 * segment, true) : bytes.length;
    if (start < 64 || end <= start || end > bytes.length) throw damaged();
    unpack(bytes.subarray(start, end), plane);
    const sample = Math.floor(segment / bytesPerSample);
    let at = sample * bytesPerSample + (bytesPerSample - 1 - (segment % bytesPerSample));
    for (let i = 0; i < pixels; i++, at += stride) out[at] = plane[i] ?? 0;
  }
  return out;
};
