import {
  type ConditionConcept,
  conditionConcepts,
  type SerologyMarker,
  type ServiceConcept,
  serologyMarkers,
  serviceConcepts,
} from '../src/core/chart.ts';
import { type AnalyteId, analytes } from '../src/core/quantity.ts';
import { presenceOfCode, presenceOfText } from './codes/answers.ts';
import { type CodeMap, mapKey } from './codes/code-map.ts';
import { icdConcepts, icdConditions, snomedConditions } from './codes/conditions.ts';
import type { DrugIndex } from './codes/drug-index.ts';
import { loincResults, type ResultMeaning, snomedResults, stiffnessTerms } from './codes/results.ts';
import {
  atcVaccines,
  cptContrast,
  cptServices,
  cvxServices,
  loincServices,
  serviceInText,
  snomedServices,
  wordsOf,
} from './codes/service-codes.ts';
import { type SystemName, systemName } from './codes/systems.ts';
import { first, type Json, list, object, text } from './read/json.ts';

/**
 * From a CodeableConcept of a chart to a word of ours. Standard codes first, then the site's own mapping file;
 * displays are read only where a wrong guess cannot become a number: orders, examinations and drugs, never results or diagnoses.
 */

interface Coding {
  readonly system: string;
  readonly name: SystemName | undefined;
  readonly code: string;
}

/** The codings that have a system and a code; the Sandbox and some EHRs send `coding: [{}]`. */
function codingsOf(concept: unknown): Coding[] {
  const codings: Coding[] = [];
  for (const element of list(object(concept)?.coding)) {
    const coding = object(element);
    const system = coding && text(coding.system);
    const code = coding && text(coding.code);
    if (system !== undefined && code !== undefined) codings.push({ system, name: systemName(system), code });
  }
  return codings;
}

/**
 * What the code of an Observation or component means. Undefined when no coding is known, and when codings contradict each other
 * (a local code mapped to AST beside the LOINC of ALT): then it is neither.
 */
export function resultMeaning(concept: unknown, codes: CodeMap | undefined): ResultMeaning | undefined {
  let found: ResultMeaning | undefined;
  for (const element of list(object(concept)?.coding)) {
    const coding = object(element);
    const system = coding && text(coding.system);
    const code = coding && text(coding.code);
    if (system === undefined || code === undefined) continue;
    const meaning = standardResult(systemName(system), code) ?? mappedResult(codes?.get(mapKey(system, code)));
    if (!meaning) continue;
    if (found && !sameMeaning(found, meaning)) return undefined;
    found ??= meaning;
  }
  return found;
}

function standardResult(name: SystemName | undefined, code: string): ResultMeaning | undefined {
  if (name === 'loinc') return loincResults.get(code);
  if (name === 'snomed') return snomedResults.get(code);
  return name === 'fibrocast' ? ownResults.get(code) : undefined;
}

const ownResults: ReadonlyMap<string, ResultMeaning> = new Map<string, ResultMeaning>([
  ...(Object.keys(analytes) as AnalyteId[]).map((analyte): [string, ResultMeaning] => [analyte, { analyte }]),
  ...serologyMarkers.map((marker: SerologyMarker): [string, ResultMeaning] => [marker, { marker }]),
  ...Object.entries(stiffnessTerms),
]);
function mappedResult(word: string | undefined): ResultMeaning | undefined {
  return word === undefined ? undefined : ownResults.get(word);
}

/** A stiffness code that leaves the method open agrees with one that names it; a viral load agrees with its presence test. */
function sameMeaning(a: ResultMeaning, b: ResultMeaning): boolean {
  if (a === b) return true;
  if (a.stiffness !== undefined && b.stiffness !== undefined) {
    return a.stiffness === b.stiffness || a.stiffness === 'unknown' || b.stiffness === 'unknown';
  }
  return (
    (a.analyte !== undefined && a.analyte === b.analyte) ||
    (a.marker !== undefined && a.marker === b.marker) ||
    (a.quality !== undefined && a.quality === b.quality)
  );
}

const conditionWords: ReadonlySet<string> = new Set(conditionConcepts);
const serviceWords: ReadonlySet<string> = new Set(serviceConcepts);

/** The concepts of a Condition, each once, with the coding that said so. Text alone is no diagnosis. */
export function conditionMeanings(
  concept: unknown,
  codes: CodeMap | undefined,
): { concept: ConditionConcept; code: { system: string; code: string } }[] {
  const found = new Map<ConditionConcept, { system: string; code: string }>();
  for (const { system, name, code } of codingsOf(concept)) {
    const word = codes?.get(mapKey(system, code));
    const mapped = word !== undefined && conditionWords.has(word) ? [word as ConditionConcept] : undefined;
    for (const meaning of standardConditions(name, code) ?? mapped ?? []) {
      if (!found.has(meaning)) found.set(meaning, { system, code });
    }
  }
  return [...found].map(([meaning, code]) => ({ concept: meaning, code }));
}

