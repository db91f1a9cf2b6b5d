import { assess } from '../assessment/assess.ts';
import { methodWords } from '../assessment/disease-state.ts';
import type { Assessment } from '../assessment.ts';
import type { ChartFacts, StiffnessMethod } from '../chart.ts';
import { instantOf, isAfter } from '../chart-dates.ts';
import { guidelineSources } from '../guidelines/guideline-sources.ts';
import { cacldVcteKpa, steatoticVcteKpa, transplantReferralMeld } from '../guidelines/thresholds.ts';
import { type AnalyteId, analytes } from '../quantity.ts';
import type { Score } from '../score.ts';
import { hiraoka2019, mcpherson2017, sterling2006 } from '../scoring/score-sources.ts';
import type { CourseLine } from './review.ts';

type Points = CourseLine['points'];
type Thresholds = CourseLine['thresholds'];

/** A value that an earlier assessment has stored: what was said then, with the resource that says it. */
export interface StoredValue {
  /** Id of the score. */
  readonly id: string;
  readonly date: string;
  readonly value: number;
  readonly reference: string;
}

/** Scores that are followed over time, each with the lines that its own bands draw. */
const followedScores: readonly { readonly id: string; readonly thresholds: Thresholds }[] = [
  {
    id: 'fib4',
    thresholds: [
      { value: 1.3, label: 'rule out, under 65 years', source: sterling2006.label },
      { value: 2, label: 'rule out, from 65 years', source: mcpherson2017.label },
      { value: 2.67, label: 'rule in', source: sterling2006.label },
    ],
  },
  {
    id: 'albi',
    thresholds: [
      { value: -2.6, label: 'grade 1 up to here', source: hiraoka2019.label },
      { value: -1.39, label: 'grade 3 above', source: hiraoka2019.label },
    ],
  },
  {
    id: 'meld3',
    thresholds: [
      { value: transplantReferralMeld, label: 'evaluate for transplantation', source: 'AASLD 2013; EASL 2024' },
    ],
  },
];

const followedAnalytes: readonly { readonly id: AnalyteId; readonly line: string; readonly thresholds: Thresholds }[] =
  [
    {
      id: 'plateletsGigaPerL',
      line: 'platelets',
      thresholds: [{ value: 150, label: 'low', source: guidelineSources.baveno7.label }],
    },
    { id: 'bilirubinUmolPerL', line: 'bilirubin', thresholds: [] },
    { id: 'albuminGPerL', line: 'albumin', thresholds: [] },
    { id: 'altUPerL', line: 'alt', thresholds: [] },
    { id: 'afpNgPerMl', line: 'afp', thresholds: [] },
  ];

const vcteThresholds: Thresholds = [
  {
    value: steatoticVcteKpa.low,
    label: 'advanced fibrosis unlikely below',
    source: guidelineSources.easlMasld2024.label,
  },
  {
    value: steatoticVcteKpa.high,
    label: 'advanced fibrosis likely from',
    source: guidelineSources.easlMasld2024.label,
  },
  {
    value: cacldVcteKpa.highlySuggestive,
    label: 'cACLD highly suggestive above',
    source: guidelineSources.baveno7.label,
  },
  { value: 25, label: 'CSPH likely from', source: guidelineSources.baveno7.label },
];

/** Days with results that scores are computed for; older ones than these newest are left to what was stored. */
const mostDays = 60;

/**
 * How what is followed went: measured values as charted, scores of every day with results as the same rules give them on that day, and
 * what earlier assessments stored for other days. The newest value of a score is that of the assessment itself. Bounds ("<5") and undated
 * results draw no point.
 */
export function courseOf(
  chart: ChartFacts,
  assessment: Assessment,
  scores: readonly Score[],
  storedValues: readonly StoredValue[],
): readonly CourseLine[] {
  const lines = [
    ...stiffnessLines(chart, assessment.asOf),
    ...scoreLines(chart, assessment, scores, storedValues),
    ...analyteLines(chart, assessment.asOf),
  ];
  return lines.filter(({ points }) => points.length > 0);
}

