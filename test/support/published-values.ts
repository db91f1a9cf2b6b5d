import type { Aggregation, Family } from '../../src/core/radiomics/family.ts';
import type { Roi } from '../../src/core/radiomics/roi.ts';
import { agrees } from './ibsi-references.ts';

/** Published values of a family, quoted in a test. */
export interface PublishedTable {
  readonly aggregations: readonly Aggregation[];
  /** IBSI code, name, then value and tolerance for each aggregation. */
  readonly rows: readonly (readonly [string, string, ...(readonly [number, number])[]])[];
}

/** The published values that the family does not give within tolerance, and how many were compared. */
export function missedValues(
  family: Family,
  roi: Roi,
  { aggregations, rows }: PublishedTable,
): { readonly compared: number; readonly missed: readonly string[] } {
  const missed: string[] = [];
  let compared = 0;
  for (const [a, aggregation] of aggregations.entries()) {
    const values = family.compute(roi, aggregation);
    for (const [ibsi, name, ...published] of rows) {
      const [reference, tolerance] = published[a] ?? [Number.NaN, 0];
      const feature = family.features.find((known) => known.ibsi === ibsi && known.name === name);
      const result = values.get(feature?.id ?? '');
      compared += 1;
      if (result && 'value' in result && agrees(result.value, reference, tolerance)) continue;
      missed.push(`${name}, ${aggregation}: ${JSON.stringify(result)} instead of ${reference} ± ${tolerance}`);
    }
  }
  return { compared, missed };
}
