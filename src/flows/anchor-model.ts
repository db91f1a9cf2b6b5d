import { Failure } from '../core/failure.ts';
import type { AnchorVersion } from '../core/models/anchor-versions.ts';
import type { ObservedOutcome } from '../core/models/manifest.ts';
import type { PatientForModel } from '../core/prognosis/features-of.ts';
import { batchTensor, ofPatient, type TabularModel, tabularPredictor } from '../core/prognosis/tabular-predictor.ts';
import {
  anchorCohort,
  type CohortMember,
  constantsOf,
  crossings,
  type OutcomeAnchoring,
} from '../core/validation/anchor-cohort.ts';
import { type CohortRow, observeOutcome } from '../core/validation/observe-outcome.ts';
import type { ReasonCount } from '../core/validation/validation-report.ts';
import type { Inference } from '../ports/inference.ts';

/** One row of the site's table: what the model may see, and what happened. */
export interface SitePatient {
  readonly patient: PatientForModel;
  /** In which each outcome is observed. */
  readonly row: (how: ObservedOutcome) => CohortRow;
}
export interface AnchorRequest {
  readonly model: TabularModel;
  readonly patients: readonly SitePatient[];
  readonly observed: Readonly<Record<string, ObservedOutcome>>;
  readonly slope: boolean;
  /** What counts at the site now. */
  readonly inForce: readonly AnchorVersion[];
  /** ISO instant. */
  readonly asOf: string;
}
export interface SiteAnchoring {
  readonly patients: number;
  /** Patients about whom the model says nothing, by reason. */
  readonly refused: readonly ReasonCount[];
  readonly outcomes: readonly OutcomeAnchoring[];
}

/** Patients that go through the graph together. */
const batchSize = 256;

/**
 * Constants that bring a model to agreement with what a site has seen, and how well it agreed before and after. Nothing is recorded.
 * @throws Failure `invalid-input` when constants would set thresholds against each other; `invalid-parameter` for slopes of thresholds
 */
export async function anchorModel(request: AnchorRequest, inference: Pick<Inference, 'run'>): Promise<SiteAnchoring> {
  const { model, observed, slope, inForce } = request;
  const { output } = model.manifest;
  if (slope && output.kind === 'exceedance' && output.thresholds.length > 1)
    throw new Failure(
      'invalid-parameter',
      'Thresholds of one quantity share their coefficients: slopes of their own would let them cross. Anchor without --slope.',
    );
  const { members, refused } = await runCohort(request, inference);
  const outcomes = anchorCohort(model, members, Object.keys(observed), { slope, inForce });
  const crossed = crossings(model, members, constantsOf(outcomes));
  if (crossed > 0)
    throw new Failure(
      'invalid-input',
      `With these constants a higher threshold would be likelier than a lower one in ${crossed} patients: anchor all thresholds together, from one table that has enough events for each.`,
    );
  return { patients: members.length, refused, outcomes };
}

async function runCohort({ model, patients, observed, asOf }: AnchorRequest, inference: Pick<Inference, 'run'>) {
  const predictor = tabularPredictor(model);
  const refused = new Map<string, number>();
  const ready = patients.flatMap(({ patient, row }) => {
    const prepared = predictor.prepare(patient, asOf);
    if (prepared.status === 'ok') return [{ prepared: prepared.patient, row }];
    refused.set(prepared.reason, (refused.get(prepared.reason) ?? 0) + 1);
    return [];
  });
  const members: CohortMember[] = [];
  for (let from = 0; from < ready.length; from += batchSize) {
    const batch = ready.slice(from, from + batchSize);
    const tensor = batchTensor(batch.map(({ prepared }) => prepared));
    const logits = await inference.run(predictor.id, { [predictor.input.tensor]: tensor });
    batch.forEach(({ prepared, row }, at) => {
      members.push({
        prepared,
        logits: Object.fromEntries(Object.entries(logits).map(([name, all]) => [name, ofPatient(all, at)])),
        observed: Object.fromEntries(
          Object.entries(observed).map(([outcome, how]) => [outcome, observeOutcome(row(how), how)]),
        ),
      });
    });
  }
  return {
    members,
    refused: [...refused].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
  };
}
