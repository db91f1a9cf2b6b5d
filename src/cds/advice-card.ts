import { draftServiceRequest } from '../../fhir-resources/write/draft-orders.ts';
import type { ServiceConcept } from '../core/chart.ts';
import type { Severity } from '../core/drugs/drug-safety-rules.ts';
import type { EvidenceClass, Source } from '../core/evidence.ts';
import type { Order } from '../core/order.ts';
import { titleOf } from '../core/orders/order-rules.ts';
import type { Situation } from '../core/situation/liver-facts.ts';
import type { Action, CardDraft, CardSource, Coding, Suggestion } from './card.ts';
import type { BaseContext } from './hook.ts';
import type { Tools } from './service.ts';

/** The pieces of a card that several services share: topic, source, override reasons, suggestions. No clinical content. */
type SuggestionDraft = Omit<Suggestion, 'uuid'>;

const topics = {
  prognosis: 'Liver disease prognosis',
  'order-advice': 'Choice of the next liver test',
  'drug-safety': 'Drugs and contrast media in liver disease',
  'imaging-protocol': 'Imaging protocol for fibrosis analysis',
  surveillance: 'Surveillance in liver disease',
} as const;
export type Topic = keyof typeof topics;

/** What a card is written from, besides its finding: the call, its tools, the patient. */
export interface CardSetting<Context extends BaseContext = BaseContext> {
  readonly context: Context;
  readonly tools: Tools;
  readonly situation: Situation;
}

export function cardSource(source: Source, topic: Topic, tools: Pick<Tools, 'pageUrl'>): CardSource {
  return {
    label: source.label,
    url: tools.pageUrl(`/guidelines#${source.id}`),
    topic: { system: 'https://fibrocast.org/fhir/CodeSystem/card-topic', code: topic, display: topics[topic] },
  };
}

const reasons = {
  'benefit-outweighs-risk': 'Benefit outweighs the risk in this patient',
  'specialist-advised': 'Agreed with a liver specialist',
  'other-indication': 'Ordered for another indication',
  'done-elsewhere': 'Already done elsewhere',
  'not-appropriate': 'Not appropriate for this patient (comorbidity, palliative care)',
  'patient-declined': 'Patient declined',
  later: 'Will be done later',
  'chart-wrong': 'The chart is wrong or outdated',
} as const;
export type OverrideReason = keyof typeof reasons;

export function overrideReasons(...codes: readonly OverrideReason[]): readonly Coding[] {
  return codes.map((code) => ({
    system: 'https://fibrocast.org/fhir/CodeSystem/override-reason',
    code,
    display: reasons[code],
  }));
}

export const indicatorOf = (severity: Severity): CardDraft['indicator'] =>
  (({ danger: 'critical', caution: 'warning', note: 'info' }) as const)[severity];

/** The last line of a detail: how far the advice is proven, and since when. Its source stands beside it on the card. */
export function evidenceLine(source: Source, evidence: EvidenceClass = 'established'): string {
  if (evidence !== 'established')
    return `Evidence: ${evidence}${evidence === 'synthetic' ? ', demonstration only' : ', not validated for clinical decisions'}`;
  const doubt = source.checked === 'verify' ? ' (wording to be verified)' : '';
  return `Evidence: established${source.label.includes(String(source.year)) ? '' : ` (${source.year})`}${doubt}`;
}

/** One complete draft ServiceRequest. */
export function createOrder(
  context: BaseContext,
  concept: ServiceConcept,
  reason: string,
  occurrence?: string,
): Action {
  const { patientId, userId, encounterId } = context;
  return {
    type: 'create',
    description: `Create a draft order: ${titleOf(concept)}`,
    resource: draftServiceRequest({
      patientId,
      concept,
      reason,
      ...(userId ? { userId } : {}),
      ...(encounterId ? { encounterId } : {}),
      ...(occurrence ? { occurrence } : {}),
    }),
  };
}

/** Takes a draft order back; nothing when the order has no reference that an EHR could delete. */
export function deleteOrder({ reference }: Order, name: string): readonly Action[] {
  if (!/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(reference)) return [];
  return [{ type: 'delete', description: `Delete the draft order: ${name}`, resourceId: reference }];
}

/** A suggestion with its actions, or none when there is nothing to do. */
export function suggestion(
  label: string,
  actions: readonly Action[],
  isRecommended?: boolean,
): readonly SuggestionDraft[] {
  return actions.length === 0 ? [] : [{ label, actions, ...(isRecommended ? { isRecommended } : {}) }];
}

/** Adds suggestions with their selection behaviour, which has to be there exactly when suggestions are. */
export function withSuggestions(
  suggestions: readonly SuggestionDraft[],
  selectionBehavior: 'at-most-one' | 'any' = 'at-most-one',
): Pick<CardDraft, 'suggestions' | 'selectionBehavior'> {
  return suggestions.length === 0 ? {} : { suggestions, selectionBehavior };
}

/** The part of a sentence that fits a card summary (under 140 characters), cut at a clause rather than in a word. */
export function summaryOf(...clauses: readonly (string | undefined)[]): string {
  let line = '';
  for (const clause of clauses) {
    if (clause === undefined || clause === '') continue;
    const longer = line === '' ? clause : `${line}; ${clause}`;
    if (longer.length <= 139) line = longer;
  }
  return line || (clauses.find((clause) => clause !== undefined && clause !== '') ?? '').slice(0, 139);
}
