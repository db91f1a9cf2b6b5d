import { readNiftiImage, readNiftiMask } from '../../src/adapters/archive/nifti.ts';
import { loadFamilies } from '../../src/catalogue.ts';
import type { Family } from '../../src/core/radiomics/family.ts';
import { extractFeatures } from '../../src/core/radiomics/features.ts';
import { processRoi } from '../../src/core/radiomics/process-roi.ts';
import type { ProcessingSettings } from '../../src/core/radiomics/settings.ts';
import type { Mask, Volume } from '../../src/core/volume/volume.ts';
import { configurations, hasImaging, imagingPath, phantomOf } from '../support/imaging-data.ts';
import { type BenchRow, round } from './row.ts';

const liver = (spacing: number | undefined): ProcessingSettings => ({
  interpolation: spacing
    ? { spacingMm: [spacing, spacing, spacing], dimension: 3, image: 'linear', mask: 'linear', maskThreshold: 0.5 }
    : null,
  resegmentation: { range: [-100, 300], outlierSigma: null },
  discretisation: { method: 'FBS', width: 25 },
  ivh: { method: 'none' },
});

/**
 * Every family on the CT phantom (configuration C) and on a real liver at 3, 2 and 1 mm: milliseconds for processing and
 * for each family with its three-dimensional aggregations, and the memory after the run. The second run of two is told.
 */
export async function benchRadiomics(): Promise<BenchRow[]> {
  if (!hasImaging) return [{ name: 'radiomics', metrics: { skipped: 'no images beside the repository' } }];
  const families = (await loadFamilies()).map(({ value }) => value);
  const phantom = await phantomOf('C');
  const rows = [measure('CT phantom, configuration C', phantom, configurations.C, families)];
  const image = await readNiftiImage(imagingPath('totalsegmentator/example_ct.nii.gz'), 'CT');
  const mask = await readNiftiMask(imagingPath('totalsegmentator/example_seg.nii.gz'), image.geometry, 5);
  for (const spacing of [undefined, 2, 1]) {
    rows.push(measure(`liver at ${spacing ?? 3} mm`, { image, mask }, liver(spacing), families));
  }
  return rows;
}

const inSpace = ['3d-averaged', '3d-merged', '3d'];

function measure(
  name: string,
  given: { image: Volume; mask: Mask },
  settings: ProcessingSettings,
  families: readonly Family[],
): BenchRow {
  let metrics: Record<string, number> = {};
  for (const _ of ['warm-up', 'told']) {
    metrics = {};
    let before = performance.now();
    const lap = (what: string) => {
      metrics[what] = round(performance.now() - before);
      before = performance.now();
    };
    const start = before;
    const roi = processRoi(given.image, given.mask, settings, 'CT');
    lap('processing ms');
    for (const { id } of families) {
      extractFeatures(roi, families, { families: [id], aggregations: inSpace });
      lap(`${id} ms`);
    }
    metrics['total ms'] = round(performance.now() - start);
    metrics.voxels = roi.intensityMask.reduce((sum, value) => sum + value, 0);
  }
  metrics['resident MB'] = round(process.memoryUsage().rss / 1e6);
  metrics['peak resident MB (of the process)'] = round(process.resourceUsage().maxRSS / 1e3);
  return { name, metrics };
}
