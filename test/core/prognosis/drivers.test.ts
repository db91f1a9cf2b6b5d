import { describe, expect, it } from 'vitest';
import type { InputId } from '../../../src/core/inputs.ts';
import { driversOf } from '../../../src/core/prognosis/drivers.ts';
import { linearPredictor } from '../../../src/core/prognosis/linear-predictor.ts';
import { tabularPredictor } from '../../../src/core/prognosis/tabular-predictor.ts';
import { shippedModel } from '../../support/shipped-models.ts';

const patterns: readonly Partial<Record<InputId, number | string>>[] = [
  { ageYears: 62, bilirubinUmolPerL: 90, albuminGPerL: 30 },
  { ageYears: 62, bilirubinUmolPerL: 90, albuminGPerL: 30, plateletsGigaPerL: 110, edema: 'controlled' },
  {
    ageYears: 41,
    bilirubinUmolPerL: 12,
    albuminGPerL: 40,
    plateletsGigaPerL: 260,
    edema: 'none',
    astUPerL: 80,
    ludwigStage: 2,
    prothrombinTimeSeconds: 10.4,
  },
];

describe.each(patterns)('drivers of the risk of death (pattern %#)', (values) => {
  it.each([false, true])(
    'add up to the linear predictor to 1e-9, missing ones with 0 (grouped: %s)',
    async (grouped) => {
      const model = await shippedModel('pbc-prognosis');
      const given = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { value, references: [] }]));
      const prepared = tabularPredictor(model).prepare({ given, states: new Set() }, '2026-06-01T00:00:00Z');
      if (prepared.status === 'refused') throw new Error(prepared.reason);
      const key = 'death-transplant/death';
      const drivers = driversOf(model, prepared.patient, key, grouped);
      const terms = model.reference.linear?.[key];
      const predictor = terms ? linearPredictor(terms, prepared.patient.completed, model.reference.mean) : Number.NaN;
      const sum = drivers.reduce((total, { contribution }) => total + contribution, 0);
      expect(Math.abs(sum - predictor)).toBeLessThan(1e-9);
      for (const { contribution, available, scale } of drivers) {
        if (!available) expect(contribution).toBe(0);
        expect(scale).toBe('log-hazard');
      }
      const missing = drivers.filter(({ available }) => !available).map(({ id }) => id);
      if (!grouped)
        expect(missing.sort()).toEqual(
          ['edema', 'plateletsGigaPerL', 'astUPerL', 'ludwigStage', 'prothrombinTimeSeconds']
            .filter((id) => !(id in values))
            .sort(),
        );
    },
  );
});
