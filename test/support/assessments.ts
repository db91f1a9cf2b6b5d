import type { Assessment, GuidelineStep, ScoreOutcome, UsedInput } from '../../src/core/assessment.ts';
import type { Source } from '../../src/core/evidence.ts';
import { fuseStages } from '../../src/core/fusion/fuse-stages.ts';
import type { StageEvidence } from '../../src/core/fusion/stage-evidence.ts';
import { pbcPrediction, refusedPrediction, stiffnessPrediction } from './findings.ts';
import { ctOf, fib4Of, vcteOf } from './stage-evidence.ts';

/** Varied, clinically coherent assessments made in code: what core would hand over, without running core. */

export const sterling: Source = {
  id: 'sterling-2006',
  label: 'Sterling 2006',
  citation: 'Sterling RK et al. Hepatology 2006;43:1317',
  year: 2006,
  doi: '10.1002/hep.21178',
  checked: 'verified',
};
export const baveno: Source = {
  id: 'baveno-7',
  label: 'Baveno VII 2022',
  citation: 'de Franchis R et al. J Hepatol 2022;76:959',
  year: 2022,
  doi: '10.1016/j.jhep.2021.12.022',
  checked: 'recalled',
};

export const used = (
  input: string,
  title: string,
  value: UsedInput['value'],
  more: Partial<UsedInput> = {},
): UsedInput => ({
  input,
  title,
  value,
  references: [],
  ...more,
});

export type ComputedScore = Extract<ScoreOutcome, { status: 'ok' }>;
export type RefusedScore = Extract<ScoreOutcome, { status: 'refused' }>;

/** FIB-4 of a 61-year-old: 61 * 80 / (150 * sqrt(64)) = 4.0667. */
export const fib4 = (more: Partial<ComputedScore> = {}): ComputedScore => ({
  status: 'ok',
  scoreId: 'fib4',
  title: 'FIB-4 index',
  value: (61 * 80) / (150 * Math.sqrt(64)),
  unit: '{score}',
  loinc: '98488-0',
  band: { category: 'high', level: 'high', label: 'advanced fibrosis likely' },
  cautions: [],
  risks: [],
  used: [
    used('ageYears', 'Age', 61, { unit: 'a' }),
    used('astUPerL', 'AST', 80, { unit: 'U/L', date: '2026-05-02', references: ['Observation/ast-1'] }),
    used('altUPerL', 'ALT', 64, { unit: 'U/L', date: '2026-05-02', references: ['Observation/alt-1'] }),
    used('plateletsGigaPerL', 'Platelets', 150, {
      unit: '10*9/L',
      date: '2026-04-28',
      references: ['Observation/plt-1'],
    }),
  ],
  effective: '2026-05-02',
  evidence: 'established',
  sources: [sterling],
  ...more,
});

export const refused = (more: Partial<RefusedScore> = {}): RefusedScore => ({
  status: 'refused',
  scoreId: 'nfs',
  title: 'NAFLD fibrosis score',
  unit: '{score}',
  kind: 'missing',
  reason: 'albumin missing',
  missing: ['albuminGPerL'],
  evidence: 'established',
  sources: [],
  ...more,
});

export const step = (more: Partial<GuidelineStep> = {}): GuidelineStep => ({
  id: 'vcte-second',
  action: 'Measure liver stiffness by VCTE',
  why: 'FIB-4 above 1.3',
  urgency: 'soon',
  order: 'vcte',
  source: baveno,
  ...more,
});

export const assessment = (more: Partial<Assessment> = {}): Assessment => ({
  id: 'a3f1c2d4e5b60718293a4b5c6d7e8f90a3f1c2d4e5b60718293a4b5c6d7e8f90',
  fhirServer: 'https://ehr.example.org/fhir',
  patientId: 'p-17',
  asOf: '2026-06-01T10:20:30.000Z',
  ageYears: 61,
  sex: 'female',
  pregnant: false,
  etiology: {
    etiology: 'masld',
    basis: 'diagnosed',
    why: 'MASLD is coded on the problem list.',
    also: [],
    references: ['Condition/c-masld'],
  },
  events: [],
  state: 'indeterminate',
  level: 'high',
  because: 'FIB-4 4.07 lies above 2.67',
  conditions: ['masld', 'diabetes'],
  scores: [fib4()],
  risks: [],
  nextSteps: [step()],
  missing: ['liver stiffness'],
  unavailable: [],
  warnings: [],
  references: ['Observation/ast-1', 'Observation/alt-1', 'Observation/plt-1', 'Condition/c-masld'],
  version: '0.1.0',
  ...more,
});

