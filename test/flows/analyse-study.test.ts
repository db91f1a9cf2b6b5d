import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { HabitatMap } from '../../src/core/radiomics-maps/habitats.ts';
import { type AnalyseStudyDeps, analyseStudy, type StudyToAnalyse } from '../../src/flows/analyse-study.ts';
import type { StudyFolder } from '../../src/ports/study-folder.ts';
import { ctGeometry } from '../support/made-up-ct.ts';
import { maskOf } from '../support/phantoms.ts';
import {
  analysisOf,
  ctFolder,
  ctSeries,
  drawnLiver,
  modelBy,
  modelLiver,
  noModels,
  oneFeature,
} from '../support/study-fakes.ts';

async function run(
  folder: StudyFolder = ctFolder(),
  more: Partial<AnalyseStudyDeps> = {},
  asked: Partial<StudyToAnalyse> = {},
) {
  const { deps, request } = analysisOf(folder, more);
  const shares: number[] = [];
  const { signal } = new AbortController();
  const analysis = await analyseStudy({ ...request, ...asked }, deps, {
    signal,
    progress: (share) => void shares.push(share),
  });
  return { ...analysis, shares };
}

const aSpeck = maskOf(ctGeometry, (i, j, k) => i < 12 && j === 30 && k === 12);

