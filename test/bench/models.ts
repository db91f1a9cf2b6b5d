import { memoryModelHistory } from '../../src/adapters/database/model-history.ts';
import { loadCatalogue } from '../../src/catalogue.ts';
import { openModels, predictorsOf } from '../../src/compose/models.ts';
import { digest } from '../../src/compose/pipeline.ts';
import { openLog } from '../../src/compose/store.ts';
import { readConfig } from '../../src/config.ts';
import type { ChartFacts } from '../../src/core/chart.ts';
import { assessPatient } from '../../src/flows/assess-patient.ts';
import { chart, condition, stiffness } from '../support/made-up-chart.ts';
import { type BenchRow, quantile, round } from './row.ts';

const rounds = 400;
const warmUp = 50;

/** What models add to an assessment: the whole of it with fusion and the models over tables, and without both. */
export async function benchModels(): Promise<BenchRow[]> {
  const config = readConfig({ FIBROCAST_AUTH: 'off', LOG_LEVEL: 'silent' });
  const models = await openModels(config, {
    history: memoryModelHistory(),
    log: openLog(config),
    processes: { light: 1, heavy: 0 },
  });
  try {
    const { scores } = await loadCatalogue();
    const deps = {
      scores: scores.map(({ value }) => value),
      publisher: { publish: async () => [] },
      clock: () => '2026-06-15T09:00:00Z',
      digest,
      version: 'bench',
    };
    const bare = await timed((chart) => assessPatient(deps, chart, about));
    const predictors = predictorsOf(models);
    let spoke = 0;
    const whole = await timed(async (chart) => {
      const said = await assessPatient(
        { ...deps, predictors, fusion: { setting: 'secondary' }, deadlineMs: 10_000 },
        chart,
        about,
      );
      spoke += said.models?.filter(({ status }) => status === 'ok').length ?? 0;
    });
    const alone = (q: number) => round(quantile(whole, q) - quantile(bare, q), 2);
    return [
      {
        name: 'assessment of a PBC patient: scores alone, and with stage fusion and the models over tables',
        metrics: {
          'scores alone, ms p50': round(quantile(bare, 0.5), 2),
          'scores alone, ms p95': round(quantile(bare, 0.95), 2),
          'with models, ms p50': round(quantile(whole, 0.5), 2),
          'with models, ms p95': round(quantile(whole, 0.95), 2),
          'models and fusion, ms p50': alone(0.5),
          'models and fusion, ms p95': alone(0.95),
          'models that spoke, a patient': round(spoke / (rounds + warmUp), 2),
        },
      },
    ];
  } finally {
    await models.close();
  }
}

/** Values differ from patient to patient, so that nothing is answered from memory. */
const pbcPatient = (n: number): ChartFacts =>
  chart({
    age: 61,
    sex: 'female',
    conditions: [condition('pbc')],
    stiffness: [stiffness(8 + n / 100)],
    values: {
      bilirubinUmolPerL: 15 + n / 10,
      albuminGPerL: 40 - n / 50,
      astUPerL: 40 + n / 10,
      altUPerL: 45,
      alpUPerL: 180,
      plateletsGigaPerL: 220 - n / 10,
      inr: 1.1,
    },
  });

const about = { fhirServer: 'none', unavailable: [] };

/** Ascending milliseconds; the first rounds warm up and do not count. */
async function timed(work: (chart: ChartFacts) => Promise<unknown>): Promise<number[]> {
  const charts = Array.from({ length: rounds + warmUp }, (_, n) => pbcPatient(n));
  const taken: number[] = [];
  for (const [at, chart] of charts.entries()) {
    const from = performance.now();
    await work(chart);
    if (at >= warmUp) taken.push(performance.now() - from);
  }
  return taken.sort((a, b) => a - b);
}
