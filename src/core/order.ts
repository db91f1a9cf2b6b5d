import type { ServiceConcept } from './chart.ts';

/** A draft or signed order, as far as this service understands it. Orders it does not understand have no concept and no ingredient. */
export interface Order {
  /** `ServiceRequest/x`, `MedicationRequest/y`: how the order is named in the CDS Hooks context. */
  readonly reference: string;
  readonly type: 'service' | 'medication' | 'appointment' | 'other';
  readonly concept?: ServiceConcept;
  /** Ingredient id of core/drugs.ts. */
  readonly ingredient?: string;
  /** Contrast medium asked for with an imaging order, when the order says so. */
  readonly contrast?: 'iodinated' | 'gadolinium';
  /** order-select: among `selections`; in other hooks always true. */
  readonly selected: boolean;
  readonly status?: string;
  /** Text of the order as charted: foreign text, to be escaped wherever it is shown. */
  readonly display?: string;
  readonly date?: string;
}
