import type { Observation, ObservationComponent } from 'fhir/r4.js';
import type { FusedFactor, StageFusion } from '../../src/core/fusion/fuse-stages.ts';
import { settingWords } from '../../src/core/fusion/priors.ts';
import { modalityWords } from '../../src/core/fusion/stage-evidence.ts';
import { concept, measureConcept, profiles, quantity } from './codes-out.ts';
import { fhirDateTime } from './dates.ts';
import { evidenceLabels, type Frame, resultId, versionText } from './frame.ts';
import { observationFrame } from './observation.ts';
import { derivedFrom, inputExtensions } from './references.ts';

/** The fused stage: five probabilities, their sums, width and conflict, and one component for each factor with its weight. */
export function stageObservation(frame: Frame, stage: StageFusion): Observation & { id: string } {
  const references = stage.factors.flatMap((factor) => factor.references);
  const sources = derivedFrom(frame.assessment.fhirServer, references);
  const effective = stage.factors
    .map(({ date }) => fhirDateTime(date))
    .filter((date) => date !== undefined)
    .sort()
    .at(-1);
  return {
    ...observationFrame(frame, {
      id: resultId(frame, 'stage-distribution', [
        effective ?? '',
        stage.etiology,
        stage.setting,
        stage.factors.map(({ modality, shown, weight, quality, date, references: of, by }) => [
          modality,
          shown,
          weight,
          quality,
          date ?? '',
          [...of].sort(),
          by ? [by.id, by.version, by.sha256] : '',
        ]),
        stage.probabilities.map(shownShare),
      ]),
      profile: profiles.stageDistribution,
      evidence: stage.evidence,
      category: 'survey',
      code: measureConcept('stage-distribution', 'Distribution of fibrosis stages'),
      effective: effective ?? frame.effective,
    }),
    note: [
      { text: `${sentence(stage.headline.words)} Evidence: ${evidenceLabels[stage.evidence]}.` },
      { text: `Prior: ${settingWords[stage.setting]}. Weights are assumptions until paired data exist.` },
      ...stage.leftOut.map(({ what, reason }) => ({ text: `Not used: ${what}: ${reason}` })),
    ],
    method: { text: `Fusion of stage likelihoods by modality; ${versionText(frame)}` },
    device: frame.device,
    ...(sources.length > 0 ? { derivedFrom: sources } : {}),
    component: [
      ...stage.probabilities.map((p, index) => share(`p-f${index}`, `Probability of stage F${index}`, p)),
      share('p-f2plus', 'Probability of stage F2 or higher', stage.atLeastF2),
      share('p-f3plus', 'Probability of stage F3 or higher', stage.atLeastF3),
      {
        code: measureConcept('stage-entropy', 'Entropy of the stage distribution'),
        valueQuantity: quantity(shownShare(stage.entropyBits), 'bit'),
      },
      {
        code: measureConcept('stage-conflict', 'Conflict between modalities'),
        valueQuantity: quantity(shownShare(stage.conflict), '1'),
      },
      ...stage.factors.map((factor) => factorComponent(frame, factor)),
    ],
  };
}

function factorComponent(frame: Frame, factor: FusedFactor): ObservationComponent {
  const { modality, shown, weight, quality, qualityReasons, evidence, date, references, by } = factor;
  const extension = inputExtensions(frame.assessment.fhirServer, { references, ...(date ? { date } : {}) });
  const about = [
    `weight ${shownShare(weight)}`,
    `quality ${shownShare(quality)}${qualityReasons.length > 0 ? ` (${qualityReasons.join(', ')})` : ''}`,
    `${evidence}${by ? `, ${by.id} ${by.version}` : ''}`,
  ];
  return {
    ...(extension.length > 0 ? { extension } : {}),
    code: {
      ...measureConcept(`stage-factor-${modality}`, `Evidence for the stage: ${modalityWords[modality]}`),
    },
    valueCodeableConcept: concept(`${shown}; ${about.join('; ')}`),
  };
}

const share = (code: string, title: string, p: number): ObservationComponent => ({
  code: measureConcept(code, title),
  valueQuantity: quantity(shownShare(p), '1'),
});

/** Six decimals: below them is noise of the last bit, which must not make another result. */
const shownShare = (value: number) => Number(value.toFixed(6));
const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
