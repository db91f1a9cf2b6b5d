import type { CardCounts } from '../core/value/usage.ts';

/** What a clinician did with a card, as CDS Hooks feedback reports it. */
export interface CardFeedback {
  readonly serviceId: string;
  readonly client: string;
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly acceptedSuggestions: readonly string[];
  readonly overrideReason?: {
    readonly code?: string;
    readonly system?: string;
    readonly display?: string;
    readonly comment?: string;
  };
  readonly outcomeTimestamp: string;
}
export interface FeedbackLog {
  /** Durable when resolved; the same item twice is stored once. */
  record(items: readonly CardFeedback[]): Promise<void>;
  recent(limit: number): Promise<readonly CardFeedback[]>;
  /** A card that was shown, so that feedback can be told apart from noise and rates can be computed. */
  shown(cards: readonly ShownCard[]): Promise<void>;
  /** Cards shown at or after an ISO instant, by indicator, with what was reported of them. Indicators without a card are left out. */
  counts(since: string): Promise<readonly CardCounts[]>;
}
export interface ShownCard {
  readonly serviceId: string;
  readonly card: string;
  readonly indicator: string;
  readonly assessmentId?: string;
  readonly at: string;
}
