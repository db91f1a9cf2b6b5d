import { answerParent } from '../../src/adapters/jobs/worker-child.ts';
import { Failure } from '../../src/core/failure.ts';
import type { JobHandler, JobTools } from '../../src/ports/jobs.ts';
import { sampleFindings, samplePicture } from './sample-findings.ts';
import { silentLog } from './silent-log.ts';

/** What the made-up analysis does, in `payload.how`; it takes `payload.ms` first. */
const manners: Readonly<Record<string, (tools: JobTools, id: string) => Promise<void>>> = {
  save: async (tools, id) => {
    const findings = { ...sampleFindings({ id, patientId: 'p', uid: id }), pictures: [{ ...samplePicture, key: id }] };
    await tools.saveFindings(findings, new Map([[id, Uint8Array.of(1, 2, 3)]]));
  },
  refuse: () => Promise.reject(new Failure('invalid-input', 'This is no image.')),
  throw: () => Promise.reject(new Error('Jane Doe')),
  crash: async () => void process.kill(process.pid, 'SIGKILL'),
  hang: () => new Promise(() => undefined),
  spin: async () => {
    for (;;);
  },
  grow: async () => {
    const kept: Uint8Array[] = [];
    for (;;) {
      kept.push(new Uint8Array(32 * 1024 * 1024).fill(kept.length));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
};

const madeUp: JobHandler = {
  kind: 'made-up',
  async run(payload, tools) {
    tools.progress(0.5, String(payload.how));
    await new Promise((resolve) => setTimeout(resolve, Number(payload.ms ?? 0)));
    await manners[String(payload.how)]?.(tools, String(payload.id));
  },
};

answerParent(async (settings) => {
  if (typeof settings === 'object' && settings && 'sayPid' in settings) process.stdout.write(`worker ${process.pid}\n`);
  if (settings === 'broken') throw new Failure('invalid-configuration', 'The settings are broken.');
  return { handlers: [madeUp], log: silentLog };
});
