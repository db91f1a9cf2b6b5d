import { describe, expect, it } from 'vitest';
import { memoryFindings } from '../../src/adapters/database/memory-findings.ts';
import type { ImagingStudyFact, ServiceFact } from '../../src/core/chart.ts';
import { Failure } from '../../src/core/failure.ts';
import { findNewStudies, firstMs, overlapMs, windowMs } from '../../src/flows/find-new-studies.ts';
import { openChartQueue, queueStudies } from '../../src/flows/queue-studies.ts';
import { rememberingLog } from '../support/remembering-log.ts';
import { sampleFindings } from '../support/sample-findings.ts';

const samplePatient = { id: 'p', deceased: false };
const ehr = 'https://ehr.example/fhir';
const study = (uid: string): ImagingStudyFact => ({
  uid,
  modality: 'CT',
  reference: `ImagingStudy/${uid}`,
  started: '2026-01-01',
});

function deps() {
  const added = new Map<string, { payload: unknown; priority: number | undefined }>();
  const hurried: string[] = [];
  const findings = memoryFindings();
  return {
    added,
    hurried,
    deps: {
      queue: {
        async add({ key, payload, priority }: { key: string; payload: unknown; priority?: number }) {
          if (added.has(key)) return undefined;
          added.set(key, { payload, priority });
          return key;
        },
        hurry: async (key: string, priority: number) => void hurried.push(`${key} ${priority}`),
      },
      findings,
      kind: 'analyse-study',
      settingsVersion: async () => 'settings-1',
    },
  };
}

describe('queueing the studies of a patient', () => {
  it('queues each study once with references only, and leaves what was analysed with these settings', async () => {
    const { deps: given, added } = deps();
    await given.findings.save(sampleFindings({ id: 'f', patientId: 'p', uid: '1.1' }), new Map());
    expect(await queueStudies(given, ehr, 'p', [study('1.1'), study('1.2'), study('1.2')], 10)).toBe(1);
    expect([...added]).toEqual([
      [
        `${ehr} 1.2 settings-1`,
        {
          payload: {
            fhirServer: ehr,
            patientId: 'p',
            studyUid: '1.2',
            reference: 'ImagingStudy/1.2',
            started: '2026-01-01',
          },
          priority: 10,
        },
      ],
    ]);
    const other = { ...given, settingsVersion: async () => 'settings-2' };
    expect(await queueStudies(other, ehr, 'p', [study('1.1')], 0)).toBe(1);
  });

  it('hurries a study that waits when its chart is opened, and not for routine work', async () => {
    const { deps: given, hurried } = deps();
    await queueStudies(given, ehr, 'p', [study('1.1')], 0);
    await queueStudies(given, ehr, 'p', [study('1.1')], 0);
    expect(hurried).toEqual([]);
    await queueStudies(given, ehr, 'p', [study('1.1')], 10);
    expect(hurried).toEqual([`${ehr} 1.1 settings-1 10`]);
  });
});

