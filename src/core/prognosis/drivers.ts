import type { Driver } from '../findings.ts';
import type { TabularFeature } from '../models/manifest.ts';
import { effectiveCoefficients } from './complete-features.ts';
import { linearShapley, type Player } from './shapley.ts';
import type { PreparedPatient, TabularModel } from './tabular-predictor.ts';

/** How players that are shown as one are called; a group without a name here keeps the title of its first input. */
const groupTitles: Readonly<Record<string, string>> = {
  'fibrosis-labs': 'Fibrosis labs',
  body: 'Body measures',
  glucose: 'Glucose',
  comorbidity: 'Comorbidity',
  coagulation: 'Coagulation',
};

/** Players of the explanation: one an input (a line and its bends together), or one a group where `grouped`. */
export function playersOf(features: readonly TabularFeature[], grouped: boolean): Player[] {
  const players = new Map<string, { id: string; title: string; columns: number[] }>();
  for (const [column, feature] of features.entries()) {
    const group = grouped ? feature.group : undefined;
    const id = group ?? feature.input;
    const title = group === undefined ? feature.title : (groupTitles[group] ?? feature.title);
    const player = players.get(id) ?? { id, title, columns: [] };
    player.columns.push(column);
    players.set(id, player);
  }
  return [...players.values()];
}

/**
 * What moved the linear predictor of one outcome, largest first: exact interventional Shapley values of the effective model. They add up to the
 * linear predictor times the slope of a re-anchoring; a constant moves no contribution. What is missing has 0 and says so.
 * @param key `groupId/causeId` or threshold id
 */
export function driversOf(
  { manifest, reference }: TabularModel,
  { row, completion }: PreparedPatient,
  key: string,
  grouped = false,
  slope = 1,
): Driver[] {
  const features = manifest.input.kind === 'tabular' ? manifest.input.features : [];
  const terms = reference.linear?.[key];
  if (!terms) throw new Error(`the reference has no linear terms for ${key}`);
  const coefficients = effectiveCoefficients(terms.coefficients, completion);
  const scale = manifest.output.kind === 'hazards' ? ('log-hazard' as const) : ('log-odds' as const);
  return linearShapley(playersOf(features, grouped), coefficients, row.values, reference.mean, row.present)
    .map(({ id, title, value, available }) => ({
      id,
      title,
      contribution: slope === 1 ? value : slope * value,
      scale,
      available,
    }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}
