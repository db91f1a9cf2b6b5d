import type { Measure, MeasureId, StageMeasure } from '../../../core/validation/validation-report.ts';

export const shortNumber = (value: number): string => String(Math.round(value * 100) / 100);

/** " at 5 years", or nothing for a present state. */
export const horizonText = (years: number | undefined, before = ''): string =>
  years === undefined ? '' : `${before}${shortNumber(years)} ${years === 1 ? 'year' : 'years'}`;

/** Ratios, slopes and intercepts are read to the second digit; discrimination and accuracy differ in the third. */
const digits = (id: MeasureId | StageMeasure['id']): number =>
  /^(observed|calibration-(intercept|slope)|cox)/.test(id) ? 2 : 3;

export function withInterval({ id, value, interval }: Measure | StageMeasure): string {
  if (value === undefined) return 'not computable';
  const text = (each: number) => each.toFixed(digits(id)).replace('-', '−');
  return interval ? `${text(value)} (${text(interval[0])} to ${text(interval[1])})` : text(value);
}

/** What each measure is called, and how it is read. */
export const stageMeasureWords: Readonly<
  Record<StageMeasure['id'], { readonly title: string; readonly reading: string }>
> = {
  'ranked-probability-score': { title: 'Ranked probability score', reading: '0 perfect; lower is better' },
  'stage-log-score': { title: 'Log score', reading: '1.61 knows nothing; lower is better' },
  'ordinal-c': { title: 'Ordinal C (Obuchowski, pairs alike)', reading: '0.5 chance, 1 perfect ranking' },
  'weighted-kappa': { title: 'Weighted kappa, squared', reading: '0 chance, 1 the reference stage itself' },
  'calibration-error': { title: 'Calibration error, over stages', reading: '0 is right; grows with few subjects' },
};

export const measureWords: Readonly<Record<MeasureId, { readonly title: string; readonly reading: string }>> = {
  'harrell-c': { title: "Harrell's C", reading: '0.5 chance, 1 perfect ranking' },
  'harrell-c-competing': { title: "Harrell's C, competing events kept", reading: '0.5 chance, 1 perfect ranking' },
  'uno-c': { title: "Uno's C", reading: 'as C, free of the pattern of censoring' },
  auc: { title: 'AUC', reading: '0.5 chance, 1 perfect separation' },
  brier: { title: 'Brier score', reading: 'lower is better' },
  'scaled-brier': { title: 'Scaled Brier score', reading: '0 no better than the average risk, 1 perfect' },
  'log-score': { title: 'Log score', reading: 'lower is better' },
  'integrated-brier': { title: 'Integrated Brier score', reading: 'lower is better' },
  'observed-to-expected': {
    title: 'Observed / expected',
    reading: '1 is right; above 1 the model predicts too little',
  },
  'calibration-intercept': {
    title: 'Calibration intercept',
    reading: '0 is right; above 0 the model predicts too little',
  },
  'calibration-slope': { title: 'Calibration slope', reading: '1 is right; below 1 predictions are too extreme' },
  'cox-slope': {
    title: 'Cox slope of the linear predictor',
    reading: '1 is right; below 1 predictions are too extreme',
  },
};
