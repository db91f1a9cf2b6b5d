import { describe, expect, it } from 'vitest';
import {
  type AnchorChange,
  type AnchorVersion,
  anchorFor,
  anchorKeys,
  anchorsInForce,
  anchorVersionsOf,
  isSiteName,
} from '../../../src/core/models/anchor-versions.ts';
import { stiffnessManifest } from '../../support/model-folders.ts';

const graph = 'a'.repeat(64);
const manifest = {
  ...stiffnessManifest,
  sha256: { 'model.onnx': graph, 'golden.json': '', 'model-card.md': '' },
};
const key = 'lsm-ge-8';
const line = (what: AnchorChange, day: number) => ({
  at: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`,
  by: 'anna',
  model: 'made-up-stiffness@1.0.0',
  sha256: graph,
  what,
});
const anchored = (intercept: number, more: Partial<Extract<AnchorChange, { kind: 'anchored' }>> = {}) =>
  ({ kind: 'anchored', site: 'north', constants: [{ key, intercept, n: 300, events: 40 }], ...more }) as const;
const withdrawn = { kind: 'anchor-withdrawn', site: 'north' } as const;
const interceptOf = (versions: readonly AnchorVersion[], site = 'north', etiology?: 'hbv' | 'pbc') =>
  anchorFor(anchorsInForce(versions, site), key, etiology)?.intercept;

describe('versions of a re-anchoring', () => {
  it('counts the last, and the one before once that is withdrawn; none is lost', () => {
    const steps = [line(anchored(0.4), 1), line(anchored(0.2), 2), line(withdrawn, 3), line(withdrawn, 4)];
    expect(steps.map((_, n) => interceptOf(anchorVersionsOf(manifest, steps.slice(0, n + 1))))).toEqual([
      0.4,
      0.2,
      0.4,
      undefined,
    ]);
    const all = anchorVersionsOf(manifest, steps);
    expect(all.map(({ version, withdrawn: taken }) => [version, taken?.at.slice(0, 10)])).toEqual([
      [1, '2026-01-04'],
      [2, '2026-01-03'],
    ]);
  });
  it('keeps sites and etiologies apart, and numbers each by itself', () => {
    const steps = [
      line(anchored(0.4), 1),
      line(anchored(0.9, { site: 'south' }), 2),
      line(anchored(-0.3, { etiology: 'hbv' }), 3),
    ];
    const versions = anchorVersionsOf(manifest, steps);
    expect(versions.map(({ version }) => version)).toEqual([1, 1, 1]);
    expect(interceptOf(versions, 'south')).toBe(0.9);
    expect(interceptOf(versions, 'north', 'hbv')).toBe(-0.3);
    expect(interceptOf(versions, 'north', 'pbc')).toBe(0.4);
    expect(interceptOf(versions, 'north')).toBe(0.4);
    expect(interceptOf(versions, 'west')).toBeUndefined();
    const back = anchorVersionsOf(manifest, [...steps, line({ ...withdrawn, etiology: 'hbv' }, 4)]);
    expect(interceptOf(back, 'north', 'hbv')).toBe(0.4);
  });
  it('keeps an older constant of an outcome that the newest version does not hold', () => {
    const other = anchored(0.1, { constants: [{ key: 'lsm-ge-12', intercept: 0.1, n: 300, events: 30 }] });
    expect(interceptOf(anchorVersionsOf(manifest, [line(anchored(0.4), 1), line(other, 2)]))).toBe(0.4);
  });
  it('belongs to one graph: what was recorded for another says nothing', () => {
    expect(anchorVersionsOf(manifest, [{ ...line(anchored(0.4), 1), sha256: 'b'.repeat(64) }])).toEqual([]);
  });
  it('starts from those that the manifest brings', () => {
    const own = { site: 'north', key, intercept: 0.7, n: 250, events: 30, since: '2025-01-01' };
    const brought = { ...manifest, calibration: { anchors: [own] } };
    expect(interceptOf(anchorVersionsOf(brought, []))).toBe(0.7);
    const over = anchorVersionsOf(brought, [line(anchored(0.4), 1)]);
    expect(over.map(({ version, by }) => [version, by])).toEqual([
      [1, 'manifest'],
      [2, 'anna'],
    ]);
    expect(interceptOf(over)).toBe(0.4);
  });
  it('knows the keys of a model over tables, and what may name a site', () => {
    expect(anchorKeys(manifest)).toEqual(['lsm-ge-8', 'lsm-ge-10', 'lsm-ge-12']);
    expect(['North Hospital', 'Köln-2', 'a'.repeat(61), '<b>', '', ' x'].map(isSiteName)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
