import { Failure } from '../failure.ts';
import { type Aggregation, aggregations, type Family } from './family.ts';
import type { Roi } from './roi.ts';

/** One value of the table of features, with the names and codes of the IBSI reference values. */
export interface FeatureRow {
  readonly family: string;
  readonly familyCode: string;
  readonly ibsiCode: string;
  readonly feature: string;
  readonly aggregation: string;
  readonly aggregationCode: string;
  /** Absent where the feature is not defined for this region; `status` says why. */
  readonly value?: number;
  /** UCUM; `intensity` stands for the unit of the image. */
  readonly unit: string;
  /** `ok`, or `undefined: <reason>`. */
  readonly status: string;
}

/** Names of the aggregations in the IBSI reference values. */
const aggregationNames: Readonly<Record<Aggregation, string>> = {
  '2d-averaged': '2D, averaged',
  '2d-slice-merged': '2D, slice-merged',
  '2.5d-direction-merged': '2.5D, direction-merged',
  '2.5d-merged': '2.5D, merged',
  '3d-averaged': '3D, averaged',
  '3d-merged': '3D, merged',
  '2d': '2D',
  '2.5d': '2.5D',
  '3d': '3D',
  volume: '3D (volume)',
};

export interface FeatureChoice {
  /** Ids, names or IBSI codes of families. */
  readonly families?: 'all' | readonly string[];
  /** Ids, names or IBSI codes of aggregations; families over the whole volume are always computed. */
  readonly aggregations?: 'all' | readonly string[];
}

/**
 * Every feature of the chosen families in the order of the families.
 * @throws Failure `invalid-input` for a family or aggregation that does not exist.
 */
export function extractFeatures(roi: Roi, families: readonly Family[], choice: FeatureChoice = {}): FeatureRow[] {
  const wanted = chosenFamilies(families, choice.families ?? 'all');
  const ways = chosenAggregations(choice.aggregations ?? 'all');
  return wanted.flatMap((family) =>
    family.aggregations
      .filter((aggregation) => aggregation === 'volume' || ways.has(aggregation))
      .flatMap((aggregation) => rowsOf(roi, family, aggregation)),
  );
}

function rowsOf(roi: Roi, family: Family, aggregation: Aggregation): FeatureRow[] {
  const results = family.compute(roi, aggregation);
  return family.features.map(({ id, ibsi, name, unit }) => {
    const result = results.get(id) ?? { undefined: 'not computed' };
    const head = {
      family: family.name,
      familyCode: family.ibsi,
      ibsiCode: ibsi,
      feature: name,
      aggregation: aggregationNames[aggregation],
      aggregationCode: aggregations[aggregation],
    };
    if ('undefined' in result) return { ...head, unit, status: `undefined: ${result.undefined}` };
    if (!Number.isFinite(result.value)) return { ...head, unit, status: 'undefined: the value is not finite' };
    return { ...head, value: result.value, unit, status: 'ok' };
  });
}

/** What a family is called; enough to choose it. */
export interface NamedFamily {
  readonly id: string;
  readonly name: string;
  readonly ibsi: string;
}

/** @throws Failure `invalid-input` for a family that does not exist. */
export function chosenFamilies<F extends NamedFamily>(
  families: readonly F[],
  names: 'all' | readonly string[],
): readonly F[] {
  if (names === 'all') return families;
  const keys = ({ id, name, ibsi }: F) => [id, name, ibsi];
  const unknown = names.find((name) => !families.some((family) => keys(family).some((key) => same(key, name))));
  if (unknown !== undefined) {
    const known = families.map(({ id }) => id).join(', ');
    throw new Failure('invalid-input', `No feature family is called "${unknown.slice(0, 40)}". There are: ${known}.`);
  }
  return families.filter((family) => keys(family).some((key) => names.some((name) => same(key, name))));
}

function chosenAggregations(names: 'all' | readonly string[]): ReadonlySet<Aggregation> {
  const all = Object.keys(aggregations) as Aggregation[];
  if (names === 'all') return new Set(all);
  const keys = (way: Aggregation) => [way, aggregationNames[way], aggregations[way]];
  const unknown = names.find((name) => !all.some((way) => keys(way).some((key) => same(key, name))));
  if (unknown !== undefined) {
    throw new Failure(
      'invalid-input',
      `No aggregation is called "${unknown.slice(0, 40)}". There are: ${all.join(', ')}.`,
    );
  }
  return new Set(all.filter((way) => keys(way).some((key) => names.some((name) => same(key, name)))));
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
