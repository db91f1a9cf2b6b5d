import type { CodeableConcept } from 'fhir/r4.js';

export interface ScenarioHint {
  readonly id: string;
  readonly story: string;
  readonly encounterId: string;
  readonly userId: string;
  readonly hooks: readonly string[];
  readonly tryOrders: readonly string[];
}
export interface Orderable {
  readonly id: string;
  readonly kind: 'test' | 'drug';
  readonly group: string;
  readonly label: string;
  readonly code: CodeableConcept;
  readonly instruction?: string;
}
export interface ReceivedFeedback {
  readonly serviceId: string;
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly acceptedSuggestions: readonly string[];
  readonly overrideReason?: { readonly code?: string; readonly display?: string; readonly comment?: string };
  readonly outcomeTimestamp: string;
}

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`/sandbox/ehr/api/${path}`);
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}.`);
  return (await response.json()) as T;
}
export const loadScenarios = async () => (await get<{ scenarios: ScenarioHint[] }>('scenarios')).scenarios;
export const loadOrderables = async () => (await get<{ orderables: Orderable[] }>('orderables')).orderables;
export const loadFeedback = async () => (await get<{ feedback: ReceivedFeedback[] }>('feedback')).feedback;
