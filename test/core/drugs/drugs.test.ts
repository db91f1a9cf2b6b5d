import { describe, expect, it } from 'vitest';
import { drugClasses, drugOf, drugs, isOfClass } from '../../../src/core/drugs/drugs.ts';

describe('the drug table', () => {
  it('names every ingredient once, in lower case and hyphenated', () => {
    const ids = drugs.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  it('gives each name, ATC code and RxNorm code to one ingredient only', () => {
    for (const keys of [
      drugs.flatMap((one) => [one.id, ...one.names]),
      drugs.flatMap((one) => one.atc),
      drugs.flatMap((one) => one.rxnorm ?? []),
    ]) {
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    }
  });

  it('writes names in lower case and ATC codes of level five', () => {
    expect(
      drugs.flatMap((one) => one.names).filter((name) => name !== name.toLowerCase() || name.trim() !== name),
    ).toEqual([]);
    expect(drugs.flatMap((one) => one.atc).filter((code) => !/^[A-Z]\d{2}[A-Z]{2}\d{2}$/.test(code))).toEqual([]);
    expect(drugs.flatMap((one) => one.rxnorm ?? []).filter((code) => !/^\d{2,7}$/.test(code))).toEqual([]);
  });

  it('has at least one ingredient for every class, and a class for every ingredient', () => {
    for (const drugClass of drugClasses)
      expect(
        drugs.some((one) => one.classes.includes(drugClass)),
        drugClass,
      ).toBe(true);
    expect(drugs.filter((one) => one.classes.length === 0)).toEqual([]);
  });

  it('covers at least 120 ingredients', () => {
    expect(drugs.length).toBeGreaterThanOrEqual(120);
  });

  it('files an HCV fixed combination with a protease inhibitor as a protease inhibitor', () => {
    for (const code of ['J05AP53', 'J05AP54', 'J05AP56', 'J05AP57']) {
      expect(drugs.find((one) => one.atc.includes(code))?.classes).toContain('hcv-protease-inhibitor');
    }
    expect(isOfClass('velpatasvir', ['hcv-protease-inhibitor'])).toBe(false);
  });

  it('knows nothing of a drug outside the table', () => {
    expect(drugOf('amoxicillin')).toBeUndefined();
    expect(isOfClass(undefined, ['nsaid'])).toBe(false);
  });
});
