import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { ageAt } from '../../../src/core/patient.ts';
import { sandboxScenarios } from '../../../src/sandbox/patients/all.ts';
import { archiveEndpoint, staff } from '../../../src/sandbox/patients/staff.ts';

// The package has no types of its own.
const { UcumLhcUtils } = createRequire(import.meta.url)('@lhncbc/ucum-lhc') as {
  UcumLhcUtils: { getInstance(): { validateUnitString(unit: string): { status: string } } };
};
const today = '2026-03-15';
const scenarios = sandboxScenarios(today);
const resources = scenarios.flatMap((scenario) => scenario.resources);

/** Every value found anywhere under `key`. */
function valuesOf(value: unknown, key: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(item, key));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, item]) => [...(name === key ? [item] : []), ...valuesOf(item, key)]);
}

describe('the patients of the sandbox hospital', () => {
  it('are 34 and fire every hook', () => {
    expect(scenarios).toHaveLength(34);
    const hooks = new Set(scenarios.flatMap(({ fires }) => fires.map(({ hook }) => hook)));
    expect([...hooks].sort()).toEqual([
      'appointment-book',
      'encounter-discharge',
      'order-dispatch',
      'order-select',
      'order-sign',
      'patient-view',
    ]);
  });

  it('carry unique FHIR ids and HL7 test tags', () => {
    const keys = resources.map(({ resourceType, id }) => `${resourceType}/${id}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const resource of resources) {
      expect(resource.id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
      expect(resource.meta?.tag?.[0]?.code).toBe('HTEST');
    }
  });

  it('refer only to resources that exist', () => {
    const known = new Set(
      [...resources, ...staff, archiveEndpoint('/sandbox/dicomweb')].map(
        ({ resourceType, id }) => `${resourceType}/${id}`,
      ),
    );
    const drafts = scenarios.flatMap(({ fires }) =>
      fires.flatMap((firing) => ('drafts' in firing ? firing.drafts : [])),
    );
    const references = valuesOf([...resources, ...drafts], 'reference');
    expect(references.length).toBeGreaterThan(900);
    expect(references.filter((reference) => !known.has(reference as string))).toEqual([]);
    for (const { encounterId, userId, fires } of scenarios) {
      expect(known).toContain(`Encounter/${encounterId}`);
      expect(known).toContain(userId);
      for (const firing of fires) if ('order' in firing) expect(known).toContain(`ServiceRequest/${firing.order}`);
    }
  });

  it('state every quantity in a valid UCUM unit, but for the one local result that has none', () => {
    const ucum = UcumLhcUtils.getInstance();
    const quantities = valuesOf(resources, 'valueQuantity') as { code?: string; system?: string }[];
    const codes = new Set(quantities.map(({ code }) => code).filter((code) => code !== undefined));
    // CAP is reported in dB/m everywhere, although UCUM's decibel may not be divided.
    expect([...codes].filter((code) => ucum.validateUnitString(code).status !== 'valid')).toEqual(['dB/m']);
    expect(quantities.filter(({ system }) => system !== 'http://unitsofmeasure.org')).toHaveLength(1);
  });

  it('are never dated later than today, whatever day it is', () => {
    for (const day of [today, '2028-02-29', '2026-12-31']) {
      const dates = valuesOf(
        sandboxScenarios(day).flatMap((scenario) => scenario.resources),
        'effectiveDateTime',
      );
      expect(dates.filter((date) => (date as string).slice(0, 10) > day)).toEqual([]);
    }
  });

  it('have the age their story needs on every day', () => {
    for (const day of [today, '2028-02-29', '2026-01-01']) {
      const rivera = sandboxScenarios(day).find(({ id }) => id === 'rivera-tomas')?.resources[0];
      const birthDate = rivera?.resourceType === 'Patient' ? rivera.birthDate : undefined;
      expect(ageAt(birthDate, `${day}T12:00:00Z`)?.years).toBe(9);
    }
  });

  it('are the same, byte for byte, on the same day', () => {
    expect(JSON.stringify(sandboxScenarios(today))).toBe(JSON.stringify(scenarios));
  });

  it('show the mess of real charts: withdrawn, corrected, text, bounds, panel, local code', () => {
    const messy = scenarios.find(({ id }) => id === 'flores-mateo')?.resources ?? [];
    const observations = messy.filter((resource) => resource.resourceType === 'Observation');
    expect(new Set(observations.map(({ status }) => status))).toEqual(
      new Set(['final', 'entered-in-error', 'corrected', 'cancelled']),
    );
    expect(observations.some(({ valueString }) => valueString === '72 U/L')).toBe(true);
    expect(observations.some(({ valueQuantity }) => valueQuantity?.comparator === '<')).toBe(true);
    expect(observations.some(({ component }) => (component?.length ?? 0) > 3)).toBe(true);
  });
});
