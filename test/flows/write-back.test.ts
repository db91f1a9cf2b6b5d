import { afterEach, describe, expect, it } from 'vitest';
import { resultPublisher } from '../../fhir-resources/write/publisher.ts';
import { writeBackPlanner } from '../../fhir-resources/write/write-back-plan.ts';
import { openEhrWriter } from '../../src/adapters/chart/ehr-writer.ts';
import { backOffSeconds, writeBack } from '../../src/flows/write-back.ts';
import type { AuditFact } from '../../src/ports/audit.ts';
import { assessment, variedAssessments, withSynthetic } from '../support/assessments.ts';
import { aboutDocuments } from '../support/examples.ts';
import { startFakeEhr } from '../support/fake-ehr.ts';
import { fakeResults } from '../support/fake-results.ts';
import { rememberingLog } from '../support/remembering-log.ts';
import { validateResource } from '../support/validate-fhir.ts';

const start = Date.parse('2026-06-01T12:00:00Z');

async function world(behave: Parameters<typeof startFakeEhr>[0] = {}, allowSynthetic = false) {
  let now = start;
  const ehr = await startFakeEhr(behave);
  const results = fakeResults(() => now);
  const facts: AuditFact[] = [];
  const publisher = resultPublisher(results.store, { ...aboutDocuments, owe: true, allowSynthetic: true });
  const deps = {
    results: results.store,
    planner: writeBackPlanner({ allowSynthetic }),
    writer: openEhrWriter({ allowed: (server) => server === ehr.url, timeoutMs: 2000 }),
    clock: () => new Date(now).toISOString(),
    log: rememberingLog(),
    audit: { record: async (given: readonly AuditFact[]) => void facts.push(...given) },
  };
  stops.push(ehr.stop);
  return {
    ehr,
    results,
    facts,
    deps,
    publisher,
    later: (seconds: number) => {
      now += seconds * 1000;
    },
    run: (signal = new AbortController().signal) => writeBack(deps, { batch: 100, signal }),
  };
}
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe('write-back', () => {
  it('writes the results once, points them at the EHR and at each other, and owes nothing afterwards', async () => {
    const w = await world();
    await w.publisher.publish(assessment({ ...variedAssessments['cACLD by VCTE'], fhirServer: w.ehr.url }));
    const report = await w.run();
    expect(report.written).toBeGreaterThan(4);
    expect(report).toMatchObject({ postponed: 0, refused: 0 });
    expect(w.results.debts.size).toBe(0);
    expect(await w.run()).toEqual({ written: 0, postponed: 0, refused: 0, settled: 0 });
    expect(w.ehr.attempts()).toBe(1);
    const sent = JSON.stringify(w.ehr.seen[0]?.bundle);
    expect(sent).toContain('"reference":"Observation/ast-1"');
    expect(sent).not.toContain(`${w.ehr.url}/Observation`);
    expect(w.facts).toMatchObject([{ action: 'write-back', outcome: 'success', patientId: 'p-17' }]);
  });

  it('sends valid FHIR: a transaction whose references all arrive', async () => {
    const w = await world();
    await w.publisher.publish(
      assessment({ ...variedAssessments['risks at 1, 3 and 5 years with intervals'], fhirServer: w.ehr.url }),
    );
    await w.run();
    const bundle = w.ehr.seen[0]?.bundle as { entry: { fullUrl: string; resource: unknown }[] };
    const urls = new Set(bundle.entry.map(({ fullUrl }) => fullUrl));
    for (const [, reference] of JSON.stringify(bundle).matchAll(/"reference":"(urn:uuid:[^"]+)"/g))
      expect(urls).toContain(reference);
    expect(JSON.stringify(bundle)).not.toMatch(/"reference":"(Device|RiskAssessment|DiagnosticReport|Provenance)\//);
    for (const { resource } of bundle.entry)
      expect(validateResource(resource).filter((issue) => !issue.includes('Invalid reference: got "urn:'))).toEqual([]);
  });

  it('never returns to the EHR what is its own: the stiffness that was used stays here', async () => {
    const w = await world();
    await w.publisher.publish(assessment({ ...variedAssessments['cACLD by VCTE'], fhirServer: w.ehr.url }));
    await w.run();
    expect(JSON.stringify([...w.ehr.resources.values()])).not.toContain('77615-3');
  });

  it('doubles nothing when the answer was lost after the EHR had done the work', async () => {
    const w = await world({ after: (attempt) => (attempt === 1 ? 'hang-up' : 'answer') });
    await w.publisher.publish(assessment({ fhirServer: w.ehr.url }));
    expect((await w.run()).postponed).toBeGreaterThan(0);
    const count = w.ehr.resources.size;
    w.later(61);
    expect((await w.run()).written).toBeGreaterThan(0);
    expect(w.ehr.attempts()).toBe(2);
    expect(w.ehr.resources.size).toBe(count);
  });

  it('doubles nothing when this process died between the answer and the acknowledgement', async () => {
    const w = await world();
    await w.publisher.publish(assessment({ fhirServer: w.ehr.url }));
    const dying = {
      ...w.deps.results,
      acknowledge: async (keys: readonly { resourceType: string }[]) => {
        if (keys.some(({ resourceType }) => resourceType === 'Observation')) throw new Error('killed');
      },
    };
    await expect(
      writeBack({ ...w.deps, results: dying }, { batch: 100, signal: new AbortController().signal }),
    ).rejects.toThrow('killed');
    const count = w.ehr.resources.size;
    await w.run();
    expect(w.ehr.attempts()).toBe(2);
    expect(w.ehr.resources.size).toBe(count);
    expect(w.results.debts.size).toBe(0);
  });

  it('retries with growing distance until acknowledged, and hears Retry-After', async () => {
    const w = await world({
      answer: (attempt) =>
        attempt === 1 ? { status: 503, headers: { 'retry-after': '300' } } : attempt < 4 ? { status: 500 } : undefined,
    });
    await w.publisher.publish(assessment({ fhirServer: w.ehr.url }));
    await w.run();
    w.later(299);
    await w.run();
    expect(w.ehr.attempts()).toBe(1);
    w.later(2);
    await w.run();
    expect(w.ehr.attempts()).toBe(2);
    w.later(119);
    await w.run();
    expect(w.ehr.attempts()).toBe(2);
    w.later(2);
    await w.run();
    w.later(4 * 60 + 1);
    expect((await w.run()).written).toBeGreaterThan(0);
    expect(w.results.debts.size).toBe(0);
  });

  it('gives up with a reason where the EHR refuses the content, and goes on with other patients', async () => {
    const w = await world({ answer: (attempt) => (attempt === 1 ? { status: 422 } : undefined) });
    await w.publisher.publish(assessment({ fhirServer: w.ehr.url }));
    await w.publisher.publish(assessment({ fhirServer: w.ehr.url, patientId: 'p-2', id: 'b'.repeat(64) }));
    const report = await w.run();
    expect(report.refused).toBeGreaterThan(0);
    expect(report.written).toBeGreaterThan(0);
    w.later(10 * 365 * 86400);
    await w.run();
    expect(w.ehr.attempts()).toBe(2);
    expect([...w.results.debts.values()][0]?.reason).toBe('the EHR answered 422');
  });

  it('does not believe a page that answers 200', async () => {
    const w = await world({ answer: () => ({ status: 200, body: { hello: 'proxy' } }) });
    await w.publisher.publish(assessment({ fhirServer: w.ehr.url }));
    expect(await w.run()).toMatchObject({ written: 0 });
    expect(w.results.debts.size).toBeGreaterThan(0);
  });

  it('leaves a silent server alone for the rest of the round', async () => {
    const w = await world({ answer: () => ({ status: 503 }) });
    for (const patientId of ['p-1', 'p-2', 'p-3'])
      await w.publisher.publish(assessment({ fhirServer: w.ehr.url, patientId, id: patientId }));
    await w.run();
    expect(w.ehr.attempts()).toBe(1);
  });

  it('sends nothing to a server that is not on the allow-list', async () => {
    const w = await world();
    await w.publisher.publish(assessment({ fhirServer: 'http://127.0.0.1:9/fhir' }));
    expect(await w.run()).toMatchObject({ written: 0 });
    expect(w.ehr.attempts()).toBe(0);
  });

  it('never writes synthetic results, nor what was concluded from them, unless the site allows it', async () => {
    const w = await world();
    await w.publisher.publish({ ...withSynthetic, fhirServer: w.ehr.url });
    await w.run();
    expect(JSON.stringify([...w.ehr.resources.values()])).not.toMatch(/synthetic|sim_stage/i);
    expect(w.results.debts.size).toBe(0);
    const allowing = await world({}, true);
    await allowing.publisher.publish({ ...withSynthetic, fhirServer: allowing.ehr.url });
    await allowing.run();
    expect(JSON.stringify([...allowing.ehr.resources.values()])).toContain('sim_stage');
  });

  it('writes an update where a result changed, not a second one', async () => {
    const w = await world();
    const given = assessment({ fhirServer: w.ehr.url });
    await w.publisher.publish(given);
    await w.run();
    const count = w.ehr.resources.size;
    // The id of an assessment covers what it says: other words, another id.
    await w.publisher.publish({ ...given, id: `${given.id}-2`, warnings: ['platelets are preliminary'] });
    await w.run();
    const added = [...w.ehr.resources.keys()].slice(count);
    // A report and a provenance of the new words; the results are those that are there.
    expect(added.map((name) => name.split('/')[0]).sort()).toEqual(['DiagnosticReport', 'Provenance']);
  });

  it('starts nothing after the stop signal and keeps the debts', async () => {
    const w = await world();
    await w.publisher.publish(assessment({ fhirServer: w.ehr.url }));
    expect(await w.run(AbortSignal.abort())).toMatchObject({ written: 0 });
    expect(w.ehr.attempts()).toBe(0);
    expect(w.results.debts.size).toBeGreaterThan(0);
  });
});

describe('backOffSeconds', () => {
  it('doubles from a minute up to a day', () => {
    expect([0, 1, 2, 10, 11, 1000].map(backOffSeconds)).toEqual([60, 120, 240, 61440, 86400, 86400]);
  });
});
