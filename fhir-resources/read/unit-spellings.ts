/**
 * Real charts seldom write UCUM. Here everyday spellings become UCUM codes, and what is ambiguous or would be
 * misread by a UCUM parser is not understood at all: "103/uL" (10*3 flattened, or 103?) gives undefined, never a guess.
 */

const superscripts: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '⁰': '0',
    '¹': '1',
    '²': '2',
    '³': '3',
    '⁴': '4',
    '⁵': '5',
    '⁶': '6',
    '⁷': '7',
    '⁸': '8',
    '⁹': '9',
  }),
);

/** Whole units, lower case, that are no pattern. */
const words: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'mg%': 'mg/dL',
    'mg/100ml': 'mg/dL',
    'g%': 'g/dL',
    'g/100ml': 'g/dL',
    'gm/dl': 'g/dL',
    'gms/dl': 'g/dL',
    'gr/dl': 'g/dL',
    'gm/l': 'g/L',
    'gr/l': 'g/L',
    'kg/m^2': 'kg/m2',
    'kg/m**2': 'kg/m2',
    'kg/m2': 'kg/m2',
    'kg/sqm': 'kg/m2',
    kg: 'kg',
    kgs: 'kg',
    lb: '[lb_av]',
    lbs: '[lb_av]',
    pounds: '[lb_av]',
    in: '[in_i]',
    inch: '[in_i]',
    inches: '[in_i]',
    cm: 'cm',
    cms: 'cm',
    sec: 's',
    secs: 's',
    second: 's',
    seconds: 's',
    y: 'a',
    yr: 'a',
    yrs: 'a',
    year: 'a',
    years: 'a',
    month: 'mo',
    months: 'mo',
    kpa: 'kPa',
  }),
);

/** What laboratories write for a count of 10*3, 10*9 … before the volume. */
const counts: ReadonlyMap<string, string> = new Map(
  Object.entries({
    k: '10*3',
    thou: '10*3',
    thousand: '10*3',
    thousands: '10*3',
    tsd: '10*3',
    lakh: '10*5',
    lakhs: '10*5',
    giga: '10*9',
    gpt: '10*9',
    cells: '',
    cell: '',
    plt: '',
    '#': '',
  }),
);

const volumes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ul: 'uL',
    mm3: 'mm3',
    'mm^3': 'mm3',
    cmm: 'mm3',
    cumm: 'mm3',
    nl: 'nL',
    ml: 'mL',
    l: 'L',
  }),
);

/**
 * The UCUM code that a chart's unit means, or undefined when that is not certain. For a cell count "K/uL" is
 * not kelvin and "G/L" not grams; for an enzyme U, IU and [IU] are the same activity.
 */
export function spelledAsUcum(unit: string, quantity: 'cell-count' | 'enzyme' | 'other'): string | undefined {
  const plain = unit
    .replace(/10[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (power) => `10*${digits(power.slice(2))}`)
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, digits)
    .replace(/[\u00b5\u03bc]/g, 'u')
    .replace(/\u00d7/g, 'x')
    .replace(/\b10 (\d{1,2})\s*\//, '10*$1/')
    .replace(/\s+/g, '')
    .replace(/\bmc(g|mol|l|kat)\b/gi, 'u$1');
  const lower = plain.toLowerCase();
  if (quantity === 'cell-count') return cellCount(plain);
  const word = words.get(lower);
  if (word) return word;
  const perVolume = /^(?:x?1)?([munpk]?)(g|mol|kat|u|iu|\[iu\]|ui)\/([dmun]?)l$/.exec(lower);
  if (perVolume) {
    const [, prefix = '', kind = '', volume = ''] = perVolume;
    if (kind === 'u' || kind === 'iu' || kind === 'ui' || kind === '[iu]') {
      // Enzyme laboratories write U, IU and UI for the same µmol/min; an arbitrary [IU] of something else is not that.
      return quantity === 'enzyme' ? `${prefix}U/${volume}L` : undefined;
    }
    return `${prefix}${kind}/${volume}L`;
  }
  // A number standing before a unit is a flattened power more often than a factor: never computed with.
  if (/^[\dx]/.test(lower) || lower.includes('{') || lower.includes('%')) return undefined;
  return plain;
}

function cellCount(plain: string): string | undefined {
  // Giga, not gram: the one place where the capital decides.
  if (/^G\/[lL]$/.test(plain)) return '10*9/L';
  const lower = plain.toLowerCase();
  const [numerator = '', denominator = '', ...rest] = lower.replace(/\{[^{}]*\}/g, '').split('/');
  const volume = volumes.get(denominator.replace(/^1(?=[a-z])/, '').replace(/\.$/, ''));
  if (!volume || rest.length > 0) return undefined;
  if (numerator === '') return `/${volume}`;
  // 10*9, 10^9, 10**9, 10e9, 10E+9, 10exp9, 10(9), x10*9, all meaning a power of ten.
  const power =
    /^x?10(?:\*\*|\*|\^|e\+?|exp)(\d{1,2})(?:cells)?$/.exec(numerator) ?? /^x?10\((\d{1,2})\)$/.exec(numerator);
  if (power) return `10*${power[1]}/${volume}`;
  const count = counts.get(numerator);
  return count === undefined ? undefined : `${count}/${volume}`;
}

const digits = (text: string) => [...text].map((character) => superscripts.get(character) ?? character).join('');
