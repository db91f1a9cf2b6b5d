export const simulatedStages = [0, 1, 2, 3, 4] as const;
export type SimulatedStage = (typeof simulatedStages)[number];
export const simulatedEtiologies = ['hbv', 'hcv', 'masld', 'ald', 'pbc', 'psc', 'aih'] as const;
export type SimulatedEtiology = (typeof simulatedEtiologies)[number];
export const imagingModalities = ['ct', 'mr', 'us'] as const;
export type ImagingModality = (typeof imagingModalities)[number];

/** The six causes that a model tells apart: PBC and PSC are one. */
export const etiologyGroups: Readonly<Record<SimulatedEtiology, string>> = {
  hbv: 'hbv',
  hcv: 'hcv',
  masld: 'masld',
  ald: 'ald',
  pbc: 'cholestatic',
  psc: 'cholestatic',
  aih: 'autoimmune',
};
