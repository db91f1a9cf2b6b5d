import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { aalenJohansen } from '../../../src/core/survival/aalen-johansen.ts';
import { brierScore } from '../../../src/core/survival/brier-score.ts';
import { coxSlope } from '../../../src/core/survival/cox-slope.ts';
import { dynamicAuc } from '../../../src/core/survival/dynamic-auc.ts';
import { rowAt } from '../../../src/core/survival/event-table.ts';
import { harrellC } from '../../../src/core/survival/harrell-c.ts';
import { horizonRecalibration } from '../../../src/core/survival/horizon-recalibration.ts';
import { kaplanMeier } from '../../../src/core/survival/kaplan-meier.ts';
import { unoC } from '../../../src/core/survival/uno-c.ts';
import { computed } from './reference-cohort.ts';

const file = '../shared/data/cohorts/pbc_train.csv';

/**
 * d$time <- d$time_d / 365.25; cause 1 death, 2 transplant;
 * d$lp <- 0.04 * (age_y - 50) + 0.9 * log(bili_mg_dl) - 3 * log(albumin_g_dl / 3.5); d$p <- 1 - exp(-0.1 * exp(d$lp))
 */
describe.skipIf(!existsSync(file))('survival measures on the PBC patients (data beside the repository)', () => {
  const rows: Record<string, string>[] = existsSync(file) ? parse(readFileSync(file), { columns: true }) : [];
  const followUp = rows.map((row) => ({
    time: Number(row.time_d) / 365.25,
    cause: ([0, 2, 1] as const)[Number(row.status)] ?? 0,
  }));
  const lp = rows.map(
    (row) =>
      0.04 * (Number(row.age_y) - 50) +
      0.9 * Math.log(Number(row.bili_mg_dl)) -
      3 * Math.log(Number(row.albumin_g_dl) / 3.5),
  );
  const p = lp.map((value) => 1 - Math.exp(-0.1 * Math.exp(value)));

  it('agree with survfit and cuminc', () => {
    const survival = rowAt(kaplanMeier(followUp).steps, 10);
    expect(survival?.survival).toBeCloseTo(0.43402417216004, 10);
    expect(survival?.interval?.[0]).toBeCloseTo(0.34789602854056, 10);
    const incidence = rowAt(aalenJohansen(followUp).steps, 5);
    expect(incidence?.incidence).toBeCloseTo(0.297447159938302, 10);
    expect((incidence?.standardError ?? 0) ** 2).toBeCloseTo(0.00073075012458458, 10);
  });
  it('agree with concordance', () => {
    expect(computed(harrellC(followUp, lp)).c).toBeCloseTo(0.82290755901757, 10);
    expect(computed(unoC(followUp, lp)).c).toBeCloseTo(0.79338183029999, 10);
  });
  it('agree with riskRegression::Score at 5 years', () => {
    expect(computed(dynamicAuc(followUp, p, 5)).auc).toBeCloseTo(0.90133306100955, 10);
    const brier = computed(brierScore(followUp, p, 5));
    expect(brier.brier).toBeCloseTo(0.12415977892745, 10);
    expect(brier.scaled).toBeCloseTo(0.40585546020794, 10);
  });
  it('agree with coxph and with the glm on pseudo-observations', () => {
    const { slope } = computed(coxSlope(followUp, lp));
    expect(slope.value).toBeCloseTo(1.0572628524047, 8);
    expect(slope.standardError).toBeCloseTo(0.082844425078338, 8);
    const horizon = computed(horizonRecalibration(followUp, p, 5));
    expect(horizon.intercept.value).toBeCloseTo(0.47055773791944, 7);
    expect(horizon.slope.value).toBeCloseTo(1.25240533678874, 6);
  });
});
