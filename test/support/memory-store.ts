import type { AuditFact, AuditLog } from '../../src/ports/audit.ts';
import type { CardFeedback, FeedbackLog, ShownCard } from '../../src/ports/feedback.ts';
import type { ReplayGuard } from '../../src/ports/results.ts';

/** What calls leave behind, kept in lists. */
export interface Kept {
  readonly audited: AuditFact[];
  readonly feedbackItems: CardFeedback[];
  readonly shownCards: ShownCard[];
}
export function keepingLogs(): Kept & { audit: AuditLog; feedback: FeedbackLog; replay: ReplayGuard } {
  const kept: Kept = { audited: [], feedbackItems: [], shownCards: [] };
  const claimed = new Set<string>();
  return {
    ...kept,
    audit: { record: async (facts) => void kept.audited.push(...facts) },
    feedback: {
      record: async (items) => void kept.feedbackItems.push(...items),
      recent: async (limit) => kept.feedbackItems.slice(-limit),
      shown: async (cards) => void kept.shownCards.push(...cards),
      counts: async () => [],
    },
    replay: { claim: async (key) => !claimed.has(key) && Boolean(claimed.add(key)) },
  };
}
