import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hook } from '../../src/cds/hook.ts';
import type { Service } from '../../src/cds/service.ts';
import { tokensOf, userTokens } from '../../src/cds/templates.ts';
import { loadFolder } from '../../src/load-folder.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const hooks = await loadFolder<Hook>(at('src/cds/hooks'));
const services = existsSync(at('cds-services'))
  ? await loadFolder<Service>(at('cds-services'), { entry: 'service' })
  : [];

it('every service has an id of its own (clients keep services by their address)', () => {
  const ids = services.map((service) => service.id);
  expect(new Set(ids).size).toBe(ids.length);
});

// describe.each refuses an empty table; a catalogue without services is lawful.
for (const { id, value: service } of services) {
  describe(`the service ${id}`, () => {
    it('is called as its folder, and says what it does', () => {
      expect(service.id).toBe(id);
      expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(service.title).toMatch(/^\S.{2,79}$/);
      expect(service.description.length).toBeGreaterThan(20);
      if (service.usageRequirements !== undefined) expect(service.usageRequirements).toMatch(/\S/);
    });

    it('answers a hook of the catalogue', () => {
      expect(hooks.find((hook) => hook.id === service.hook.id)?.value).toBe(service.hook);
    });

    it('asks under the ids of its asks, with templates that every client can fill', () => {
      const tokens = [...service.hook.tokens.map((token) => `context.${token}`), ...Object.keys(userTokens)];
      for (const [key, { ask, need }] of Object.entries(service.asks)) {
        expect(key).toBe(ask.id);
        expect(key).toMatch(/^[a-z][A-Za-z0-9]*$/);
        expect(['required', 'optional']).toContain(need);
        expect(ask.query).toMatch(/^[A-Z][A-Za-z]+(\/\{\{[^{}]+\}\}|\?[^\s{}]*(\{\{[^{}]+\}\}[^\s{}]*)+)$/);
        for (const token of tokensOf(ask.query)) expect(tokens).toContain(token);
      }
    });

    it('asks in the recommended subset: reads by id; references, tokens, dates, _count and _sort', () => {
      for (const { ask } of Object.values(service.asks)) {
        const [, search] = ask.query.split('?');
        for (const part of search?.split('&') ?? []) {
          expect(part).toMatch(/^(_count|_sort|[a-z][a-z-]*(:in|:[A-Z][A-Za-z]+)?)=[^=]+$/);
          expect(part).not.toMatch(/^_(include|revinclude|has|filter|query|elements|summary)/);
        }
      }
    });

    it('has readers that never throw, whatever comes', () => {
      const about = { patientId: 'p1', now: '2026-11-23T12:00:00Z' };
      const resource = fc.record(
        {
          resourceType: fc.constantFrom(
            'Patient',
            'Observation',
            'Condition',
            'Procedure',
            'Bundle',
            'DiagnosticReport',
          ),
          id: fc.jsonValue(),
          status: fc.jsonValue(),
          code: fc.jsonValue(),
          subject: fc.jsonValue(),
          valueQuantity: fc.jsonValue(),
          birthDate: fc.jsonValue(),
        },
        { requiredKeys: ['resourceType'] },
      );
      const bundle = fc.record({
        resourceType: fc.constant('Bundle'),
        entry: fc.array(fc.oneof(fc.jsonValue(), fc.record({ resource: fc.oneof(resource, fc.jsonValue()) }))),
      });
      for (const { ask } of Object.values(service.asks)) {
        fc.assert(
          fc.property(fc.oneof(fc.constant(null), fc.jsonValue(), resource, bundle), (answer) => {
            expect(() => ask.read(answer, about)).not.toThrow();
          }),
        );
      }
    });
  });
}
