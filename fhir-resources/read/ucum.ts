import ucum from '@lhncbc/ucum-lhc';
import { type InputId, inputDefinition } from '../../src/core/inputs.ts';
import { type Analyte, type AnalyteId, analytes, hbvCopiesPerIu } from '../../src/core/quantity.ts';
import { spelledAsUcum } from './unit-spellings.ts';

/**
 * The one door for units: whatever a chart says becomes the canonical unit of core, or is refused.
 * UCUM arithmetic is the library's (@lhncbc/ucum-lhc); here stand the quantities that UCUM cannot know:
 * molecular weights, HbA1c by two reference systems, viral loads, and dimensionless numbers, among which
 * UCUM would happily convert a prothrombin percentage into an INR.
 */
export type Canonical =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly reason: 'no-unit' | 'unknown-unit' | 'implausible' | 'not-a-number' };

type Conversion = (value: number) => number;

/**
 * Converts `value` to the canonical unit of `id` and checks the plausible range.
 * Synchronous; the parsed unit is kept, so that a repeated (id, unit) costs one multiplication.
 */
export function toCanonical(id: InputId, value: number, unit: string): Canonical {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { ok: false, reason: 'not-a-number' };
  if (typeof unit !== 'string' || unit.trim() === '') return { ok: false, reason: 'no-unit' };
  const conversion = conversionFor(id, unit);
  if (!conversion) return { ok: false, reason: 'unknown-unit' };
  const converted = conversion(value);
  const definition = inputDefinition(id);
  if (definition.kind !== 'number') return { ok: false, reason: 'unknown-unit' };
  const [low, high] = definition.plausible;
  // The comparison forgives the last bits of a conversion (0.3 g/dL is 2.9999999999999996 g/L), not more.
  const slack = 1e-9;
  if (!(converted >= low - Math.abs(low) * slack && converted <= high + Math.abs(high) * slack)) {
    return { ok: false, reason: 'implausible' };
  }
  return { ok: true, value: Math.min(high, Math.max(low, converted)) };
}

/** Whether the text is a valid UCUM code; for laws and for what we write. */
export function isUcum(unit: string): boolean {
  // dB/m is how FHIR and LOINC 81894-8 write attenuation; the library refuses to divide any logarithmic unit.
  return unit === 'dB/m' || utils().validateUnitString(unit).status === 'valid';
}

/** Units are foreign text: the cache is bounded, and longer texts are no units. */
const cacheLimit = 4096;
const longestUnit = 40;
const cache = new Map<InputId, Map<string, Conversion | null>>();
let cached = 0;

function conversionFor(id: InputId, unit: string): Conversion | undefined {
  const known = cache.get(id)?.get(unit);
  if (known !== undefined) return known ?? undefined;
  if (unit.length > longestUnit) return undefined;
  const conversion = resolve(id, unit.trim());
  if (cached < cacheLimit) {
    const units = cache.get(id) ?? new Map<string, Conversion | null>();
    cache.set(id, units.set(unit, conversion ?? null));
    cached += 1;
  }
  return conversion;
}

const identity: Conversion = (value) => value;
const times =
  (factor: number): Conversion =>
  (value) =>
    value * factor;

function resolve(id: InputId, unit: string): Conversion | undefined {
  const definition = inputDefinition(id);
  if (definition.kind !== 'number') return undefined;
  const special = notUcum[definition.unit];
  if (special) return special(id, unit);
  if (unit === definition.unit) return identity;
  if (id === 'sodiumMmolPerL' && /^m(eq|val)\/l$/i.test(unit)) return identity;
  const quantity = definition.unit === '10*9/L' ? 'cell-count' : definition.unit === 'U/L' ? 'enzyme' : 'other';
  const code = spelledAsUcum(unit, quantity);
  return code === undefined ? undefined : byUcum(code, definition.unit, molecularWeightOf(id));
}

