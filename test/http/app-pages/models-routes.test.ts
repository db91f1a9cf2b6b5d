import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../../src/compose.ts';
import type { ModelDetails, ModelOverview } from '../../../src/core/models/model-overview.ts';
import { appBrowser } from '../../support/app-browser.ts';
import { searchAll, startFibrocast } from '../../support/hospital.ts';
import { temporaryModels, writeModelFolder } from '../../support/model-folders.ts';

const made = 'made-up-stiffness@1.0.0';

describe('the models of the pages', () => {
  const place = temporaryModels();
  let folder: string;
  let service: RunningService;
  let url: string;

  beforeAll(async () => {
    writeModelFolder(place.path);
    writeModelFolder(place.path, {
      folder: 'broken-model',
      manifest: { id: 'broken-model', sha256: { 'model.onnx': '0'.repeat(64) } as never },
    });
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-models-'));
    service = await startFibrocast(folder, { FIBROCAST_MODELS: place.path });
    url = service.url;
  }, 120_000);
  afterAll(async () => {
    await service?.stop();
    place.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const signedIn = async (user?: string) => {
    const browser = appBrowser(url);
    const query = new URLSearchParams({ app: `${url}/app/launch`, patient: 'okafor-grace', ...(user ? { user } : {}) });
    await browser.open(`${url}/sandbox/auth/open?${query}`);
    const post = (model: string, body: unknown) => browser.post(`${url}/app/api/models/${model}/changes`, body);
    return {
      list: async () => (await (await browser.get(`${url}/app/api/models`)).json()) as ModelOverview,
      details: async (model: string) =>
        (await (await browser.get(`${url}/app/api/models/${model}`)).json()) as ModelDetails,
      get: (path: string) => browser.get(`${url}/app/api/models${path}`),
      post,
      sentence: async (model: string, body: unknown) => {
        const response = await post(model, body);
        const { issue } = (await response.json()) as { issue: { details: { text: string } }[] };
        return [response.status, issue[0]?.details.text];
      },
    };
  };
  const audited = async () =>
    (await searchAll<AuditEvent>(`${url}/fhir/AuditEvent?_count=200`)).filter((event) =>
      event.entity?.some(({ what }) => what?.identifier?.value === made),
    );

  it('are listed with their evidence, state and golden run, refused folders with the reason', async () => {
    const { administrator, models, refused } = await (await signedIn()).list();
    expect(administrator).toBe(true);
    expect(models.find(({ model }) => model === made)).toMatchObject({
      ...{ title: 'Made-up stiffness model', role: 'stiffness', evidence: 'synthetic', state: 'registered' },
      ...{ off: false, validated: false, goldenRun: { passed: true, cases: 1 } },
    });
    expect(models.find(({ model }) => model.startsWith('pbc-prognosis'))).toMatchObject({
      ...{ evidence: 'research', state: 'live', takesPart: true, validated: true },
    });
    expect(refused).toEqual([{ model: 'broken-model', reason: expect.any(String) }]);
    expect(JSON.stringify(refused)).not.toContain(place.path);
  });

  it('say all of one version: 31 source attributes, what it accepts, figures, history, the silent comparison, the report', async () => {
    const { details, get } = await signedIn();
    const one = await details('pbc-prognosis@1.0.0');
    expect(one.sourceAttributes).toHaveLength(31);
    expect(one.accepts.modality).toBe('labs');
    expect(one.validation.here).toBe(true);
    expect(one.validation.figures.length).toBeGreaterThan(0);
    expect(one.history).toEqual([]);
    expect(one.silent).toMatchObject({ model: 'pbc-prognosis@1.0.0', entries: 0, pairings: [] });
    expect((await get('/pbc-prognosis@1.0.0/validation')).status).toBe(200);
    expect((await get(`/${made}/validation`)).status).toBe(404);
    expect((await get('/nothing@1.0.0')).status).toBe(404);
  });

  it('are changed by administrators with a reason, refused with the sentence of the service, and each change is audited once', async () => {
    const { post, sentence, details, list } = await signedIn();
    expect(await sentence(made, { to: 'silent' })).toEqual([400, expect.stringContaining('"reason"')]);
    expect(await sentence(made, { to: 'live', reason: 'too early' })).toEqual([
      400,
      expect.stringContaining('it can become silent or retired, not live'),
    ]);
    expect((await post(made, { to: 'silent', reason: 'Trial on our patients' })).status).toBe(200);
    expect(await sentence(made, { to: 'live', reason: 'It looks good' })).toEqual([
      400,
      expect.stringContaining('has no validation report'),
    ]);
    expect((await post(made, { to: 'off', reason: 'Stopped for a look' })).status).toBe(200);
    expect((await list()).models.find(({ model }) => model === made)).toMatchObject({
      state: 'silent',
      off: true,
      takesPart: false,
    });
    expect((await post(made, { to: 'on', reason: 'Nothing was found' })).status).toBe(200);
    expect((await post(made, { to: 'retired', reason: 'Replaced' })).status).toBe(200);
    expect((await details(made)).history.map(({ what, by, reason }) => [what, by, reason])).toEqual([
      [{ kind: 'state', to: 'retired' }, 'Practitioner/dr-amara-nwosu', 'Replaced'],
      [{ kind: 'on' }, 'Practitioner/dr-amara-nwosu', 'Nothing was found'],
      [{ kind: 'off' }, 'Practitioner/dr-amara-nwosu', 'Stopped for a look'],
      [{ kind: 'state', to: 'silent' }, 'Practitioner/dr-amara-nwosu', 'Trial on our patients'],
    ]);
    expect((await audited()).filter(({ outcome }) => outcome === '0')).toHaveLength(4);
  });

  it('are only read by others', async () => {
    const { list, post, details } = await signedIn('Practitioner/dr-jonas-keller');
    expect((await list()).administrator).toBe(false);
    expect((await post(made, { to: 'silent', reason: 'I would like to' })).status).toBe(403);
    expect((await details(made)).state).toBe('retired');
  });

  it('are closed to a browser without a session and to a page of another site', async () => {
    expect((await fetch(`${url}/app/api/models`)).status).toBe(401);
    const browser = appBrowser(url);
    await browser.open(
      `${url}/sandbox/auth/open?${new URLSearchParams({ app: `${url}/app/launch`, patient: 'okafor-grace' })}`,
    );
    const body = { to: 'off', reason: 'from elsewhere' };
    const from = { origin: 'https://evil.example' };
    expect((await browser.post(`${url}/app/api/models/${made}/changes`, body, from)).status).toBe(403);
  });
});
