export const etiologies = ['hbv', 'hcv', 'masld', 'metald', 'ald', 'aih', 'pbc', 'psc', 'other', 'unknown'] as const;
export type Etiology = (typeof etiologies)[number];
