import type { ImagingSummary } from '../assessment.ts';
import type { ChartFacts, ServiceConcept } from '../chart.ts';
import { dayOf, instantOf } from '../chart-dates.ts';
import type { ImagingFindings } from '../findings.ts';

/**
 * Findings as far as they may be shown: without silent models, and without anything that a synthetic model made unless
 * `allowSynthetic`. What was measured in a region drawn by a synthetic model is synthetic as well.
 */
export function shownFindings(
  findings: readonly ImagingFindings[],
  allowSynthetic: boolean,
): readonly ImagingFindings[] {
  const may = ({ evidence }: { readonly evidence: string }) => allowSynthetic || evidence !== 'synthetic';
  return findings
    .map((one) => {
      const regions = one.regions.filter(may);
      const drawn = new Set(regions.map(({ label, series }) => `${series} ${label}`));
      return {
        ...one,
        regions,
        measures: one.measures.filter(may),
        radiomics: one.radiomics.filter(({ series, region }) => drawn.has(`${series} ${region}`)),
        models: one.models.filter((model) => model.state === 'live' && may(model)),
      };
    })
    .filter(({ regions, measures, radiomics, models }) =>
      [regions, measures, radiomics, models].some((part) => part.length > 0),
    )
    .sort((a, b) => (instantOf(b.study.started) ?? 0) - (instantOf(a.study.started) ?? 0) || (a.id < b.id ? -1 : 1));
}

const examOf: Readonly<Record<string, { readonly concept: ServiceConcept; readonly words: string }>> = {
  CT: { concept: 'ct-liver', words: 'CT' },
  MR: { concept: 'mri-liver', words: 'MR' },
  US: { concept: 'us-liver', words: 'ultrasound' },
};

/** The newest study of each modality. @param findings as shown, newest first; undefined where there are none */
export function imagingSummary(
  findings: readonly ImagingFindings[],
  chart: ChartFacts,
  asOf: string,
): ImagingSummary | undefined {
  if (findings.length === 0) return undefined;
  const newest = new Map<string, ImagingFindings>();
  for (const one of findings)
    for (const modality of one.study.modalities) if (!newest.has(modality)) newest.set(modality, one);
  return {
    studies: [...newest].map(([modality, { id, study, measures, models, refused, warnings }]) => ({
      findings: id,
      modality,
      ...(study.reference ? { reference: study.reference } : {}),
      ...(study.started ? { started: study.started } : {}),
      measures,
      etiologies: models.flatMap(({ by, title, evidence, output }) =>
        output.kind === 'etiology' ? [{ by, title, evidence, probabilities: output.probabilities }] : [],
      ),
      refused,
      warnings,
    })),
    waiting: Object.entries(examOf).flatMap(([modality, { concept, words }]) => {
      const analysed = instantOf(newest.get(modality)?.study.started) ?? Number.NEGATIVE_INFINITY;
      const dates = (chart.exams ?? [])
        .filter(({ concept: done, status, date }) => done === concept && status === 'done' && date !== undefined)
        .flatMap(({ date }) => (date !== undefined && date <= asOf ? [date] : []))
        // A day is not newer than an instant of that day.
        .filter((date) => (instantOf(date) ?? 0) > analysed)
        .sort();
      const last = dates.at(-1);
      return last === undefined ? [] : [`${words} of ${dayOf(last)}`];
    }),
  };
}
