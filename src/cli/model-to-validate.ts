import { findModel, openTabularModel } from '../compose/models.ts';
import { Failure } from '../core/failure.ts';
import type { CohortRow } from '../core/validation/observe-outcome.ts';
import type { Prediction } from '../core/validation/validation-report.ts';
import {
  batchRows,
  type OpenTabularModel,
  predictRows,
  type RowRisk,
  tableHorizonsYears,
  tablePredictor,
} from './predict-rows.ts';
import { tableReader } from './score-columns.ts';
import type { ModelToValidate } from './validate.ts';

/**
 * The model of that name as `fibrocast predict` runs it; its process is opened when it is first asked.
 * @throws Failure `model-unavailable` when its folder is not sound
 */
export async function modelToValidate(
  id: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ModelToValidate | undefined> {
  const { folder, why } = await findModel(id, environment);
  if (!folder && why !== undefined) throw new Failure('model-unavailable', why);
  if (!folder) return undefined;
  const { manifest, reference } = folder;
  if (manifest.input.kind !== 'tabular' || !reference) return { manifest };
  return {
    manifest,
    async predictTable(_, rows) {
      const model = await openTabularModel(id, environment);
      try {
        return await tablePredictions(model, rows, new Date().toISOString());
      } finally {
        await model.close();
      }
    },
  };
}

/** @param rows by id: the cells of a cohort table, units in the names of the columns */
export async function tablePredictions(
  model: OpenTabularModel,
  rows: ReadonlyMap<string, CohortRow>,
  asOf: string,
): Promise<Prediction[]> {
  const predictor = tablePredictor(model, model.manifest.id);
  const table = tableReader(Object.keys(rows.values().next().value ?? {}));
  const subjects = [...rows].map(([id, row]) => ({ id, subject: table.read(filled(row)) }));
  const predictions: Prediction[] = [];
  for (let from = 0; from < subjects.length; from += batchRows) {
    const batch = subjects.slice(from, from + batchRows);
    const options = { horizonsYears: tableHorizonsYears, percent: 95 } as const;
    predictions.push(...(await predictRows(batch, predictor, model.inference, options, asOf)).map(predictionOf));
  }
  return predictions;
}

const filled = (row: CohortRow) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell ?? '']));

function predictionOf(risk: RowRisk): Prediction {
  const { id, outcome, horizonYears } = risk;
  const about = { id, outcome, ...(horizonYears === undefined ? {} : { horizonYears }) };
  if (risk.status === 'refused') return { ...about, refused: risk.reason };
  return { ...about, probability: risk.probability, linearPredictor: risk.linearPredictor };
}
