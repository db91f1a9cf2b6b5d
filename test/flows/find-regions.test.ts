import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { findRegions } from '../../src/flows/find-regions.ts';
import type { ImagingModels } from '../../src/ports/imaging-models.ts';
import type { StudySegmentation } from '../../src/ports/study-folder.ts';
import { ctGeometry, ctImage, liverMask, spleenMask } from '../support/made-up-ct.ts';
import { maskOf } from '../support/phantoms.ts';
import { ctSeries, drawnLiver, modelLiver, noModels } from '../support/study-fakes.ts';

const image = ctImage();
const find = (
  drawn: readonly StudySegmentation[],
  models: Partial<ImagingModels> = {},
  signal = new AbortController().signal,
) => findRegions(ctSeries(), image, drawn, noModels(models), signal);
const aSpeck = maskOf(ctGeometry, (i, j, k) => i < 12 && j === 30 && k === 12);
const poor = drawnLiver({ source: 'rtstruct', maskOn: async () => aSpeck });
const withModel = { segment: async () => [modelLiver()] };

describe('the regions of a series', () => {
  it('are those that were drawn, before those of a model, which is not even asked', async () => {
    const { findings, refused } = await find([drawnLiver()], { segment: () => Promise.reject(new Error('asked')) });
    expect(findings).toMatchObject([{ label: 'liver', source: 'dicom-seg' }]);
    expect(findings[0]).not.toHaveProperty('by');
    expect(refused).toEqual([]);
  });

  it('are established where a person drew or corrected them, research with a caution where the file says that an algorithm did', async () => {
    const byHand = await find([drawnLiver()]);
    expect(byHand.findings).toMatchObject([{ evidence: 'established', cautions: [] }]);
    const automatic = drawnLiver({ offers: async () => [{ number: 1, name: 'Liver', codes: [], automatic: true }] });
    const { findings } = await find([automatic]);
    expect(findings).toMatchObject([
      { source: 'dicom-seg', evidence: 'research', cautions: [expect.stringContaining('by an algorithm')] },
    ]);
  });

  it('are those of the first drawing that passes', async () => {
    const { findings, refused } = await find([poor, drawnLiver()]);
    expect(findings).toMatchObject([{ source: 'dicom-seg' }]);
    expect(refused).toMatchObject([{ what: 'liver region', reason: expect.stringMatching(/^RTSTRUCT: /) }]);
  });

  it('are those of a model where nothing usable is drawn', async () => {
    for (const drawn of [[], [poor]]) {
      const { findings, regions } = await find(drawn, withModel);
      expect(findings).toMatchObject([{ label: 'liver', source: 'model', evidence: 'synthetic' }]);
      expect(regions.get('liver')?.data).toEqual(liverMask().data);
    }
  });

  it('of a model are looked over as well', async () => {
    const { findings, refused } = await find([], { segment: async () => [modelLiver({ mask: spleenMask() })] });
    expect(findings).toEqual([]);
    expect(refused).toMatchObject([{ what: 'liver region', reason: expect.stringMatching(/^Segmentation model: /) }]);
  });

  it('hold the spleen too where it is drawn', async () => {
    const both = drawnLiver({
      offers: async () => [
        { number: 1, name: 'Spleen', codes: [] },
        { number: 2, name: 'Liver', codes: [] },
      ],
      maskOn: async (_image, label) => (label === 1 ? spleenMask() : liverMask()),
    });
    const { findings } = await find([both]);
    expect(findings.map(({ label }) => label)).toEqual(['liver', 'spleen']);
  });

  it('keep a label that is no organ here without looking it over, with its size', async () => {
    const lobe = maskOf(ctGeometry, (i, j, k) => i === 20 && j === 30 && k < 8);
    const { findings } = await find([], {
      segment: async () => [modelLiver(), modelLiver({ label: 'caudate-lobe', mask: lobe })],
    });
    expect(findings[1]).toMatchObject({ label: 'caudate-lobe', voxels: 8, volumeMl: 1, cautions: [] });
  });

  it('say why there is no liver: nobody drew one', async () => {
    expect((await find([])).refused).toMatchObject([{ what: 'liver region' }]);
  });

  it('say what is wrong with a drawing or a model, and go on', async () => {
    const broken = drawnLiver({ offers: () => Promise.reject(new Failure('invalid-input', 'This is no SEG.')) });
    const { refused } = await find([broken], {
      segment: () => Promise.reject(new Failure('model-timeout', 'The model took too long.')),
    });
    expect(refused.slice(0, 2)).toEqual([
      { what: 'segmentation (dicom-seg)', reason: 'This is no SEG.' },
      { what: 'segmentation of ct-portal-venous', reason: 'The model took too long.' },
    ]);
  });

  it('hide no failure of their own', async () => {
    await expect(find([], { segment: () => Promise.reject(new Error('a fault')) })).rejects.toThrow('a fault');
  });

  it('stop with the reason of the signal', async () => {
    const controller = new AbortController();
    const found = find(
      [],
      {
        segment() {
          controller.abort(new Failure('internal', 'The job was taken away.'));
          return Promise.reject(new Failure('model-timeout', 'It was stopped.'));
        },
      },
      controller.signal,
    );
    await expect(found).rejects.toThrow('The job was taken away.');
  });
});
