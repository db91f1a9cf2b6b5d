import type { Bundle, BundleEntry, FhirResource, OperationOutcome } from 'fhir/r4.js';
import type { ResultPage, ResultStore, StoredDocument } from '../../src/ports/results.ts';
import { includedDocuments, mostIncluded } from './include.ts';
import { type ParsedSearch, parseSearch } from './parse.ts';
import { subsetOf } from './subset.ts';

export interface SearchRequest {
  readonly type: string;
  readonly parameters: URLSearchParams;
  /** FHIR base address as the client knows it, without slash at the end. */
  readonly baseUrl: string;
  readonly handling: 'strict' | 'lenient';
  /** ISO instant; default: now. Only `ap` dates depend on it. */
  readonly now?: string;
}

/**
 * Answers a FHIR search on one type with a searchset Bundle: matches, then included resources, then an OperationOutcome
 * when something asked for was left out. Links repeat the parameters that were understood.
 * @throws Failure `invalid-parameter`, `unknown-parameter` (strict), `store-unavailable`
 */
export async function answerSearch(store: ResultStore, request: SearchRequest): Promise<Bundle> {
  const { baseUrl, handling, now = new Date().toISOString() } = request;
  const parsed = parseSearch(request.type, request.parameters, { baseUrl, handling, now });
  const page = await store.search(parsed.query);
  const included = await includedDocuments(store, page.documents, parsed.includes, parsed.revIncludes);
  const outcome = outcomeOf(parsed, included.cut);
  const entry = [
    ...page.documents.map((document) => entryOf(document, 'match', parsed, baseUrl)),
    ...included.documents.map((document) => entryOf(document, 'include', parsed, baseUrl)),
    ...(outcome ? [{ resource: outcome, search: { mode: 'outcome' as const } }] : []),
  ];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(page.total !== undefined && { total: page.total }),
    link: linksOf(request, parsed, page),
    ...(entry.length > 0 && { entry }),
  };
}

function entryOf(
  document: StoredDocument,
  mode: 'match' | 'include',
  parsed: ParsedSearch,
  baseUrl: string,
): BundleEntry {
  return {
    fullUrl: `${baseUrl}/${document.resourceType}/${document.id}`,
    // Stored documents are what fhir-resources/write made; the store knows them only as JSON.
    resource: subsetOf(document, parsed.summary, parsed.elements) as unknown as FhirResource,
    search: { mode },
  };
}

function linksOf(request: SearchRequest, parsed: ParsedSearch, page: ResultPage): { relation: string; url: string }[] {
  const urlWith = (after: string | undefined): string => {
    const parameters = new URLSearchParams(parsed.understood.map(([name, value]): [string, string] => [name, value]));
    if (after !== undefined) parameters.set('_after', after);
    const text = parameters.toString();
    return `${request.baseUrl}/${request.type}${text === '' ? '' : `?${text}`}`;
  };
  const { after } = parsed.query;
  return [
    { relation: 'self', url: urlWith(after) },
    ...(after === undefined ? [] : [{ relation: 'first', url: urlWith(undefined) }]),
    ...(page.next === undefined || parsed.lastPage ? [] : [{ relation: 'next', url: urlWith(page.next) }]),
  ];
}

function outcomeOf(parsed: ParsedSearch, cut: boolean): OperationOutcome | undefined {
  const issue: OperationOutcome['issue'] = parsed.ignored.map((name) => ({
    severity: 'warning',
    code: 'not-supported',
    diagnostics: `The search parameter "${name}" is not known here and was ignored.`,
    expression: [`http.${name}`],
  }));
  if (cut)
    issue.push({
      severity: 'warning',
      code: 'incomplete',
      diagnostics: `More than ${mostIncluded} resources were to be included; the rest is left out. Ask for smaller pages.`,
    });
  return issue.length === 0 ? undefined : { resourceType: 'OperationOutcome', issue };
}
