import { afterEach, describe, expect, it } from 'vitest';
import { openWorkerProcesses, type WorkerProcesses } from '../../../src/adapters/jobs/worker-processes.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { ImagingFindings } from '../../../src/core/findings.ts';
import type { JobPayload, RunningJob } from '../../../src/ports/jobs.ts';
import { eventually } from '../../support/eventually.ts';
import { silentLog } from '../../support/silent-log.ts';

const opened: WorkerProcesses[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((workers) => workers.close()));
});

function open(more: { count?: number; memoryMb?: number; settings?: unknown; refuse?: boolean } = {}) {
  const saved: { findings: ImagingFindings; pictures: ReadonlyMap<string, Uint8Array> }[] = [];
  const workers = openWorkerProcesses({
    entry: 'test/support/fake-worker.ts',
    execArgv: ['--import', 'tsx'],
    count: more.count ?? 1,
    memoryMb: more.memoryMb ?? 2048,
    settings: more.settings ?? {},
    save: async (findings, pictures) => {
      if (more.refuse) throw new Failure('store-unavailable', 'The result store does not answer.');
      saved.push({ findings, pictures });
    },
    log: silentLog,
  });
  opened.push(workers);
  return { workers, saved };
}

let counter = 0;
function job(payload: JobPayload) {
  const controller = new AbortController();
  const progress: string[] = [];
  const id = `job-${counter++}`;
  const running: RunningJob<JobPayload> = {
    id,
    key: id,
    payload: { id, ...payload },
    attempt: 1,
    signal: controller.signal,
    progress: (share, doing) => void progress.push(`${share} ${doing}`),
  };
  return { running, controller, progress, id };
}

describe('worker processes', () => {
  it('run a job, hand on its progress, and save what it found byte for byte', async () => {
    const { workers, saved } = open();
    const { running, progress, id } = job({ how: 'save' });
    await workers.run('made-up', running);
    expect(progress).toEqual(['0.5 save']);
    expect(saved.map(({ findings }) => findings.id)).toEqual([id]);
    expect(saved[0]?.pictures.get(id)).toEqual(Uint8Array.of(1, 2, 3));
    expect(workers.alive()).toBe(1);
  });

  it('hand on the failure of a job with its kind, and no text of a foreign error', async () => {
    const { workers } = open();
    await expect(workers.run('made-up', job({ how: 'refuse' }).running)).rejects.toMatchObject({
      kind: 'invalid-input',
      message: 'This is no image.',
    });
    await expect(workers.run('made-up', job({ how: 'throw' }).running)).rejects.toMatchObject({
      kind: 'internal',
      message: expect.not.stringContaining('Jane'),
    });
    await expect(workers.run('unknown', job({}).running)).rejects.toMatchObject({ kind: 'not-implemented' });
    expect(workers.alive()).toBe(1);
  });

  it('fail the job when its findings could not be stored', async () => {
    const { workers } = open({ refuse: true });
    await expect(workers.run('made-up', job({ how: 'save' }).running)).rejects.toMatchObject({
      kind: 'store-unavailable',
    });
  });

  it('survive a crash: the job failed, the next one finds a new process', async () => {
    const { workers, saved } = open();
    await expect(workers.run('made-up', job({ how: 'crash' }).running)).rejects.toMatchObject({
      kind: 'internal',
      message: expect.stringContaining('SIGKILL'),
    });
    await workers.run('made-up', job({ how: 'save' }).running);
    expect(saved).toHaveLength(1);
  });

  it('fail the job when the process cannot start', async () => {
    const { workers } = open({ settings: 'broken' });
    await expect(workers.run('made-up', job({ how: 'save' }).running)).rejects.toMatchObject({
      message: expect.stringContaining('code 1'),
    });
  });

  it.each(['hang', 'spin'])('kill a job that does not end when it is aborted (%s)', async (how) => {
    const { workers, saved } = open();
    const { running, controller, progress } = job({ how });
    const run = workers.run('made-up', running);
    const failed = expect(run).rejects.toMatchObject({ message: expect.stringContaining('SIGKILL') });
    await eventually(() => expect(progress).toHaveLength(1));
    controller.abort();
    await failed;
    await workers.run('made-up', job({ how: 'save' }).running);
    expect(saved).toHaveLength(1);
  });

  it('end a job that takes more memory than it may', async () => {
    const { workers } = open({ memoryMb: 300 });
    await expect(workers.run('made-up', job({ how: 'grow' }).running)).rejects.toMatchObject({ kind: 'internal' });
  });

  it('run as many jobs at once as there are processes', async () => {
    const { workers, saved } = open({ count: 2 });
    await Promise.all(Array.from({ length: 5 }, () => workers.run('made-up', job({ how: 'save', ms: 50 }).running)));
    expect(saved).toHaveLength(5);
    expect(workers.alive()).toBe(2);
  });

  it('end in the middle of a job when they are closed, and take none after', async () => {
    const { workers } = open();
    const { running, progress } = job({ how: 'spin' });
    const failed = expect(workers.run('made-up', running)).rejects.toMatchObject({ kind: 'internal' });
    await eventually(() => expect(progress).toHaveLength(1));
    await workers.close();
    await failed;
    expect(workers.alive()).toBe(0);
    await expect(workers.run('made-up', job({ how: 'save' }).running)).rejects.toMatchObject({ kind: 'internal' });
  });
});