const vcte = {
  method: 'vcte',
  kPa: 17.3,
  iqrOverMedianPercent: 14,
  validShots: 10,
  date: '2026-05-20T09:15:00+02:00',
  reference: 'Observation/lsm-1',
  asReported: { value: '17.3', unit: 'kPa' },
  quality: 'good',
  band: { category: 'F4', level: 'very-high', label: 'cirrhosis range for MASLD' },
} as const;

const pageBRisk = (more: Partial<Assessment['risks'][number]> = {}): Assessment['risks'][number] => ({
  by: 'page_b',
  outcome: 'hepatocellular-carcinoma',
  horizonYears: 5,
  probability: 0.03,
  evidence: 'established',
  sources: [
    { ...sterling, id: 'papatheodoridis-2016', label: 'Papatheodoridis 2016', doi: '10.1016/j.jhep.2015.11.035' },
  ],
  references: ['Observation/plt-1'],
  ...more,
});

const pageB = fib4({
  scoreId: 'page_b',
  title: 'PAGE-B',
  value: 14,
  loinc: undefined,
  band: { category: 'intermediate', level: 'indeterminate', label: 'intermediate HCC risk' },
  cautions: ['built for patients on antiviral treatment'],
});

const childPughScore = fib4({
  scoreId: 'child_pugh',
  title: 'Child-Turcotte-Pugh',
  value: 9,
  loinc: '98152-2',
  band: { category: 'B', level: 'high', label: 'class B' },
  used: [
    used('bilirubinUmolPerL', 'Total bilirubin', 41, {
      unit: 'umol/L',
      date: '2026-05-02',
      references: ['Observation/bili-1'],
    }),
    used('ascites', 'Ascites', 'mild', { date: '2026-03-01', references: ['Condition/asc-1'] }),
    used('cholestatic', 'Cholestatic disease', false, { references: [] }),
    used('inr', 'INR', 1.4, { unit: '{INR}', date: '2026-05', references: ['Observation/inr-1'] }),
  ],
});

