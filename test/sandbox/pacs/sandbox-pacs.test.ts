import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudyFolder } from '../../../src/adapters/archive/study-folder.ts';
import type { Geometry } from '../../../src/core/volume/volume.ts';
import {
  ctSeries,
  mrSeries,
  type SandboxStudy,
  studyUidOf,
  subjectOf,
  usSeries,
} from '../../../src/sandbox/pacs/sandbox-study.ts';
import { isLiver } from '../../../src/sandbox/pacs/simulate/body.ts';
import { simulateCt } from '../../../src/sandbox/pacs/simulate/ct.ts';
import { type MrSequence, simulateMr } from '../../../src/sandbox/pacs/simulate/mr.ts';
import { simulateUs } from '../../../src/sandbox/pacs/simulate/us.ts';
import { withFolder } from '../../support/processes.ts';
import { startSandboxArchive } from '../../support/sandbox-archive.ts';

const never = new AbortController().signal;
const examined = {
  patientId: 'SBX-1',
  family: 'Kovács',
  given: 'Márta',
  sex: 'female',
  birthDate: '1970-05-05',
} as const;
const subject = { seed: 5, stage: 3, etiology: 'masld' } as const;
const study = (id: string, modality: 'CT' | 'MR' | 'US', series: SandboxStudy['series']): SandboxStudy => ({
  id,
  modality,
  date: '2026-03-01',
  subject,
  series,
});
const ct = study('ct', 'CT', [...ctSeries, 'ct-segmentation']);
const mr = study('mr', 'MR', mrSeries);
const us = study('us', 'US', usSeries);

let served: Awaited<ReturnType<typeof startSandboxArchive>>;
beforeAll(async () => {
  served = await startSandboxArchive([ct, mr, us].map((one) => ({ patientId: 'p', study: one, examined })));
});
afterAll(() => served.stop());

const opened = <T>(one: SandboxStudy, look: (folder: Awaited<ReturnType<typeof openStudyFolder>>) => Promise<T>) =>
  withFolder(async (path) => {
    await served.archive.retrieve({ studyUid: studyUidOf(one.id) }, path, { signal: never });
    return look(await openStudyFolder(path));
  });
const reasonsOf = ({ refused }: Awaited<ReturnType<typeof openStudyFolder>>) =>
  refused.map(({ what, reason }) => `${what}: ${reason}`);
/** As scanners store values; no negative zero. */
const whole = (data: ArrayLike<number>) => Float32Array.from(data, (value) => Math.round(value) + 0);
/** Decimal strings hold 16 characters. */
const expectSamePlace = (found: Geometry | undefined, made: Geometry) => {
  expect(found?.size).toEqual(made.size);
  expect(found?.axes).toEqual(made.axes);
  for (const key of ['spacingMm', 'originMm'] as const)
    for (const axis of [0, 1, 2] as const) expect(found?.[key][axis]).toBeCloseTo(made[key][axis], 6);
};

describe('the studies of the sandbox PACS, through our own client', { timeout: 120_000 }, () => {
  it('a CT gives the portal venous series with the HU of the simulator, and refuses localizer and plain series', async () => {
    await opened(ct, async (folder) => {
      expect(folder.chosen.map(({ role }) => role)).toEqual(['ct-portal-venous']);
      const reasons = reasonsOf(folder).join('\n');
      expect(reasons).toContain('is a localizer');
      expect(reasons).toMatch(/Neither a tag nor the description shows that the series is portal venous CT/);
      const image = await folder.chosen[0]?.load();
      const made = simulateCt(subjectOf(ct));
      expectSamePlace(image?.geometry, made.image.geometry);
      expect(image?.data).toEqual(whole(made.image.data));
      if (!image) return;
      const mask = await folder.segmentations[0]?.maskOn(image, 1);
      expect(mask?.data).toEqual(made.labels.map((label) => (isLiver(label) ? 1 : 0)));
    });
  });

  it('an MR gives its three sequences and the liver outlined at the workstation', async () => {
    await opened(mr, async (folder) => {
      const made = simulateMr(subjectOf(mr));
      expect(folder.chosen.map(({ role }) => role).sort()).toEqual(['mr-hepatobiliary', 'mr-t1', 'mr-t2']);
      expect(reasonsOf(folder).join('\n')).toContain('is a localizer');
      const names: Partial<Record<string, MrSequence>> = {
        'mr-t1': 't1',
        'mr-t2': 't2',
        'mr-hepatobiliary': 'hepatobiliary',
      };
      for (const series of folder.chosen) {
        const image = await series.load();
        const sequence = made.sequences[names[series.role] ?? 't1'];
        expectSamePlace(image.geometry, sequence.geometry);
        expect(image.data).toEqual(whole(sequence.data));
        const [segmentation] = folder.segmentations;
        expect(await segmentation?.offers()).toMatchObject([
          { number: 1, codes: [{ scheme: 'SCT', value: '10200004' }] },
          { number: 2, codes: [{ scheme: 'SCT', value: '78961009' }] },
        ]);
        const mask = await segmentation?.maskOn(image, 1);
        expect(mask?.data).toEqual(made.labels.map((label) => (isLiver(label) ? 1 : 0)));
      }
    });
  });

  it('an ultrasound gives its B-mode frames with their calibration, and refuses the Doppler picture', async () => {
    await opened(us, async (folder) => {
      const made = simulateUs(subjectOf(us));
      expect(folder.chosen.map(({ role }) => role)).toEqual(['us-b-mode']);
      expect(reasonsOf(folder).join('\n')).toContain('has a Doppler or spectral region');
      const [series] = folder.chosen;
      expect(series?.pictures).toBe(made.frames.length);
      const image = await series?.load({ picture: 1 });
      expect(image?.geometry.spacingMm[0]).toBeCloseTo(made.pixelMm, 6);
      const [x0, y0] = image?.tissue?.from ?? [0, 0];
      const [x1, y1] = image?.tissue?.to ?? [0, 0];
      const columns = image?.geometry.size[0] ?? 0;
      const inside: number[] = [];
      for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) inside.push(image?.data[y * columns + x] ?? -1);
      expect(Uint8Array.from(inside)).toEqual(made.frames[1]);
    });
  });
});
