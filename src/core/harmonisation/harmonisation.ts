import { applyComBat, type ComBatModel, type Harmonised } from './combat.ts';
import { distanceOf, type Reference } from './distance.ts';
import { empiricalLimit, judgeVector, normalLimit, type OutOfDistribution } from './out-of-distribution.ts';
import { shrunkCovariance } from './shrunk-covariance.ts';

/** A fitted harmonisation and where the patients that it was fitted on lie once they are harmonised. */
export interface Harmonisation {
  readonly combat: ComBatModel;
  readonly reference: Reference;
  /** Squared distance above which a patient counts as unlike. */
  readonly limit: number;
  readonly limitBy: string;
}
export interface PatientOnScanner {
  readonly scanner: string;
  /** In the order of the model. */
  readonly features: readonly number[];
  readonly covariates: readonly number[];
}

/** So many of the known patients lie within the limit. */
const share = 0.99;
/** From here on the limit is taken from patients; below, from the chi-square distribution of about normal features. */
const enough = 100;
const folds = 5;

/** @param patients those that `combat` was fitted on. @throws Failure `invalid-input` when a feature does not vary */
export function harmonisationOf(combat: ComBatModel, patients: readonly PatientOnScanner[]): Harmonisation {
  const rows = patients.flatMap((patient) => {
    const found = harmoniseRow({ combat }, patient);
    return found.ok ? [found.row] : [];
  });
  const { mean, covariance } = shrunkCovariance(rows);
  const seen = rows.length < enough ? undefined : empiricalLimit(distancesApart(rows), share);
  return {
    combat,
    reference: { mean, covariance },
    limit: seen ?? normalLimit(combat.features.length, share),
    limitBy: seen === undefined ? 'for about normal features' : 'by patients left out in turn',
  };
}

/** Squared distances of each fifth of the patients from the others: a patient is not judged by a reference that holds it. */
const distancesApart = (rows: readonly (readonly number[])[]): number[] =>
  Array.from({ length: folds }, (_, fold) => {
    const reference = shrunkCovariance(rows.filter((_row, at) => at % folds !== fold));
    return rows.filter((_row, at) => at % folds === fold).map((row) => distanceOf(row, reference).squared);
  }).flat();

/** One patient's features as if measured on the average scanner. */
export const harmoniseRow = ({ combat }: Pick<Harmonisation, 'combat'>, patient: PatientOnScanner): Harmonised =>
  applyComBat(combat, patient.scanner, patient.features, patient.covariates);

/** How unlike the known patients one is after harmonising, with the features that make it so; refused on an unknown scanner. */
export function judgeRow(
  harmonisation: Harmonisation,
  patient: PatientOnScanner,
): OutOfDistribution | { readonly refused: string } {
  const found = harmoniseRow(harmonisation, patient);
  if (!found.ok) return { refused: found.sentence };
  return judgeVector(found.row, harmonisation.reference, harmonisation.limit, harmonisation.combat.features);
}
