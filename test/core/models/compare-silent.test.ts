import { describe, expect, it } from 'vitest';
import { compareSilent, silentEntries } from '../../../src/core/models/compare-silent.ts';
import {
  type ModelStatement,
  statementsOfFindings,
  statementsOfOutcomes,
} from '../../../src/core/models/model-statement.ts';
import { pbcPrediction } from '../../support/findings.ts';
import { sampleFindings } from '../../support/sample-findings.ts';

const about = (patientId: string, day = '2026-01-01') => ({
  fhirServer: 'https://ehr.example/fhir',
  patientId,
  asOf: `${day}T00:00:00Z`,
});
const death = (model: string, state: 'silent' | 'live', probability: number, horizonYears = 5): ModelStatement => ({
  model,
  state,
  role: 'prognosis',
  about: 'death',
  horizonYears,
  probability,
});

describe('compareSilent', () => {
  it('pairs what both said of the same outcome and horizon, and nothing else', () => {
    const entries = [0.05, 0.2, 0.4, 0.6].flatMap((p, n) =>
      silentEntries(about(`p${n}`, `2026-01-0${n + 1}`), [
        death('new@1.0.0', 'silent', p + 0.1),
        death('new@1.0.0', 'silent', p, 3),
        death('old@1.0.0', 'live', p),
        { ...death('old@1.0.0', 'live', p), about: 'ascites' },
        { ...death('other@1.0.0', 'live', p), role: 'stiffness' },
      ]),
    );
    const comparison = compareSilent('new@1.0.0', entries);
    expect(comparison).toMatchObject({
      entries: 4,
      patients: 4,
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-04T00:00:00Z',
    });
    expect(comparison.pairings).toHaveLength(1);
    const [pairing] = comparison.pairings;
    expect(pairing).toMatchObject({ live: 'old@1.0.0', about: 'death', horizonYears: 5, n: 4 });
    expect(pairing?.difference?.mean).toBeCloseTo(0.1, 12);
    expect(pairing?.difference?.quantiles.map(({ value }) => Number(value.toFixed(9)))).toEqual([
      0.1, 0.1, 0.1, 0.1, 0.1,
    ]);
    // 0.05 | 0.15 and 0.2 | 0.3 lie on two sides of a limit.
    expect(pairing?.agreement).toEqual({ n: 2, share: 0.5 });
  });
  it('gives the quantiles of the differences', () => {
    const entries = Array.from({ length: 101 }, (_, n) =>
      silentEntries(about(`p${n}`), [death('new@1.0.0', 'silent', n / 200), death('old@1.0.0', 'live', 0)]),
    ).flat();
    const values = compareSilent('new@1.0.0', entries).pairings[0]?.difference?.quantiles.map(({ value }) => value);
    expect(values?.map((value) => Number(value.toFixed(9)))).toEqual([0.025, 0.125, 0.25, 0.375, 0.475]);
  });
  it('compares stages of the same study by class and by cumulative probability', () => {
    const findings = sampleFindings({ id: 'f', patientId: 'p', uid: '1.2' });
    const model = (
      id: string,
      state: 'silent' | 'live',
      probabilities: readonly [number, number, number, number, number],
    ) => ({
      by: { id, version: '1.0.0', sha256: '' },
      title: id,
      evidence: 'research' as const,
      state,
      quality: 1,
      qualityReasons: [],
      output: {
        kind: 'stage' as const,
        modality: 'CT' as const,
        probabilities,
        trainingPrior: [0.2, 0.2, 0.2, 0.2, 0.2] as const,
      },
    });
    const said = statementsOfFindings([
      {
        ...findings,
        models: [model('new', 'silent', [0, 0, 0.1, 0.6, 0.3]), model('old', 'live', [0, 0.1, 0.2, 0.5, 0.2])],
      },
      { ...findings, study: { ...findings.study, uid: '1.3' }, models: [model('old', 'live', [1, 0, 0, 0, 0])] },
    ]);
    const { pairings } = compareSilent('new@1.0.0', silentEntries(about('p'), said));
    expect(pairings.map(({ about, n, agreement }) => [about, n, agreement.n])).toEqual([
      ['stage', 1, 1],
      ['stage F2 or higher', 1, 1],
      ['stage F3 or higher', 1, 1],
      ['stage F4', 1, 0],
    ]);
    expect(pairings[2]?.difference?.mean).toBeCloseTo(0.2, 12);
  });
  it('keeps nothing of the chart, and no entry where no silent model spoke', () => {
    const live = statementsOfOutcomes([pbcPrediction()]);
    expect(silentEntries(about('p'), live)).toEqual([]);
    const silent = statementsOfOutcomes([pbcPrediction({ state: 'silent' })]);
    const [entry] = silentEntries(about('p'), [...silent, ...live]);
    expect(entry?.said).toHaveLength(silent.length);
    expect(entry?.beside).toHaveLength(live.length);
    expect(JSON.stringify(entry)).not.toMatch(/Observation|drivers|used/);
  });
});
