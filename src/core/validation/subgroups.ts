import { type CohortRow, numberIn } from './observe-outcome.ts';

/** The group of a row in one respect; undefined when its columns are empty or absent. */
export interface Grouping {
  readonly id: string;
  readonly title: string;
  /** Groups in the order to show; without it, by name. */
  readonly levels?: readonly string[];
  of(row: CohortRow): string | undefined;
}

/** Bands of the first column that is filled: each edge opens a band. */
function bands(
  id: string,
  title: string,
  columns: readonly string[],
  edges: readonly number[],
  unit: string,
): Grouping {
  const levels = [
    `under ${edges[0]} ${unit}`,
    ...edges.map((edge, index) => {
      const next = edges[index + 1];
      return next === undefined ? `${edge} ${unit} and over` : `${edge} to under ${next} ${unit}`;
    }),
  ];
  const of = (row: CohortRow) => {
    const value = columns.map((column) => numberIn(row[column])).find((each) => each !== undefined);
    return value === undefined ? undefined : levels[edges.filter((edge) => value >= edge).length];
  };
  return { id, title, levels, of };
}

const named = (column: string) => (row: CohortRow) => {
  const cell = row[column]?.trim();
  return cell ? cell.replaceAll('_', ' ') : undefined;
};

/** The groups in which fairness is looked at (columns of the data dictionary). Race and ethnicity are never an input, only audited. */
export const groupings: readonly Grouping[] = [
  {
    id: 'sex',
    title: 'Sex',
    of: (row) => {
      const cell = row.sex?.trim().toLowerCase();
      if (cell === 'f' || cell === 'female') return 'female';
      if (cell === 'm' || cell === 'male') return 'male';
      return { '0': 'female', '1': 'male' }[String(numberIn(row.male))];
    },
  },
  bands('age', 'Age', ['age_y', 'age'], [45, 65], 'years'),
  bands('bmi', 'Body mass index', ['bmi_kg_m2', 'bmi'], [25, 30, 35], 'kg/m²'),
  { id: 'race-ethnicity', title: 'Race and ethnicity', of: named('race_eth') },
  { id: 'etiology', title: 'Etiology', of: named('etiology') },
];

/** A column taken as it stands. */
export const groupingByColumn = (column: string): Grouping => ({ id: column, title: column, of: named(column) });