describe('the analysis of a study', () => {
  it('gives region, measures, radiomics, pictures and volumes under the names that the findings say', async () => {
    const { findings, pictures, volumes } = await run();
    expect(findings.regions).toMatchObject([{ label: 'liver', source: 'dicom-seg', evidence: 'established' }]);
    expect(findings.regions[0]?.volumeMl).toBeGreaterThan(600);
    expect(findings.measures.find(({ id }) => id === 'liver-attenuation')?.value).toBeCloseTo(100, -1);
    expect(findings.radiomics).toMatchObject([{ region: 'liver', evidence: 'research' }]);
    expect(findings.pictures.length).toBeGreaterThan(0);
    expect([...pictures.keys()]).toEqual(findings.pictures.map(({ key }) => key));
    expect([...volumes.keys()]).toEqual(findings.volumes?.map(({ key }) => key));
    expect(findings.volumes?.map(({ kind }) => kind)).toEqual(['series', 'region']);
    // They are stored side by side.
    expect([...pictures.keys()].filter((key) => volumes.has(key))).toEqual([]);
    expect(findings.pictures.every(({ key }) => key.startsWith(`${findings.id}/`))).toBe(true);
    expect(findings.study).toMatchObject({ started: '2026-05-11T08:15:00', modalities: ['CT'] });
  });

  it('keeps no volumes where nothing packs them', async () => {
    const { deps, request } = analysisOf(ctFolder());
    const { pack: _, ...without } = deps;
    const { signal } = new AbortController();
    const { findings, volumes } = await analyseStudy(request, without, { signal, progress: () => undefined });
    expect([findings.volumes, volumes.size]).toEqual([undefined, 0]);
    expect(findings.pictures.length).toBeGreaterThan(0);
  });

  it('takes the time that the EHR states before that of the images', async () => {
    const { findings } = await run(ctFolder(), {}, { started: '2026-05-11T08:15:00+02:00' });
    expect(findings.study.started).toBe('2026-05-11T08:15:00+02:00');
  });

  it('refuses the images of another study, and a folder without a series that a rule chooses', async () => {
    await expect(run(ctFolder(), {}, { studyUid: '1.2.3' })).rejects.toMatchObject({ kind: 'invalid-input' });
    const none = ctFolder({ chosen: [], refused: [{ what: 'CT series of 3 slices', reason: 'It is a localizer.' }] });
    await expect(run(none)).rejects.toThrow('CT series of 3 slices: It is a localizer.');
  });

  it('measures nothing on a poor region, and says that it is poor', async () => {
    const { findings } = await run(ctFolder({ segmentations: [drawnLiver({ maskOn: async () => aSpeck })] }));
    expect(findings).toMatchObject({ regions: [], measures: [], radiomics: [], pictures: [] });
    expect(findings.refused.filter(({ what }) => what === 'liver region')).toHaveLength(1);
  });

  it('makes everything synthetic that stands on a region of a synthetic model', async () => {
    const { findings } = await run(ctFolder({ segmentations: [] }), {
      models: noModels({ segment: async () => [modelLiver()] }),
    });
    expect(findings.regions).toMatchObject([{ source: 'model', by: modelBy, evidence: 'synthetic' }]);
    expect(new Set(findings.measures.map(({ evidence }) => evidence))).toEqual(new Set(['synthetic']));
    expect(findings.radiomics.map(({ evidence }) => evidence)).toEqual(['synthetic']);
    expect(findings.pictures[0]?.title).toContain('made-up-segmentation 1.0.0 (synthetic)');
  });

  it('says which features could not be computed, and goes on', async () => {
    const { findings } = await run(ctFolder(), {
      features: {
        ...oneFeature,
        extract: () => Promise.reject(new Failure('invalid-input', 'No voxel is left after resegmentation.')),
      },
    });
    expect(findings.radiomics).toEqual([]);
    expect(findings.refused).toContainEqual({
      what: 'radiomics of ct-portal-venous',
      reason: 'No voxel is left after resegmentation.',
    });
    expect(findings.measures.length).toBeGreaterThan(0);
  });

  it('maps habitats, measures them, draws them, and says where there are none', async () => {
    const labels = new Uint8Array(ctGeometry.size[0] * ctGeometry.size[1] * ctGeometry.size[2]).fill(1);
    const map = {
      geometry: ctGeometry,
      labels,
      habitats: [{ label: 1, voxels: labels.length, share: 1, means: [] }],
      heterogeneity: 0,
      patches: 1,
      left: 0,
      tried: [],
    } as unknown as HabitatMap;
    const row = { series: 'ct-portal-venous', method: 'm', evidence: 'research', source: 's', unit: '1' } as const;
    const measures = [{ ...row, id: 'liver-habitats', title: 'Liver habitats', value: 1 }];
    const { findings } = await run(ctFolder(), {
      features: { ...oneFeature, habitats: async () => ({ map, measures }) },
    });
    expect(findings.measures).toContainEqual(expect.objectContaining({ id: 'liver-habitats', evidence: 'research' }));
    expect(findings.pictures.map(({ kind }) => kind)).toContain('habitat');
    const none = await run(ctFolder());
    expect(none.findings.refused).toContainEqual({
      what: 'habitats of ct-portal-venous',
      reason: 'the region is too small',
    });
  });

  it('breaks off when the threads themselves break', async () => {
    const features = { ...oneFeature, extract: () => Promise.reject(new Error('gone')) };
    await expect(run(ctFolder(), { features })).rejects.toThrow('gone');
  });

  it('stops with the reason of the signal, also where that is a refusal of its own kind', async () => {
    for (const at of ['decoding', 'outlining', 'measuring', 'computing', 'running', 'drawing']) {
      const controller = new AbortController();
      const { deps, request } = analysisOf(
        ctFolder({ chosen: [ctSeries(), ctSeries({ role: 'mr-t1' })], segmentations: [] }),
        {
          models: noModels({
            async segment(_series, _image, signal) {
              signal.throwIfAborted();
              return [modelLiver()];
            },
          }),
        },
      );
      const extracting = {
        ...deps.features,
        extract: ((image, mask, settings, modality, signal) => {
          signal?.throwIfAborted();
          return deps.features.extract(image, mask, settings, modality, signal);
        }) as typeof deps.features.extract,
      };
      const done: string[] = [];
      const analysis = analyseStudy(
        request,
        { ...deps, features: extracting },
        {
          signal: controller.signal,
          progress(_share, doing) {
            done.push(doing.split(' ')[0] ?? '');
            if (doing.startsWith(at)) controller.abort(new Failure('invalid-input', 'Stopped.'));
          },
        },
      );
      if (at === 'drawing') await analysis;
      else {
        await expect(analysis, at).rejects.toThrow('Stopped.');
        expect(done).not.toContain('done');
      }
    }
  });

  it('tells its progress from 0 to 1 and never backwards', async () => {
    const { shares } = await run(ctFolder({ chosen: [ctSeries(), ctSeries({ role: 'mr-t1' })] }));
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('has one identity for the same study, models and states, and another for any other', async () => {
    const versions = (version: string, state: 'silent' | 'live') => ({
      models: noModels({ versions: async () => [{ ...modelBy, version, state }] }),
    });
    const idOf = async (...given: Parameters<typeof run>) => (await run(...given)).findings.id;
    const first = await idOf(ctFolder(), versions('1.0.0', 'live'));
    expect(await idOf(ctFolder(), versions('1.0.0', 'live'))).toBe(first);
    const others = await Promise.all([
      idOf(ctFolder(), versions('1.0.1', 'live')),
      idOf(ctFolder(), versions('1.0.0', 'silent')),
      idOf(ctFolder(), {}),
      idOf(ctFolder(), versions('1.0.0', 'live'), { patientId: 'p2' }),
    ]);
    expect(new Set([first, ...others]).size).toBe(5);
  });

  it('names images without a study UID after their folder, with or without a slash at its end', async () => {
    const folder = ctFolder({ study: {} });
    const { deps, request } = analysisOf(folder);
    const { studyUid: _asked, ...unnamed } = request;
    for (const path of ['/images/ct', '/images/ct/']) {
      const { findings } = await analyseStudy({ ...unnamed, folder: path }, deps, {
        signal: new AbortController().signal,
        progress: () => undefined,
      });
      expect(findings.study.uid).toBe('urn:folder:ct');
      expect(findings.study.started).toBeUndefined();
    }
  });
});
