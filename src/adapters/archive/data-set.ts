import type { DataSet } from 'dicom-parser';

/**
 * One DICOM data set (an instance or a sequence item), read by tag (`x` + eight hex digits).
 * Every getter answers undefined or an empty list for what is absent, empty or not a number; none of them throws.
 */
export interface Attributes {
  /** Whole text of the element, trimmed, decoded by the instance's Specific Character Set. */
  text(tag: string): string | undefined;
  /** Values of a multi-valued text element (backslash). */
  texts(tag: string): readonly string[];
  /** Values of a DS, IS, FD, FL, US, SS, UL or SL element; empty when one of them is not a finite number. */
  numbers(tag: string): readonly number[];
  number(tag: string): number | undefined;
  items(tag: string): readonly Attributes[];
  /** First item of a sequence. */
  item(tag: string): Attributes | undefined;
  has(tag: string): boolean;
  /** The bytes of an element that is no sequence, as they lie in the file. */
  bytes(tag: string): Uint8Array | undefined;
}

/** Widths of the binary number types; the implicit syntax says no type, so the table below names the tags that we read. */
const binary = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 } as const;
type Binary = keyof typeof binary;

/** Types of the binary tags we read, for the implicit syntax (PS3.6). US|SS elements follow Pixel Representation. */
const typeOfTag: Record<string, Binary | 'US|SS'> = {
  x00280002: 'US',
  x00280006: 'US',
  x00280010: 'US',
  x00280011: 'US',
  x00280014: 'US',
  x00280100: 'US',
  x00280101: 'US',
  x00280102: 'US',
  x00280103: 'US',
  x00280120: 'US|SS',
  x00280121: 'US|SS',
  x00281101: 'US|SS',
  x00281102: 'US|SS',
  x00281103: 'US|SS',
  x00186012: 'US',
  x00186014: 'US',
  x00186018: 'UL',
  x0018601a: 'UL',
  x0018601c: 'UL',
  x0018601e: 'UL',
  x00186024: 'US',
  x00186026: 'US',
  x0018602c: 'FD',
  x0018602e: 'FD',
  x00189073: 'FD',
  x00189082: 'FD',
  x00189087: 'FD',
  x00189306: 'FD',
  x00209128: 'UL',
  x00209157: 'UL',
  x00209057: 'UL',
  x00620004: 'US',
  x0062000b: 'US',
  x0062000e: 'US',
};

const charsets: Record<string, string> = {
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
};

export interface Reading {
  readonly littleEndian: boolean;
  /** Pixel Representation of the instance: its US|SS elements are signed. */
  readonly signed: boolean;
  readonly decoder: TextDecoder;
}

/** How the texts and the number types of an instance are to be read. */
export const readingOf = (dataSet: DataSet, littleEndian: boolean): Reading => {
  const plain = attributesOf(dataSet, { littleEndian, signed: false, decoder: new TextDecoder('windows-1252') });
  const named = plain.texts('x00080005').find((name) => name !== '');
  return {
    littleEndian,
    signed: plain.number('x00280103') === 1,
    decoder: new TextDecoder(charsets[(named ?? '').replace('ISO 2022 IR', 'ISO_IR')] ?? 'windows-1252'),
  };
};

const numberAt = (view: DataView, type: Binary, at: number, little: boolean): number => {
  switch (type) {
    case 'US':
      return view.getUint16(at, little);
    case 'SS':
      return view.getInt16(at, little);
    case 'UL':
      return view.getUint32(at, little);
    case 'SL':
      return view.getInt32(at, little);
    case 'FL':
      return view.getFloat32(at, little);
    case 'FD':
      return view.getFloat64(at, little);
  }
};

export const attributesOf = (dataSet: DataSet, reading: Reading): Attributes => {
  const bytes = (tag: string): Uint8Array | undefined => {
    const element = dataSet.elements[tag];
    if (element === undefined || element.items !== undefined || !(element.length > 0)) return undefined;
    const end = element.dataOffset + element.length;
    return end > dataSet.byteArray.length ? undefined : dataSet.byteArray.subarray(element.dataOffset, end);
  };
  const text = (tag: string) => {
    const raw = bytes(tag);
    if (raw === undefined) return undefined;
    const found = reading.decoder
      .decode(raw)
      .replace(/\0[\s\S]*$/, '')
      .trim();
    return found === '' ? undefined : found;
  };
  const texts = (tag: string) =>
    text(tag)
      ?.split('\\')
      .map((part) => part.trim()) ?? [];
  const typeOf = (tag: string): Binary | undefined => {
    const declared = dataSet.elements[tag]?.vr;
    if (declared !== undefined && declared in binary) return declared as Binary;
    if (declared !== undefined && declared !== 'UN') return undefined;
    const known = typeOfTag[tag];
    return known === 'US|SS' ? (reading.signed ? 'SS' : 'US') : known;
  };
  const numbers = (tag: string): readonly number[] => {
    const type = typeOf(tag);
    let found: number[];
    if (type === undefined) found = texts(tag).map((part) => (part === '' ? Number.NaN : Number(part)));
    else {
      const raw = bytes(tag);
      if (raw === undefined) return [];
      const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
      const count = Math.floor(raw.length / binary[type]);
      found = Array.from({ length: count }, (_, i) => numberAt(view, type, i * binary[type], reading.littleEndian));
    }
    return found.every(Number.isFinite) ? found : [];
  };
  const items = (tag: string): readonly Attributes[] =>
    (dataSet.elements[tag]?.items ?? []).flatMap((item) =>
      item.dataSet === undefined ? [] : [attributesOf(item.dataSet, reading)],
    );
  return {
    text,
    texts,
    numbers,
    number: (tag) => numbers(tag)[0],
    items,
    item: (tag) => items(tag)[0],
    has: (tag) => dataSet.elements[tag] !== undefined,
    bytes,
  };
};
