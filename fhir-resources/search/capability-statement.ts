import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4.js';
import type { SearchParameter } from './parameter.ts';
import { parametersOf, searchableTypes } from './parameters.ts';

export interface CapabilityOptions {
  readonly baseUrl: string;
  /** Version of this service. */
  readonly version: string;
  /** ISO date-time the service was started or released: FHIR wants the date of the statement. */
  readonly date: string;
  /** Types served, in this order. */
  readonly types: readonly string[];
  /** Canonical URLs of the profiles a type's resources declare, by type. */
  readonly profiles?: Readonly<Record<string, readonly string[]>>;
  /** Operations beyond read and search: name and canonical definition, by type, or under `''` for the whole system. */
  readonly operations?: Readonly<Record<string, readonly { readonly name: string; readonly definition: string }[]>>;
}

/** What this server does, derived from the tables that make it do so. */
export function capabilityStatement(options: CapabilityOptions): CapabilityStatement {
  const system = options.operations?.[''] ?? [];
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: options.date,
    kind: 'instance',
    software: { name: 'Fibrocast', version: options.version },
    implementation: { description: 'Results of liver fibrosis assessments, read-only', url: options.baseUrl },
    fhirVersion: '4.0.1',
    format: ['json', 'application/fhir+json'],
    rest: [
      {
        mode: 'server',
        documentation:
          'Assessments are written by the service itself. Unknown search parameters are ignored and reported, or refused with Prefer: handling=strict.',
        resource: options.types.map((type) => resourceOf(type, options)),
        ...(system.length > 0 && { operation: system.map((operation) => ({ ...operation })) }),
      },
    ],
  };
}

function resourceOf(type: string, options: CapabilityOptions): CapabilityStatementRestResource {
  const parameters = [...parametersOf(type).values()];
  const profiles = options.profiles?.[type];
  const operations = options.operations?.[type];
  const references = parameters.filter((parameter) => parameter.type === 'reference');
  return {
    type: type as CapabilityStatementRestResource['type'],
    ...(profiles && profiles.length > 0 && { supportedProfile: [...profiles] }),
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    versioning: 'versioned',
    readHistory: false,
    conditionalRead: 'full-support',
    searchInclude: ['*', ...references.map((parameter) => `${type}:${parameter.name}`)],
    searchRevInclude: reverseIncludes(type, options.types),
    searchParam: parameters.map((parameter) => ({
      name: parameter.name,
      definition: parameter.definition,
      type: parameter.type,
      documentation: documentationOf(parameter),
    })),
    ...(operations && { operation: operations.map((operation) => ({ ...operation })) }),
  };
}

function reverseIncludes(type: string, served: readonly string[]): string[] {
  return searchableTypes
    .filter((each) => served.includes(each))
    .flatMap((each) =>
      [...parametersOf(each).values()]
        .filter((parameter) => parameter.type === 'reference')
        .filter((parameter) => parameter.targets === undefined || parameter.targets.includes(type))
        .map((parameter) => `${each}:${parameter.name}`),
    );
}

const forms: Readonly<Record<SearchParameter['type'], string>> = {
  token: 'code, system|code, |code, system|; modifiers :not, :missing.',
  date: 'Any precision, prefixes eq ne gt lt ge le sa eb ap; without a zone UTC is meant; modifier :missing.',
  quantity: 'number, number|system|code, number||code; prefixes; units are compared as stored; modifier :missing.',
  number: 'Prefixes; the digits written give the precision; modifier :missing.',
  reference: 'id, Type/id, absolute URL; modifiers :Type, :identifier, :missing.',
  string: 'Begins with, without regard to case and accents; modifiers :contains, :exact, :missing.',
  uri: 'The whole URI; modifier :missing.',
};

function documentationOf(parameter: SearchParameter): string {
  const reads = parameter.answeredBy
    ? `Searches ${parameter.answeredBy.join(' and ')}.`
    : `Searches ${parameter.paths.join(', ')}.`;
  return `${reads} ${forms[parameter.type]}`;
}
