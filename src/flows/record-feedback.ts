import type { AuditLog } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { CardFeedback, FeedbackLog } from '../ports/feedback.ts';

/**
 * Stores what clinicians did with cards, and that somebody reported it. Resolves when durable.
 * @throws Failure `store-unavailable`: then the client may send the same items again, they are stored once.
 */
export async function recordFeedback(
  deps: { readonly feedback: FeedbackLog; readonly audit: AuditLog; readonly clock: Clock },
  items: readonly CardFeedback[],
  from: { readonly client: string; readonly serviceId: string },
): Promise<void> {
  if (items.length > 0) await deps.feedback.record(items);
  await deps.audit.record([
    { at: deps.clock(), action: 'feedback', outcome: 'success', client: from.client, serviceId: from.serviceId },
  ]);
}
