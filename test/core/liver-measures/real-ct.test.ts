import { beforeAll, describe, expect, it } from 'vitest';
import { readDicomImage } from '../../../src/adapters/archive/image-folder.ts';
import { readNiftiMask } from '../../../src/adapters/archive/nifti.ts';
import { checkRegion } from '../../../src/core/liver-measures/check-region.ts';
import { liverHabitats } from '../../../src/core/liver-measures/liver-habitats.ts';
import { measureLiver } from '../../../src/core/liver-measures/liver-measures.ts';
import { liverExpectations, spleenExpectations } from '../../../src/core/liver-measures/region-expectations.ts';
import type { Mask, Volume } from '../../../src/core/volume/volume.ts';
import { hasImaging, imagingPath } from '../../support/imaging-data.ts';

describe.skipIf(!hasImaging)(
  'liver and spleen of a real CT (needs images beside the repository)',
  { timeout: 60_000 },
  () => {
    let image: Volume;
    let liver: Mask;
    let spleen: Mask;
    beforeAll(async () => {
      image = await readDicomImage(imagingPath('totalsegmentator/example_ct_dicom'));
      const labels = imagingPath('totalsegmentator/example_seg_dicom.nii.gz');
      [liver, spleen] = [
        await readNiftiMask(labels, image.geometry, 5),
        await readNiftiMask(labels, image.geometry, 1),
      ];
    });

    it('accepts both, and says that the slab cuts them', () => {
      for (const [mask, expected] of [
        [liver, liverExpectations],
        [spleen, spleenExpectations],
      ] as const) {
        const checked = checkRegion(mask, image, expected, 'CT');
        expect(checked.ok && checked.cautions.length).toBe(1);
        expect(checked.facts.touches).toEqual(['inferior', 'superior']);
        expect(checked.facts.fragments).toBe(1);
      }
    });
    it('refuses each in place of the other', () => {
      expect(checkRegion(liver, image, spleenExpectations, 'CT').ok).toBe(false);
      expect(checkRegion(spleen, image, liverExpectations, 'CT').ok).toBe(false);
    });
    it('measures enhanced livers and a smooth surface, and no volume of a part', () => {
      const { measures, refused } = measureLiver({
        series: 'ct-portal-venous',
        modality: 'CT',
        image,
        regions: new Map([
          ['liver', liver],
          ['spleen', spleen],
        ]),
      });
      const value = (id: string) => measures.find((measure) => measure.id === id)?.value;
      expect(value('liver-attenuation')).toBeGreaterThan(80);
      expect(value('liver-attenuation')).toBeLessThan(110);
      expect(value('liver-spleen-attenuation-ratio')).toBeGreaterThan(0.9);
      expect(value('liver-spleen-attenuation-ratio')).toBeLessThan(1.4);
      expect(value('surface-nodularity')).toBeGreaterThan(0.3);
      expect(value('surface-nodularity')).toBeLessThan(3);
      expect(refused.map(({ what }) => what)).toContain('liver-volume');
    });
    it('divides the liver into habitats that hold all of it', () => {
      const found = liverHabitats(image, liver, { modality: 'CT', series: 'ct-portal-venous' });
      if ('absent' in found) throw new Error(found.absent);
      expect(found.map.habitats.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(found.map.habitats.length).toBeGreaterThan(1);
      expect(found.map.left).toBeLessThan(100);
    }, 120_000);
  },
);
