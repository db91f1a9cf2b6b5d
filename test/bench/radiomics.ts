import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasImaging, imagingPath } from '../support/imaging-data.ts';
import { type BenchRow, round } from './row.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

interface Cost {
  readonly wallMs: number;
  readonly userMs: number;
}
interface OurResult {
  readonly laps: Readonly<Record<string, Cost>>;
  readonly total: Cost;
  readonly first: Cost;
  readonly features: number;
  readonly voxels: number;
  readonly peakMb: number;
}
interface PeerResult extends Cost {
  readonly version: string;
  readonly features: number;
  readonly peakMb: number;
}

const peers = {
  PyRadiomics: { id: 'pyradiomics', mode: 'peer', python: process.env.FIBROCAST_BENCH_PYTHON },
  MIRP: {
    id: 'mirp',
    mode: 'merged',
    python: process.env.FIBROCAST_BENCH_MIRP_PYTHON ?? process.env.FIBROCAST_BENCH_PYTHON,
  },
} as const;

/**
 * Time and memory of the features, on the IBSI CT phantom (configuration C) and on a real liver at 3 and 1 mm, against PyRadiomics
 * and MIRP in the same run, and the cost of each family for regions of 10^4 to 10^7 voxels. Our code is compiled as for production, and
 * each case has a process of its own; of several runs the median is told. User time is the figure that other work on the machine disturbs
 * least. `FIBROCAST_BENCH_PYTHON` names a Python with pyradiomics and mirp, `FIBROCAST_BENCH_MIRP_PYTHON` another one for mirp.
 */
export async function benchRadiomics(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'radiomics-bench-'));
  try {
    const build = compileInto(folder);
    return [...(hasImaging ? againstPeers(build) : [withoutImages]), ...costCurve(build)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const withoutImages: BenchRow = { name: 'against peers', metrics: { skipped: 'no images beside the repository' } };

/** The images are looked for beside the repository, so they get a link beside the build. */
function compileInto(folder: string): string {
  const build = join(folder, 'build');
  mkdirSync(build);
  copyFileSync(join(repository, 'package.json'), join(build, 'package.json'));
  symlinkSync(join(repository, 'node_modules'), join(build, 'node_modules'));
  if (hasImaging) {
    mkdirSync(join(folder, 'shared/data'), { recursive: true });
    symlinkSync(imagingPath('.'), join(folder, 'shared/data/imaging'));
  }
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(repository, 'test/bench/tsconfig.json'), '--outDir', build]);
  return build;
}

function ours(build: string, name: string, mode: string, runs: number): OurResult {
  return lastLine(process.execPath, [join(build, 'test/bench/radiomics-case.js'), name, mode, String(runs)]);
}

function lastLine<T>(program: string, parameters: readonly string[]): T {
  const told = execFileSync(program, parameters, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(told.trim().split('\n').at(-1) ?? '') as T;
}

function againstPeers(build: string): BenchRow[] {
  const cases = { phantom: 'CT phantom, configuration C', 'liver-3': 'liver at 3 mm', 'liver-1': 'liver at 1 mm' };
  return Object.entries(cases).flatMap(([id, name]) => [
    compare(build, id, `${name}, families of PyRadiomics`, 'PyRadiomics', id === 'liver-1' ? [3, 2] : [7, 5]),
    compare(build, id, `${name}, every family, 3D merged`, 'MIRP', id === 'liver-1' ? [3, 1] : [5, 2]),
    { name: `${name}, every family and aggregation`, metrics: told(ours(build, id, 'all', 3)) },
  ]);
}

function compare(
  build: string,
  id: string,
  name: string,
  peer: keyof typeof peers,
  [runs, peerRuns]: readonly [number, number],
): BenchRow {
  const mine = ours(build, id, peers[peer].mode, runs);
  const metrics = told(mine);
  const { python } = peers[peer];
  if (!python) return { name, metrics: { ...metrics, [peer]: 'skipped: no Python is named' } };
  try {
    const script = join(repository, 'test/bench/radiomics-peers.py');
    const theirs = lastLine<PeerResult>(python, [
      script,
      peers[peer].id,
      id,
      peers[peer].mode,
      String(peerRuns),
      imagingPath('.'),
    ]);
    return {
      name,
      metrics: {
        ...metrics,
        [`${peer} ${theirs.version} wall ms`]: round(theirs.wallMs, 0),
        [`${peer} user ms`]: round(theirs.userMs, 0),
        [`${peer} peak MB`]: round(theirs.peakMb, 0),
        [`${peer} features`]: theirs.features,
        'times faster, wall': round(theirs.wallMs / mine.total.wallMs, 2),
        'times faster, user': round(theirs.userMs / mine.total.userMs, 2),
      },
    };
  } catch {
    return { name, metrics: { ...metrics, [peer]: 'skipped: the Python that is named cannot run it' } };
  }
}

const told = ({ total, first, peakMb, features, voxels }: OurResult): Record<string, number | string> => ({
  voxels,
  features,
  'wall ms': round(total.wallMs, 0),
  'user ms': round(total.userMs, 0),
  'first run, wall ms': round(first.wallMs, 0),
  'first run, user ms': round(first.userMs, 0),
  'peak MB': round(peakMb, 0),
});

/** Every family with every aggregation on balls of 10^4 to 10^7 voxels: user milliseconds, and the exponents of the power laws. */
function costCurve(build: string): BenchRow[] {
  const sizes = [1e4, 1e5, 1e6, 1e7];
  const results = sizes.map((size) => ours(build, `ball-${size}`, 'all', size < 1e6 ? 5 : size < 1e7 ? 3 : 1));
  const costs = (of: (result: OurResult) => number) => results.map((result) => Math.max(of(result), 0.1));
  const whole = results[0]?.laps ?? {};
  const row = (name: string, values: readonly number[], unit: string): BenchRow => ({
    name: `ball of ${sizes.map((size) => `10^${Math.log10(size)}`).join(', ')} voxels: ${name}`,
    metrics: {
      [unit]: values.map((value) => round(value, value < 10 ? 1 : 0)).join(', '),
      'exponent from 10^5': round(slope(sizes.slice(1), values.slice(1)), 2),
    },
  });
  return [
    ...Object.keys(whole).map((id) =>
      row(
        id,
        costs(({ laps }) => laps[id]?.userMs ?? 0),
        'user ms',
      ),
    ),
    row(
      'together',
      costs(({ total }) => total.userMs),
      'user ms',
    ),
    row(
      'peak memory',
      costs(({ peakMb }) => peakMb),
      'MB',
    ),
  ];
}

/** Least squares in logarithms. */
function slope(xs: readonly number[], ys: readonly number[]): number {
  const [u, v] = [xs.map(Math.log), ys.map(Math.log)];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mu, mv] = [mean(u), mean(v)];
  const products = u.reduce((sum, x, n) => sum + (x - mu) * ((v[n] ?? 0) - mv), 0);
  return products / u.reduce((sum, x) => sum + (x - mu) ** 2, 0);
}
