import { describe, expect, it } from 'vitest';
import { fusedProbabilities, patternOf } from '../../../src/core/fusion/fuse-stages.ts';
import type { StageEvidence } from '../../../src/core/fusion/stage-evidence.ts';
import { simulatedCohort } from '../../support/simulated-cohort.ts';
import { aucF3, calibrationError, type Judged, logScore, rankedScore } from '../../support/stage-metrics.ts';

const fused = (evidence: readonly StageEvidence[]) =>
  fusedProbabilities({ etiology: 'masld', setting: 'secondary', evidence });

interface Row {
  readonly pattern: string;
  readonly modalities: number;
  readonly fusion: readonly Judged[];
  /** Each modality of the pattern alone, in the same patients. */
  readonly single: readonly (readonly Judged[])[];
}

function rowsOf(): readonly Row[] {
  const byPattern = new Map<string, ReturnType<typeof simulatedCohort>[number][]>();
  for (const patient of simulatedCohort()) {
    if (patient.evidence.length === 0) continue;
    const pattern = patternOf(patient.evidence.map(({ modality }) => modality));
    const before = byPattern.get(pattern);
    if (before) before.push(patient);
    else byPattern.set(pattern, [patient]);
  }
  return [...byPattern].sort().map(([pattern, patients]) => {
    const modalities = pattern.split('+');
    return {
      pattern,
      modalities: modalities.length,
      fusion: patients.map(({ stage, evidence }) => ({ stage, probabilities: fused(evidence) })),
      single: modalities.map((modality) =>
        patients.map(({ stage, evidence }) => ({
          stage,
          probabilities: fused(evidence.filter((one) => one.modality === modality)),
        })),
      ),
    };
  });
}

describe('a simulated cohort in which modalities go missing', () => {
  const rows = rowsOf();
  const several = rows.filter(({ modalities }) => modalities >= 2);

  it('has every pattern of five modalities', () => {
    expect(rows).toHaveLength(31);
    for (const { fusion, pattern } of rows) expect(fusion.length, pattern).toBeGreaterThan(4000);
  });

  it('is calibrated in every pattern: ECE of P(F>=3) below 0.05', () => {
    const table = rows.map(({ pattern, fusion, single }) => ({
      pattern,
      n: fusion.length,
      ece: calibrationError(fusion).toFixed(3),
      auc: aucF3(fusion).toFixed(3),
      bestAuc: Math.max(...single.map(aucF3)).toFixed(3),
      log: logScore(fusion).toFixed(3),
      bestLog: Math.min(...single.map(logScore)).toFixed(3),
      rps: rankedScore(fusion).toFixed(3),
      bestRps: Math.min(...single.map(rankedScore)).toFixed(3),
    }));
    if (process.env.PRINT_SIMULATION === '1') console.table(table);
    for (const { pattern, fusion } of rows) expect(calibrationError(fusion), pattern).toBeLessThan(0.05);
  });

  it('beats the best single modality of the same patients wherever two or more are there', () => {
    for (const { pattern, fusion, single } of several) {
      expect(logScore(fusion), `log score, ${pattern}`).toBeLessThan(Math.min(...single.map(logScore)));
      expect(rankedScore(fusion), `ranked score, ${pattern}`).toBeLessThan(Math.min(...single.map(rankedScore)));
      expect(aucF3(fusion), `AUC, ${pattern}`).toBeGreaterThan(Math.max(...single.map(aucF3)));
    }
  });
});
