import type { SeriesFacts } from './series-facts.ts';
import { type SeriesRole, type SeriesRule, seriesRules } from './series-rules.ts';

/** What became of one series under one rule. */
export interface Verdict {
  readonly role: SeriesRole;
  /** Place of the series in the list that was judged. */
  readonly series: number;
  readonly chosen: boolean;
  readonly reasons: readonly string[];
}

interface Candidate {
  readonly series: number;
  readonly facts: SeriesFacts;
  readonly byTag: boolean;
  readonly reasons: readonly string[];
}

const sentence = (says: string) => `The series ${says}.`;

/** Tags before words; then the finer slices, the longer coverage, the earlier series. */
const better = (a: Candidate, b: Candidate): number =>
  Number(b.byTag) - Number(a.byTag) ||
  (a.facts.sliceSpacingMm ?? 0) - (b.facts.sliceSpacingMm ?? 0) ||
  (b.facts.coverageMm ?? 0) - (a.facts.coverageMm ?? 0) ||
  Number(b.facts.ultrasound?.calibrated ?? false) - Number(a.facts.ultrasound?.calibrated ?? false) ||
  a.series - b.series;

const judge = (rule: SeriesRule, all: readonly SeriesFacts[]): readonly Verdict[] => {
  const verdicts: Verdict[] = [];
  const candidates: Candidate[] = [];
  for (const [series, facts] of all.entries()) {
    if (facts.modality !== rule.modality) continue;
    const refusals = rule.against.filter(({ holds }) => holds(facts)).map(({ says }) => sentence(says));
    const tags = rule.byTag.filter(({ holds }) => holds(facts)).map(({ says }) => sentence(says));
    const named =
      tags.length > 0 ? [] : rule.byWord.filter(({ holds }) => holds(facts)).map(({ says }) => sentence(says));
    if (refusals.length > 0) verdicts.push({ role: rule.role, series, chosen: false, reasons: refusals });
    else if (tags.length + named.length === 0)
      verdicts.push({
        role: rule.role,
        series,
        chosen: false,
        reasons: [`Neither a tag nor the description shows that the series is ${rule.title}.`],
      });
    else candidates.push({ series, facts, byTag: tags.length > 0, reasons: [...tags, ...named] });
  }
  candidates.sort(better);
  for (const [place, { series, reasons }] of candidates.entries())
    verdicts.push({
      role: rule.role,
      series,
      chosen: place === 0,
      reasons:
        place === 0
          ? reasons
          : [...reasons, 'Another series of this kind has stronger evidence, finer slices or longer coverage.'],
    });
  return verdicts.sort((a, b) => a.series - b.series);
};

/** Judges every series under every rule of its modality; at most one series is chosen for a role. */
export const chooseSeries = (
  all: readonly SeriesFacts[],
  rules: readonly SeriesRule[] = seriesRules,
): readonly Verdict[] => rules.flatMap((rule) => judge(rule, all));
