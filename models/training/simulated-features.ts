import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { extractFeatures } from '../../src/core/radiomics/features.ts';
import glcm from '../../src/core/radiomics/glcm/family.ts';
import intensityStatistics from '../../src/core/radiomics/intensity-statistics/family.ts';
import ngtdm from '../../src/core/radiomics/ngtdm/family.ts';
import { processRoi } from '../../src/core/radiomics/process-roi.ts';
import { studyFeatureSettings } from '../../src/core/radiomics/study-settings.ts';
import type { SeriesRole } from '../../src/core/volume/series-rules.ts';
import type { Volume } from '../../src/core/volume/volume.ts';
import { simulateCt } from '../../src/sandbox/pacs/simulate/ct.ts';
import { simulateMr } from '../../src/sandbox/pacs/simulate/mr.ts';
import { type SimulatedPatient, simulatePatient } from '../../src/sandbox/pacs/simulate/patient.ts';
import { patientSeed } from '../../src/sandbox/pacs/simulate/random.ts';

/**
 * Radiomics of simulated livers with the settings of an analysed study, one row a patient. Columns are named as in a model's tensor.
 * `tsx models/training/simulated-features.ts --modality mr --from 0 --patients 100 --seed 7 --out features.csv`
 */
const families = [intensityStatistics, glcm, ngtdm];
/** Labels of the simulator that are liver: left lobe, caudate, right lobe. */
const liver = new Set([1, 3, 4]);

const { values } = parseArgs({
  options: {
    modality: { type: 'string' },
    from: { type: 'string', default: '0' },
    patients: { type: 'string' },
    seed: { type: 'string' },
    out: { type: 'string' },
  },
});
const { modality, out } = values;
const [from, patients, seed] = [values.from, values.patients, values.seed].map(Number);
if ((modality !== 'ct' && modality !== 'mr') || !out || from === undefined || !patients || seed === undefined)
  throw new Error('--modality ct|mr --patients <n> --seed <n> --out <file.csv> are needed');

const lines: string[] = [];
for (let index = from; index < from + patients; index++) {
  const row = featuresOf(simulatePatient(patientSeed(seed, index)));
  if (lines.length === 0) lines.push(['index', ...row.map(([name]) => name)].join(','));
  lines.push([index, ...row.map(([, value]) => value ?? '')].join(','));
}
await writeFile(out, `${lines.join('\n')}\n`);

function featuresOf(patient: SimulatedPatient): [string, number | undefined][] {
  return imagesOf(patient).flatMap(({ role, image, labels }) => {
    const settings = studyFeatureSettings[role];
    if (!settings) throw new Error(`no settings for ${role}`);
    const mask = { geometry: image.geometry, data: labels.map((label) => (liver.has(label) ? 1 : 0)) };
    const roi = processRoi(image, mask, settings.processing, modality === 'ct' ? 'CT' : 'MR');
    return extractFeatures(roi, families, { aggregations: settings.aggregations }).map(
      ({ familyCode, ibsiCode, aggregationCode, value }): [string, number | undefined] => [
        `${role}/${familyCode}/${ibsiCode}/${aggregationCode}`,
        value,
      ],
    );
  });
}

function imagesOf(patient: SimulatedPatient): { role: SeriesRole; image: Volume; labels: Uint8Array }[] {
  if (modality === 'ct') {
    const { image, labels } = simulateCt(patient);
    return [{ role: 'ct-portal-venous', image, labels }];
  }
  const { sequences, labels } = simulateMr(patient);
  return [
    { role: 'mr-t1', image: sequences.t1, labels },
    { role: 'mr-t2', image: sequences.t2, labels },
    { role: 'mr-hepatobiliary', image: sequences.hepatobiliary, labels },
  ];
}