function stiffnessLines(chart: ChartFacts, asOf: string): CourseLine[] {
  const methods: readonly StiffnessMethod[] = ['vcte', '2d-swe', 'pswe', 'mre', 'unknown'];
  return methods.map((method) => ({
    id: method === 'unknown' ? 'lsm-unknown-method' : `lsm-${method}`,
    title: `Liver stiffness, ${methodWords[method]}`,
    unit: 'kPa',
    points: inOrder(
      (chart.labs?.stiffness ?? [])
        .filter((reading) => reading.method === method)
        .map(({ date, kPa, reference }) => ({ date, value: kPa, reference })),
      asOf,
    ),
    thresholds: method === 'vcte' ? vcteThresholds : [],
  }));
}

function analyteLines(chart: ChartFacts, asOf: string): CourseLine[] {
  return followedAnalytes.map(({ id, line, thresholds }) => ({
    id: line,
    title: analytes[id].title,
    unit: analytes[id].unit,
    points: inOrder(
      (chart.labs?.results ?? [])
        .filter((result) => result.analyte === id && result.comparator === undefined)
        .map(({ date, value, reference }) => ({ date, value, reference })),
      asOf,
    ),
    thresholds,
  }));
}

function scoreLines(
  chart: ChartFacts,
  assessment: Assessment,
  scores: readonly Score[],
  storedValues: readonly StoredValue[],
): CourseLine[] {
  const followed = scores.filter(({ id }) => followedScores.some((one) => one.id === id));
  const computed = new Map<string, Map<string, Points[number]>>(followed.map(({ id }) => [id, new Map()]));
  const note = (id: string, date: string, value: number, reference?: string) => {
    if (Number.isFinite(value))
      computed.get(id)?.set(date.slice(0, 10), { date, value, ...(reference ? { reference } : {}) });
  };
  // Later notes of a day take the place of earlier ones: stored, then computed for the day, then what is said now.
  for (const { id, date, value, reference } of storedValues) note(id, date, value, reference);
  for (const day of daysWithResults(chart, assessment.asOf)) {
    const then = assess(chart, followed, {
      asOf: `${day}T23:59:59.999Z`,
      fhirServer: assessment.fhirServer,
      version: assessment.version,
      unavailable: assessment.unavailable,
      digest: () => '',
    });
    for (const outcome of then.scores)
      if (outcome.status === 'ok' && outcome.effective?.slice(0, 10) === day)
        note(outcome.scoreId, outcome.effective, outcome.value, computed.get(outcome.scoreId)?.get(day)?.reference);
  }
  for (const outcome of assessment.scores)
    if (outcome.status === 'ok' && outcome.effective !== undefined)
      note(
        outcome.scoreId,
        outcome.effective,
        outcome.value,
        computed.get(outcome.scoreId)?.get(outcome.effective.slice(0, 10))?.reference,
      );
  return followed.map(({ id, title, unit }) => ({
    id,
    title,
    unit,
    points: inOrder([...(computed.get(id)?.values() ?? [])], assessment.asOf),
    thresholds: followedScores.find((one) => one.id === id)?.thresholds ?? [],
  }));
}

/** Newest last, no more than `mostDays`. */
function daysWithResults(chart: ChartFacts, asOf: string): readonly string[] {
  const days = (chart.labs?.results ?? []).flatMap(({ date }) =>
    date !== undefined && date.length >= 10 && !isAfter(date, asOf) ? [date.slice(0, 10)] : [],
  );
  return [...new Set(days)].sort().slice(-mostDays);
}

function inOrder(
  points: readonly { readonly date?: string; readonly value: number; readonly reference?: string }[],
  asOf: string,
): Points {
  return points
    .flatMap(({ date, ...rest }) => {
      const at = instantOf(date);
      return date === undefined || at === undefined || isAfter(date, asOf) ? [] : [{ at, point: { date, ...rest } }];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ point }) => point);
}
