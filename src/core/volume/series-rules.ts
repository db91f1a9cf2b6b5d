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

/** As the patterns expect it: blanks for underscores, no accents (`spätvenös` is `spatvenos`, `artériel` is `arteriel`). */
const plain = (described: string) =>
  described
    .replaceAll('_', ' ')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '');

const words = (says: string, pattern: RegExp, unless?: RegExp): Criterion => ({
  says,
  holds: ({ described }) => pattern.test(plain(described)) && !(unless?.test(plain(described)) ?? false),
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
    imageType.includes('LOCALIZER') ||
    /\b(scout|topogram\w*|locali[sz]er\w*|loc|surview|survey|lokali\w*|reperage|localizador)\b/.test(plain(described)),
};
const bolusTracking = words(
  'is described as bolus tracking or calibration',
  /monitoring|bolus ?track|test ?bolus|care ?bolus|smart ?prep|sure ?start|\btracker\b|\blocator\b|calibration|\basset\b|\bshim/,
);
const otherPlane = words(
  'is described as coronal, sagittal or a reformat',
  /\bcor(onale?)?\b|\b[ck]oronare?\b|\bkor\b|\bsag(it\w*)?\b|\bmpr\b|\bmip\b|\bminip\b|\bvrt?\b/,
);
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

// English, German, French, Spanish, Dutch; 60 to 80 s is the delay of the phase
const portalWords =
  /portal|temps porte\b|porto[- ]?ven|\bpv[pc]?\b|\bp\.v\.|\bven(ous|oes|os|osa|oso|euse|eus)?\b|veineu[xs]e?|\b(60|65|70|75|80)\s?s(ec)?\b/;
const arterialWords = /arteri|\bart\b|\bhap\b|\bcta\b|angio/;
const lateWords = /delay|\blate\b|spaet|spat|tardi|equilib|\b(3|5|10)\s?min/;
const plainWords =
  /non[- ]?con|without contrast|unenhanced|nativ|\bplain\b|\bpre\b|w\/o|\bnc\b|\bohne\b|sans (inj|iv|contraste)|sin contraste|\bsimple\b/;
const hepatobiliaryWords = /hepato[- ]?bili|\bhbp\b|leberspezif|\b(15|20|25|30)\s?min/;
const hepatobiliaryAgent = /gadoxet|primovist|eovist|eob|gadobenat|multihance/;
const enhancedWords = new RegExp(
  `${portalWords.source}|${arterialWords.source}|${lateWords.source}|\\bpost\\b|\\bdyn|\\+ ?c\\b|\\bc\\+|\\bgd\\b|\\bkm\\b|inject|gadolin`,
);
const computed = words(
  'is described as computed from several energies (iodine, virtual, single energy)',
  /iodine|iodmap|\bjod|\biode\b|\bvnc\b|virtual|mono ?energ|mono ?e\b|\bkev\b|z ?eff/,
);
const otherRegion = words(
  'is described as another part of the body',
  /pulmon|venogra|\blegs?\b|cardiac|\bheart\b|\bbrain\b|\bkopf\b|\bschadel/,
  /abd|liver|leber|foie|higado/,
);
/** Siemens 60 and above and Bl, GE and Philips by name, Canon FC30, FC5x, FC8x: noise there is as strong as the liver's own texture. */
const sharp: Criterion = {
  says: 'is reconstructed with a sharp kernel (lung or bone)',
  holds: ({ reconstructionKernel, described }) =>
    /\b[a-z]{1,2}[6-9]\d[fsh]?\b|\bbl\d\d|lung|bone|\bedge|^y[b-d]$|^l$|\bfc(30|5\d|8\d)/.test(
      reconstructionKernel?.toLowerCase() ?? '',
    ) ||
    /\bb[rlv]?[67]\d[fs]?\b|\bi[67]\d[fs]?\b|\blung\b|\blunge\b|poumon|\bbone\b|knochen|osseu[xs]/.test(
      plain(described),
    ),
};
const quantity = words(
  'is described as a map of a measured quantity or as elastography',
  /elastogra|\bmre\b|gremre|stiffness|\bkpa\b|pdff|ideal.?iq|fat ?frac|[rt]2 ?\*|\bmap\b|mapping|\bb0\b|\bb1\b/,
);
const fatOnly: Criterion = {
  says: 'shows fat alone',
  holds: ({ imageType, described }) =>
    imageType.includes('FAT') || /^fat\b(?! ?sat)|dixon\b.*\bf$|\bfat only/.test(plain(described)),
};
const bileDucts = words(
  'is described as a picture of the bile ducts',
  /mrcp|cholangio|colangio|bili-?irm|thick ?slab|slab\b/,
);
const diffusion: Criterion = {
  says: 'is diffusion weighted',
  holds: ({ diffusionBValue, acquisitionContrast, described }) =>
    (diffusionBValue ?? 0) > 0 || acquisitionContrast === 'DIFFUSION' || /\b(dwi|adc|diff|ep2d)/.test(plain(described)),
};
const notMagnitude: Criterion = {
  says: 'holds phase or derived parameter values, not magnitudes',
  holds: ({ imageType }) => imageType[2] === 'P' || imageType.includes('PHASE') || imageType.includes('PHASE MAP'),
};

/** What no MR role takes. */
const notMorphology: readonly Criterion[] = [
  scout,
  bolusTracking,
  notPrimary,
  notMagnitude,
  picture,
  tooThin,
  otherBody,
  otherPlane,
  diffusion,
  quantity,
  fatOnly,
];

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
      otherRegion,
      otherPlane,
      bolusTracking,
      computed,
      sharp,
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
      words(
        'is described as portal venous',
        portalWords,
        new RegExp(`${arterialWords.source}|${lateWords.source}|${plainWords.source}`),
      ),
    ],
  },
  {
    role: 'mr-hepatobiliary',
    title: 'hepatobiliary MR',
    modality: 'MR',
    against: notMorphology,
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
      ...notMorphology,
      words('is described as hepatobiliary', hepatobiliaryWords),
      words('is described as enhanced by contrast', enhancedWords, plainWords),
      { says: 'was acquired after contrast', holds: ({ secondsAfterContrast }) => (secondsAfterContrast ?? 0) > 0 },
    ],
    byTag: [
      { says: 'is tagged as T1 weighted', holds: ({ acquisitionContrast }) => acquisitionContrast === 'T1' },
      {
        says: 'is a gradient echo with TE below 8 ms and TR below 300 ms',
        holds: ({ scanningSequence, echoTimeMs, repetitionTimeMs, acquisitionContrast, described }) =>
          acquisitionContrast === undefined &&
          scanningSequence.includes('GR') &&
          !/trufi|fiesta|balanced|b-?ffe|ssfp|haste/.test(plain(described)) &&
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
    against: [...notMorphology, bileDucts],
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
    byWord: [words('is described as T2 weighted', /\bt2w?\b(?! ?\*)|haste|ssfse|\bss[- ]?tse|\bssh\b|single[- ]shot/)],
  },
  {
    role: 'us-b-mode',
    title: 'B-mode ultrasound',
    modality: 'US',
    against: [
      { says: 'has a Doppler or spectral region', holds: ({ ultrasound }) => ultrasound?.doppler === true },
      otherBody,
      words(
        'is described as elastography, with contrast, or as another organ',
        /elast|swe\b|arfi|\bvcte\b|fibroscan|shear|scherwell|\bceus\b|sonovue|kontrastmittel|echocard|cardiac|\bheart\b|thyroid|schilddr|\bm-?mode/,
      ),
      {
        says: 'is described as Doppler',
        // a study's name may say so of all its pictures: where the regions are known they decide
        holds: ({ ultrasound, described }) =>
          ultrasound?.tissue !== true && /doppler|duplex|colou?r|couleur|farb|\bcfm\b/.test(plain(described)),
      },
    ],
    byTag: [
      { says: 'has a two-dimensional tissue region', holds: ({ ultrasound }) => ultrasound?.tissue === true },
      {
        says: 'has image type B-mode',
        holds: ({ imageType }) => imageType.includes('BMODE') || imageType[3] === '0001',
      },
    ],
    byWord: [words('is described as B-mode or as liver', /b-?mode|liver|leber|foie|higado|hepat|abdom|oberbauch/)],
  },
];
