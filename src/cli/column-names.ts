import { Failure } from '../core/failure.ts';
import { columnNameFor } from './score-columns.ts';

/** Names that the training takes in the same list and that are no inputs. */
const notInputs: ReadonlySet<string> = new Set(['id', 'time', 'status', 'ascites_time', 'ascites_event']);

/**
 * Brings the column names of a site to those of the table form.
 * @param list `bilirubinUmolPerL=tbil_umol_l,edema=oedema`, as for `fibrocast train`; undefined: names stay
 * @throws Failure `invalid-parameter` when the list cannot be read, or a column lacks its unit
 */
export function columnNames(list: string | undefined): (header: readonly string[]) => string[] {
  const names = new Map<string, string>();
  for (const pair of (list ?? '').split(',').filter((each) => each.trim() !== '')) {
    const [input = '', column = '', more] = pair.split('=').map((each) => each.trim());
    if (input === '' || column === '' || more !== undefined)
      throw new Failure('invalid-parameter', '--columns is written as input=column,input=column.');
    if (notInputs.has(input)) continue;
    const known = columnNameFor(input, column);
    if (known === undefined)
      throw new Failure(
        'invalid-parameter',
        `--columns: ${input.slice(0, 40)} is no input, or its column needs its unit at the end of its name (tbil_umol_l).`,
      );
    names.set(column, known);
  }
  return (header) => {
    const missing = [...names.keys()].find((column) => !header.includes(column));
    if (missing !== undefined)
      throw new Failure('invalid-parameter', `The column "${missing.slice(0, 40)}" of --columns is not in the table.`);
    return header.map((name) => names.get(name) ?? name);
  };
}
