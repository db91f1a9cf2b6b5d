export const etiologies = ['hbv', 'hcv', 'masld', 'metald', 'ald', 'aih', 'pbc', 'psc', 'other', 'unknown'] as const;
export type Etiology = (typeof etiologies)[number];

/** How an etiology is named in a sentence. */
export const etiologyWords: Readonly<Record<Etiology, string>> = {
  hbv: 'hepatitis B',
  hcv: 'hepatitis C',
  masld: 'MASLD',
  metald: 'MetALD',
  ald: 'alcohol-related liver disease',
  aih: 'autoimmune hepatitis',
  pbc: 'PBC',
  psc: 'PSC',
  other: 'another chronic liver disease',
  unknown: 'unknown cause',
};
