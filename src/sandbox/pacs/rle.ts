/** DICOM RLE Lossless (PS3.5 annex G) of one frame of 8-bit grey: the header and one segment. */
export function encodeRle(plane: Uint8Array, columns: number): Uint8Array {
  const out: number[] = [];
  for (let row = 0; row < plane.length; row += columns) packRow(plane.subarray(row, row + columns), out);
  if (out.length % 2 === 1) out.push(0);
  const bytes = new Uint8Array(64 + out.length);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, 1, true);
  header.setUint32(4, 64, true);
  bytes.set(out, 64);
  return bytes;
}

/** PackBits; a row begins a new run, as the standard wants. */
function packRow(row: Uint8Array, out: number[]): void {
  let at = 0;
  while (at < row.length) {
    let run = 1;
    while (run < 128 && row[at + run] === row[at]) run++;
    if (run > 2) {
      out.push(257 - run, row[at] ?? 0);
      at += run;
      continue;
    }
    const from = at;
    while (at < row.length && at - from < 128 && !(row[at] === row[at + 1] && row[at] === row[at + 2])) at++;
    out.push(at - from - 1, ...row.subarray(from, at));
  }
}
