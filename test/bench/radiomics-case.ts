import { readNiftiImage, readNiftiMask } from '../../src/adapters/archive/nifti.ts';
import { loadFamilies } from '../../src/catalogue.ts';
import type { Family } from '../../src/core/radiomics/family.ts';
import { extractFeatures, type FeatureChoice } from '../../src/core/radiomics/features.ts';
import { processRoi } from '../../src/core/radiomics/process-roi.ts';
import type { ProcessingSettings } from '../../src/core/radiomics/settings.ts';
import type { Mask, Volume } from '../../src/core/volume/volume.ts';
import { configurations, imagingPath, phantomOf } from '../support/imaging-data.ts';
import { noiseBall } from '../support/noise-ball.ts';

/**
 * One case in a process of its own, so that its memory is its own:
 * `node radiomics-case.js phantom|liver-3|liver-1|ball-VOXELS peer|merged|all RUNS`. Prints a line of JSON.
 */

const liver = (spacing: number | undefined): ProcessingSettings => ({
  interpolation: spacing
    ? { spacingMm: [spacing, spacing, spacing], dimension: 3, image: 'linear', mask: 'linear', maskThreshold: 0.5 }
    : null,
  resegmentation: { range: [-100, 300], outlierSigma: null },
  discretisation: { method: 'FBS', width: 25 },
  ivh: { method: 'none' },
});

/** `peer`: what PyRadiomics computes (it averages over directions); `merged`: every family, 3D merged; `all`: everything. */
const choices: Readonly<Record<string, FeatureChoice>> = {
  peer: {
    families: ['morphology', 'intensity-statistics', 'glcm', 'glrlm', 'glszm', 'ngtdm', 'ngldm'],
    aggregations: ['3d-averaged', '3d'],
  },
  merged: { aggregations: ['3d-merged', '3d'] },
  all: {},
};

async function given(name: string): Promise<{ image: Volume; mask: Mask; settings: ProcessingSettings }> {
  if (name === 'phantom') return { ...(await phantomOf('C')), settings: configurations.C };
  if (name.startsWith('ball-')) return { ...noiseBall(Number(name.slice(5))), settings: liver(undefined) };
  // The segmentation belongs to the short stack of slices; the long one only has the same origin in its header.
  const image = await readNiftiImage(imagingPath('totalsegmentator/example_ct_sm.nii.gz'), 'CT');
  const mask = await readNiftiMask(imagingPath('totalsegmentator/example_seg.nii.gz'), image.geometry, 5);
  return { image, mask, settings: liver(name === 'liver-3' ? undefined : Number(name.slice(6))) };
}

interface Lap {
  readonly wallMs: number;
  /** User time of all threads, the compiler and the collector too. */
  readonly userMs: number;
}

function timed<T>(work: () => T): { value: T; lap: Lap } {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  const value = work();
  return { value, lap: { wallMs: performance.now() - started, userMs: process.cpuUsage(cpu).user / 1000 } };
}

function once(
  { image, mask, settings }: Awaited<ReturnType<typeof given>>,
  families: readonly Family[],
  choice: FeatureChoice,
) {
  const laps: Record<string, Lap> = {};
  let features = 0;
  const { value: roi, lap } = timed(() => processRoi(image, mask, settings, 'CT'));
  laps.processing = lap;
  for (const { id } of families) {
    if (Array.isArray(choice.families) && !choice.families.includes(id)) continue;
    const { value: rows, lap } = timed(() => extractFeatures(roi, families, { ...choice, families: [id] }));
    laps[id] = lap;
    features += rows.length;
  }
  const sum = (of: keyof Lap) => Object.values(laps).reduce((all, each) => all + each[of], 0);
  return {
    laps,
    features,
    voxels: roi.intensityMask.reduce((all, value) => all + value, 0),
    total: { wallMs: sum('wallMs'), userMs: sum('userMs') },
  };
}

const [name = 'phantom', mode = 'all', runs = '3'] = process.argv.slice(2);
const families = (await loadFamilies()).map(({ value }) => value);
const started = performance.now();
const case_ = await given(name);
const readingMs = performance.now() - started;
const startMb = process.resourceUsage().maxRSS / 1e3;
const results = Array.from({ length: Number(runs) }, () => once(case_, families, choices[mode] ?? {}));
console.log(
  JSON.stringify({
    ...results.toSorted((a, b) => a.total.userMs - b.total.userMs)[results.length >> 1],
    first: results[0]?.total,
    readingMs,
    startMb,
    peakMb: process.resourceUsage().maxRSS / 1e3,
  }),
);
