import { describe, expect, it } from 'vitest';
import type { ObservedOutcome } from '../../../src/core/models/manifest.ts';
import { observeOutcome } from '../../../src/core/validation/observe-outcome.ts';

const death: ObservedOutcome = {
  kind: 'follow-up',
  time: 'time_d',
  timeUnit: 'd',
  status: 'status',
  codes: { censored: [0], event: [2], competing: [1] },
  exclude: [{ column: 'ascites_at_baseline', values: [1] }],
};

describe('observeOutcome', () => {
  it('says why an outcome is not known', () => {
    expect(observeOutcome({}, death)).toEqual({ unobserved: 'status missing' });
    expect(observeOutcome({ status: '2' }, death)).toEqual({
      unobserved: 'time_d missing, negative or not a number',
    });
    expect(observeOutcome({ status: '2', time_d: '-1' }, death)).toHaveProperty('unobserved');
    expect(observeOutcome({ status: '7', time_d: '10' }, death)).toEqual({ unobserved: 'status has an unknown code' });
    expect(observeOutcome({ status: '2', time_d: '10', ascites_at_baseline: '1.0' }, death)).toEqual({
      unobserved: 'excluded: ascites_at_baseline is 1.0',
    });
  });
  it('reads codes as numbers where they are, and days as years', () => {
    const observed = observeOutcome({ status: '2.0', time_d: '730.5', ascites_at_baseline: '' }, death);
    expect(observed).toEqual({ kind: 'follow-up', followUp: { time: 2, cause: 1 } });
    expect(observeOutcome({ status: '1', time_d: '0' }, death)).toMatchObject({ followUp: { time: 0, cause: 2 } });
    expect(observeOutcome({ status: '0', time_d: '1' }, death)).toMatchObject({ followUp: { cause: 0 } });
  });
  it('holds a value against its limit, and never takes a gap as "no"', () => {
    const stiff: ObservedOutcome = { kind: 'at-least', value: 'lsm_kpa', atLeast: 8 };
    expect(observeOutcome({ lsm_kpa: '8' }, stiff)).toEqual({ kind: 'state', happened: true });
    expect(observeOutcome({ lsm_kpa: '7.9' }, stiff)).toEqual({ kind: 'state', happened: false });
    expect(observeOutcome({ lsm_kpa: '' }, stiff)).toHaveProperty('unobserved');
  });
  it('reads a state in words', () => {
    const alive: ObservedOutcome = { kind: 'state', status: 'outcome', codes: { event: ['die'], none: ['live'] } };
    expect(observeOutcome({ outcome: 'die' }, alive)).toEqual({ kind: 'state', happened: true });
    expect(observeOutcome({ outcome: ' live ' }, alive)).toEqual({ kind: 'state', happened: false });
    expect(observeOutcome({ outcome: 'unknown' }, alive)).toHaveProperty('unobserved');
  });
});
