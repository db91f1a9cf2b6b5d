import type { Source } from '../evidence.ts';
import type { StageVector } from './stage-vector.ts';
import type { TabledCause } from './tabled-causes.ts';

/** Where the patients come from: general practice and screening, or a liver clinic. Set by configuration, shown with every result. */
export const careSettings = ['primary', 'secondary'] as const;
export type CareSetting = (typeof careSettings)[number];
export const settingWords: Readonly<Record<CareSetting, string>> = {
  primary: 'primary care',
  secondary: 'specialist care',
};

/**
 * Stage frequencies F0 to F4 before any test. Specialist care: rounded from cohorts with biopsy; primary care: from stiffness
 * surveys. All from memory of the literature: `verify`.
 */
const priors: Readonly<Record<CareSetting, Record<TabledCause, StageVector>>> = {
  primary: {
    masld: [0.6, 0.21, 0.1, 0.06, 0.03],
    ald: [0.48, 0.2, 0.12, 0.09, 0.11],
    hbv: [0.45, 0.29, 0.14, 0.07, 0.05],
    hcv: [0.36, 0.3, 0.16, 0.09, 0.09],
    aih: [0.3, 0.27, 0.19, 0.12, 0.12],
    pbc: [0.36, 0.28, 0.17, 0.11, 0.08],
    psc: [0.36, 0.26, 0.17, 0.12, 0.09],
  },
  secondary: {
    masld: [0.2, 0.26, 0.22, 0.2, 0.12],
    ald: [0.14, 0.17, 0.18, 0.16, 0.35],
    hbv: [0.13, 0.29, 0.27, 0.15, 0.16],
    hcv: [0.1, 0.29, 0.25, 0.17, 0.19],
    aih: [0.1, 0.22, 0.23, 0.22, 0.23],
    pbc: [0.2, 0.27, 0.2, 0.18, 0.15],
    psc: [0.2, 0.24, 0.2, 0.18, 0.18],
  },
};

export const priorSource: Source = {
  id: 'stage-priors',
  label: 'Stage frequencies by cause and setting',
  citation:
    'Rounded from biopsy cohorts (specialist care) and stiffness surveys (primary care); an assumption, set by configuration',
  year: 2026,
  checked: 'verify',
};

export function stagePrior(cause: TabledCause, setting: CareSetting): StageVector {
  return priors[setting][cause];
}
