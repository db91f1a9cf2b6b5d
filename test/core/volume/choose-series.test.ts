import { describe, expect, it } from 'vitest';
import { chooseSeries } from '../../../src/core/volume/choose-series.ts';
import type { SeriesFacts } from '../../../src/core/volume/series-facts.ts';

const facts = (some: Partial<SeriesFacts>): SeriesFacts => ({
  modality: 'CT',
  unit: 'HU',
  imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  described: '',
  slices: 100,
  planar: false,
  sliceSpacingMm: 3,
  coverageMm: 300,
  scanningSequence: [],
  ...some,
});
const mr = (some: Partial<SeriesFacts>) => facts({ modality: 'MR', unit: undefined, ...some });
const chosen = (all: readonly SeriesFacts[]) =>
  Object.fromEntries(chooseSeries(all).flatMap(({ role, series, chosen: yes }) => (yes ? [[role, series]] : [])));

describe('choosing series', () => {
  it('believes the tag before the description', () => {
    expect(chosen([facts({ described: 'portal venous' }), facts({ contrastPhase: 'PORTAL_VENOUS' })])).toEqual({
      'ct-portal-venous': 1,
    });
    expect(chosen([facts({ described: 'portal venous', contrastPhase: 'ARTERIAL' })])).toEqual({});
    expect(chosen([facts({ described: 'portal', secondsAfterContrast: 25 })])).toEqual({});
  });
  it('prefers thinner slices among equals', () => {
    expect(
      chosen([
        facts({ described: 'abdomen pv 5mm', sliceSpacingMm: 5 }),
        facts({ described: 'abdomen pv 1mm', sliceSpacingMm: 1 }),
      ]),
    ).toEqual({ 'ct-portal-venous': 1 });
  });
  it('refuses scouts, reformats, arterial and plain scans, with the reason', () => {
    for (const some of [
      { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'], described: 'pv' },
      { imageType: ['DERIVED', 'SECONDARY', 'REFORMATTED'], described: 'pv' },
      { described: 'arterial and portal' },
      { described: 'nativ' },
      { described: 'portal', unit: 'US' },
      { described: 'portal', coverageMm: 20 },
    ]) {
      const [verdict] = chooseSeries([facts(some)]);
      expect(verdict?.chosen).toBe(false);
      expect(verdict?.reasons.join()).toMatch(/series/);
    }
  });
  it('tells T1, T2 and hepatobiliary MR apart by tags, then by words', () => {
    expect(
      chosen([
        mr({ scanningSequence: ['GR'], echoTimeMs: 2, repetitionTimeMs: 4 }),
        mr({ scanningSequence: ['SE'], echoTimeMs: 90, repetitionTimeMs: 2000 }),
        mr({
          scanningSequence: ['GR'],
          echoTimeMs: 2,
          repetitionTimeMs: 4,
          contrastAgent: 'primovist',
          secondsAfterContrast: 1200,
        }),
        mr({ described: 'ep2d_diff b800', diffusionBValue: 800 }),
      ]),
    ).toEqual({ 'mr-t1': 0, 'mr-t2': 1, 'mr-hepatobiliary': 2 });
  });
  it('takes B-mode ultrasound and refuses Doppler', () => {
    const us = (tissue: boolean, doppler: boolean) =>
      facts({ modality: 'US', planar: true, coverageMm: undefined, ultrasound: { tissue, doppler, calibrated: true } });
    expect(chosen([us(true, true), us(true, false)])).toEqual({ 'us-b-mode': 1 });
  });
});
