import { modelPatientOf } from '../core/assessment/choose-models.ts';
import { gatherInputs } from '../core/assessment/gather-inputs.ts';
import { shownFindings } from '../core/assessment/imaging-summary.ts';
import { readPatient } from '../core/assessment/patient-context.ts';
import type { Assessment, ModelOutcome } from '../core/assessment.ts';
import type { ChartFacts } from '../core/chart.ts';
import { Failure } from '../core/failure.ts';
import type { ImagingFindings } from '../core/findings.ts';
import { ageAt } from '../core/patient.ts';
import { courseOf } from '../core/review/course.ts';
import { courseMarks } from '../core/review/course-marks.ts';
import type { ReviewData, ReviewPatient, Sensitivity } from '../core/review/review.ts';
import { curveYears, riskCurves, speakingModels } from '../core/review/risk-curves.ts';
import { sensitivitiesOf, variedInputs, withValue } from '../core/review/sensitivity.ts';
import type { Score } from '../core/score.ts';
import { surveillance } from '../core/surveillance/surveillance.ts';
import type { FindingsStore } from '../ports/findings.ts';
import type { JobQueue, JobRecord } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Predictor } from '../ports/predictors.ts';
import type { Publisher } from '../ports/results.ts';
import type { ReviewRecords } from '../ports/review-records.ts';

export interface ReviewPatientDeps {
  /** The same assessment as for the cards: assessed and stored when it resolves. */
  assess(
    facts: ChartFacts,
    about: { readonly fhirServer: string; readonly unavailable: readonly string[] },
  ): Promise<Assessment>;
  readonly publisher: Publisher;
  readonly records: ReviewRecords;
  readonly scores: readonly Score[];
  readonly findings: Pick<FindingsStore, 'ofPatient'>;
  /** Analyses that wait; none where this process knows no queue. */
  readonly queue?: Pick<JobQueue, 'list'>;
  readonly predictors?: () => Promise<readonly Predictor[]>;
  readonly allowSynthetic: boolean;
  readonly version: string;
  readonly log: Log;
  /** For all further runs of models together, milliseconds (default 1500). What is late is left out. */
  readonly askAgainMs?: number;
}

export interface ReviewRequest {
  readonly fhirServer: string;
  readonly facts: ChartFacts;
  readonly unavailable: readonly string[];
  /** Who the patient is, for the banner. */
  readonly person: Pick<ReviewPatient, 'name' | 'identifiers'>;
  /** Assessment that the link on the card named. */
  readonly openedAssessment?: string;
}

/**
 * Everything that the review page shows of one patient. The assessment is made anew by the path of the cards, so that card, stored
 * Observations and page say the same; all else is read or derived from it.
 * @throws Failure `store-unavailable`
 */
export async function reviewPatient(deps: ReviewPatientDeps, request: ReviewRequest): Promise<ReviewData> {
  const { fhirServer, facts, unavailable, person } = request;
  const whose = { fhirServer, patientId: facts.patient.id };
  const assessment = await deps.assess(facts, { fhirServer, unavailable });
  const followed = assessment.scores.map(({ scoreId }) => scoreId);
  const [findings, opinions, storedValues, resources, pending, asked, openedFrom] = await Promise.all([
    deps.findings.ofPatient(fhirServer, facts.patient.id),
    deps.records.opinions(whose),
    deps.records.storedValues(whose, followed),
    deps.publisher.publish(assessment),
    pendingAnalyses(deps, fhirServer, facts),
    askAgain(deps, facts, unavailable, assessment),
    openedFromOf(deps, whose, request.openedAssessment),
  ]);
  const imaging = shownImaging(findings, deps.allowSynthetic);
  return {
    patient: patientOf(facts, fhirServer, person, assessment.asOf),
    assessment,
    course: courseOf(facts, assessment, deps.scores, storedValues),
    marks: courseMarks(facts, assessment),
    imaging,
    pending,
    opinions,
    curves: riskCurves(assessment, asked.yearly),
    sensitivities: asked.sensitivities,
    surveillance: surveillance({ chart: facts, assessment, asOf: assessment.asOf }).filter(
      ({ status }) => status !== 'not-applicable',
    ),
    modelCards: modelCardsOf(assessment, imaging),
    resources,
    serviceVersion: deps.version,
    ...(openedFrom ? { openedFrom: { ...openedFrom, same: openedFrom.assessmentId === assessment.id } } : {}),
  };
}

function patientOf(
  { patient }: ChartFacts,
  fhirServer: string,
  person: ReviewRequest['person'],
  asOf: string,
): ReviewPatient {
  const age = ageAt(patient.birthDate, asOf);
  return {
    id: patient.id,
    fhirServer,
    ...person,
    ...(patient.birthDate === undefined ? {} : { birthDate: patient.birthDate }),
    ...(age ? { ageYears: age.years } : {}),
    ...(patient.sex ? { sex: patient.sex } : {}),
  };
}

