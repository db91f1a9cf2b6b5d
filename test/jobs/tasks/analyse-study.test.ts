import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { type AnalyseStudyJobDeps, analyseStudyJob } from '../../../src/jobs/tasks/analyse-study.ts';
import type { JobTools } from '../../../src/ports/jobs.ts';
import { sampleFindings } from '../../support/sample-findings.ts';
import { silentLog } from '../../support/silent-log.ts';

const payload = {
  fhirServer: 'https://ehr.example/fhir',
  patientId: 'p1',
  studyUid: '1.2.3',
  reference: 'ImagingStudy/9',
};

function jobWith(more: Partial<AnalyseStudyJobDeps> = {}) {
  const happened: string[] = [];
  const controller = new AbortController();
  const tools: JobTools = {
    signal: controller.signal,
    log: silentLog,
    progress: (share, doing) => void happened.push(`${share.toFixed(2)} ${doing}`),
    saveFindings: async ({ id }, files) => void happened.push(`saved ${id} with ${[...files.keys()].join(' and ')}`),
  };
  const job = analyseStudyJob({
    archive: {
      async retrieve({ studyUid }, folder, { onInstance }) {
        happened.push(`retrieve ${studyUid} into ${folder}`);
        onInstance?.(1, 2);
        return { instances: 2, fetched: 2, bytes: 10 };
      },
    },
    folders: {
      open: async (key) => `folder-of-${key.split(' ')[1]}`,
      discard: async (key) => void happened.push(`discard ${key.split(' ')[1]}`),
    },
    analyse: async (request, { progress }) => {
      happened.push(`analyse ${request.reference} in ${request.folder}`);
      progress(0.5, 'features');
      return {
        findings: sampleFindings({ id: 'f1', patientId: request.patientId, uid: request.studyUid }),
        pictures: new Map([['f1/largest', Uint8Array.of(1)]]),
        volumes: new Map([['f1/series', Uint8Array.of(2)]]),
      };
    },
    ...more,
  });
  return { run: (given: Record<string, string> = payload) => job.run(given, tools), happened, controller };
}

describe('the job analyse-study', () => {
  it('fetches the images, analyses them, saves the findings and discards the images, with one progress over all', async () => {
    const { run, happened } = jobWith();
    await run();
    expect(happened).toEqual([
      '0.00 fetching images',
      'retrieve 1.2.3 into folder-of-1.2.3',
      '0.15 fetching images',
      'analyse ImagingStudy/9 in folder-of-1.2.3',
      '0.65 features',
      'saved f1 with f1/largest and f1/series',
      'discard 1.2.3',
    ]);
  });

  it('keeps the images for the next attempt when something fails that may pass', async () => {
    const { run, happened } = jobWith({
      analyse: () => Promise.reject(new Failure('model-timeout', 'The model took too long.')),
    });
    await expect(run()).rejects.toMatchObject({ kind: 'model-timeout' });
    expect(happened).not.toContain('discard 1.2.3');
  });

  it('discards images that are at fault', async () => {
    const { run, happened } = jobWith({
      analyse: () => Promise.reject(new Failure('invalid-input', 'No series is usable.')),
    });
    await expect(run()).rejects.toMatchObject({ kind: 'invalid-input' });
    expect(happened).toContain('discard 1.2.3');
  });

  it('analyses nothing after an abort', async () => {
    const { run, happened, controller } = jobWith();
    controller.abort();
    await expect(run()).rejects.toThrow();
    expect(happened.filter((line) => line.startsWith('analyse'))).toEqual([]);
  });

  it('refuses a payload that names no study', async () => {
    await expect(jobWith().run({ fhirServer: 'https://ehr.example/fhir' })).rejects.toMatchObject({
      kind: 'invalid-input',
    });
  });
});
