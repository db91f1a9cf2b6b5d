import { describe, expect, it } from 'vitest';
import { chartAsks, chartFactsOf } from '../../src/cds/chart-asks.ts';
import type { LabRecord, ServiceFact } from '../../src/core/chart.ts';

const patient = { id: 'p1', deceased: false };
const record = (reference: string): LabRecord => ({
  results: [],
  serology: [],
  stiffness: [],
  refused: [{ reason: 'no-unit', reference }],
});
const exam = (reference: string): ServiceFact => ({ concept: 'us-liver', status: 'done', reference });

describe('the asks of a chart', () => {
  it('stand under their own ids, the patient alone required', () => {
    for (const [key, { ask, need }] of Object.entries(chartAsks)) {
      expect(ask.id).toBe(key);
      expect(need).toBe(key === 'patient' ? 'required' : 'optional');
    }
  });

  it('keep what could not be had apart from what is empty', () => {
    expect(chartFactsOf({ patient })).toEqual({ patient });
    expect(chartFactsOf({ patient, conditions: [], exams: [] })).toEqual({
      patient,
      conditions: [],
      absences: [],
      exams: [],
    });
  });

  it('join labs with measurements and reports with imaging studies', () => {
    const facts = chartFactsOf({
      patient,
      labs: record('a'),
      measurements: record('b'),
      exams: [exam('c')],
      imagingStudies: [exam('d')],
    });
    expect(facts.labs?.refused.map((item) => item.reference)).toEqual(['a', 'b']);
    expect(facts.exams?.map((item) => item.reference)).toEqual(['c', 'd']);
  });

  it('take one of two where the other could not be had', () => {
    expect(chartFactsOf({ patient, measurements: record('b') }).labs).toEqual(record('b'));
    expect(chartFactsOf({ patient, imagingStudies: [exam('d')] }).exams).toEqual([exam('d')]);
  });
});
