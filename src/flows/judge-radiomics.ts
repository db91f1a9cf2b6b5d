import { type ModelPatient, whyNotFor } from '../core/assessment/choose-models.ts';
import { canonicalText } from '../core/canonical-text.ts';
import { weakestEvidence } from '../core/evidence.ts';
import type { ImagingFindings, ModelFinding } from '../core/findings.ts';
import { versionedId } from '../core/models/columns.ts';
import { inputQuality } from '../core/models/input-quality.ts';
import {
  prepareRadiomics,
  readRadiomics,
  seriesOf,
  studyFacts,
  studyTensor,
} from '../core/prognosis/radiomics-predictor.ts';
import { studyFeatureSettings } from '../core/radiomics/study-settings.ts';
import type { GatheredInputs } from '../core/scoring/evaluate-score.ts';
import type { SeriesRole } from '../core/volume/series-rules.ts';
import type { Inference } from '../ports/inference.ts';
import type { ModelFolder } from '../ports/models.ts';
import type { StudyJudge } from '../ports/predictors.ts';
import { modelVersion } from './segment.ts';

const intervalPercent = 95;

/** Whether a folder holds a model over radiomics that speaks when a patient is assessed. */
export const judgesRadiomics = ({ manifest, reference }: ModelFolder): boolean =>
  reference !== undefined &&
  manifest.input.kind === 'radiomics' &&
  (manifest.output.kind === 'event' || manifest.output.kind === 'etiology');

/**
 * A model over the radiomics of a study and clinical values. It runs at the assessment, not in the analysis: laboratory values are newer
 * than pictures.
 * @param digest hex digest of a text, as the analysis of studies has it
 */
export function radiomicsJudge(
  folder: ModelFolder,
  inference: Pick<Inference, 'run'>,
  digest: (text: string) => string,
) {
  const { manifest, reference } = folder;
  const { input, output } = manifest;
  if (!reference || input.kind !== 'radiomics' || !('tensor' in output))
    throw new Error(`${versionedId(manifest)} is no model over radiomics`);
  const model = { manifest, reference };
  const digests = new Map<SeriesRole, string>();
  for (const series of seriesOf(input)) {
    const own = studyFeatureSettings[series];
    // Settings are compared as they mean, not as they are written.
    if (own && canonicalText(own) === canonicalText(input.settings[series]))
      digests.set(series, digest(JSON.stringify(own)).slice(0, 16));
  }
  const roles = new Set<SeriesRole>(seriesOf(input));

  return (state: StudyJudge['state']): StudyJudge => ({
    model: modelVersion(manifest),
    manifest,
    state,
    concerns: ({ radiomics }) => radiomics.some(({ series, region }) => roles.has(series) && region === input.region),
    async judge(findings, inputs, asOf, patient) {
      const quality = inputQuality(manifest, studyFacts(findings, input));
      if (quality.refusal !== undefined) return { refused: quality.refusal };
      const prepared = prepareRadiomics(
        model,
        findings.radiomics,
        (series, settings) => digests.get(series) === settings,
        { given: inputs, etiology: patient.etiology, states: patient.exclusions },
        asOf,
      );
      if (prepared.status === 'refused') return { refused: prepared.reason };
      const { study } = prepared;
      const answer = await inference.run(versionedId(manifest), { [input.tensor]: studyTensor(study) });
      const said = readRadiomics(model, study, answer[output.tensor], intervalPercent);
      if (!said) return { refused: 'the model gives no number here' };
      const used = findings.radiomics.filter(({ series, region }) => roles.has(series) && region === input.region);
      return {
        by: modelVersion(manifest),
        title: manifest.title,
        // What was measured in a region that a synthetic model drew is synthetic as well.
        evidence: weakestEvidence([manifest.evidence, ...used.map(({ evidence }) => evidence)]),
        state,
        quality: quality.quality,
        qualityReasons: [...quality.reasons, ...study.notes],
        ...(study.outOfDistribution ? { outOfDistribution: study.outOfDistribution } : {}),
        output: said,
      } satisfies ModelFinding;
    },
  });
}

/**
 * The findings with what models over radiomics say of them and of this patient now; the stored findings stay as they are. A refusal of a live
 * model stands among what could not be done, with its reason.
 * @param run runs one judgement within its deadline; undefined when it failed
 */
export async function judgeRadiomics(
  findings: readonly ImagingFindings[],
  judges: readonly StudyJudge[],
  about: { readonly inputs: GatheredInputs; readonly patient: ModelPatient; readonly asOf: string },
  run: (judge: StudyJudge, work: ReturnType<StudyJudge['judge']>) => ReturnType<StudyJudge['judge']>,
): Promise<readonly ImagingFindings[]> {
  return Promise.all(
    findings.map(async (one) => {
      const concerned = judges.filter((judge) => judge.concerns(one));
      if (concerned.length === 0) return one;
      const judged = await Promise.all(
        concerned.map(async (judge) => {
          const reason = whyNotFor(judge.manifest, about.patient);
          const said =
            reason === undefined
              ? await run(judge, judge.judge(one, about.inputs, about.asOf, about.patient))
              : { refused: reason };
          return { judge, said };
        }),
      );
      // One version says one thing of a study: what stands there of it already is replaced.
      const names = new Set(judged.map(({ judge }) => versionedId(judge.model)));
      return {
        ...one,
        models: [
          ...one.models.filter(({ by }) => !names.has(versionedId(by))),
          ...judged.flatMap(({ said }) => ('refused' in said ? [] : [said])),
        ],
        refused: [
          ...one.refused,
          ...judged.flatMap(({ judge, said }) =>
            'refused' in said && judge.state === 'live' ? [{ what: judge.manifest.title, reason: said.refused }] : [],
          ),
        ],
      };
    }),
  );
}
