import { describe, expect, it } from 'vitest';
import type { Assessment, ModelPrediction, RiskLevel } from '../../../src/core/assessment.ts';
import { markHolds, markStateOf, type WorklistMark } from '../../../src/core/worklist/marks.ts';
import { changeOf, type WorklistRow, worklistRow } from '../../../src/core/worklist/worklist.ts';
import { emptyAssessment } from '../../support/assessment.ts';
import { chart } from '../../support/charts.ts';

const facts = chart();
const rowOf = (over: Partial<Assessment> = {}) => {
  const assessment: Assessment = { ...emptyAssessment(facts, 'https://ehr.example/fhir'), ...over };
  return worklistRow({ chart: facts, assessment, asOf: assessment.asOf });
};
const model = (risks: readonly Partial<ModelPrediction['risks'][number]>[], state: 'live' | 'silent' = 'live') =>
  ({
    ...{ status: 'ok', by: { id: 'm', version: '1' }, title: 'M', role: 'prognosis', evidence: 'research', state },
    risks: risks.map((risk) => ({ title: 'T', horizonYears: 5, probability: 0.1, competing: [], ...risk })),
    ...{ exceedances: [], drivers: [], used: [], missing: [], cautions: [] },
  }) as unknown as ModelPrediction;

describe('the row of a patient', () => {
  it('names the highest risk within five years of what is live', () => {
    const models = [
      model([
        { outcome: 'decompensation', probability: 0.2 },
        { outcome: 'ascites', probability: 0.3, horizonYears: 10 },
      ]),
      model([{ outcome: 'death', probability: 0.9 }], 'silent'),
    ];
    expect(rowOf({ models }).risk).toMatchObject({ outcome: 'decompensation', probability: 0.2, by: 'm@1' });
  });
  it('leaves out what competes with the liver', () => {
    const models = [
      model([
        { outcome: 'other-cause-death', probability: 0.4 },
        { outcome: 'hepatocellular-carcinoma', probability: 0.02 },
      ]),
    ];
    expect(rowOf({ models }).risk?.outcome).toBe('hepatocellular-carcinoma');
    expect(rowOf({ models: [model([{ outcome: 'other-cause-death' }])] }).risk).toBeUndefined();
  });
  it('carries what is missing and unread as gaps, and no risk or stage where none is stated', () => {
    const row = rowOf({ missing: ['AST'], imaging: { studies: [], waiting: ['CT of 2026-05-02'] } });
    expect(row.gaps).toEqual([
      { kind: 'imaging', what: 'CT of 2026-05-02' },
      { kind: 'data', what: 'AST' },
    ]);
    expect([row.risk, row.stage]).toEqual([undefined, undefined]);
  });
});

describe('a change', () => {
  const at = (level: RiskLevel) => rowOf({ level });
  it('is for the worse or the better between known levels, and neither from or to what is not assessable', () => {
    const direction = (from: RiskLevel, to: RiskLevel) => changeOf({ row: at(from) }, at(to))?.direction;
    expect(direction('low', 'high')).toBe('worse');
    expect(direction('high', 'low')).toBe('better');
    expect(direction('not-assessable', 'high')).toBe('other');
    expect(direction('high', 'high')).toBeUndefined();
    expect(changeOf(undefined, at('high'))).toBeUndefined();
  });
});

describe('a mark', () => {
  const by = { by: 'Practitioner/a', at: '2026-05-01T10:00:00.000Z' };
  const reminder: WorklistMark = { kind: 'snoozed', until: '2026-08-01', ...by };
  it('lets a patient come back on the day of the reminder', () => {
    expect(markStateOf(undefined, '2026-05-02')).toBe('open');
    expect(markStateOf({ kind: 'reviewed', ...by }, '2030-01-01')).toBe('reviewed');
    expect(['2026-07-31', '2026-08-01', '2026-09-01'].map((day) => markStateOf(reminder, day))).toEqual([
      ...['snoozed', 'open', 'open'],
    ]);
  });
  it('ends when the level rises, also from not assessable, and stays when it falls', () => {
    const holds = (from: RiskLevel, to: RiskLevel) => markHolds(rowOf({ level: from }), rowOf({ level: to }));
    expect([holds('low', 'indeterminate'), holds('high', 'decompensated'), holds('not-assessable', 'low')]).toEqual([
      ...[false, false, false],
    ]);
    expect([holds('high', 'low'), holds('low', 'low'), holds('high', 'not-assessable')]).toEqual([true, true, true]);
  });
  it('ends when something is overdue that was not', () => {
    const overdue = (...whats: string[]): WorklistRow => ({
      ...rowOf(),
      gaps: whats.map((what) => ({ kind: 'surveillance', what, overdue: true })),
    });
    expect(markHolds(overdue('HCC'), overdue('HCC'))).toBe(true);
    expect(markHolds(overdue('HCC'), overdue())).toBe(true);
    expect(markHolds(overdue('HCC'), overdue('HCC', 'Varices'))).toBe(false);
  });
});
