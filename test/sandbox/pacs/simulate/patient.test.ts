import { describe, expect, it } from 'vitest';
import { imagingModalities } from '../../../../src/sandbox/pacs/simulate/kinds.ts';
import { simulatorParameters } from '../../../../src/sandbox/pacs/simulate/parameters.ts';
import { type SimulatedPatient, simulatePatient } from '../../../../src/sandbox/pacs/simulate/patient.ts';
import { patientSeed } from '../../../../src/sandbox/pacs/simulate/random.ts';

const cohort = Array.from({ length: 20_000 }, (_, index) => simulatePatient(patientSeed(11, index)));
const numbers = simulatorParameters.patient;

/** Area under the ROC curve by ranks (Mann and Whitney); scores without ties. */
function auc(patients: readonly SimulatedPatient[], score: (patient: SimulatedPatient) => number, cut: number): number {
  const sorted = patients
    .map((patient) => ({ score: score(patient), positive: patient.stage >= cut }))
    .sort((a, b) => a.score - b.score);
  let ranks = 0;
  let positives = 0;
  for (const [place, { positive }] of sorted.entries()) {
    if (!positive) continue;
    ranks += place + 1;
    positives++;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (sorted.length - positives));
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const cov = mean(a.map((value, i) => (value - ma) * ((b[i] ?? 0) - mb)));
  return cov / Math.sqrt(mean(a.map((v) => (v - ma) ** 2)) * mean(b.map((v) => (v - mb) ** 2)));
}

