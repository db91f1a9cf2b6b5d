import { type CohortRow, numberIn } from './observe-outcome.ts';

/** The group of a row in one respect; undefined when its columns are empty or absent. */
export interface Grouping {
  readonly id: string;
  readonly title: string;
  of(row: CohortRow): string | undefined;
}

const band = (columns: readonly string[], edges: readonly number[], unit: string) => (row: CohortRow) => {
  const value = columns.map((column) => numberIn(row[column])).find((each) => each !== undefined);
  if (value === undefined) return undefined;
  const above = edges.filter((edge) => value >= edge).length;
  const [low, high] = [edges[above - 1], edges[above]];
  if (low === undefined) return `under ${high}${unit}`;
  return high === undefined ? `${low}${unit} and over` : `${low} to under ${high}${unit}`;
};

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
  { id: 'age', title: 'Age', of: band(['age_y', 'age'], [45, 65], ' years') },
  { id: 'bmi', title: 'Body mass index', of: band(['bmi_kg_m2', 'bmi'], [25, 30, 35], ' kg/m²') },
  { id: 'race-ethnicity', title: 'Race and ethnicity', of: named('race_eth') },
  { id: 'etiology', title: 'Etiology', of: named('etiology') },
];

/** A column taken as it stands. */
export const groupingByColumn = (column: string): Grouping => ({ id: column, title: column, of: named(column) });
