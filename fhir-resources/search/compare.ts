import type { DateAlternative, QuantityAlternative } from '../../src/ports/results.ts';
import type { DateFact, QuantityFact } from './index-entry.ts';

/**
 * FHIR's date comparison: both sides are intervals. `eq`: the searched interval contains the stored one; `gt`/`lt`: the
 * part of time after/before the searched interval touches the stored one; `sa`/`eb`: the stored one lies wholly
 * after/before. `ap` overlaps; the parser has widened the interval already.
 */
export function dateMatches([low, high]: DateFact, searched: DateAlternative): boolean {
  const from = Date.parse(searched.low);
  const to = Date.parse(searched.high);
  const equal = from <= low && high <= to;
  switch (searched.prefix) {
    case 'eq':
      return equal;
    case 'ne':
      return !equal;
    case 'gt':
      return high > to;
    case 'lt':
      return low < from;
    case 'ge':
      return high > to || equal;
    case 'le':
      return low < from || equal;
    case 'sa':
      return low >= to;
    case 'eb':
      return high <= from;
    case 'ap':
      return low < to && from < high;
  }
}

/** The same for numbers; the stored value is a closed interval, nearly always a point. */
export function quantityMatches(fact: QuantityFact, searched: QuantityAlternative): boolean {
  return unitMatches(fact, searched) && numberMatches(fact, searched);
}

function numberMatches([low, high]: QuantityFact, searched: QuantityAlternative): boolean {
  const equal = searched.low <= low && high < searched.high;
  switch (searched.prefix) {
    case 'eq':
      return equal;
    case 'ne':
      return !equal;
    case 'gt':
      return high > searched.value;
    case 'lt':
      return low < searched.value;
    case 'ge':
      return high >= searched.value;
    case 'le':
      return low <= searched.value;
    case 'sa':
      return low > searched.value;
    case 'eb':
      return high < searched.value;
    case 'ap':
      return low < searched.high && searched.low <= high;
  }
}

/** `5|system|code` compares system and code; `5||mg` the code or the unit as printed. */
function unitMatches([, , system, code, unit]: QuantityFact, searched: QuantityAlternative): boolean {
  if (searched.system !== undefined && searched.system !== system) return false;
  if (searched.code === undefined) return true;
  return code === searched.code || (searched.system === undefined && unit === searched.code);
}
