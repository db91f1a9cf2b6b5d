import { labDensity } from '../../src/core/fusion/likelihoods/lab-likelihoods.ts';
import { stiffnessDensity } from '../../src/core/fusion/likelihoods/stiffness-likelihoods.ts';
import { stagePrior } from '../../src/core/fusion/priors.ts';
import { positionsFromAucs, type StageDensity } from '../../src/core/fusion/stage-density.ts';
import type { FusionModality, StageEvidence } from '../../src/core/fusion/stage-evidence.ts';
import { normalised, type Stage, type StageVector, stages, stageVector } from '../../src/core/fusion/stage-vector.ts';
import { evenPrior, evidenceOf } from './stage-evidence.ts';

/**
 * Simulated patients with MASLD in specialist care. Blood values and VCTE are drawn from the tables that the fusion uses; image
 * models from AUCs at the level of external validation (CT 0.75, 0.75, 0.78; MR 0.80, 0.85, 0.87; ultrasound 0.80). All share a
 * nuisance (fat and inflammation), sites shift mean and scale of image scores, and sicker patients are sent to MR more often.
 * Not patients: what comes out shows that the arithmetic holds, nothing about accuracy.
 */
export const simulation = {
  seed: 20260601,
  /** About 5000 in each pattern: with 1000 the sampling error alone puts the ECE of a perfect forecast near 0.03. */
  patients: 200_000,
  nuisanceCorrelation: 0.3,
  siteShiftSd: 0.15,
  siteScaleSd: 0.08,
  /** Chance of an examination by stage F0 to F4: missing in 10 to 30 % where a hospital is well equipped, thinned here so that every pattern occurs. */
  present: {
    labs: [0.6, 0.6, 0.6, 0.6, 0.6],
    vcte: [0.5, 0.5, 0.5, 0.5, 0.5],
    ct: [0.5, 0.5, 0.5, 0.5, 0.5],
    mr: [0.45, 0.47, 0.5, 0.53, 0.55],
    us: [0.5, 0.5, 0.5, 0.5, 0.5],
  },
  imageAucs: {
    ct: [0.75, 0.75, 0.78],
    mr: [0.8, 0.85, 0.87],
    us: [0.8, 0.8, 0.8],
  },
} as const;

export interface SimulatedPatient {
  readonly stage: Stage;
  readonly evidence: readonly StageEvidence[];
}

const tables: Readonly<Partial<Record<FusionModality, StageDensity>>> = {
  labs: labDensity('fib4', 'masld').density,
  vcte: stiffnessDensity('vcte', 'masld').density,
};
const imageDensities: Readonly<Record<keyof typeof simulation.imageAucs, StageDensity>> = {
  ct: { logMedians: positionsFromAucs(simulation.imageAucs.ct), sigma: 1 },
  mr: { logMedians: positionsFromAucs(simulation.imageAucs.mr), sigma: 1 },
  us: { logMedians: positionsFromAucs(simulation.imageAucs.us), sigma: 1 },
};

export function simulatedCohort(): readonly SimulatedPatient[] {
  const random = mulberry32(simulation.seed);
  const prior = stagePrior('masld', 'secondary');
  return Array.from({ length: simulation.patients }, (): SimulatedPatient => {
    const stage = drawn(prior, random());
    const nuisance = normal(random);
    const noise = () =>
      Math.sqrt(simulation.nuisanceCorrelation) * nuisance +
      Math.sqrt(1 - simulation.nuisanceCorrelation) * normal(random);
    const site = { shift: simulation.siteShiftSd * normal(random), scale: 1 + simulation.siteScaleSd * normal(random) };
    const evidence: StageEvidence[] = [];
    for (const modality of ['labs', 'vcte', 'ct', 'mr', 'us'] as const) {
      const [error, there] = [noise(), random() < simulation.present[modality][stage]];
      if (there) evidence.push(measured(modality, stage, error, site));
    }
    return { stage, evidence };
  });
}

function measured(
  modality: keyof typeof simulation.present,
  stage: Stage,
  error: number,
  site: { readonly shift: number; readonly scale: number },
): StageEvidence {
  if (modality === 'labs' || modality === 'vcte') {
    const table = tables[modality] ?? { logMedians: evenPrior, sigma: 1 };
    const value = Math.exp(table.logMedians[stage] + table.sigma * error);
    return evidenceOf(
      modality,
      modality === 'labs' ? { kind: 'lab-score', score: 'fib4', value, ageYears: 50 } : { kind: 'stiffness', value },
    );
  }
  const { logMedians } = imageDensities[modality];
  const x = (logMedians[stage] + error) * site.scale + site.shift;
  const probabilities = normalised(stageVector((one) => Math.exp(-((x - logMedians[one]) ** 2) / 2)));
  return evidenceOf(
    modality,
    { kind: 'stage-model', probabilities, trainingPrior: evenPrior },
    { evidence: 'synthetic' },
  );
}

function drawn(prior: StageVector, u: number): Stage {
  let sum = 0;
  for (const stage of stages) {
    sum += prior[stage];
    if (u < sum) return stage;
  }
  return 4;
}

/** Box-Muller. */
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
