import type { ModelOutcome } from '../assessment.ts';
import type { ImagingFindings, ModelFinding } from '../findings.ts';
import { versionedId } from './columns.ts';
import type { ModelRole } from './manifest.ts';

/** One number that one model said of one patient, without anything of the chart: what a comparison needs and no more. */
export interface ModelStatement {
  /** `id@version`. */
  readonly model: string;
  readonly state: 'silent' | 'live';
  readonly role: ModelRole;
  /** `death`, `lsm-ge-8`, `stage F3 or higher`, `stage`, `etiology hbv`, `etiology`. */
  readonly about: string;
  readonly horizonYears?: number;
  /** DICOM UID of the study it looked at; absent for clinical values. */
  readonly study?: string;
  /** 0 to 1. Absent where a class is stated. */
  readonly probability?: number;
  /** The class of a stage or an etiology that it finds most likely. */
  readonly category?: string;
}

/** All that models over clinical values say, silent and live. Refusals say nothing. */
export const statementsOfOutcomes = (outcomes: readonly ModelOutcome[]): ModelStatement[] =>
  outcomes.flatMap((outcome): ModelStatement[] => {
    if (outcome.status === 'refused') return [];
    const speaker = { model: versionedId(outcome.by), state: outcome.state, role: outcome.role };
    return [
      ...outcome.risks.map(({ outcome: about, horizonYears, probability }) => ({
        ...speaker,
        about,
        horizonYears,
        probability,
      })),
      ...outcome.exceedances.map(({ id, probability }) => ({ ...speaker, about: id, probability })),
    ];
  });

/** All that models over images say. An input of no quality says nothing. */
export const statementsOfFindings = (findings: readonly ImagingFindings[]): ModelStatement[] =>
  findings.flatMap(({ study, models }) =>
    models.flatMap((model) => (model.quality > 0 ? statementsOf(model, study.uid) : [])),
  );

function statementsOf({ by, state, output }: ModelFinding, study: string): ModelStatement[] {
  const speaker = { model: versionedId(by), state, study };
  switch (output.kind) {
    case 'stage': {
      const role = 'stage' as const;
      const [, , f2, f3, f4] = output.probabilities;
      return [
        { ...speaker, role, about: 'stage', category: `F${largest(output.probabilities)}` },
        { ...speaker, role, about: 'stage F2 or higher', probability: f2 + f3 + f4 },
        { ...speaker, role, about: 'stage F3 or higher', probability: f3 + f4 },
        { ...speaker, role, about: 'stage F4', probability: f4 },
      ];
    }
    case 'etiology': {
      const role = 'etiology' as const;
      const shares = Object.entries(output.probabilities);
      const category = shares[largest(shares.map(([, share]) => share))]?.[0];
      return [
        ...(category === undefined ? [] : [{ ...speaker, role, about: 'etiology', category }]),
        ...shares.map(([id, probability]) => ({ ...speaker, role, about: `etiology ${id}`, probability })),
      ];
    }
    case 'event':
      return output.horizons.map(({ years, probability }) => ({
        ...speaker,
        role: 'prognosis' as const,
        about: output.outcome,
        horizonYears: years,
        probability,
      }));
  }
}

/** Index of the largest; the first of equal ones. */
const largest = (values: readonly number[]) => values.indexOf(Math.max(...values));
