import type { ResultStore, StoredDocument } from '../../src/ports/results.ts';
import { referenceOf, valuesAt } from './elements.ts';
import type { SearchParameter } from './parameter.ts';
import { parametersOf, searchableTypes } from './parameters.ts';
import { bad } from './parse-values.ts';

/** `Observation:derived-from:ImagingStudy`: follow this reference parameter (`*`: all) of this type to that type. */
export interface Include {
  readonly type: string;
  readonly parameter: string;
  readonly target?: string;
}

/** Resources added to one page at most; above that the answer says that it is cut. */
export const mostIncluded = 1_000;

export function parseInclude(value: string, name: string, page: { of?: string; to?: string }): Include {
  if (name.includes(':')) throw bad(name, `"${name}" is not supported: includes are followed one step.`);
  if (value === '*' && page.of !== undefined) return { type: page.of, parameter: '*' };
  const [type = '', parameter, target, ...more] = value.split(':');
  if (parameter === undefined || more.length > 0)
    throw bad(name, `"${name}" takes Type:parameter or Type:parameter:Target.`);
  if (page.of !== undefined && type !== page.of)
    throw bad(name, `"${name}" must begin with the searched type, ${page.of}.`);
  if (!searchableTypes.includes(type)) throw bad(name, `"${type}" is not a type of this server.`);
  if (parameter !== '*' && parametersOf(type).get(parameter)?.type !== 'reference')
    throw bad(name, `${type} has no reference parameter "${parameter}".`);
  if (page.to !== undefined && target !== undefined && target !== page.to)
    throw bad(name, `"${name}" would find references to ${target}, not to ${page.to}.`);
  return { type, parameter, ...(target !== undefined && { target }) };
}

/** Relative references of a document that an include follows. */
export function referencesOf(document: StoredDocument, include: Include): string[] {
  const parameters = parametersOf(document.resourceType);
  const chosen =
    include.parameter === '*'
      ? [...parameters.values()].filter((parameter) => parameter.type === 'reference')
      : [parameters.get(include.parameter)].filter((parameter) => parameter !== undefined);
  return chosen
    .flatMap((parameter) =>
      pathsOf(document.resourceType, parameter).map((path) => ({ path, targets: parameter.targets })),
    )
    .flatMap(({ path, targets }) =>
      valuesAt(document, path).flatMap((value) => {
        const relative = referenceOf(value)?.relative;
        const type = relative?.split('/')[0] ?? '';
        return relative && (!targets || targets.includes(type)) ? [relative] : [];
      }),
    )
    .filter((relative) => include.target === undefined || relative.startsWith(`${include.target}/`));
}

function pathsOf(type: string, parameter: SearchParameter): readonly string[] {
  if (!parameter.answeredBy) return parameter.paths;
  return parameter.answeredBy.flatMap((name) => parametersOf(type).get(name)?.paths ?? []);
}

/**
 * The resources that a page's includes add: each once, none that is on the page already.
 * References to what this store does not hold (the EHR's Patient) add nothing; the reference in the match says where it is.
 */
export async function includedDocuments(
  store: ResultStore,
  matches: readonly StoredDocument[],
  includes: readonly Include[],
  revIncludes: readonly Include[],
): Promise<{ documents: readonly StoredDocument[]; cut: boolean }> {
  const seen = new Set(matches.map(keyOf));
  const documents: StoredDocument[] = [];
  let cut = false;
  const add = (found: readonly StoredDocument[]): void => {
    for (const document of found) {
      if (seen.has(keyOf(document))) continue;
      if (documents.length >= mostIncluded) cut = true;
      else {
        seen.add(keyOf(document));
        documents.push(document);
      }
    }
  };
  const wanted = new Set(matches.flatMap((match) => includes.flatMap((include) => referencesOf(match, include))));
  for (const [type, ids] of idsByType([...wanted].filter((key) => !seen.has(key)))) add(await byIds(store, type, ids));
  const targets = matches.map(keyOf);
  for (const include of targets.length > 0 ? revIncludes : []) {
    for (const parameter of reverseParameters(include)) {
      const page = await store.search({
        resourceType: include.type,
        criteria: [{ kind: 'reference', parameter, any: targets }],
        sort: [],
        count: mostIncluded,
        total: 'none',
      });
      add(page.documents);
      if (page.next !== undefined) cut = true;
    }
  }
  return { documents, cut };
}

function reverseParameters(include: Include): readonly string[] {
  if (include.parameter !== '*') return [include.parameter];
  return [...parametersOf(include.type).values()]
    .filter((parameter) => parameter.type === 'reference')
    .map((parameter) => parameter.name);
}

async function byIds(store: ResultStore, resourceType: string, ids: readonly string[]): Promise<StoredDocument[]> {
  const found: StoredDocument[] = [];
  for (let start = 0; start < ids.length && found.length <= mostIncluded; start += 200) {
    const any = ids.slice(start, start + 200).map((code) => ({ code }));
    const page = await store.search({
      resourceType,
      criteria: [{ kind: 'token', parameter: '_id', any }],
      sort: [],
      count: any.length,
      total: 'none',
    });
    found.push(...page.documents);
  }
  return found;
}

function idsByType(keys: readonly string[]): Map<string, string[]> {
  const byType = new Map<string, string[]>();
  for (const key of keys) {
    const [type = '', id = ''] = key.split('/');
    byType.set(type, [...(byType.get(type) ?? []), id]);
  }
  return byType;
}

const keyOf = (document: StoredDocument): string => `${document.resourceType}/${document.id}`;