/** Named after what they show. Every one must become valid FHIR. */
export const variedAssessments: Record<string, Assessment> = {
  'high FIB-4 in MASLD': assessment(),
  'low risk, no next step': assessment({
    level: 'low',
    state: 'no-advanced-fibrosis',
    because: 'FIB-4 0.8 lies below 1.3',
    nextSteps: [],
    missing: [],
    scores: [
      fib4({ value: 0.8, band: { category: 'low', level: 'low', label: 'advanced fibrosis unlikely' } }),
      refused({ kind: 'outside-population', reason: 'built for PBC', missing: [], scoreId: 'globe', title: 'GLOBE' }),
    ],
  }),
  'cACLD by VCTE': assessment({ state: 'cACLD', stiffness: vcte, because: 'liver stiffness 17.3 kPa (VCTE)' }),
  'stiffness by MRE without date or quality': assessment({
    stiffness: {
      method: 'mre',
      kPa: 4.8,
      reference: 'Observation/mre-1',
      asReported: { value: '4.8', unit: 'kPa' },
      quality: 'unknown',
    },
  }),
  'stiffness reported in metres per second': assessment({
    stiffness: {
      ...vcte,
      method: 'pswe',
      kPa: 9.72,
      asReported: { value: '1.80', unit: 'm/s' },
      quality: 'poor',
    },
  }),
  'stiffness of unknown method, empty report text': assessment({
    stiffness: {
      ...vcte,
      method: 'unknown',
      asReported: { value: '', unit: '' },
      reference: '#contained',
      validShots: 0,
    },
  }),
  'decompensated with events on Conditions': assessment({
    state: 'dACLD',
    level: 'decompensated',
    because: 'ascites on record since 2026-03-01',
    events: [
      { event: 'ascites', date: '2026-03-01', references: ['Condition/asc-1'] },
      { event: 'spontaneous-bacterial-peritonitis', references: ['Condition/sbp-1', 'Observation/cells-1'] },
    ],
    childPugh: { class: 'B', points: 9 },
    scores: [childPughScore, refused({ kind: 'event', reason: 'ascites is on record', missing: [] })],
  }),
  'Child-Pugh class without the catalogue score': assessment({ childPugh: { class: 'A', points: 5 } }),
  'HBV with published HCC risk': assessment({
    etiology: {
      etiology: 'hbv',
      basis: 'serology',
      why: 'HBsAg positive.',
      also: ['masld'],
      references: ['Observation/hbsag-1'],
      treated: 'hbv-on-antiviral',
    },
    scores: [fib4(), pageB],
    risks: [pageBRisk()],
  }),
  'risks at 1, 3 and 5 years with intervals': assessment({
    scores: [pageB],
    risks: [
      pageBRisk({ horizonYears: 1, probability: 0.0071, lower: 0.004, upper: 0.012 }),
      pageBRisk({ horizonYears: 3, probability: 0.019, lower: 0.011, upper: 0.031 }),
      pageBRisk({ horizonYears: 5, probability: 0.07, lower: 0.05, upper: 0.11 }),
    ],
  }),
  'risk as interval only, as a class, and by nobody in the catalogue': assessment({
    risks: [
      pageBRisk({ probability: undefined, lower: 0.01, upper: 0.2 }),
      pageBRisk({ by: 'reach_b', probability: undefined, qualitative: 'moderate', outcome: 'death' }),
      pageBRisk({ by: 'reach_b', outcome: 'liver-transplant-or-death', probability: 1, references: [] }),
    ],
  }),
  'HCV cured': assessment({
    etiology: {
      etiology: 'hcv',
      basis: 'diagnosed',
      why: 'Hepatitis C with sustained response.',
      also: [],
      references: ['Condition/hcv-1'],
      treated: 'hcv-cured',
    },
  }),
  'nothing known': assessment({
    ageYears: undefined,
    sex: undefined,
    etiology: { etiology: 'unknown', basis: 'none', why: 'No liver diagnosis on the chart.', also: [], references: [] },
    state: 'not-assessed',
    level: 'not-assessable',
    because: 'AST, ALT and platelets are missing',
    scores: [
      refused({
        scoreId: 'fib4',
        title: 'FIB-4 index',
        loinc: '98488-0',
        reason: 'AST missing',
        missing: ['astUPerL'],
      }),
      refused({ reason: 'albumin, AST and ALT missing', missing: ['albuminGPerL', 'astUPerL', 'altUPerL'] }),
      refused({
        scoreId: 'meld3',
        title: 'MELD 3.0',
        kind: 'unsafe',
        reason: 'INR is older than 180 days',
        missing: [],
      }),
    ],
    nextSteps: [],
    references: [],
    unavailable: ['conditions'],
  }),
  'after transplant': assessment({
    state: 'transplanted',
    events: [{ event: 'liver-transplant', date: '2019', references: ['Procedure/ltx-1'] }],
  }),
  'after hepatocellular carcinoma': assessment({
    state: 'cACLD',
    events: [{ event: 'hepatocellular-carcinoma', date: '2024-11', references: ['Condition/hcc-1'] }],
  }),
  'inputs without date': assessment({
    scores: [fib4({ effective: undefined, used: [used('astUPerL', 'AST', 80, { unit: 'U/L' })] })],
  }),
  'absolute, versioned and unusable references': assessment({
    scores: [
      fib4({
        used: [
          used('astUPerL', 'AST', 80, {
            unit: 'U/L',
            references: ['https://other.example.org/r4/Observation/x/_history/2'],
          }),
          used('altUPerL', 'ALT', 64, {
            unit: 'U/L',
            references: ['#a1', 'urn:uuid:0e5c2d1a-0000-4000-8000-000000000000'],
          }),
          used('plateletsGigaPerL', 'Platelets', 150, { unit: '10*9/L', references: ['Observation/plt-1#c'] }),
        ],
      }),
    ],
  }),
  'command line, no server': assessment({ fhirServer: 'none' }),
  'foreign text with markup': assessment({
    because: '<script>alert("x")</script> & \u0007 bell',
    warnings: ['a < b & c > d'],
    scores: [fib4({ cautions: ['platelets < 50 & falling'] })],
  }),
  'values without unit, units with braces': assessment({
    scores: [
      fib4({
        scoreId: 'reach_b',
        title: 'REACH-B',
        value: 11,
        loinc: undefined,
        used: [
          used('hbvDnaCopiesPerMl', 'HBV DNA', 1.2e6, { unit: '{copies}/mL', references: ['Observation/dna-1'] }),
          used('hbeAgPositive', 'HBeAg positive', true, { references: ['Observation/hbeag-1'] }),
          used('astTimesUln', 'AST / upper limit', 2.1, { references: ['Observation/ast-1'] }),
        ],
      }),
    ],
  }),
  'band categories joined': assessment({
    scores: [
      fib4({
        scoreId: 'baveno7',
        title: 'Baveno VII',
        value: 1,
        unit: '1',
        loinc: undefined,
        band: { category: 'cacld|csph_grey', level: 'very-high', label: 'cACLD; CSPH possible' },
      }),
    ],
  }),
};

