import { describe, expect, it } from 'vitest';
import { loadFamilies } from '../../../src/catalogue.ts';
import { extractFeatures } from '../../../src/core/radiomics/features.ts';
import { processRoi } from '../../../src/core/radiomics/process-roi.ts';
import { agrees, readReferences } from '../../support/ibsi-references.ts';
import { type Configuration, configurations, hasImaging, imagingPath, phantomOf } from '../../support/imaging-data.ts';
import { digitalPhantomImage, digitalPhantomMask } from '../../support/phantoms.ts';
import { volumeValues } from './digital-phantom-volume-values.ts';

const families = (await loadFamilies()).map(({ value }) => value);

describe('the digital phantom of the IBSI, made in code', () => {
  const roi = processRoi(digitalPhantomImage, digitalPhantomMask, configurations['digital phantom'], 'CT');

  it('has 74 voxels', () => {
    expect(roi.intensityMask.reduce((sum, value) => sum + value, 0)).toBe(74);
  });

  it.each(Object.entries(volumeValues))('%s: every published value over the volume is met', (code, values) => {
    const rows = extractFeatures(roi, families, { families: [code] });
    const missed = values.flatMap(([ibsi, name, reference, tolerance]) => {
      const value = rows.find((row) => row.ibsiCode === ibsi && row.feature === name)?.value;
      return value !== undefined && agrees(value, reference, tolerance) ? [] : [`${name}: ${value} for ${reference}`];
    });
    expect(values.length).toBeGreaterThan(1);
    expect(missed).toEqual([]);
  });
});

describe.skipIf(!hasImaging)('every reference value of the IBSI (images beside the repository)', () => {
  const published = { 'digital phantom': 482, A: 346, C: 210, D: 210 };

  it.each(Object.keys(configurations) as Configuration[])('%s', async (configuration) => {
    const references = readReferences(imagingPath('reference_values.csv')).filter(
      (reference) => reference.configuration === configuration,
    );
    const { image, mask } = await phantomOf(configuration);
    const rows = extractFeatures(processRoi(image, mask, configurations[configuration], 'CT'), families);
    const missed = references.flatMap(({ familyCode, ibsi, feature, aggregationCode, value, tolerance }) => {
      const row = rows.find(
        (one) =>
          one.familyCode === familyCode &&
          one.ibsiCode === ibsi &&
          one.feature === feature &&
          one.aggregationCode === aggregationCode,
      );
      if (row?.value !== undefined && agrees(row.value, value, tolerance)) return [];
      return [`${familyCode} ${feature} ${aggregationCode}: ${row?.value ?? row?.status} for ${value} ± ${tolerance}`];
    });
    console.log(`${configuration}: ${references.length - missed.length} of ${references.length}`, ...missed);
    expect(missed).toEqual([]);
    expect(references.length).toBe(published[configuration]);
  });
});
