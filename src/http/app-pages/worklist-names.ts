import { entriesOf } from '../../../fhir-resources/bundle.ts';
import { readPerson } from '../../../fhir-resources/read/person.ts';
import { Failure } from '../../core/failure.ts';
import type { Chart, ChartAccess } from '../../ports/chart.ts';

/** As the EHR gives it for this user; empty where it hides the patient or knows no name. */
export interface ListedName {
  readonly name?: string;
  readonly birthDate?: string;
}

/** Ids in one question: an address of some EHRs may not be longer than 8 kB. */
const idsAtOnce = 50;

/**
 * Whom a name fits, asked of the EHR.
 * @throws Failure `invalid-parameter` for a name that is too short or too long, and what the chart throws
 */
export async function idsOfName(
  chart: Chart,
  access: ChartAccess,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const wanted = name.trim();
  if (wanted.length < 2 || wanted.length > 100)
    throw new Failure('invalid-parameter', 'A name to search for has 2 to 100 characters.', { at: 'name' });
  const query = new URLSearchParams({ name: wanted, _count: '200' });
  const answer = await chart.get(access, `Patient?${query}`, signal);
  return (entriesOf(answer, 'Patient') ?? []).flatMap(({ resource: { id } }) => (typeof id === 'string' ? [id] : []));
}

/** Names of these patients by id, asked with the token of the user. @throws what the chart throws */
export async function namesOf(
  chart: Chart,
  access: ChartAccess,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ListedName>> {
  const parts = Array.from({ length: Math.ceil(ids.length / idsAtOnce) }, (_, index) =>
    ids.slice(index * idsAtOnce, (index + 1) * idsAtOnce),
  );
  const answers = await Promise.all(
    parts.map((part) => {
      const query = new URLSearchParams({ _id: part.join(','), _count: String(part.length) });
      return chart.get(access, `Patient?${query}`, signal);
    }),
  );
  return new Map(
    answers
      .flatMap((answer) => entriesOf(answer, 'Patient') ?? [])
      .map(({ resource }) => {
        const { name } = readPerson(resource);
        const birthDate = typeof resource.birthDate === 'string' ? resource.birthDate : undefined;
        return [String(resource.id), { ...(name ? { name } : {}), ...(birthDate ? { birthDate } : {}) }];
      }),
  );
}