describe('the queue behind open charts', () => {
  const exam = (uid: string): ServiceFact => ({
    concept: 'ct-liver',
    status: 'done',
    reference: `ImagingStudy/${uid}`,
    study: study(uid),
  });

  it('returns before anything is asked, and asks about a study once', async () => {
    const { deps: given, added } = deps();
    let asked = 0;
    const findings = {
      analysedStudies: (...about: Parameters<typeof given.findings.analysedStudies>) => {
        asked += 1;
        return given.findings.analysedStudies(...about);
      },
    };
    const queue = openChartQueue({ ...given, findings }, rememberingLog());
    queue.seen(ehr, {
      patient: samplePatient,
      exams: [exam('1.1'), { concept: 'us-liver', status: 'done', reference: 'x' }],
    });
    expect(asked).toBe(0);
    await queue.settled();
    expect([...added.keys()]).toEqual([`${ehr} 1.1 settings-1`]);
    queue.seen(ehr, { patient: samplePatient, exams: [exam('1.1')] });
    queue.seen(ehr, { patient: samplePatient, exams: undefined });
    await queue.settled();
    expect(asked).toBe(1);
  });

  it('logs a failure by its kind and tries that study again with the next look', async () => {
    const { deps: given, added } = deps();
    let broken = true;
    const log = rememberingLog();
    const queue = openChartQueue(
      {
        ...given,
        findings: {
          async analysedStudies() {
            if (broken) throw new Failure('store-unavailable', 'The result store does not answer.');
            return new Set<string>();
          },
        },
      },
      log,
    );
    queue.seen(ehr, { patient: samplePatient, exams: [exam('1.1')] });
    await queue.settled();
    expect(JSON.stringify(log.lines)).toContain('store-unavailable');
    broken = false;
    queue.seen(ehr, { patient: samplePatient, exams: [exam('1.1')] });
    await queue.settled();
    expect(added.size).toBe(1);
  });
});

describe('finding new studies', () => {
  const start = Date.parse('2026-03-10T12:00:00Z');
  function search(servers = [ehr]) {
    const base = deps();
    const asked: { fhirServer: string; from: number; to: number }[] = [];
    const state = { now: start, broken: new Set<string>(), indexed: [] as { at: number; uid: string }[] };
    const given = {
      ...base.deps,
      fhirServers: servers,
      clock: () => new Date(state.now).toISOString(),
      log: rememberingLog(),
      async changedStudies(fhirServer: string, from: string, to: string) {
        if (state.broken.has(fhirServer)) throw new Failure('upstream-timeout', 'The EHR took too long.');
        asked.push({ fhirServer, from: Date.parse(from), to: Date.parse(to) });
        return state.indexed
          .filter(({ at }) => at >= Date.parse(from) && at < Date.parse(to))
          .map(({ uid }) => ({ patientId: 'p', study: study(uid) }));
      },
    };
    const run = (signal = new AbortController().signal) => findNewStudies(given, signal);
    return { ...base, asked, state, run };
  }

  it('covers the first days without a gap, in stretches, and then goes on with an overlap', async () => {
    const { asked, state, run } = search();
    state.indexed.push({ at: start - 1000, uid: '1.1' }, { at: start - firstMs + 1000, uid: '1.2' });
    expect(await run()).toBe(2);
    expect(asked[0]?.from).toBe(start - firstMs);
    expect(asked.slice(1).every(({ from }, n) => from === asked[n]?.to)).toBe(true);
    expect(asked.every(({ from, to }) => to - from <= windowMs + overlapMs)).toBe(true);
    const before = asked.length;
    state.now = start + 120_000;
    expect(await run()).toBe(0);
    expect(asked.slice(before).map(({ from }) => from)).toEqual([start - overlapMs]);
  });

  it('finds a study that the EHR shows late, and queues none twice', async () => {
    const { state, run, added } = search();
    await run();
    state.now = start + 120_000;
    state.indexed.push({ at: start - 600_000, uid: '1.3' });
    expect(await run()).toBe(1);
    state.now = start + 240_000;
    expect(await run()).toBe(0);
    expect(added.size).toBe(1);
  });

  it('makes up for a server that did not answer, and does not keep the others waiting', async () => {
    const other = 'https://other.example/fhir';
    const { state, run, asked } = search([other, ehr]);
    state.indexed.push({ at: start - 1000, uid: '1.1' });
    state.broken.add(other);
    expect(await run()).toBe(1);
    state.broken.clear();
    state.now = start + 3 * windowMs;
    expect(await run()).toBe(1);
    const ofOther = asked.filter(({ fhirServer }) => fhirServer === other);
    expect(ofOther[0]?.from).toBe(state.now - firstMs);
  });

  it('asks nothing after an abort', async () => {
    const { run, asked } = search();
    await run(AbortSignal.abort());
    expect(asked).toEqual([]);
  });
});
