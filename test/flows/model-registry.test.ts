import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileModelHistory, memoryModelHistory } from '../../src/adapters/database/model-history.ts';
import { readModels } from '../../src/adapters/inference/model-folder.ts';
import { modelRegistry, type RegistryDeps } from '../../src/flows/model-registry.ts';
import type { AuditFact } from '../../src/ports/audit.ts';
import { temporaryModels, writeModelFolder } from '../support/model-folders.ts';

let place: ReturnType<typeof temporaryModels>;
beforeEach(() => {
  place = temporaryModels();
});
afterEach(() => place.remove());

const one = 'made-up-stiffness@1.0.0';
const two = 'made-up-stiffness@2.0.0';
const passed = { passed: true, ms: 1, cases: 1, provider: 'cpu' };
const research = { evidence: 'research' as const };

async function registryWith(options: Partial<RegistryDeps> = {}) {
  const facts: AuditFact[] = [];
  let minute = 0;
  const registry = modelRegistry({
    folders: await readModels([place.path]),
    isBundled: () => false,
    history: memoryModelHistory(),
    goldenRun: () => passed,
    switchedOff: [],
    synthetic: true,
    audit: { record: async (added) => void facts.push(...added) },
    clock: () => `2026-01-01T00:${String(minute++).padStart(2, '0')}:00.000Z`,
    ...options,
  });
  const states = async () =>
    Object.fromEntries(
      (await registry.standings()).map(({ model, state, off }) => [model, off ? `${state}, off` : state]),
    );
  return { registry, facts, states };
}
const to = (state: 'silent' | 'live' | 'retired') => ({ kind: 'state', to: state }) as const;

describe('the registry of models', () => {
  it('takes a model of the site from registered over silent to live and retires it, each step audited', async () => {
    writeModelFolder(place.path, { manifest: research, validation: { figures: {} } });
    const { registry, facts, states } = await registryWith();
    expect(await states()).toEqual({ [one]: 'registered' });
    expect(await registry.usable()).toEqual([]);
    await registry.change('made-up-stiffness', to('silent'), 'anna', 'trial');
    await registry.change(one, to('live'), 'anna');
    expect((await registry.usable()).map(({ state }) => state)).toEqual(['live']);
    await registry.change(one, to('retired'), 'bert', 'replaced');
    expect(await registry.usable()).toEqual([]);
    expect(facts.map(({ client, model, action }) => [action, client, model?.became])).toEqual([
      ['model-change', 'anna', 'silent'],
      ['model-change', 'anna', 'live'],
      ['model-change', 'bert', 'retired'],
    ]);
  });
  it('does not skip silent, and makes nothing live without a validation report', async () => {
    writeModelFolder(place.path, { manifest: research });
    const { registry } = await registryWith();
    await expect(registry.change(one, to('live'), 'anna')).rejects.toThrow('it can become silent or retired, not live');
    await registry.change(one, to('silent'), 'anna');
    await expect(registry.change(one, to('live'), 'anna')).rejects.toThrow('no validation report');
    await registry.change(one, { kind: 'validation', sha256: 'f'.repeat(64) }, 'anna');
    await expect(registry.change(one, to('live'), 'anna')).resolves.toMatchObject({ state: 'live' });
  });
  it('promotes nothing whose golden run did not pass, and uses nothing whose golden run failed', async () => {
    writeModelFolder(place.path, { manifest: research, validation: {} });
    const failed = { ...passed, passed: false, reason: 'The golden outputs differ.' };
    const { registry } = await registryWith({ goldenRun: () => failed, isBundled: () => true });
    expect(await registry.usable()).toEqual([]);
    expect(registry.refusals()).toEqual([{ model: one, reason: 'The golden outputs differ.' }]);
    await registry.change(one, to('silent'), 'anna').catch(() => undefined);
    const { registry: unknown } = await registryWith({ goldenRun: () => undefined });
    await expect(unknown.change(one, to('silent'), 'anna')).rejects.toThrow('no passed golden run');
  });
  it('keeps at most one version live: the one made live last, so that a rollback is a promotion', async () => {
    writeModelFolder(place.path, { manifest: research, validation: {} });
    writeModelFolder(place.path, { manifest: { ...research, version: '2.0.0' }, folder: two, validation: {} });
    const { registry, states } = await registryWith({ isBundled: () => true });
    expect(await states()).toEqual({ [one]: 'silent', [two]: 'live' });
    await registry.change(one, to('live'), 'anna', 'rollback');
    expect(await states()).toEqual({ [one]: 'live', [two]: 'silent' });
    await expect(registry.change('made-up-stiffness', to('retired'), 'anna')).rejects.toThrow('several versions');
  });
  it('stops a model at once by the kill switch and keeps its state', async () => {
    writeModelFolder(place.path, { manifest: research, validation: {} });
    const { registry, states } = await registryWith({ isBundled: () => true });
    await registry.change(one, { kind: 'off' }, 'anna', 'odd results');
    expect(await states()).toEqual({ [one]: 'live, off' });
    expect(await registry.usable()).toEqual([]);
    await registry.change(one, { kind: 'on' }, 'anna');
    expect(await registry.usable()).toHaveLength(1);
    const configured = await registryWith({ isBundled: () => true, switchedOff: ['made-up-stiffness'] });
    expect(await configured.registry.usable()).toEqual([]);
  });
  it('starts anew when the graph behind a version is another one', async () => {
    writeModelFolder(place.path, { manifest: research, validation: {} });
    const history = memoryModelHistory();
    const { registry } = await registryWith({ history });
    await registry.change(one, to('silent'), 'anna');
    writeModelFolder(place.path, { manifest: research, graph: 'stuck' });
    expect(await (await registryWith({ history })).states()).toEqual({ [one]: 'registered' });
  });
  it('leaves synthetic models out where they are not allowed', async () => {
    writeModelFolder(place.path);
    expect(await (await registryWith({ isBundled: () => true })).registry.usable()).toHaveLength(1);
    expect(await (await registryWith({ isBundled: () => true, synthetic: false })).registry.usable()).toEqual([]);
  });
});

describe('the history of models beside the embedded store', () => {
  it('is seen by another program at its next read, and audited by the one that holds the store', async () => {
    writeModelFolder(place.path, { manifest: research, validation: {} });
    const service = await registryWith({
      history: fileModelHistory(place.path),
      isBundled: () => true,
      auditsForOthers: true,
    });
    expect(await service.states()).toEqual({ [one]: 'live' });
    const { audit: _none, ...silent } = { audit: undefined };
    const operator = await registryWith({ history: fileModelHistory(place.path), isBundled: () => true, ...silent });
    await operator.registry.change(one, { kind: 'off' }, 'anna');
    expect(await service.registry.usable()).toEqual([]);
    expect(service.facts.map(({ client, model }) => [client, model?.became])).toEqual([['anna', 'off']]);
    await service.registry.standings();
    expect(service.facts).toHaveLength(1);
  });
});
