import type { CardCounts } from '../../core/value/usage.ts';
import type { CardFeedback, FeedbackLog, ShownCard } from '../../ports/feedback.ts';
import type { ReplayGuard } from '../../ports/results.ts';

/** A card shown or answered longer ago than this many others is forgotten. */
const kept = 10_000;

export function memoryFeedback(): FeedbackLog {
  const items = new Map<string, CardFeedback>();
  const cards = new Map<string, ShownCard>();
  return {
    async record(feedback) {
      for (const item of feedback) if (!items.has(feedbackKey(item))) items.set(feedbackKey(item), item);
      forgetOldest(items);
    },
    async recent(limit) {
      return [...items.values()].reverse().slice(0, Math.max(0, limit));
    },
    async shown(shown) {
      for (const card of shown) cards.set(card.card, card);
      forgetOldest(cards);
    },
    async counts(since) {
      const accepted = new Set<string>();
      const answered = new Set<string>();
      for (const { card, outcome } of items.values()) {
        answered.add(card);
        if (outcome === 'accepted') accepted.add(card);
      }
      const byIndicator = new Map<string, CardCounts>();
      for (const { card, indicator, at } of cards.values()) {
        if (Date.parse(at) < Date.parse(since)) continue;
        const known = byIndicator.get(indicator) ?? { indicator, shown: 0, accepted: 0, overridden: 0 };
        byIndicator.set(indicator, {
          indicator,
          shown: known.shown + 1,
          accepted: known.accepted + (accepted.has(card) ? 1 : 0),
          overridden: known.overridden + (answered.has(card) && !accepted.has(card) ? 1 : 0),
        });
      }
      return [...byIndicator.values()].sort((a, b) => (a.indicator < b.indicator ? -1 : 1));
    },
  };
}

/** The same item twice is one item: all that was reported takes part. */
export function feedbackKey(item: CardFeedback): string {
  const { code, system, comment } = item.overrideReason ?? {};
  return JSON.stringify([
    item.client,
    item.serviceId,
    item.card,
    item.outcome,
    item.outcomeTimestamp,
    [...item.acceptedSuggestions].sort(),
    code,
    system,
    comment,
  ]);
}

function forgetOldest<T>(map: Map<string, T>): void {
  for (const key of map.keys()) {
    if (map.size <= kept) return;
    map.delete(key);
  }
}

/** Claims of this process; enough where one process answers. Expired claims are dropped now and then. */
export function memoryReplayGuard(now: () => number = Date.now): ReplayGuard {
  const claims = new Map<string, number>();
  let nextSweep = 0;
  return {
    async claim(key, expiresAt) {
      const time = now();
      if (time >= nextSweep) {
        for (const [claimed, expiry] of claims) if (expiry <= time) claims.delete(claimed);
        nextSweep = time + 60_000;
      }
      const expiry = claims.get(key);
      if (expiry !== undefined && expiry > time) return false;
      claims.set(key, Date.parse(expiresAt));
      return true;
    },
  };
}
