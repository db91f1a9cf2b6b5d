import type { Criterion } from '../../src/ports/results.ts';
import type { SearchParameter } from './parameter.ts';
import {
  bad,
  parseDate,
  parseNumber,
  parseQuantity,
  parseReference,
  parseToken,
  splitEscaped,
  unescapeValue,
} from './parse-values.ts';

export interface CriterionContext {
  readonly baseUrl: string;
  /** ISO instant, for `ap`. */
  readonly now: string;
}

/**
 * One search parameter with its modifier and value as a criterion. A modifier that is not understood is refused, never
 * dropped: without it the search would mean something else.
 * @throws Failure `invalid-parameter`
 */
export function parseCriterion(
  parameter: SearchParameter,
  modifier: string | undefined,
  value: string,
  context: CriterionContext,
): Criterion {
  const at = modifier === undefined ? parameter.name : `${parameter.name}:${modifier}`;
  if (value.includes('\0')) throw bad(at, `"${at}" holds a character that no value can have.`);
  if (modifier === 'missing') {
    if (value !== 'true' && value !== 'false') throw bad(at, `"${at}" takes true or false.`);
    return { kind: 'missing', parameter: parameter.name, missing: value === 'true' };
  }
  const alternatives = splitEscaped(value, ',').filter((text) => text !== '');
  if (alternatives.length === 0) throw bad(at, `"${at}" has no value.`);
  switch (parameter.type) {
    case 'token':
      if (modifier !== undefined && modifier !== 'not') throw unsupported(at);
      return {
        kind: 'token',
        parameter: parameter.name,
        any: alternatives.map((text) => parseToken(text, at)),
        ...(modifier === 'not' && { not: true }),
      };
    case 'date':
      if (modifier !== undefined) throw unsupported(at);
      return {
        kind: 'date',
        parameter: parameter.name,
        any: alternatives.map((text) => parseDate(text, at, context.now)),
      };
    case 'number':
    case 'quantity': {
      if (modifier !== undefined) throw unsupported(at);
      const parse = parameter.type === 'number' ? parseNumber : parseQuantity;
      return { kind: 'quantity', parameter: parameter.name, any: alternatives.map((text) => parse(text, at)) };
    }
    case 'string':
      if (modifier !== undefined && modifier !== 'exact' && modifier !== 'contains') throw unsupported(at);
      return {
        kind: 'string',
        parameter: parameter.name,
        any: alternatives.map(unescapeValue),
        match: modifier ?? 'starts',
      };
    case 'uri':
      if (modifier !== undefined) throw unsupported(at);
      return { kind: 'uri', parameter: parameter.name, any: alternatives.map(unescapeValue) };
    case 'reference':
      return referenceCriterion(parameter, modifier, alternatives, context);
  }
}

function referenceCriterion(
  parameter: SearchParameter,
  modifier: string | undefined,
  alternatives: readonly string[],
  { baseUrl }: CriterionContext,
): Criterion {
  const at = modifier === undefined ? parameter.name : `${parameter.name}:${modifier}`;
  if (modifier === 'identifier')
    return { kind: 'token', parameter: at, any: alternatives.map((text) => parseToken(text, at)) };
  if (modifier !== undefined) {
    if (!/^[A-Z][A-Za-z]+$/.test(modifier)) throw unsupported(at);
    if (parameter.targets && !parameter.targets.includes(modifier))
      throw bad(
        at,
        `"${parameter.name}" never points to ${modifier}; it may point to ${parameter.targets.join(', ')}.`,
      );
  }
  const about = { targets: parameter.targets, type: modifier, baseUrl };
  const any = alternatives.flatMap((text) => parseReference(text, at, about));
  const outside =
    parameter.name === 'patient'
      ? any.filter((value) => /^[A-Z][A-Za-z]+\//.test(value) && !value.startsWith('Patient/'))
      : [];
  if (outside.length > 0) throw bad(at, '"patient" takes a Patient; use "subject" for other subjects.');
  return { kind: 'reference', parameter: parameter.name, any };
}

function unsupported(at: string) {
  return bad(at, `The modifier in "${at}" is not supported for this parameter.`);
}
