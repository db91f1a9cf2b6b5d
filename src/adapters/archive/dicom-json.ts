import { Failure } from '../../core/failure.ts';
import type { Attributes } from './data-set.ts';

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** One value of an element as text: a string, a number, or the first form of a person name. */
const asText = (value: unknown): string => {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  if (isJson(value) && typeof value.Alphabetic === 'string') return value.Alphabetic.trim();
  return '';
};

/** A data set of the DICOM JSON model (PS3.18 annex F), read like one of a file. Bulk data is not followed. */
export const jsonAttributes = (dataSet: Json): Attributes => {
  const elements = new Map<string, Json>();
  for (const [tag, element] of Object.entries(dataSet))
    if (/^[0-9A-Fa-f]{8}$/.test(tag) && isJson(element)) elements.set(`x${tag.toLowerCase()}`, element);
  const valuesOf = (tag: string): readonly unknown[] => {
    const values = elements.get(tag)?.Value;
    return Array.isArray(values) ? values : [];
  };
  const texts = (tag: string) => valuesOf(tag).map(asText);
  const numbers = (tag: string): readonly number[] => {
    // decimal strings may come as text (older servers do)
    const found = texts(tag)
      .flatMap((text) => text.split('\\'))
      .map((text) => (text === '' ? Number.NaN : Number(text)));
    return found.every(Number.isFinite) ? found : [];
  };
  const items = (tag: string) => valuesOf(tag).filter(isJson).map(jsonAttributes);
  return {
    text: (tag) => texts(tag).join('\\') || undefined,
    texts: (tag) => texts(tag).flatMap((text) => text.split('\\')),
    numbers,
    number: (tag) => numbers(tag)[0],
    items,
    item: (tag) => items(tag)[0],
    has: (tag) => elements.has(tag),
    bytes: () => undefined,
  };
};

/**
 * The data sets of a search or metadata answer; none for an empty one.
 * @throws Failure `invalid-input`; the text itself is never kept
 */
export const readDicomJson = (bytes: Uint8Array): readonly Attributes[] => {
  if (bytes.length === 0) return [];
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    throw new Failure('invalid-input', 'The archive answered with something that is no JSON.');
  }
  const list = Array.isArray(found) ? found : [found];
  if (!list.every(isJson)) throw new Failure('invalid-input', 'The archive answered with JSON that is no DICOM.');
  return list.map(jsonAttributes);
};
