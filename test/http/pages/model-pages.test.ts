import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryResults } from '../../../src/adapters/database/memory-results.ts';
import { memoryModelHistory } from '../../../src/adapters/database/model-history.ts';
import { readModels } from '../../../src/adapters/inference/model-folder.ts';
import { compareSilent as compareSilentOf, silentEntries } from '../../../src/core/models/compare-silent.ts';
import { modelRegistry } from '../../../src/flows/model-registry.ts';
import { markdownNodes } from '../../../src/http/pages/card-markdown.ts';
import { page } from '../../../src/http/pages/layout.ts';
import { pageRoutes } from '../../../src/http/pages/page-routes.ts';
import { temporaryModels, writeModelFolder } from '../../support/model-folders.ts';

let place: ReturnType<typeof temporaryModels>;
let base: string;
let close: () => void;
beforeAll(async () => {
  place = temporaryModels();
  const figures = { all: { 'lsm-ge-8': { AUC: { value: 0.8123, ci95: [0.79, 0.83] } } } };
  writeModelFolder(place.path, { validation: { method: 'cross-validation', figures } });
  writeModelFolder(place.path, { manifest: { version: '2.0.0' }, folder: 'made-up-stiffness@2.0.0' });
  writeModelFolder(place.path, { manifest: { id: 'broken' }, folder: 'not-its-name' });
  const models = modelRegistry({
    folders: await readModels([place.path]),
    isBundled: () => true,
    history: memoryModelHistory(),
    goldenRun: () => ({ passed: true, ms: 3, cases: 1, departure: 0, provider: 'cpu' }),
    switchedOff: [],
    synthetic: true,
    clock: () => '2026-01-01T00:00:00.000Z',
  });
  const constants = [{ key: 'lsm-ge-8', intercept: -0.25, n: 310, events: 44 }];
  await models.change('made-up-stiffness@1.0.0', { kind: 'anchored', site: 'North', constants }, 'anna');
  const compareSilent = async (model: string) =>
    compareSilentOf(model, model === 'made-up-stiffness@1.0.0' ? silentEntriesMadeUp : []);
  const server = express()
    .use(pageRoutes({ scores: [], models, compareSilent, results: memoryResults(), openRecords: false }))
    .listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  close = () => server.close();
});
afterAll(() => {
  close();
  place.remove();
});
const statement = { role: 'stiffness', about: 'lsm-ge-8' } as const;
const silentEntriesMadeUp = [0.2, 0.4].flatMap((probability, n) =>
  silentEntries({ fhirServer: 'https://ehr.example/fhir', patientId: `p${n}`, asOf: '2026-01-02T00:00:00Z' }, [
    { ...statement, model: 'made-up-stiffness@1.0.0', state: 'silent', probability },
    { ...statement, model: 'made-up-stiffness@2.0.0', state: 'live', probability: 0.2 },
  ]),
);
const html = async (path: string) => (await fetch(base + path, { headers: { accept: 'text/html' } })).text();

describe('the pages of models', () => {
  it('list every model with its state, and what is refused', async () => {
    const text = await html('/models');
    expect(text).toContain('href="/models/made-up-stiffness@1.0.0"');
    expect(text).toContain('2 trained models');
    expect(text).toContain('Model not-its-name is refused');
  });
  it('show version, state, inputs, figures, all 31 attributes and the card', async () => {
    const text = await html('/models/made-up-stiffness@1.0.0');
    expect(text).toContain('made-up-stiffness 1.0.0');
    expect(text).toContain('0.790 to 0.830');
    expect(text).toContain('Answer 31.');
    expect(text).toContain('No study of outcomes exists.');
    expect(text).toContain('Made up for tests.');
    expect(text).not.toContain(place.path);
  });
  it('compare a silent version with the live one, as page and as JSON, without a patient in them', async () => {
    const text = await html('/models/made-up-stiffness@1.0.0');
    expect(text).toContain('2 patients on 2 patient-days, 2026-01-02 to 2026-01-02.');
    expect(text).toMatch(/lsm-ge-8.*made-up-stiffness@2.0.0.*0\.100.*1 \(50 %\)/s);
    const json = await (await fetch(`${base}/models/made-up-stiffness@1.0.0.json`)).json();
    expect(json.silent.pairings).toMatchObject([{ about: 'lsm-ge-8', n: 2, agreement: { n: 1, share: 0.5 } }]);
    expect(JSON.stringify(json)).not.toMatch(/"p0"|ehr\.example/);
    expect(await html('/models/made-up-stiffness@2.0.0')).not.toContain('Silent running');
  });
  it('tell every re-anchoring with its constants, patients and events, and nothing where there is none', async () => {
    const text = await html('/models/made-up-stiffness@1.0.0');
    expect(text).toMatch(/Local re-anchoring.*North.*2026-01-01.*lsm-ge-8 −0\.250.*310.*44.*in force/s);
    expect(await html('/models/made-up-stiffness@2.0.0')).not.toContain('re-anchoring');
  });
  it('take the live version for an id without one', async () => {
    const { model } = (await (await fetch(`${base}/models/made-up-stiffness.json`)).json()) as { model: string };
    expect(model).toBe('made-up-stiffness@2.0.0');
  });
  it('give the same as JSON, with the attributes numbered', async () => {
    const answer = await fetch(`${base}/models/made-up-stiffness@1.0.0`, { headers: { accept: 'application/json' } });
    const card = (await answer.json()) as { sourceAttributes: { number: number }[]; standing: { state: string } };
    expect(card.sourceAttributes.map(({ number }) => number)).toEqual(Array.from({ length: 31 }, (_, at) => at + 1));
    expect(card.standing.state).toBe('silent');
    expect(JSON.stringify(card)).not.toContain(place.path);
  });
});

describe('the Markdown of a card', () => {
  it('becomes text and a few elements, never markup of its own', () => {
    const text = page(
      't',
      ...markdownNodes(
        '# A\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) [y](https://example.org) ![p](https://example.org/p.png)\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n- one `code`\n',
      ),
    );
    expect(text).not.toContain('<script');
    expect(text).not.toContain('javascript:');
    expect(text).not.toContain('<img');
    expect(text).toContain('<a href="https://example.org">y</a>');
    expect(text).toContain('<strong>2</strong>');
    expect(text).toContain('<h2>A</h2>');
  });
});