/** With the stage of several modalities, a risk model, a surrogate model and one that refuses. */
const evidence: readonly StageEvidence[] = [
  vcteOf(17.3, { date: '2026-05-20T09:15:00+02:00', references: ['Observation/lsm-1'] }),
  fib4Of(4.07, { date: '2026-05-02', references: ['Observation/ast-1', 'Observation/alt-1'] }),
];
export const withStage = assessment({
  state: 'cACLD',
  stiffness: vcte,
  because: 'liver stiffness 17.3 kPa (VCTE)',
  stage: fuseStages({
    etiology: 'masld',
    setting: 'secondary',
    evidence,
    leftOut: [{ what: 'MRE 4.1 kPa', reason: '30 months old' }],
  }),
  models: [refusedPrediction(), stiffnessPrediction()],
});
export const withPbcModel = assessment({
  etiology: {
    etiology: 'pbc',
    basis: 'diagnosed',
    why: 'PBC is coded on the problem list.',
    also: [],
    references: ['Condition/c-pbc'],
  },
  stage: fuseStages({ etiology: 'pbc', setting: 'secondary', evidence: [vcteOf(30), fib4Of(0.6)] }),
  models: [pbcPrediction()],
});

/** A CT model of simulated training beside the established tests: synthetic as a whole. */
export const withSyntheticStage = assessment({
  stage: fuseStages({
    etiology: 'masld',
    setting: 'secondary',
    evidence: [
      ...evidence,
      ctOf([0.03, 0.07, 0.15, 0.3, 0.45], {
        shown: 'CT model',
        references: ['ImagingStudy/ct-1'],
        by: { id: 'ct-stage', version: '1.0.0', sha256: 'a'.repeat(64) },
      }),
    ],
  }),
  models: [
    pbcPrediction({
      evidence: 'synthetic',
      title: 'Liver-related events by MR radiomics',
      by: { id: 'mr-radiomics-events', version: '1.0.0', sha256: 'd'.repeat(64) },
    }),
  ],
});
variedAssessments['stage from VCTE and blood values, models'] = withStage;
variedAssessments['discordant stage, PBC model with intervals'] = withPbcModel;

/** A synthetic score with its risk beside an established one. */
export const withSynthetic = assessment({
  scores: [
    fib4(),
    fib4({ scoreId: 'sim_stage', title: 'Simulated stage model', loinc: undefined, evidence: 'synthetic' }),
  ],
  risks: [pageBRisk(), pageBRisk({ by: 'sim_stage', evidence: 'synthetic' })],
});
