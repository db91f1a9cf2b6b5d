export type SearchParameterType = 'token' | 'date' | 'quantity' | 'number' | 'reference' | 'string' | 'uri';

export interface SearchParameter {
  readonly name: string;
  readonly type: SearchParameterType;
  /** Canonical URL of the standard's definition. */
  readonly definition: string;
  /** Elements it reads, dotted; lists are flattened. Empty when `answeredBy` names the parameters that read them. */
  readonly paths: readonly string[];
  /** Parameters of the same type whose index entries answer this one (`combo-code`: `code` and `component-code`). */
  readonly answeredBy?: readonly string[];
  /** Resource types a reference may point to; absent: any. */
  readonly targets?: readonly string[];
  /** System of a `code` element, which carries none itself. */
  readonly impliedSystem?: string;
  /** Kept in a column of its own (one reference, one date per type), because most searches filter and sort by it. */
  readonly column?: boolean;
  /** Token `true` or `false`: whether any of the elements is there and is not false. */
  readonly truth?: boolean;
}

type More = Pick<SearchParameter, 'targets' | 'impliedSystem' | 'column' | 'truth'>;

const definitionOf = (id: string): string => `http://hl7.org/fhir/SearchParameter/${id}`;

const ofType =
  (type: SearchParameterType) =>
  (name: string, standard: string, paths: readonly string[], more: More = {}): SearchParameter => ({
    name,
    type,
    definition: definitionOf(standard),
    paths,
    ...more,
  });

export const token = ofType('token');
export const date = ofType('date');
export const quantity = ofType('quantity');
export const number = ofType('number');
export const reference = ofType('reference');
export const string = ofType('string');
export const uri = ofType('uri');

/** `patient`: the subject, when it is a Patient. */
export function patientOf(subject: string, standard: string): SearchParameter {
  return {
    name: 'patient',
    type: 'reference',
    definition: definitionOf(standard),
    paths: [],
    answeredBy: [subject],
    targets: ['Patient'],
  };
}

export function eitherOf(
  name: string,
  type: SearchParameterType,
  standard: string,
  ...answeredBy: string[]
): SearchParameter {
  return { name, type, definition: definitionOf(standard), paths: [], answeredBy };
}
