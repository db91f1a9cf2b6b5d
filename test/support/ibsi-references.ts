import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Aggregation, Family } from '../../src/core/radiomics/family.ts';
import { aggregations } from '../../src/core/radiomics/family.ts';
import type { Roi } from '../../src/core/radiomics/roi.ts';

/** A published value: family code, feature code and name, aggregation code, value, tolerance. */
export interface Reference {
  readonly configuration: string;
  readonly family: string;
  readonly familyCode: string;
  readonly ibsi: string;
  readonly feature: string;
  readonly aggregationCode: string;
  readonly value: number;
  readonly tolerance: number;
}

/** Reads reference_values.csv (data shared beside the repository). */
export function readReferences(path: string): readonly Reference[] {
  const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true });
  return rows.map((row) => ({
    configuration: row.configuration ?? '',
    family: row.family ?? '',
    familyCode: row.family_code ?? '',
    ibsi: row.ibsi_code ?? '',
    feature: row.feature ?? '',
    aggregationCode: row.aggregation_code ?? '',
    value: Number(row.reference_value),
    tolerance: Number(row.tolerance),
  }));
}

/** Half a unit of the third significant digit, to which the IBSI rounds its references. */
const halfDigit = (value: number): number =>
  value === 0 ? 0 : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);

/** Within tolerance; the last term forgives float noise at the very edge of it. */
export const agrees = (value: number, reference: number, tolerance: number): boolean =>
  Math.abs(value - reference) <= Math.max(tolerance, halfDigit(reference)) * (1 + 1e-9);

/** Compares every reference that belongs to the family; `missed` names those that are absent or out of tolerance. */
export function compareWithReferences(
  family: Family,
  roi: Roi,
  references: readonly Reference[],
): { readonly met: number; readonly missed: readonly string[] } {
  const missed: string[] = [];
  let met = 0;
  for (const aggregation of family.aggregations) {
    const wanted = references.filter(
      (r) => r.familyCode === family.ibsi && r.aggregationCode === aggregations[aggregation],
    );
    if (wanted.length === 0) continue;
    const values = family.compute(roi, aggregation);
    for (const reference of wanted) {
      const fault = compareOne(family, aggregation, values, reference);
      if (fault === undefined) met += 1;
      else missed.push(fault);
    }
  }
  return { met, missed };
}

function compareOne(
  family: Family,
  aggregation: Aggregation,
  values: ReturnType<Family['compute']>,
  reference: Reference,
): string | undefined {
  const feature = family.features.find(({ ibsi }) => ibsi === reference.ibsi);
  const result = feature && values.get(feature.id);
  const where = `${family.name} ${reference.feature} ${aggregation}`;
  if (feature?.name !== reference.feature || family.name !== reference.family) return `${where}: no such feature`;
  if (!result || !('value' in result)) return `${where}: absent`;
  if (agrees(result.value, reference.value, reference.tolerance)) return undefined;
  return `${where}: ${result.value} instead of ${reference.value} ± ${reference.tolerance}`;
}
