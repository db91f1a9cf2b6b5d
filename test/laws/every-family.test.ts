import { describe, expect, it } from 'vitest';
import { loadFamilies } from '../../src/catalogue.ts';
import { aggregations } from '../../src/core/radiomics/family.ts';
import { readReferences } from '../support/ibsi-references.ts';
import { hasImaging, imagingPath } from '../support/imaging-data.ts';

const families = (await loadFamilies()).map(({ value }) => value);

/** Features of the IBSI manual without a reference value; each is tested against a calculation by hand in the named file. */
const byHand: Readonly<Record<string, string>> = {
  ZH1A: 'test/core/radiomics/morphology/enclosing.test.ts',
  IQYR: 'test/core/radiomics/morphology/enclosing.test.ts',
  SWZ1: 'test/core/radiomics/morphology/enclosing.test.ts',
  BRI8: 'test/core/radiomics/morphology/enclosing.test.ts',
  '9CMM': 'test/core/radiomics/intensity-volume-histogram/volume-histogram.test.ts',
};

describe('every radiomics family', () => {
  it('is one of the eleven of the IBSI', () => {
    expect(families.map(({ ibsi }) => ibsi).sort()).toEqual(
      ['9SAK', '9ST6', 'HCUG', 'IPET', 'LFYI', 'P88C', 'REK0', 'TP0I', 'UHIW', 'VMDZ', 'ZVCW'].sort(),
    );
  });

  it.each(families)('$id says what it computes: known aggregations, unique ids, codes, names and units', (family) => {
    expect(family.aggregations.filter((way) => !(way in aggregations))).toEqual([]);
    expect(new Set(family.features.map(({ id }) => id)).size).toBe(family.features.length);
    expect(new Set(family.features.map(({ name }) => name)).size).toBe(family.features.length);
    for (const { id, ibsi, name, unit } of family.features) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(ibsi).toMatch(/^[A-Z0-9]{4}$/);
      expect(name).not.toBe('');
      expect(unit).not.toBe('');
    }
  });
});

describe.skipIf(!hasImaging)('features and reference values (data beside the repository)', () => {
  // The body of a skipped suite runs all the same.
  const references = hasImaging ? readReferences(imagingPath('reference_values.csv')) : [];
  const key = (family: string, code: string, ibsi: string, name: string, way: string) =>
    `${family} ${code} ${ibsi} ${name} ${way}`;
  const ours = families.flatMap((family) =>
    family.aggregations.flatMap((way) =>
      family.features.map(({ ibsi, name }) => ({
        ibsi,
        key: key(family.name, family.ibsi, ibsi, name, aggregations[way]),
      })),
    ),
  );
  const published = new Set(
    references.map((one) => key(one.family, one.familyCode, one.ibsi, one.feature, one.aggregationCode)),
  );

  it('has no feature without a reference value or a calculation by hand', () => {
    expect(ours.filter((one) => !published.has(one.key) && !(one.ibsi in byHand)).map((one) => one.key)).toEqual([]);
  });
  it('has no reference value without a feature, by the same names and codes', () => {
    const known = new Set(ours.map((one) => one.key));
    const codes = new Set(families.map(({ ibsi }) => ibsi));
    expect(published.size).toBeGreaterThan(450);
    expect(
      references.filter(({ configuration, familyCode }) => configuration !== '' && !codes.has(familyCode)),
    ).toEqual([]);
    expect([...published].filter((one) => !known.has(one))).toEqual([]);
  });
  it('lists no feature as calculated by hand that has a reference value', () => {
    expect(references.filter(({ ibsi }) => ibsi in byHand)).toEqual([]);
  });
});