/** g/mol that makes the library convert by the project's own constants (17.104, 88.42 … per mg/dL). */
function molecularWeightOf(id: InputId): number | null {
  const analyte: Analyte | undefined = id in analytes ? analytes[id as AnalyteId] : undefined;
  if (analyte?.perMgPerDl === undefined) return null;
  // 1 mg/dL = 10 mg/L; per mmol/L that is 10 / constant, per umol/L a thousand times more.
  return (analyte.unit === 'umol/L' ? 10_000 : 10) / analyte.perMgPerDl;
}

function byUcum(from: string, to: string, molecularWeight: number | null): Conversion | undefined {
  if (from === to) return identity;
  const answer = convert(from, to, molecularWeight);
  if (answer?.status !== 'succeeded' || answer.toVal === null || !Number.isFinite(answer.toVal)) return undefined;
  // 12 digits are beyond any laboratory and take out the library's rounding noise (10*3/uL -> 0.9999999999999999).
  const factor = Number(answer.toVal.toPrecision(12));
  return factor === 1 ? identity : times(factor);
}

/** The parser was made for units, and this is whatever a chart holds: text that it chokes on is no unit. */
function convert(from: string, to: string, molecularWeight: number | null) {
  try {
    return utils().convertUnitTo(from, 1, to, { molecularWeight });
  } catch {
    return undefined;
  }
}

/** Canonical units with no dimension of their own, or none that the library handles: only what is listed is understood. */
const notUcum: Readonly<Record<string, (id: InputId, unit: string) => Conversion | undefined>> = {
  '{INR}': (_, unit) => (/^(\{?inr\}?|1|ratio|\{ratio\}|\{inr\}\.?)$/i.test(unit) ? identity : undefined),
  '{score}': (_, unit) => (/^(\{?score\}?|1|\{index\}|index|points?)$/i.test(unit) ? identity : undefined),
  '1': (_, unit) => (/^(1|ratio|\{ratio\}|\{?x?\s*u?l?ln\}?|x ?(uln|lln))$/i.test(unit) ? identity : undefined),
  '%': (id, unit) => {
    if (/^%(\s?\{?(hb|hba1c|total hb|of total hb|fat)?\}?)?$/i.test(unit)) return identity;
    return id === 'hba1cPercent' && /^mmol\/mol(\s?\{?hb\}?)?$/i.test(unit) ? ifccToNgsp : undefined;
  },
  'dB/m': (_, unit) => (/^db\s?\/\s?m$/i.test(unit) ? identity : undefined),
  '{copies}/mL': (_, unit) => viralLoad(unit, 'copies'),
  '[IU]/mL': (_, unit) => viralLoad(unit, 'IU'),
};

/** NGSP % = 0.09148 × IFCC mmol/mol + 2.152: Hoelzel 2004, Clin Chem 50:166 (10.1373/clinchem.2003.024802). */
const ifccToNgsp: Conversion = (ifcc) => 0.09148 * ifcc + 2.152;

/**
 * Viral loads per mL or L, in IU or copies, plain or as log10. The library would read "{Log_IU}/mL" as "/mL" and
 * turn 5.2 log into five copies. Copies per IU is the convention for HBV only: HCV copies are not converted.
 */
function viralLoad(unit: string, to: 'copies' | 'IU'): Conversion | undefined {
  const match = /^(lg|log|log10|10\*3|10\^3|10\*6|10\^6|k)?[_ .(]*(iu|copies|copy|cp|cps)[)]*\/(ml|l)[)]*$/.exec(
    unit.toLowerCase().replace(/[[\]{}]/g, ''),
  );
  if (!match) return undefined;
  const from = match[2] === 'iu' ? 'IU' : 'copies';
  if (from !== to && to === 'IU') return undefined;
  const factor = (from === 'IU' && to === 'copies' ? hbvCopiesPerIu : 1) * (match[3] === 'l' ? 0.001 : 1);
  const scale = match[1] ?? '';
  if (scale.startsWith('l')) return (value) => 10 ** value * factor;
  return times(factor * (scale === '' ? 1 : scale.endsWith('6') ? 1e6 : 1e3));
}

let instance: ReturnType<typeof ucum.UcumLhcUtils.getInstance> | undefined;
/** The unit tables take about 60 ms to build, once. */
function utils() {
  instance ??= ucum.UcumLhcUtils.getInstance();
  return instance;
}
