import { chartAsks } from './chart-asks.ts';

const { patient, labs, measurements, conditions, procedures, medications, exams, imagingStudies } = chartAsks;

/**
 * The chart without vaccines: all that an assessment and the rules on drugs and orders look at. Services ask for the same keys,
 * so that the same patient has the same assessment at every hook.
 */
export const liverAsks = { patient, labs, measurements, conditions, procedures, medications, exams, imagingStudies };
