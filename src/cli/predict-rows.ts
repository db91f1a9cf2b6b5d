import { Failure } from '../core/failure.ts';
import type { Exclusion } from '../core/models/manifest.ts';
import {
  batchTensor,
  ofPatient,
  type PreparedPatient,
  type TabularModel,
  type TabularPredictor,
  tabularPredictor,
} from '../core/prognosis/tabular-predictor.ts';
import type { Inference } from '../ports/inference.ts';
import type { Subject } from './score-inputs.ts';

/** A model of a table with what runs its graph. */
export interface OpenTabularModel extends TabularModel {
  readonly inference: Pick<Inference, 'run'>;
  close(): Promise<void>;
}

/** Horizons of an answer about a table, years. */
export const tableHorizonsYears = [1, 2, 3, 4, 5] as const;
/** Rows that go through the graph together. */
export const batchRows = 256;

export interface TableRow {
  readonly id: string;
  readonly subject: Subject;
}

/** One answer about one row: a probability, or why there is none. */
export type RowRisk = {
  readonly id: string;
  readonly outcome: string;
  /** Absent for what has no time. */
  readonly horizonYears?: number;
} & (
  | {
      readonly status: 'ok';
      readonly probability: number;
      readonly lower: number;
      readonly upper: number;
      /** Higher is worse. */
      readonly linearPredictor: number;
      readonly notes: readonly string[];
    }
  | { readonly status: 'refused'; readonly reason: string }
);

/** @throws Failure `invalid-parameter` when it is no model over tables that gives risks */
export function tablePredictor(model: TabularModel, named: string): TabularPredictor {
  const { manifest, reference } = model;
  const { kind } = manifest.output;
  if (manifest.input.kind === 'tabular' && (kind === 'hazards' || kind === 'exceedance') && reference.linear)
    return tabularPredictor(model);
  throw new Failure('invalid-parameter', `${named.slice(0, 60)} is no model over tables that gives risks.`);
}

/** Every row with every outcome and horizon, in the order of the rows. They go through the graph as one batch. */
export async function predictRows(
  rows: readonly TableRow[],
  predictor: TabularPredictor,
  inference: Pick<Inference, 'run'>,
  options: Parameters<TabularPredictor['read']>[2],
  asOf: string,
): Promise<RowRisk[]> {
  const prepared = rows.map(({ subject }) => predictor.prepare({ ...subject, states: statesOf(subject) }, asOf));
  const patients: PreparedPatient[] = prepared.flatMap((each) => (each.status === 'ok' ? [each.patient] : []));
  const logits =
    patients.length === 0 ? {} : await inference.run(predictor.id, { [predictor.input.tensor]: batchTensor(patients) });
  let place = 0;
  return prepared.flatMap((each, index): RowRisk[] => {
    const id = rows[index]?.id ?? '';
    if (each.status === 'refused')
      return predictor
        .outcomes(options.horizonsYears)
        .map((what) => ({ id, ...what, status: 'refused', reason: each.reason }));
    const at = place++;
    const own = Object.fromEntries(Object.entries(logits).map(([name, tensor]) => [name, ofPatient(tensor, at)]));
    return predictor.read(each.patient, own, options).map((risk): RowRisk => {
      const { outcome, horizonYears } = risk;
      const about = { id, outcome, ...(horizonYears === undefined ? {} : { horizonYears }) };
      if (risk.status === 'refused') return { ...about, status: 'refused', reason: risk.reason };
      const { probability, lower, upper, linearPredictor } = risk;
      if (![probability, lower, upper, linearPredictor].every(Number.isFinite))
        return { ...about, status: 'refused', reason: 'the model gives no number here' };
      return { ...about, status: 'ok', probability, lower, upper, linearPredictor, notes: each.patient.notes };
    });
  });
}

/** States that a table tells. What it is silent about is vouched for by whoever made it, as the diagnosis is. */
export function statesOf({ given }: Subject): ReadonlySet<Exclusion> {
  const states = new Set<Exclusion>();
  const some = (value: unknown) => value !== undefined && value !== false && value !== 'none';
  if (some(given.ascitesPresent?.value) || some(given.ascites?.value)) states.add('ascites').add('decompensated');
  if (some(given.encephalopathy?.value) || some(given.varicealBleedHistory?.value)) states.add('decompensated');
  return states;
}
