import type { Resource } from 'fhir/r4.js';

/** CDS Hooks card, https://cds-hooks.hl7.org/2.0/#card-attributes. Only `src/cds` writes these types down. */
export interface Card {
  readonly uuid: string;
  /** One sentence, at most 139 characters. */
  readonly summary: string;
  /** GitHub Flavored Markdown; text from the chart is escaped by `escapeMarkdown`. */
  readonly detail?: string;
  readonly indicator: 'info' | 'warning' | 'critical';
  readonly source: CardSource;
  readonly suggestions?: readonly Suggestion[];
  readonly selectionBehavior?: 'at-most-one' | 'any';
  readonly overrideReasons?: readonly Coding[];
  readonly links?: readonly Link[];
}
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}
export interface CardSource {
  readonly label: string;
  readonly url?: string;
  readonly icon?: string;
  readonly topic: Coding;
}
export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly isRecommended?: boolean;
  readonly actions?: readonly Action[];
}
export type Action =
  | { readonly type: 'create' | 'update'; readonly description: string; readonly resource: Resource }
  | { readonly type: 'delete'; readonly description: string; readonly resourceId: string };
export type Link =
  | { readonly label: string; readonly url: string; readonly type: 'absolute' }
  | { readonly label: string; readonly url: string; readonly type: 'smart'; readonly appContext?: string };

/** A card as a service writes it; uuids are added and the rules checked by src/cds/answer.ts. */
export type CardDraft = Omit<Card, 'uuid' | 'suggestions'> & {
  readonly suggestions?: readonly Omit<Suggestion, 'uuid'>[];
};
