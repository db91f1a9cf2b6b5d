import type { SeriesFacts } from './series-facts.ts';

export type SeriesRole = 'ct-portal-venous' | 'mr-t1' | 'mr-t2' | 'mr-hepatobiliary' | 'us-b-mode';

/** One reason for or against a series. `says` completes "The series …". */
export interface Criterion {
  readonly says: string;
  readonly holds: (facts: SeriesFacts) => boolean;
}

export interface SeriesRule {
  readonly role: SeriesRole;
  readonly title: string;
  readonly modality: string;
  /** Any that holds refuses the series. */
  readonly against: readonly Criterion[];
  /** Standard tags that show the role; one is enough. */
  readonly byTag: readonly Criterion[];
  /** Words of the description that show the role; asked only where no tag decides. */
  readonly byWord: readonly Criterion[];
}

const words = (says: string, pattern: RegExp): Criterion => ({
  says,
  holds: ({ described }) => pattern.test(described),
});

const between = (value: number | undefined, from: number, to: number) =>
  value !== undefined && value >= from && value <= to;

const notPrimary: Criterion = {
  says: 'is derived or secondary (reformatted, subtracted, screen copy), not an original acquisition',
  holds: ({ imageType }) =>
    imageType[1] === 'SECONDARY' || imageType.includes('SUBTRACTION') || imageType.includes('MIP'),
};
const scout: Criterion = {
  says: 'is a localizer',
  holds: ({ imageType, described }) =>
    imageType.includes('LOCALIZER') || /\b(scout|topogram|localizer|localiser|surview)\b/.test(described),
};
const tooThin: Criterion = {
  says: 'covers less than 60 mm, which is no liver',
  holds: ({ coverageMm }) => coverageMm !== undefined && coverageMm < 60,
};
const picture: Criterion = { says: 'is a picture, not a stack of slices', holds: ({ planar }) => planar };
const otherBody: Criterion = {
  says: 'shows another part of the body',
  holds: ({ bodyPart }) =>
    [
      'HEAD',
      'BRAIN',
      'NECK',
      'SKULL',
      'KNEE',
      'HAND',
      'FOOT',
      'ANKLE',
      'SHOULDER',
      'HIP',
      'ELBOW',
      'CSPINE',
      'BREAST',
    ].includes(bodyPart ?? ''),
};
const otherPhase = (pattern: RegExp, name: string) => words(`is described as ${name}`, pattern);

const portalWords = /portal|porto[- ]?ven|\bpv[pc]?\b|\bven(ous|oes|ös|euse|oso|osa)?\b|\b(60|65|70|75|80)\s?s(ec)?\b/;
const arterialWords = /arteri|\bart\b|\bhap\b|\bcta\b|angio/;
const lateWords = /delay|late|spaet|spät|tardi|equilib|\b(3|5|10)\s?min/;
const plainWords = /non[- ]?contrast|without contrast|unenhanced|nativ|\bplain\b|\bpre\b|w\/o|\bnc\b|sans inj/;
const hepatobiliaryWords = /hepato ?bili|\bhbp\b|\b(15|20|25|30)\s?min/;
const hepatobiliaryAgent = /gadoxet|primovist|eovist|eob|gadobenat|multihance/;
const diffusion: Criterion = {
  says: 'is diffusion weighted',
  holds: ({ diffusionBValue, acquisitionContrast, described }) =>
    (diffusionBValue ?? 0) > 0 || acquisitionContrast === 'DIFFUSION' || /\b(dwi|adc|diff)/.test(described),
};
const notMagnitude: Criterion = {
  says: 'holds phase or derived parameter values, not magnitudes',
  holds: ({ imageType }) => imageType[2] === 'P' || imageType.includes('PHASE') || imageType.includes('PHASE MAP'),
};

/**
 * Which series of a study stands for which role. Tags decide first; a description counts only where the tags are silent.
 * Portal venous timing: 60 to 90 s after the start of the bolus; wider here because start times are often of the injector.
 */
