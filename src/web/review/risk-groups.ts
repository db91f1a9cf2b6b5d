import type { EvidenceClass } from '../../core/evidence.ts';
import type { ReviewData, RiskCurve } from '../../core/review/review.ts';

export interface RiskRow {
  readonly years: number;
  readonly probability?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly qualitative?: 'low' | 'moderate' | 'high';
}
/** What one score or model says of one outcome. */
export interface RiskGroup {
  readonly key: string;
  readonly outcome: string;
  /** As the speaker names the outcome. */
  readonly title: string;
  /** Score id or `id@version`. */
  readonly by: string;
  readonly byTitle: string;
  readonly evidence: EvidenceClass;
  readonly rows: readonly RiskRow[];
  readonly competing: readonly string[];
  readonly curve?: RiskCurve;
  /** Curves of the same model for other outcomes: what competes. */
  readonly beside: readonly RiskCurve[];
}

const rank: Readonly<Record<EvidenceClass, number>> = { established: 0, research: 1, synthetic: 2 };

/** The one to show first leads: never a synthetic one before another, then what has a course over time, then the better evidence. */
export function riskGroups({ assessment, curves }: ReviewData): readonly RiskGroup[] {
  const groups = new Map<string, RiskGroup>();
  for (const model of assessment.models ?? []) {
    if (model.status !== 'ok' || model.state !== 'live') continue;
    const by = `${model.by.id}@${model.by.version}`;
    for (const { outcome, title, competing, horizonYears: years, probability, lower, upper } of model.risks)
      add(groups, { by, byTitle: model.title, evidence: model.evidence, outcome, title, competing }, curves, {
        years,
        probability,
        lower,
        upper,
      });
  }
  for (const {
    by,
    outcome,
    evidence,
    horizonYears: years,
    probability,
    lower,
    upper,
    qualitative,
  } of assessment.risks) {
    const byTitle = assessment.scores.find(({ scoreId }) => scoreId === by)?.title ?? by;
    const row = { years, probability, lower, upper, qualitative };
    add(groups, { by, byTitle, evidence, outcome, title: '', competing: [] }, curves, row);
  }
  const order = ({ evidence, rows, curve, outcome }: RiskGroup) => [
    outcome === 'other-cause-death' ? 1 : 0,
    evidence === 'synthetic' ? 1 : 0,
    curve || rows.length > 1 ? 0 : 1,
    rank[evidence],
    -rows.length,
  ];
  return [...groups.values()]
    .map((group) => ({ ...group, rows: [...group.rows].sort((a, b) => a.years - b.years) }))
    .map((group) => ({ ...group, curve: group.curve ?? curveThrough(group) }))
    .sort((a, b) => {
      const [left, right] = [order(a), order(b)];
      const at = left.findIndex((value, index) => value !== right[index]);
      return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
    });
}

function add(
  groups: Map<string, RiskGroup>,
  who: Omit<RiskGroup, 'key' | 'rows' | 'curve' | 'beside'>,
  curves: readonly RiskCurve[],
  row: RiskRow,
) {
  const key = `${who.by} ${who.outcome}`;
  const before = groups.get(key);
  // The start, where nothing has happened yet, is drawn by the plot itself.
  const own = curves
    .filter(({ by }) => by === who.by)
    .map((curve) => ({ ...curve, points: curve.points.filter(({ years }) => years > 0) }));
  groups.set(key, {
    ...who,
    key,
    rows: [...(before?.rows ?? []), row],
    curve: own.find(({ outcome }) => outcome === who.outcome),
    beside: own.filter(({ outcome }) => outcome !== who.outcome),
  });
}

/** Rows for the tiles: 1, 3 and 5 years where they are stated, else the first three horizons. */
export function headlineRows(group: RiskGroup): readonly RiskRow[] {
  const usual = group.rows.filter(({ years }) => years === 1 || years === 3 || years === 5);
  return (usual.length > 0 ? usual : group.rows).slice(0, 3);
}

/** The stated horizons joined by lines, where no yearly course is given. */
function curveThrough({ outcome, title, by, evidence, rows }: RiskGroup): RiskCurve | undefined {
  const points = rows.flatMap(({ years, probability, lower, upper }) =>
    probability === undefined ? [] : [{ years, probability, lower, upper }],
  );
  return points.length > 1 ? { outcome, title, by, evidence, points } : undefined;
}