/** As the assessment shows them, without the tables; a picture or a volume stays only where what it shows does. */
export function shownImaging(findings: readonly ImagingFindings[], allowSynthetic: boolean): ReviewData['imaging'] {
  return shownFindings(findings, allowSynthetic).map(({ radiomics: _, volumes, ...one }) => ({
    ...one,
    ...(volumes
      ? {
          volumes: volumes.filter(
            (volume) => allowSynthetic || !('evidence' in volume) || volume.evidence !== 'synthetic',
          ),
        }
      : {}),
    pictures: one.pictures.filter(
      ({ kind, series }) =>
        allowSynthetic ||
        (kind === 'activation' ? one.models.length > 0 : one.regions.some((region) => region.series === series)),
    ),
  }));
}

/** Studies of the chart that wait for their analysis or are in it; none where this process knows no queue, or where it cannot be read. */
export async function pendingAnalyses(
  { queue, log }: Pick<ReviewPatientDeps, 'queue' | 'log'>,
  fhirServer: string,
  { exams }: Pick<ChartFacts, 'exams'>,
): Promise<ReviewData['pending']> {
  const studies = (exams ?? []).flatMap(({ study }) => (study ? [study] : []));
  if (!queue || studies.length === 0) return [];
  let jobs: readonly JobRecord[] = [];
  try {
    jobs = (
      await Promise.all((['running', 'waiting'] as const).map((state) => queue.list({ state, limit: 500 })))
    ).flat();
  } catch (error) {
    log.warn({ kind: error instanceof Failure ? error.kind : 'internal' }, 'the queue could not be read');
  }
  return studies.flatMap(({ uid, modality, started }) => {
    const job = jobs.find(({ key }) => key.startsWith(`${fhirServer} ${uid} `));
    if (!job) return [];
    const what = started === undefined ? modality : `${modality} of ${started.slice(0, 10)}`;
    return [{ what, ...(job.progress ? { share: job.progress.share } : {}) }];
  });
}

/** Asks the models that speak again: for every year, then with one input changed at a time. What is late is left out. */
async function askAgain(
  deps: ReviewPatientDeps,
  facts: ChartFacts,
  unavailable: readonly string[],
  assessment: Assessment,
): Promise<{ readonly yearly: readonly ModelOutcome[]; readonly sensitivities: readonly Sensitivity[] }> {
  const speaking = speakingModels(assessment).map(({ by }) => `${by.id}@${by.version}`);
  const predictors = ((await deps.predictors?.()) ?? []).filter(({ model }) =>
    speaking.includes(`${model.id}@${model.version}`),
  );
  const yearly: ModelOutcome[] = [];
  const sensitivities: Sensitivity[] = [];
  if (predictors.length === 0) return { yearly, sensitivities };
  const { asOf } = assessment;
  const patient = readPatient(facts, asOf, unavailable);
  const inputs = gatherInputs(facts, asOf, patient.etiology, patient.index);
  const about = modelPatientOf(patient);
  let late = false;
  const work = async () => {
    for (const predictor of predictors) {
      if (late) return;
      yearly.push(await predictor.predict(inputs, asOf, about, curveYears));
    }
    for (const predictor of predictors) {
      for (const varied of variedInputs(predictor.manifest, inputs)) {
        if (late) return;
        const answers = await Promise.all(
          varied.values.map(async (value) => ({
            value,
            outcome: await predictor.predict(withValue(inputs, varied.input, value), asOf, about),
          })),
        );
        sensitivities.push(...sensitivitiesOf(varied, answers));
      }
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, deps.askAgainMs ?? 1500);
  });
  try {
    await Promise.race([work(), limit]);
  } catch (error) {
    deps.log.warn({ kind: error instanceof Failure ? error.kind : 'internal' }, 'models could not be asked again');
  } finally {
    late = true;
    clearTimeout(timer);
  }
  return { yearly: [...yearly], sensitivities: [...sensitivities] };
}

async function openedFromOf(
  { records }: ReviewPatientDeps,
  whose: { readonly fhirServer: string; readonly patientId: string },
  assessmentId: string | undefined,
) {
  if (assessmentId === undefined) return undefined;
  const at = await records.assessedAt(whose, assessmentId);
  return at === undefined ? undefined : { assessmentId, at };
}

/** Every model that has a part in what is shown, with the address of its card. */
function modelCardsOf(assessment: Assessment, imaging: ReviewData['imaging']): ReviewData['modelCards'] {
  const versions = [
    ...(assessment.models ?? []).map(({ by }) => by),
    ...(assessment.stage?.factors ?? []).flatMap(({ by }) => (by ? [by] : [])),
    ...imaging.flatMap(({ models, regions }) => [
      ...models.map(({ by }) => by),
      ...regions.flatMap(({ by }) => (by ? [by] : [])),
    ]),
  ];
  return Object.fromEntries(
    versions.map(({ id, version }) => [`${id}@${version}`, `/models/${encodeURIComponent(`${id}@${version}`)}`]),
  );
}
