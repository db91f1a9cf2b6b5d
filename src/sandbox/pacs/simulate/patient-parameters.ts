import type { SimulatorParameter } from './parameter.ts';

const assumption = 'assumption';
const declared = 'assumption: declared synthetic, order of magnitude of published cohorts';
const anchors = 'PROGNOSIS.md section 3: external level of published imaging studies';

/** Numbers of the patients: stage, causes, apparent fibrosis, labs, events, missing pictures. Rows by stage are F0 to F4. */
export const patientParameters = {
  stagePrior: {
    value: [0.2, 0.22, 0.22, 0.18, 0.18],
    unit: '1',
    meaning: 'Share of F0 to F4: a referral clinic. The anchored AUCs hold under this prior.',
    source: assumption,
  },
  etiologyPrior: {
    value: { hbv: 0.24, hcv: 0.18, masld: 0.26, ald: 0.14, pbc: 0.06, psc: 0.04, aih: 0.08 },
    unit: '1',
    meaning: 'Share of causes, independent of stage.',
    source: assumption,
  },
  anchorAuc: {
    value: { ct: [0.75, 0.75, 0.78], mr: [0.8, 0.85, 0.87], us: [0.8, 0.8, 0.8] },
    unit: '1',
    meaning: 'AUC of the latent score for F2 and above, F3 and above, F4. No reader of the picture can do better.',
    source: anchors,
  },
  scoreMean: {
    value: {
      ct: [0, 0.23, 0.747, 1.039, 1.626],
      mr: [0, 0.213, 0.708, 1.467, 2.281],
      us: [0, 0.283, 0.937, 1.427, 1.918],
    },
    unit: '{standard deviation}',
    meaning:
      'mu_s of the latent score x = mu_s + e, e standard normal: solved so that the mixture has the anchored AUCs.',
    source: 'solved from anchorAuc and stagePrior; for two groups this is d = sqrt(2) probit(AUC)',
  },
  scoreCorrelation: {
    value: 0.3,
    unit: '1',
    meaning: 'Correlation of the error e between any two modalities of one patient (shared nuisance).',
    source: 'PROGNOSIS.md section 3',
  },
  steatosisNuisanceCorrelation: {
    value: 0.5,
    unit: '1',
    meaning:
      'How much of the shared nuisance steatosis shows. Kept low: fat is visible, and knowing it could undo the error.',
    source: assumption,
  },
  apparentCentre: {
    value: 0.9,
    unit: '{standard deviation}',
    meaning: 'Latent score at which a picture looks half fibrotic.',
    source: assumption,
  },
  apparentScale: {
    value: 0.75,
    unit: '{standard deviation}',
    meaning: 'Scale of the logistic curve from latent score to apparent fibrosis 0..1.',
    source: assumption,
  },
  siteCount: { value: 8, unit: '1', meaning: 'Sites, each with one scanner per modality.', source: assumption },
  siteReadingShiftSd: {
    value: 0.2,
    unit: '{standard deviation}',
    meaning: 'Shift of a reading between sites: reading = shift + scale * score.',
    source: assumption,
  },
  siteReadingScaleSd: { value: 0.08, unit: '1', meaning: 'Spread of the scale of a reading.', source: assumption },
  fatMedianPercent: {
    value: { hbv: 3.5, hcv: 5, masld: 13, ald: 8, pbc: 3, psc: 3, aih: 3.5 },
    unit: '%',
    meaning: 'Median fat fraction (PDFF) by cause.',
    source: declared,
  },
  fatLogSd: { value: 0.55, unit: '1', meaning: 'Standard deviation of the log fat fraction.', source: assumption },
  ageMeanYears: { value: [46, 48, 50, 53, 56], unit: 'a', meaning: 'Mean age by stage.', source: declared },
  ageSdYears: { value: 12, unit: 'a', meaning: 'Standard deviation of age, cut at 18 and 85.', source: declared },
  femaleShare: {
    value: { hbv: 0.38, hcv: 0.42, masld: 0.48, ald: 0.28, pbc: 0.9, psc: 0.35, aih: 0.76 },
    unit: '1',
    meaning: 'Share of women by cause.',
    source: declared,
  },
  labLogSd: {
    value: { ast: 0.5, alt: 0.55, plt: 0.33, bili: 0.45, alb: 0.07, inr: 0.07, ggt: 0.6, alp: 0.3 },
    unit: '1',
    meaning: 'Standard deviation of the log value within stage and cause.',
    source: declared,
  },
  labActivityShare: {
    value: { ast: 0.75, alt: 0.8, ggt: 0.45, alp: 0.2 },
    unit: '1',
    meaning: 'Correlation of the log value with the latent activity that AST and ALT share.',
    source: assumption,
  },
  labReserveShare: {
    value: { plt: 0.35, bili: 0.5, alb: 0.55, inr: 0.55 },
    unit: '1',
    meaning: 'Correlation of the log value with the latent liver reserve (albumin, platelets down; bilirubin, INR up).',
    source: assumption,
  },
  labMedian: {
    value: {
      ast: [29, 33, 39, 47, 54],
      alt: [34, 40, 46, 52, 46],
      plt: [242, 232, 214, 188, 145],
      bili: [9.5, 10.5, 11.5, 13.5, 21],
      alb: [44, 43.6, 43, 41.6, 37.8],
      inr: [1, 1.01, 1.02, 1.06, 1.18],
      ggt: [36, 46, 60, 84, 105],
      alp: [72, 76, 82, 92, 112],
    },
    unit: 'U/L; platelets 10*9/L; bilirubin umol/L; albumin g/L; INR 1',
    meaning: 'Median by stage.',
    source: declared,
  },
  labEtiologyFactor: {
    value: {
      hbv: [1, 1.05, 0.95, 1, 1, 1, 0.75, 0.95],
      hcv: [1.15, 1.15, 0.97, 1, 1, 1, 1, 0.97],
      masld: [0.9, 1, 1.04, 0.95, 1.01, 0.99, 1.05, 1],
      ald: [1.35, 0.8, 0.92, 1.2, 0.97, 1.02, 2.2, 1.15],
      pbc: [1.05, 0.95, 1.03, 1.15, 0.99, 0.99, 2, 2],
      psc: [1.05, 1, 1.08, 1.25, 0.99, 0.99, 2.2, 2.1],
      aih: [1.6, 1.7, 0.98, 1.15, 0.95, 1.03, 1, 1.05],
    },
    unit: '1',
    meaning: 'Factor on the median of AST, ALT, platelets, bilirubin, albumin, INR, GGT, ALP.',
    source: declared,
  },
  liverHazardByStage: {
    value: [0.001, 0.002, 0.005, 0.013, 0.038],
    unit: '1/a',
    meaning: 'Chance of a first liver-related event in a year of an average patient of the stage.',
    source: declared,
  },
  liverHazardLogFactor: {
    value: { albuminPerGPerL: -0.1, logBilirubin: 0.8, frailty: 0.6, perYear: 0.03 },
    unit: '1',
    meaning:
      'Log odds per g/L of albumin from 42, per log of bilirubin from 12 umol/L, per unit of frailty, per year of time.',
    source: assumption,
  },
  deathHazardAt50: {
    value: 0.005,
    unit: '1/a',
    meaning: 'Chance of death of another cause in a year at age 50.',
    source: declared,
  },
  deathHazardPerYearOfAge: { value: 0.085, unit: '1/a', meaning: 'Log odds per year of age.', source: declared },
  deathHazardMale: { value: 0.35, unit: '1', meaning: 'Log odds of men.', source: declared },
  horizonYears: { value: 10, unit: 'a', meaning: 'Last year bin that is simulated.', source: 'PROGNOSIS.md section 4' },
  followUpYears: {
    value: [1, 12],
    unit: 'a',
    meaning: 'Uniform range of the censoring time, cut at the horizon.',
    source: assumption,
  },
  missing: {
    value: { ct: [0.22, 0.05], mr: [0.2, -0.09], us: [0.15, 0.04] },
    unit: '1',
    meaning:
      'Chance that a picture is missing: at mean severity, and change per unit of severity. Sicker patients get MRI.',
    source: 'PROGNOSIS.md section 3: 10 to 30 percent, not at random; the single numbers are assumptions',
  },
  missingRange: { value: [0.1, 0.3], unit: '1', meaning: 'Limits of that chance.', source: 'PROGNOSIS.md section 3' },
} as const satisfies Readonly<Record<string, SimulatorParameter>>;
