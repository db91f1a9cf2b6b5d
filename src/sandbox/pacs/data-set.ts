import dcmjs from 'dcmjs';

// it warns on the console about what it writes
dcmjs.log.setLevel('silent');

/** One element of the DICOM JSON model (PS3.18 annex F). */
export interface DataElement {
  readonly vr: string;
  readonly Value?: readonly unknown[];
  readonly BulkDataURI?: string;
}
/** A data set of the DICOM JSON model: elements by their tag, eight hexadecimal digits in upper case. */
export type DataSet = Readonly<Record<string, DataElement>>;

type Plain = string | number;
/** Attributes by keyword. A list is a multiple value or, for sequences, the items; undefined is left out, null is empty. */
export interface Named {
  readonly [keyword: string]: Plain | readonly Plain[] | Named | readonly Named[] | null | undefined;
}

const { nameMap } = dcmjs.data.DicomMetaDictionary;

/** Tag and value representation of a keyword; undefined for a word that the data dictionary does not know. */
export function attributeOf(keyword: string): { readonly tag: string; readonly vr: string } | undefined {
  const found = Object.hasOwn(nameMap, keyword) ? nameMap[keyword] : undefined;
  if (found === undefined || !/^\([0-9A-F]{4},[0-9A-F]{4}\)$/.test(found.tag)) return undefined;
  // the dictionary leaves open what the pixel representation decides
  const vr = found.vr === 'ox' ? 'OW' : found.vr === 'xs' ? 'US' : found.vr;
  return { tag: found.tag.replace(/[(),]/g, ''), vr };
}

/** Decimal strings hold 16 characters, and a float of a millimetre has no more than ten digits to say. */
const short = (value: Plain) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value);

/** Keywords to tags, in the order of tags. @throws Error for a keyword that the data dictionary does not know */
export function dataSetOf(named: Named): DataSet {
  const elements: [string, DataElement][] = [];
  for (const [keyword, given] of Object.entries(named)) {
    if (given === undefined) continue;
    const attribute = attributeOf(keyword);
    if (attribute === undefined) throw new Error(`DICOM has no attribute ${keyword}.`);
    const { tag, vr } = attribute;
    const values = (given === null ? [] : Array.isArray(given) ? given : [given]) as readonly (Plain | Named)[];
    const value = values.map((one) => {
      if (typeof one === 'object') return dataSetOf(one);
      if (vr === 'PN') return { Alphabetic: one };
      return vr === 'DS' ? short(one) : one;
    });
    elements.push([tag, value.length === 0 ? { vr } : { vr, Value: value }]);
  }
  return Object.fromEntries(elements.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** First value of an attribute as text. */
export function textOf(dataSet: DataSet, keyword: string): string {
  return valuesOf(dataSet, attributeOf(keyword)?.tag ?? '')[0] ?? '';
}

/** All values of a tag as text; a person's name in its alphabetic form. */
export function valuesOf(dataSet: DataSet, tag: string): readonly string[] {
  return (dataSet[tag]?.Value ?? []).flatMap((value) => {
    if (typeof value === 'string' || typeof value === 'number') return [String(value)];
    if (typeof value === 'object' && value !== null && 'Alphabetic' in value) return [String(value.Alphabetic)];
    return [];
  });
}
