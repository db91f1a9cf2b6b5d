import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FhirResource } from 'fhir/r4.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeSystems, ownSystems, valueSets } from '../../../fhir-resources/profiles/code-systems.ts';
import { structureDefinitions } from '../../../fhir-resources/profiles/structure-definitions.ts';
import type { Score } from '../../../src/core/score.ts';
import { loadFolder } from '../../../src/load-folder.ts';
import { exampleResources } from '../../support/examples.ts';
import { validateResource } from '../../support/validate-fhir.ts';

/**
 * The files on disk are what the code makes. After a change: `UPDATE_PROFILES=1 npx vitest run test/fhir-resources/profiles`,
 * then `npx biome check --write fhir-resources`, and read the diff.
 */
const update = process.env.UPDATE_PROFILES === '1';
const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'fhir-resources/profiles');

/** Their codes come from publications and are not listed twice. */
const openSystems = new Set(['band-category', 'ibsi']);
const catalogue = join(root, 'src/core/scores');

const filesIn = (path: string) =>
  readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort();

describe.skipIf(!existsSync(catalogue))('published definitions (needs the score catalogue)', () => {
  let generated: Map<string, FhirResource>;
  beforeAll(async () => {
    const scores = (await loadFolder<Score>(catalogue)).map(({ id, value }) => ({ id, title: value.title }));
    const definitions = [...structureDefinitions(), ...codeSystems(scores), ...valueSets()];
    generated = new Map([
      ...definitions.map((d): [string, FhirResource] => [`${d.resourceType}-${d.id}.json`, d]),
      ...Object.entries(exampleResources()).map(([name, r]): [string, FhirResource] => [`examples/${name}.json`, r]),
    ]);
    if (!update) return;
    for (const where of [folder, join(folder, 'examples')]) {
      mkdirSync(where, { recursive: true });
      for (const name of filesIn(where)) rmSync(join(where, name));
    }
    for (const [name, resource] of generated)
      writeFileSync(join(folder, name), `${JSON.stringify(resource, null, 2)}\n`);
  });

  it('lie on disk exactly as the code makes them, and no others do', () => {
    const onDisk = [...filesIn(folder), ...filesIn(join(folder, 'examples')).map((name) => `examples/${name}`)].sort();
    expect(onDisk).toEqual([...generated.keys()].sort());
    for (const [name, resource] of generated) {
      const disk: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      expect(disk, name).toEqual(JSON.parse(JSON.stringify(resource)));
    }
  });

  it('are valid FHIR themselves, and the examples hold to the profiles that they claim', () => {
    for (const [name, resource] of generated) expect(validateResource(resource), name).toEqual([]);
  });

  it('have a CodeSystem for every system of ours that leaves in a resource', () => {
    const urls = new Set([...generated.values()].map((resource) => ('url' in resource ? resource.url : undefined)));
    for (const system of ownSystems) expect(urls, system).toContain(system);
  });

  it('list no code twice', () => {
    for (const resource of generated.values()) {
      if (resource.resourceType !== 'CodeSystem') continue;
      const codes = (resource.concept ?? []).map(({ code }) => code);
      expect(new Set(codes).size, resource.url).toBe(codes.length);
    }
  });

  it('know every code of ours that stands in an example', () => {
    const known = new Map<string, Set<string>>();
    for (const resource of generated.values()) {
      if (resource.resourceType === 'CodeSystem' && !openSystems.has(resource.id ?? ''))
        known.set(resource.url ?? '', new Set((resource.concept ?? []).map(({ code }) => code)));
    }
    for (const [name, resource] of generated) {
      if (!name.startsWith('examples/')) continue;
      for (const { system, code } of codingsOf(resource)) {
        const codes = known.get(system);
        if (codes) expect(codes, `${name}: ${system}`).toContain(code);
      }
    }
  });
});

function* codingsOf(value: unknown): Generator<{ system: string; code: string }> {
  if (value === null || typeof value !== 'object') return;
  const { system, code } = value as { system?: unknown; code?: unknown };
  if (typeof system === 'string' && typeof code === 'string') yield { system, code };
  for (const child of Object.values(value)) yield* codingsOf(child);
}
