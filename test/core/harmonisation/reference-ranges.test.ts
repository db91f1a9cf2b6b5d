import { describe, expect, it } from 'vitest';
import { rangesByScanner, referenceRange } from '../../../src/core/harmonisation/reference-ranges.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => n - i);

describe('reference ranges', () => {
  it('hold the middle 95 %: ranks 0.025 (n + 1) and 0.975 (n + 1)', () => {
    expect(referenceRange(upTo(119))).toEqual({ ok: true, n: 119, median: 60, low: 3, high: 117 });
    expect(referenceRange(upTo(40))).toMatchObject({ ok: true, n: 40, median: 20.5, low: expect.closeTo(1.025, 12) });
  });
  it('are refused below 40 patients, and with a value that is no number', () => {
    expect(referenceRange(upTo(39))).toMatchObject({ ok: false, n: 39 });
    expect(referenceRange([...upTo(40), Number.NaN])).toMatchObject({ ok: false, sentence: 'A value is no number.' });
  });
  it('are kept for each scanner apart', () => {
    const ranges = rangesByScanner(
      [...upTo(40), ...upTo(10)],
      [...upTo(40).map(() => 'a'), ...upTo(10).map(() => 'b')],
    );
    expect(ranges.get('a')?.ok).toBe(true);
    expect(ranges.get('b')).toMatchObject({ ok: false, n: 10 });
  });
});
