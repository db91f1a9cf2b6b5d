import type { Bundle, FhirResource } from 'fhir/r4.js';
import { tokensOf } from '../../fhir-resources/search/elements.ts';
import { parseSearch } from '../../fhir-resources/search/parse.ts';
import { Failure } from '../core/failure.ts';
import type { ResultStore, StoredDocument } from '../ports/results.ts';

/**
 * Observation/$lastn: the newest observations of each kind, `max` of each (default 1). Observations are of one kind when
 * they share a coding. Looks at one patient, so that the answer is bounded.
 * @throws Failure `invalid-parameter` without a patient or with a `max` outside 1 to 999
 */
export async function lastObservations(
  store: ResultStore,
  parameters: URLSearchParams,
  about: { baseUrl: string; handling: 'strict' | 'lenient'; now: string },
): Promise<Bundle> {
  const own = ['max', '_sort', '_count', '_after'];
  const rest = new URLSearchParams([...parameters].filter(([name]) => !own.includes(name)));
  const most = parameters.get('max') ?? '1';
  if (!/^[1-9]\d{0,2}$/.test(most))
    throw new Failure('invalid-parameter', '"max" takes a whole number from 1 to 999.', { at: 'max' });
  if (![...rest].some(([name, value]) => /^(patient|subject)(:|$)/.test(name) && value !== ''))
    throw new Failure('invalid-parameter', '$lastn needs a patient: add patient=…', { at: 'patient' });
  const { query } = parseSearch('Observation', rest, about);
  const kinds = new Map<string, { count: number }>();
  const found: StoredDocument[] = [];
  let after: string | undefined;
  do {
    const page = await store.search({
      ...query,
      sort: [{ parameter: 'date', descending: true }],
      count: 500,
      total: 'none',
      ...(after !== undefined && { after }),
    });
    for (const document of page.documents) {
      const kind = kindOf(document, kinds);
      if (kind.count >= Number(most)) continue;
      kind.count += 1;
      found.push(document);
    }
    after = page.next;
  } while (after !== undefined);
  const entry = found.map((document) => ({
    fullUrl: `${about.baseUrl}/Observation/${document.id}`,
    resource: document as unknown as FhirResource,
    search: { mode: 'match' as const },
  }));
  return { resourceType: 'Bundle', type: 'searchset', total: found.length, ...(entry.length > 0 && { entry }) };
}

function kindOf(document: StoredDocument, kinds: Map<string, { count: number }>): { count: number } {
  const codes = tokensOf(document.code).map(({ system, code }) => `${system}|${code}`);
  const names = codes.length > 0 ? codes : [JSON.stringify(document.code ?? null)];
  const kind = names.map((name) => kinds.get(name)).find((each) => each !== undefined) ?? { count: 0 };
  for (const name of names) kinds.set(name, kind);
  return kind;
}