export const seriesRules: readonly SeriesRule[] = [
  {
    role: 'ct-portal-venous',
    title: 'portal venous CT',
    modality: 'CT',
    against: [
      scout,
      notPrimary,
      picture,
      tooThin,
      otherBody,
      { says: 'is not in Hounsfield units', holds: ({ unit }) => unit !== 'HU' },
      {
        says: 'is tagged with another contrast phase',
        holds: ({ contrastPhase }) =>
          contrastPhase !== undefined && !['PORTAL_VENOUS', 'VENOUS'].includes(contrastPhase),
      },
      {
        says: 'was acquired less than 45 or more than 120 seconds after the bolus',
        holds: ({ secondsAfterContrast: s, contrastPhase }) =>
          contrastPhase === undefined && s !== undefined && s > 0 && !between(s, 45, 120),
      },
    ],
    byTag: [
      {
        says: 'is tagged as the portal venous phase',
        holds: ({ contrastPhase }) => contrastPhase === 'PORTAL_VENOUS' || contrastPhase === 'VENOUS',
      },
      {
        says: 'was acquired 45 to 120 seconds after the bolus',
        holds: ({ secondsAfterContrast }) => between(secondsAfterContrast, 45, 120),
      },
    ],
    byWord: [
      {
        says: 'is described as portal venous',
        holds: ({ described }) =>
          portalWords.test(described) &&
          !arterialWords.test(described) &&
          !lateWords.test(described) &&
          !plainWords.test(described),
      },
    ],
  },
  {
    role: 'mr-hepatobiliary',
    title: 'hepatobiliary MR',
    modality: 'MR',
    against: [scout, notPrimary, notMagnitude, picture, tooThin, otherBody, diffusion],
    byTag: [
      {
        says: 'was acquired at least 10 minutes after a liver-specific contrast agent',
        holds: ({ contrastAgent, secondsAfterContrast }) =>
          hepatobiliaryAgent.test(contrastAgent ?? '') && between(secondsAfterContrast, 600, 10_800),
      },
    ],
    byWord: [words('is described as hepatobiliary or as 15 to 30 minutes late', hepatobiliaryWords)],
  },
  {
    role: 'mr-t1',
    title: 'T1-weighted MR',
    modality: 'MR',
    against: [
      scout,
      notPrimary,
      notMagnitude,
      picture,
      tooThin,
      otherBody,
      diffusion,
      otherPhase(hepatobiliaryWords, 'hepatobiliary'),
      { says: 'was acquired after contrast', holds: ({ secondsAfterContrast }) => (secondsAfterContrast ?? 0) > 0 },
    ],
    byTag: [
      { says: 'is tagged as T1 weighted', holds: ({ acquisitionContrast }) => acquisitionContrast === 'T1' },
      {
        says: 'is a gradient echo with TE below 8 ms and TR below 300 ms',
        holds: ({ scanningSequence, echoTimeMs, repetitionTimeMs, acquisitionContrast, described }) =>
          acquisitionContrast === undefined &&
          scanningSequence.includes('GR') &&
          !/trufi|fiesta|balanced|b-?ffe|ssfp|haste/.test(described) &&
          between(echoTimeMs, 0.1, 8) &&
          between(repetitionTimeMs, 0.1, 300),
      },
      {
        says: 'is a spin echo with TE below 30 ms and TR below 1000 ms',
        holds: ({ scanningSequence, echoTimeMs, repetitionTimeMs, acquisitionContrast }) =>
          acquisitionContrast === undefined &&
          scanningSequence.includes('SE') &&
          between(echoTimeMs, 0.1, 30) &&
          between(repetitionTimeMs, 0.1, 1000),
      },
    ],
    byWord: [
      words('is described as T1 weighted', /\bt1|vibe|lava|thrive|\bvolumetric interpolated|dixon|in[- ]?phase/),
    ],
  },
  {
    role: 'mr-t2',
    title: 'T2-weighted MR',
    modality: 'MR',
    against: [scout, notPrimary, notMagnitude, picture, tooThin, otherBody, diffusion],
    byTag: [
      { says: 'is tagged as T2 weighted', holds: ({ acquisitionContrast }) => acquisitionContrast === 'T2' },
      {
        says: 'is a spin echo with TE above 60 ms and TR above 800 ms',
        holds: ({ scanningSequence, echoTimeMs, repetitionTimeMs, acquisitionContrast }) =>
          acquisitionContrast === undefined &&
          (scanningSequence.includes('SE') || scanningSequence.includes('RM')) &&
          between(echoTimeMs, 60, 400) &&
          (repetitionTimeMs ?? 0) > 800,
      },
    ],
    byWord: [words('is described as T2 weighted', /\bt2(?! ?\*)|haste|ssfse|single[- ]shot/)],
  },
  {
    role: 'us-b-mode',
    title: 'B-mode ultrasound',
    modality: 'US',
    against: [
      { says: 'has a Doppler or spectral region', holds: ({ ultrasound }) => ultrasound?.doppler === true },
      otherBody,
      words('is described as Doppler or elastography', /doppler|colou?r|cfm|elasto|\bswe\b|\bm-?mode/),
    ],
    byTag: [
      { says: 'has a two-dimensional tissue region', holds: ({ ultrasound }) => ultrasound?.tissue === true },
      {
        says: 'has image type B-mode',
        holds: ({ imageType }) => imageType.includes('BMODE') || imageType[3] === '0001',
      },
    ],
    byWord: [words('is described as B-mode or as liver', /b-?mode|liver|leber|foie|hepat|abdom/)],
  },
];
