import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readModels } from '../../src/adapters/inference/model-folder.ts';
import { openInference } from '../../src/adapters/inference/open-inference.ts';
import { startService } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { segment } from '../../src/flows/segment.ts';
import { stageFromVolume } from '../../src/flows/stage-images.ts';
import type { ModelFolder } from '../../src/ports/models.ts';
import { simulateCt } from '../../src/sandbox/pacs/simulate/ct.ts';
import { simulatePatient } from '../../src/sandbox/pacs/simulate/patient.ts';
import { patientSeed } from '../../src/sandbox/pacs/simulate/random.ts';
import { silentLog } from '../support/silent-log.ts';
import { type BenchRow, quantile, round } from './row.ts';

const studies = 8;

/** Segmentation and stage of simulated CTs, after a warm-up, with the peak memory of the process that runs the graphs; jobs by workers. */
export async function benchImagingModels(): Promise<BenchRow[]> {
  const { models } = await readModels([fileURLToPath(new URL('../../models', import.meta.url))]);
  const ofRole = (role: string) =>
    models.find(({ manifest }) => manifest.role === role && manifest.accepts.modality === 'CT');
  const [drawing, staging] = [ofRole('segmentation'), ofRole('stage')];
  const rows: BenchRow[] = [];
  if (drawing && staging) rows.push(await ctRow(drawing, staging));
  else console.log('  no CT models here: skipped');
  for (const workers of [1, 2]) rows.push(await jobsRow(workers));
  return rows;
}

async function ctRow(drawing: ModelFolder, staging: ModelFolder): Promise<BenchRow> {
  const inference = await openInference({ models: [drawing, staging], log: silentLog, provider: 'cpu' });
  try {
    const [segmentation, stage]: [number[], number[]] = [[], []];
    for (let n = 0; n <= studies; n++) {
      const { image } = simulateCt(simulatePatient(patientSeed(4711, n)));
      const start = performance.now();
      const { regions } = await segment(inference, drawing, [image]);
      const drawn = performance.now();
      const liver = regions.find(({ label }) => label === 'liver');
      if (!liver) throw new Error('the model drew no liver');
      await stageFromVolume(inference, staging, [image], { region: liver.mask });
      if (n === 0) continue;
      segmentation.push(drawn - start);
      stage.push(performance.now() - drawn);
    }
    const median = (all: number[]) =>
      round(
        quantile(
          [...all].sort((a, b) => a - b),
          0.5,
        ),
        0,
      );
    const peak = inference.pids().heavy.map(peakMb);
    return {
      name: `CT of 128 × 96 × 43 to 62 voxels, ${studies} simulated studies`,
      metrics: {
        'segmentation, ms median': median(segmentation),
        'stage with activation map, ms median': median(stage),
        'process of the graphs, peak MB': Math.max(...peak),
      },
    };
  } finally {
    await inference.close();
  }
}

/** Peak resident memory of a process, as the kernel keeps it. */
function peakMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024, 0);
}

/** Every study of the sandbox hospital from the queue to its Observations, with so many worker processes. */
async function jobsRow(workers: number): Promise<BenchRow> {
  const folder = await mkdtemp(join(tmpdir(), 'fibrocast-bench-'));
  const config = readConfig({
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    FIBROCAST_SANDBOX: '1',
    FIBROCAST_SYNTHETIC: '1',
    FIBROCAST_WORKERS: String(workers),
  });
  const service = await startService(config, { background: true });
  try {
    let jobs = 0;
    const start = performance.now();
    await service.analyseSandbox?.((_, of) => {
      jobs = of;
    });
    const minutes = (performance.now() - start) / 60_000;
    return {
      name: `analysis jobs, ${workers} worker process${workers === 1 ? '' : 'es'}`,
      metrics: { studies: jobs, 'jobs a minute': round(jobs / minutes, 1) },
    };
  } finally {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