function standardConditions(name: SystemName | undefined, code: string): readonly ConditionConcept[] | undefined {
  if (name === 'snomed') return snomedConditions.get(code);
  return name === 'icd-10-cm' || name === 'icd-10' || name === 'icd-10-gm'
    ? icdConcepts(icdConditions[name], code)
    : undefined;
}

/** What an order, procedure, report or vaccine is: by code; by the text of the concept where no code is known. */
export function serviceMeanings(concept: unknown, codes: CodeMap | undefined): readonly ServiceConcept[] {
  const found = new Set<ServiceConcept>();
  for (const { system, name, code } of codingsOf(concept)) {
    const word = codes?.get(mapKey(system, code));
    const mapped = word !== undefined && serviceWords.has(word) ? [word as ServiceConcept] : undefined;
    for (const meaning of standardServices(name, code) ?? mapped ?? []) found.add(meaning);
  }
  if (found.size > 0) return [...found];
  const named = textsOf(concept)
    .map(serviceInText)
    .find((meaning) => meaning !== undefined);
  return named === undefined ? [] : [named];
}

function standardServices(name: SystemName | undefined, code: string): readonly ServiceConcept[] | undefined {
  if (name === 'snomed') return snomedServices.get(code);
  if (name === 'loinc') return loincServices.get(code);
  if (name === 'cpt') return cptServices.get(code);
  if (name === 'cvx') return cvxServices.get(code.padStart(2, '0'));
  if (name === 'atc') return atcVaccines.find(([prefix]) => code.toUpperCase().startsWith(prefix))?.[1];
  return undefined;
}

/** Ingredients of a medication concept: RxNorm ingredient or ATC substance, the site's map, else the names in its texts. */
export function ingredientsOf(concept: unknown, index: DrugIndex, codes: CodeMap | undefined): readonly string[] {
  const found = new Set<string>();
  for (const { system, name, code } of codingsOf(concept)) {
    const word = codes?.get(mapKey(system, code));
    const id = name === 'rxnorm' ? index.byRxnorm(code) : name === 'atc' ? index.byAtc(code) : undefined;
    if (id !== undefined) found.add(id);
    else if (word !== undefined && index.has(word)) found.add(word);
  }
  if (found.size > 0) return [...found];
  for (const said of textsOf(concept)) {
    const named = index.inText(said);
    if (named.length > 0) return named;
  }
  return [];
}

/** Text first, then displays: what a person reads on the concept. */
export function textsOf(concept: unknown): string[] {
  const fields = object(concept);
  if (!fields) return [];
  const displays = list(fields.coding).map((element) => text(object(element)?.display));
  return [text(fields.text), ...displays].filter((said) => said !== undefined);
}

/**
 * Contrast medium that an imaging order asks for: by CPT, or by its words ("with contrast", not "without contrast") and modality.
 * `modality` as the words say it; none, when CT and MR cannot be told apart.
 */
export function contrastOf(concept: unknown, details: readonly string[]): 'iodinated' | 'gadolinium' | undefined {
  for (const { name, code } of codingsOf(concept)) {
    const known = name === 'cpt' ? cptContrast.get(code) : undefined;
    if (known) return known;
  }
  const words = [...textsOf(concept), ...details].map(wordsOf).join(' ');
  if (words.includes(' gadolinium ') || words.includes(' gadoxetic ') || words.includes(' gadoxetate '))
    return 'gadolinium';
  if (words.includes(' iodinated ') || words.includes(' iodine contrast ')) return 'iodinated';
  if (!saysContrast(words)) return undefined;
  const mr =
    words.includes(' mri ') || words.includes(' mr ') || words.includes(' mrt ') || words.includes(' magnetic ');
  const ct = words.includes(' ct ') || words.includes(' tomography ') || words.includes(' cta ');
  return mr === ct ? undefined : mr ? 'gadolinium' : 'iodinated';
}

function saysContrast(words: string): boolean {
  return [
    ' with contrast ',
    ' w contrast ',
    ' with iv contrast ',
    ' and with contrast ',
    ' contrast enhanced ',
    ' mit km ',
    ' mit kontrastmittel ',
  ].some((phrase) => words.includes(phrase));
}

/** Present or absent, from a CodeableConcept: by code, else by its words. */
export function presenceOfConcept(concept: unknown): boolean | undefined {
  for (const { name, code } of codingsOf(concept)) {
    const known = name === 'snomed' || name === 'loinc' ? presenceOfCode(name, code) : undefined;
    if (known !== undefined) return known;
  }
  return textsOf(concept)
    .map(presenceOfText)
    .find((known) => known !== undefined);
}

/** A code for display: what stands first in the concept. */
export function displayOf(concept: unknown): string | undefined {
  return textsOf(concept)[0] ?? text((first(object(concept)?.coding) as Json | undefined)?.code);
}
