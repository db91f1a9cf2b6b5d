import { describe, expect, it } from 'vitest';
import { resultAuditLog, resultPublisher } from '../../../fhir-resources/write/publisher.ts';
import { assessment, fib4, refused } from '../../support/assessments.ts';
import { aboutDocuments, documentOf } from '../../support/examples.ts';
import { fakeResults } from '../../support/fake-results.ts';

const about = { serviceVersion: '0.1.0', baseUrl: aboutDocuments.baseUrl };
const later = '2026-06-01T18:00:00.000Z';

describe('resultPublisher', () => {
  it('stores all documents and says which', async () => {
    const { store, rows } = fakeResults(() => 0);
    const references = await resultPublisher(store, about).publish(assessment());
    expect([...rows.keys()].sort()).toEqual([...references].sort());
  });
  it('writes nothing when the same facts are assessed again, and says the same', async () => {
    const { store, writes } = fakeResults(() => 0);
    const publisher = resultPublisher(store, about);
    const first = await publisher.publish(assessment());
    const count = writes();
    expect(await publisher.publish(assessment({ asOf: later }))).toEqual(first);
    expect(writes()).toBe(count);
  });
  it('keeps `issued` of results that another assessment had stored before', async () => {
    const { store, rows } = fakeResults(() => 0);
    const publisher = resultPublisher(store, about);
    await publisher.publish(assessment());
    await publisher.publish(assessment({ id: 'c'.repeat(64), asOf: later, scores: [fib4(), refused()] }));
    const documents = [...rows.values()];
    expect(documentOf(documents, 'Observation', 'fib4').issued).toBe('2026-06-01T10:20:30.000Z');
    expect(documentOf(documents, 'Observation', 'fib4').meta?.versionId).toBe('1');
    expect(documentOf(documents, 'Observation', 'nfs').issued).toBe(later);
  });
  it('owes nothing unless write-back is on, and nothing without an EHR', async () => {
    const off = fakeResults(() => 0);
    await resultPublisher(off.store, about).publish(assessment());
    expect(off.debts.size).toBe(0);
    const on = fakeResults(() => 0);
    await resultPublisher(on.store, { ...about, owe: true }).publish(assessment({ fhirServer: 'none' }));
    expect(on.debts.size).toBe(0);
    await resultPublisher(on.store, { ...about, owe: true }).publish(assessment());
    expect(on.debts.size).toBeGreaterThan(0);
  });
  it('changes nothing that is stored when write-back is turned on later', async () => {
    const { store, writes } = fakeResults(() => 0);
    await resultPublisher(store, about).publish(assessment());
    const count = writes();
    await resultPublisher(store, { ...about, owe: true }).publish(assessment({ asOf: later }));
    expect(writes()).toBe(count);
  });
});

describe('resultAuditLog', () => {
  it('keeps equal facts of one instant apart', async () => {
    const { store, rows } = fakeResults(() => 0);
    let next = 0;
    const log = resultAuditLog(store, about, () => `n-${next++}`);
    const fact = { at: later, action: 'read', outcome: 'success', client: 'x' } as const;
    await log.record([fact, fact]);
    await log.record([]);
    expect(rows.size).toBe(2);
  });
});
