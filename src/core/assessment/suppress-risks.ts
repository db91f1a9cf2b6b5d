import type { LiverEventKind, RiskStatement, ScoreOutcome } from '../assessment.ts';
import type { RiskOutcome } from '../score.ts';
import { decompensations } from './liver-events.ts';

const decompensationOutcomes: ReadonlySet<RiskOutcome> = new Set([
  'ascites',
  'variceal-bleeding',
  'hepatorenal-syndrome',
  'hepatic-encephalopathy',
  'decompensation',
  'liver-related-event',
]);

/**
 * Whether a published risk of a first event may still be stated. After any decompensation no first decompensation is
 * predicted (the populations were compensated); after HCC or transplantation no first liver event of any kind; after
 * transplantation nothing about the native liver. Death of another cause is always allowed.
 */
export function mayState(outcome: RiskOutcome, events: ReadonlySet<LiverEventKind>): boolean {
  if (outcome === 'other-cause-death') return true;
  if (events.has('liver-transplant')) return false;
  const first = decompensationOutcomes.has(outcome) || outcome === 'hepatocellular-carcinoma';
  if (events.has('hepatocellular-carcinoma') && first) return false;
  return !(decompensationOutcomes.has(outcome) && [...events].some((event) => decompensations.has(event)));
}

export function riskStatements(
  outcomes: readonly ScoreOutcome[],
  events: ReadonlySet<LiverEventKind>,
): readonly RiskStatement[] {
  return outcomes.flatMap((outcome) =>
    outcome.status === 'ok'
      ? outcome.risks
          .filter((risk) => mayState(risk.outcome, events))
          .map((risk) => ({
            ...risk,
            by: outcome.scoreId,
            evidence: outcome.evidence,
            sources: outcome.sources,
            references: [...new Set(outcome.used.flatMap(({ references }) => references))].sort(),
          }))
      : [],
  );
}