describe('a simulated patient', () => {
  it('is the same for the same seed and another for another', () => {
    expect(simulatePatient(42)).toEqual(simulatePatient(42));
    expect(simulatePatient(42)).not.toEqual(simulatePatient(43));
    expect(new Set(cohort.map(({ seed }) => seed)).size).toBe(cohort.length);
  });

  it('keeps its other random numbers when stage and etiology are chosen', () => {
    const drawn = simulatePatient(9);
    const chosen = simulatePatient(9, { stage: 4, etiology: 'ald' });
    expect(chosen).toMatchObject({ stage: 4, etiology: 'ald', frailty: drawn.frailty, site: drawn.site });
    expect(chosen.labs.reserve).toBe(drawn.labs.reserve);
  });

  it('has stages in the shares of the prior', () => {
    for (const [stage, share] of numbers.stagePrior.value.entries())
      expect(cohort.filter((patient) => patient.stage === stage).length / cohort.length).toBeCloseTo(share, 1.5);
  });

  it.each(imagingModalities)('shows its stage in %s with the anchored AUC, and no better', (modality) => {
    for (const [place, anchor] of numbers.anchorAuc.value[modality].entries()) {
      expect(Math.abs(auc(cohort, (p) => p.imaging[modality].score, place + 2) - anchor)).toBeLessThan(0.03);
      expect(auc(cohort, (p) => p.imaging[modality].apparent, place + 2)).toBeCloseTo(
        auc(cohort, (p) => p.imaging[modality].score, place + 2),
        10,
      );
    }
  });

  it('lets a reader who also sees the fat gain next to nothing', () => {
    // the best linear correction of the error by the log fat fraction, within cause and stage
    const rho = Math.sqrt(numbers.scoreCorrelation.value) * numbers.steatosisNuisanceCorrelation.value;
    for (const modality of imagingModalities)
      for (const [place, anchor] of numbers.anchorAuc.value[modality].entries()) {
        const corrected = auc(
          cohort,
          ({ imaging, fatPercent, etiology }) =>
            imaging[modality].score -
            (rho * Math.log(fatPercent / numbers.fatMedianPercent.value[etiology])) / numbers.fatLogSd.value,
          place + 2,
        );
        expect(corrected).toBeLessThan(anchor + 0.03);
      }
  });

  it('errs alike in two modalities, with the stated correlation', () => {
    const error = (modality: 'ct' | 'mr' | 'us') =>
      cohort.map(({ imaging, stage }) => imaging[modality].score - numbers.scoreMean.value[modality][stage]);
    expect(correlation(error('ct'), error('mr'))).toBeCloseTo(0.3, 1);
    expect(correlation(error('us'), error('mr'))).toBeCloseTo(0.3, 1);
    expect(Math.abs(correlation(error('ct'), error('mr')) - 0.3)).toBeLessThan(0.03);
  });

  it('misses 10 to 30 percent of each modality, MR less often when sick', () => {
    const missing = (modality: 'ct' | 'mr' | 'us', patients: readonly SimulatedPatient[]) =>
      mean(patients.map(({ imaging }) => (imaging[modality].present ? 0 : 1)));
    const mild = cohort.filter(({ stage }) => stage <= 1);
    const severe = cohort.filter(({ stage }) => stage >= 3);
    for (const modality of imagingModalities) {
      expect(missing(modality, cohort)).toBeGreaterThan(0.1);
      expect(missing(modality, cohort)).toBeLessThan(0.3);
    }
    expect(missing('mr', mild) - missing('mr', severe)).toBeGreaterThan(0.05);
    expect(missing('ct', severe) - missing('ct', mild)).toBeGreaterThan(0.03);
  });

  it('has labs that follow stage and cause', () => {
    const of = (stage: number, value: (patient: SimulatedPatient) => number) =>
      median(cohort.filter((patient) => patient.stage === stage).map(value));
    expect(of(4, ({ labs }) => labs.plateletsGigaPerL)).toBeLessThan(of(1, ({ labs }) => labs.plateletsGigaPerL) - 60);
    expect(of(4, ({ labs }) => labs.albuminGPerL)).toBeLessThan(of(1, ({ labs }) => labs.albuminGPerL));
    expect(of(4, ({ labs }) => labs.bilirubinUmolPerL)).toBeGreaterThan(of(1, ({ labs }) => labs.bilirubinUmolPerL));
    const alp = (group: string) =>
      median(cohort.filter(({ etiologyGroup }) => etiologyGroup === group).map(({ labs }) => labs.alpUPerL));
    expect(alp('cholestatic')).toBeGreaterThan(1.5 * alp('hbv'));
    const ratio = (etiology: string) =>
      median(cohort.filter((p) => p.etiology === etiology).map(({ labs }) => labs.astUPerL / labs.altUPerL));
    expect(ratio('ald')).toBeGreaterThan(1.4 * ratio('hcv'));
    const fib4 = ({ ageYears, labs }: SimulatedPatient) =>
      (ageYears * labs.astUPerL) / (labs.plateletsGigaPerL * Math.sqrt(labs.altUPerL));
    expect(auc(cohort, fib4, 4)).toBeGreaterThan(0.72);
    expect(auc(cohort, fib4, 4)).toBeLessThan(0.92);
  });

  it('has liver-related events more often with stage, and every time within follow-up', () => {
    const share = (stage: number) =>
      mean(cohort.filter((p) => p.stage === stage).map(({ event }) => (event.kind === 'liver-event' ? 1 : 0)));
    expect(share(0)).toBeLessThan(0.06);
    expect(share(4)).toBeGreaterThan(0.3);
    for (const stage of [1, 2, 3, 4]) expect(share(stage)).toBeGreaterThan(share(stage - 1));
    for (const { event } of cohort) {
      expect(event.observedYears).toBeGreaterThan(0);
      expect(event.observedYears).toBeLessThanOrEqual(event.censoringYears);
      expect(event.status === 0).toBe(event.kind === 'none' || event.timeYears > event.censoringYears);
    }
  });

  it('says of every number what it means and where it comes from', () => {
    for (const table of [simulatorParameters.patient, simulatorParameters.picture])
      for (const [name, { unit, meaning, source }] of Object.entries(table))
        expect([name, unit.length > 0, meaning.length > 8, source.length > 5]).toEqual([name, true, true, true]);
    expect(JSON.parse(JSON.stringify(simulatorParameters))).toEqual(simulatorParameters);
  });
});
