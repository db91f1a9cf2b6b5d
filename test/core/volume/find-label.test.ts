import { describe, expect, it } from 'vitest';
import { findLabel, organLabel } from '../../../src/core/volume/find-label.ts';

const offer = (number: number, name: string, value?: string) => ({
  number,
  name,
  codes: value === undefined ? [] : [{ scheme: 'SCT', value }],
});

describe('finding the label that is meant', () => {
  it('takes the liver by code before the liver by name', () => {
    expect(findLabel([offer(1, 'liver'), offer(2, 'x', '10200004')])).toMatchObject({
      ok: true,
      number: 2,
      by: 'code',
    });
    expect(findLabel([offer(1, 'Spleen'), offer(7, 'Leber')])).toMatchObject({ ok: true, number: 7, by: 'name' });
  });
  it('takes the only one, but never the first of several', () => {
    expect(findLabel([offer(5, 'GTV-1')])).toMatchObject({ ok: true, number: 5, by: 'only one' });
    expect(findLabel([offer(1, 'a'), offer(2, 'b')])).toMatchObject({ ok: false });
    expect(findLabel([offer(1, 'a', '10200004'), offer(2, 'b', '10200004')])).toMatchObject({ ok: false });
    expect(findLabel([])).toMatchObject({ ok: false });
  });
  it('takes what is asked for by number or by name, and nothing else', () => {
    const offers = [offer(1, 'liver'), offer(2, 'Tumour')];
    expect(findLabel(offers, ' tumour ')).toMatchObject({ ok: true, number: 2 });
    expect(findLabel(offers, '2')).toMatchObject({ ok: true, number: 2 });
    expect(findLabel(offers, '3')).toMatchObject({ ok: false });
  });
  it('finds an organ by code before its name in several languages, and never one of two', () => {
    const offers = [offer(1, 'liver'), offer(2, 'Milz'), offer(3, 'x', '78961009'), offer(4, 'Tumour in liver')];
    expect(organLabel(offers, 'liver')).toBe(1);
    expect(organLabel(offers, 'spleen')).toBe(3);
    expect(organLabel([offer(1, 'spleen'), offer(2, 'Spleen')], 'spleen')).toBeUndefined();
    expect(organLabel([offer(1, 'GTV-1')], 'liver')).toBeUndefined();
  });
});
