import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { buildSeries } from '../../src/adapters/archive/series.ts';
import { slicesOfFiles, writeCt } from '../support/dicom-series.ts';
import { uids } from '../support/dicom-writer.ts';
import { serve, withFolder } from '../support/processes.ts';
import { type BenchRow, round } from './row.ts';

const [columns, rows, slices] = [512, 512, 10];

/** A body of smooth tissue with noise in air: compresses about like a CT. */
const frameOf = (k: number) => ({
  rows,
  columns,
  samples: 1,
  bits: 16 as const,
  signed: false,
  values: Array.from({ length: rows * columns }, (_, i) => {
    const [x, y] = [(i % columns) - 256, Math.floor(i / columns) - 256];
    const noise = ((i * 2_654_435_761 + k * 97) >>> 16) % 24;
    return (x / 220) ** 2 + (y / 160) ** 2 < 1
      ? 1060 + noise + Math.round(40 * Math.sin(x / 30) * Math.cos(y / 25))
      : noise;
  }),
});

/**
 * From the bytes of a series to its volume by transfer syntax (parse, decode, rescale; the second run of two), and a generated CT of
 * 1 500 slices fetched from an archive on loopback and read, in a process of its own.
 */
export async function benchDicom(): Promise<BenchRow[]> {
  const found: BenchRow[] = [];
  for (const [name, syntax] of Object.entries(uids)) {
    if (syntax === uids.jpeg) continue;
    const files = await Promise.all(
      Array.from({ length: slices }, (_, k) =>
        writeCt({ syntax, uid: `2.25.8.${k}`, position: [0, 0, 2 * k], frame: frameOf(k) }),
      ),
    );
    let milliseconds = 0;
    for (const _ of ['warm-up', 'told']) {
      const start = performance.now();
      await buildSeries(slicesOfFiles(files)).volumes[0]?.load();
      milliseconds = performance.now() - start;
    }
    const metrics = {
      'ms per slice': round(milliseconds / slices),
      'KB per slice': round(files.reduce((sum, { length }) => sum + length, 0) / slices / 1e3),
      'peak resident MB (of the process)': round(process.resourceUsage().maxRSS / 1e3),
    };
    found.push({ name: `512 × 512 CT, ${name}`, metrics });
  }
  found.push(await retrieval(1500));
  return found;
}

const retrieval = (count: number): Promise<BenchRow> =>
  withFolder(async (folder) => {
    const served = await serve(['test/bench/large-archive.ts'], { SLICES: String(count) });
    try {
      const program = ['--import', 'tsx', 'test/bench/retrieve-study.ts', `${served.url}/dicom-web`, folder];
      const { stdout } = await promisify(execFile)(process.execPath, program);
      return { name: `${count} slices from a DICOMweb archive`, metrics: JSON.parse(stdout) as BenchRow['metrics'] };
    } finally {
      await served.stop();
    }
  });
