import { deflateRawSync } from 'node:zlib';

/** Elements by tag (eight hex digits): type and value. A sequence holds data sets; `fragments` is encapsulated pixel data. */
export type WrittenElement =
  | readonly [vr: string, value: string | number | readonly number[] | Uint8Array]
  | readonly [vr: 'SQ', items: readonly WrittenDataSet[]]
  | { readonly fragments: readonly Uint8Array[] };
export type WrittenDataSet = Readonly<Record<string, WrittenElement>>;

const widths: Record<string, number> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 };
const longTypes = new Set(['OB', 'OW', 'OF', 'OD', 'SQ', 'UC', 'UN', 'UR', 'UT']);

interface Encoding {
  readonly explicit: boolean;
  readonly little: boolean;
}

const numbers = (vr: string, values: readonly number[], little: boolean): Buffer => {
  const width = widths[vr] ?? 2;
  const out = Buffer.alloc(values.length * width);
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  for (const [i, value] of values.entries()) {
    if (vr === 'US') view.setUint16(i * 2, value, little);
    else if (vr === 'SS') view.setInt16(i * 2, value, little);
    else if (vr === 'UL') view.setUint32(i * 4, value, little);
    else if (vr === 'SL') view.setInt32(i * 4, value, little);
    else if (vr === 'FL') view.setFloat32(i * 4, value, little);
    else view.setFloat64(i * 8, value, little);
  }
  return out;
};

const even = (bytes: Buffer, fill: number) => (bytes.length % 2 ? Buffer.concat([bytes, Buffer.from([fill])]) : bytes);

const tagBytes = (tag: string, little: boolean): Buffer =>
  numbers('US', [Number.parseInt(tag.slice(0, 4), 16), Number.parseInt(tag.slice(4), 16)], little);

const header = (tag: string, vr: string, length: number, { explicit, little }: Encoding): Buffer => {
  const head = tagBytes(tag, little);
  if (!explicit) return Buffer.concat([head, numbers('UL', [length], little)]);
  if (longTypes.has(vr))
    return Buffer.concat([head, Buffer.from(`${vr}\0\0`, 'latin1'), numbers('UL', [length], little)]);
  return Buffer.concat([head, Buffer.from(vr, 'latin1'), numbers('US', [length], little)]);
};

const item = (bytes: Uint8Array, little: boolean) =>
  Buffer.concat([tagBytes('FFFEE000', little), numbers('UL', [bytes.length], little), bytes]);

const valueBytes = (vr: string, value: string | number | readonly number[] | Uint8Array, little: boolean): Buffer => {
  if (value instanceof Uint8Array) return even(Buffer.from(value), 0);
  if (vr in widths) return numbers(vr, typeof value === 'number' ? [value] : (value as readonly number[]), little);
  const text = Array.isArray(value) ? value.join('\\') : String(value);
  return even(Buffer.from(text, 'utf8'), vr === 'UI' ? 0 : 0x20);
};

const element = (tag: string, written: WrittenElement, encoding: Encoding): Buffer => {
  if ('fragments' in written) {
    const parts = [Buffer.alloc(0), ...written.fragments.map((part) => even(Buffer.from(part), 0))];
    const body = Buffer.concat(parts.map((part) => item(part, encoding.little)));
    const end = Buffer.concat([tagBytes('FFFEE0DD', encoding.little), Buffer.alloc(4)]);
    return Buffer.concat([header(tag, 'OB', 0xffffffff, encoding), body, end]);
  }
  const [vr, value] = written;
  const body =
    vr === 'SQ'
      ? Buffer.concat(
          (value as readonly WrittenDataSet[]).map((each) => item(dataSetBytes(each, encoding), encoding.little)),
        )
      : valueBytes(vr, value as string | number, encoding.little);
  return Buffer.concat([header(tag, vr, body.length, encoding), body]);
};

const dataSetBytes = (dataSet: WrittenDataSet, encoding: Encoding): Buffer =>
  Buffer.concat(
    Object.keys(dataSet)
      .sort()
      .map((tag) => element(tag, dataSet[tag] as WrittenElement, encoding)),
  );

export const uids = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  bigEndian: '1.2.840.10008.1.2.2',
  rle: '1.2.840.10008.1.2.5',
  jpeg: '1.2.840.10008.1.2.4.50',
  jpegLossless: '1.2.840.10008.1.2.4.70',
  jpegLs: '1.2.840.10008.1.2.4.80',
  jpeg2000: '1.2.840.10008.1.2.4.90',
  htj2k: '1.2.840.10008.1.2.4.201',
} as const;

/** A DICOM file: Part 10 with meta information, or only the data set. */
export const writeDicom = (dataSet: WrittenDataSet, syntax: string = uids.explicit, bare = false): Buffer => {
  const encoding = { explicit: syntax !== uids.implicit, little: syntax !== uids.bigEndian };
  const plain = dataSetBytes(dataSet, encoding);
  if (bare) return plain;
  const meta = dataSetBytes(
    { '00020001': ['OB', Buffer.from([0, 1])], '00020010': ['UI', syntax] },
    { explicit: true, little: true },
  );
  const length = element('00020000', ['UL', meta.length], { explicit: true, little: true });
  const body = syntax === uids.deflated ? even(deflateRawSync(plain), 0) : plain;
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, meta, body]);
};
