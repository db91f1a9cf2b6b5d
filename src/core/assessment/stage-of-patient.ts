import type { ScoreOutcome } from '../assessment.ts';
import { daysBetween } from '../chart-dates.ts';
import type { ImagingFindings } from '../findings.ts';
import { type FusionCalibration, fuseStages, type LeftOut, type StageFusion } from '../fusion/fuse-stages.ts';
import type { CareSetting } from '../fusion/priors.ts';
import { ageQuality, both, disturbed, type Quality, spreadQuality } from '../fusion/quality.ts';
import { type FusionModality, modalityWords, type StageEvidence } from '../fusion/stage-evidence.ts';
import type { PatientContext } from './patient-context.ts';
import { asInput } from './stiffness.ts';

/**
 * The stage of this patient from everything that speaks for one, or undefined where a stage is no question: children, unknown
 * age and pregnancy (tables are for adults), after transplantation and after decompensation, and where blood values are all there
 * is and no liver disease is known: the priors are those of patients with one.
 */
export function stageOf(
  patient: PatientContext,
  outcomes: readonly ScoreOutcome[],
  findings: readonly ImagingFindings[],
  fusion: { readonly setting: CareSetting; readonly calibration?: FusionCalibration },
): StageFusion | undefined {
  if (patient.withheld || patient.decompensated || patient.events.has('liver-transplant')) return undefined;
  const parts = [labEvidence(patient, outcomes), ...stiffnessEvidence(patient), ...imageEvidence(patient, findings)];
  const evidence = parts.flatMap((part) => ('modality' in part ? [part] : []));
  const examined = evidence.some(({ modality }) => modality !== 'labs');
  if (!examined && patient.etiology.etiology === 'unknown') return undefined;
  const fused = fuseStages({
    etiology: patient.etiology.etiology,
    setting: fusion.setting,
    evidence,
    leftOut: parts.flatMap((part) => ('what' in part ? [part] : [])),
    ...(fusion.calibration ? { calibration: fusion.calibration } : {}),
  });
  return fused.factors.length > 0 ? fused : undefined;
}

type Part = StageEvidence | LeftOut;

/** One lab factor only: FIB-4; under 35 years, where it is unreliable, or without it, APRI. */
function labEvidence(patient: PatientContext, outcomes: readonly ScoreOutcome[]): Part {
  const of = (id: string) => outcomes.find(({ scoreId }) => scoreId === id);
  const [fib4, apri] = [of('fib4'), of('apri')];
  const young = (patient.age ?? 0) < 35;
  const chosen =
    fib4?.status === 'ok' && !(young && apri?.status === 'ok') ? fib4 : apri?.status === 'ok' ? apri : fib4;
  if (chosen?.status !== 'ok')
    return { what: modalityWords.labs, reason: chosen?.status === 'refused' ? chosen.reason : 'not computed' };
  const score = chosen.scoreId === 'apri' ? 'apri' : 'fib4';
  const quality = both(
    ageQuality(daysBetween(chosen.effective, patient.asOf)),
    ...(score === 'fib4' && young ? [disturbed('FIB-4 is unreliable under 35 years')] : []),
    ...(patient.flare ? [disturbed('ALT flare')] : []),
  );
  return {
    modality: 'labs',
    measured: {
      kind: 'lab-score',
      score,
      value: chosen.value,
      ...(patient.age === undefined ? {} : { ageYears: patient.age }),
    },
    shown: `${score === 'fib4' ? 'FIB-4' : 'APRI'} ${twoDecimals(chosen.value)}`,
    ...named(quality),
    evidence: chosen.evidence,
    ...(chosen.effective ? { date: chosen.effective } : {}),
    references: [...new Set(chosen.used.flatMap(({ references }) => references))].sort(),
  };
}

/** The newest reading of each method. */
function stiffnessEvidence(patient: PatientContext): readonly Part[] {
  const seen = new Set<string>();
  return patient.index.stiffness.flatMap((reading): readonly Part[] => {
    const { method, kPa, date, iqrOverMedianPercent, validShots } = reading;
    if (seen.has(method)) return [];
    seen.add(method);
    if (method === 'unknown') return [{ what: `stiffness ${figure(kPa)} kPa`, reason: 'method not recorded' }];
    const input = asInput(reading);
    const shown = `${modalityWords[method]} ${method === 'pswe' && input ? `${figure(input.value)} m/s` : `${figure(kPa)} kPa`}`;
    if (!input) return [{ what: shown, reason: 'outside of the range of the method' }];
    // Stiffness falls faster than fibrosis after cure: tables of viremic patients would name too low a stage.
    if (patient.hcv.state === 'cured') return [{ what: shown, reason: 'tables do not hold after cure of hepatitis C' }];
    const fewShots = method === 'vcte' && validShots !== undefined && validShots < 10;
    const quality = both(
      method === 'vcte' ? spreadQuality(kPa, iqrOverMedianPercent) : { quality: 1, reasons: [] },
      ...(fewShots ? [disturbed('fewer than 10 valid shots')] : []),
      ageQuality(daysBetween(date, patient.asOf)),
      ...(patient.flare ? [disturbed('ALT flare')] : []),
    );
    return [
      {
        modality: method,
        measured: { kind: 'stiffness', value: input.value },
        shown,
        ...named(quality),
        evidence: 'established',
        ...(date ? { date } : {}),
        references: [reading.reference],
      },
    ];
  });
}

const modalityOf = { CT: 'ct', MR: 'mr', US: 'us' } as const satisfies Record<string, FusionModality>;

/** @param findings as they may be shown, newest first */
function imageEvidence(patient: PatientContext, findings: readonly ImagingFindings[]): readonly Part[] {
  return findings.flatMap(({ study, models }) =>
    models.flatMap((model): readonly Part[] => {
      const { by, output, evidence, qualityReasons, outOfDistribution } = model;
      if (output.kind !== 'stage') return [];
      const modality = modalityOf[output.modality];
      const unlike: readonly Quality[] = outOfDistribution
        ? [{ quality: 0, reasons: [`unlike the images that the model knows${because(outOfDistribution.because)}`] }]
        : [];
      const quality = both(
        { quality: model.quality, reasons: qualityReasons },
        ageQuality(daysBetween(study.started, patient.asOf)),
        ...unlike,
      );
      return [
        {
          modality,
          measured: { kind: 'stage-model', probabilities: output.probabilities, trainingPrior: output.trainingPrior },
          shown: `${modalityWords[modality]} model`,
          ...named(quality),
          evidence,
          ...(study.started ? { date: study.started } : {}),
          references: study.reference ? [study.reference] : [],
          by,
        },
      ];
    }),
  );
}

const named = ({ quality, reasons }: Quality) => ({ quality, qualityReasons: reasons });
const because = (reasons: readonly string[]) => (reasons.length > 0 ? ` (${reasons.join(', ')})` : '');
const figure = (value: number) => String(Number(value.toPrecision(3)));
/** As the score itself is written everywhere else. */
const twoDecimals = (value: number) => String(Number(value.toFixed(2)));
