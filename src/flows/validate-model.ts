import { Failure } from '../core/failure.ts';
import type { ObservedOutcome } from '../core/models/manifest.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { joinObservations } from '../core/validation/join-observations.ts';
import type { CohortRow } from '../core/validation/observe-outcome.ts';
import type { Grouping } from '../core/validation/subgroups.ts';
import { validateOutcome } from '../core/validation/validate-outcome.ts';
import { type StageRecord, validateStages } from '../core/validation/validate-stages.ts';
import type { OutcomeValidation, Prediction, ValidationReport } from '../core/validation/validation-report.ts';

/** Runs a model over a table, rows by id; one line for each row, outcome and horizon, refusals with their reason. */
export type PredictTable = (modelId: string, rows: ReadonlyMap<string, CohortRow>) => Promise<readonly Prediction[]>;

export interface Cohort {
  readonly name: string;
  readonly sha256: string;
  /** All that is known of each subject, by id. */
  readonly rows: ReadonlyMap<string, CohortRow>;
  /** What the model may see, where the outcomes stand in a second table. Default: `rows`. */
  readonly inputs?: ReadonlyMap<string, CohortRow>;
  /** Rows in which this outcome is observed, all its columns of one table. Default: `rows`. */
  readonly rowsFor?: (how: ObservedOutcome) => ReadonlyMap<string, CohortRow>;
}

export interface ValidationRequest {
  readonly model: ValidationReport['model'];
  readonly cohort: Cohort;
  /** The cohort is one that the model was trained on. */
  readonly apparent?: boolean;
  /** Predictions made elsewhere (cross-validation, an earlier run); without them the model is run. */
  readonly predictions?: { readonly lines: readonly Prediction[]; readonly sha256: string };
  /** How each outcome is observed; outcomes without an entry are left out. */
  readonly observed: Readonly<Record<string, ObservedOutcome>>;
  readonly groupings: readonly Grouping[];
  /** Fold by id: the predictions are cross-validated. */
  readonly folds?: ReadonlyMap<string, string>;
  readonly crossValidated: boolean;
  /** Models of the stage: the whole distributions beside `predictions` of their thresholds. */
  readonly stages?: readonly StageRecord[];
  readonly samples: number;
  readonly seed: number;
}
export interface ValidationParts {
  readonly predictTable?: PredictTable;
  readonly version: string;
  /** ISO instant. */
  readonly madeAt: string;
  /** Called before each outcome. */
  readonly progress?: (outcome: string, subjects: number) => void;
}

/**
 * Predictions and observations of a cohort, joined and measured.
 * @throws Failure `invalid-input` when no outcome was both predicted and observed, `model-unavailable` when the model cannot be run here.
 */
export async function validateModel(parts: ValidationParts, request: ValidationRequest): Promise<ValidationReport> {
  const { model, cohort, observed, groupings, samples, seed } = request;
  const lines = request.predictions?.lines ?? (await runModel(parts, request));
  const outcomes: OutcomeValidation[] = [];
  for (const [outcome, how] of Object.entries(observed)) {
    if (!lines.some((line) => line.outcome === outcome)) continue;
    const joined = joinObservations(
      outcome,
      lines,
      cohort.rowsFor?.(how) ?? cohort.rows,
      how,
      groupings,
      request.folds,
    );
    if (joined.records.length === 0) continue;
    parts.progress?.(outcome, joined.records.length);
    outcomes.push({
      // A stream of its own for each outcome: leaving one out does not move the intervals of the others.
      ...validateOutcome({ ...joined, groupings }, seededRandom(seed), samples),
      refused: joined.refused,
      unobserved: joined.unobserved,
    });
  }
  if (outcomes.length === 0)
    throw new Failure(
      'invalid-input',
      'No outcome was both predicted and observed: compare the ids and outcomes of the predictions with the cohort, and say how outcomes are observed (manifest `observed`, or --time --status --event).',
    );
  return {
    format: 'fibrocast-validation/1',
    madeAt: parts.madeAt,
    serviceVersion: parts.version,
    model,
    cohort: { name: cohort.name, sha256: cohort.sha256, n: cohort.rows.size },
    predictions: {
      from: request.predictions ? 'table' : 'model',
      ...(request.predictions ? { sha256: request.predictions.sha256 } : {}),
      crossValidated: request.crossValidated,
    },
    // Whoever did not see the subject is not flattered by it.
    ...(request.apparent && !request.crossValidated ? { apparent: true } : {}),
    bootstrap: { samples, seed },
    outcomes,
    ...(request.stages ? { stages: validateStages(request.stages, seededRandom(seed), samples) } : {}),
  };
}

function runModel({ predictTable }: ValidationParts, { model, cohort }: ValidationRequest) {
  if (!predictTable)
    throw new Failure('model-unavailable', 'This model cannot be run here: give its predictions with --predictions.');
  return predictTable(model.id, cohort.inputs ?? cohort.rows);
}
