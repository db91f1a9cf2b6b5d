import type { Resource } from 'fhir/r4.js';
import { readOrders } from '../../../fhir-resources/read/orders.ts';
import type { Order } from '../../core/order.ts';
import { contextBundle, contextFields, readBaseContext, referenceList } from '../context.ts';
import type { BaseContext, Hook, SiteKnowledge } from '../hook.ts';

export interface OrderSelectContext extends BaseContext {
  /** All unsigned orders; the ones the clinician has just chosen are `selected`. */
  readonly orders: readonly Order[];
  readonly resources: ReadonlyMap<string, Resource>;
}

/** https://cds-hooks.hl7.org/hooks/order-select/ */
export default {
  id: 'order-select',
  version: '1.0',
  tokens: ['userId', 'patientId', 'encounterId'],
  parse(context: unknown, site?: SiteKnowledge) {
    const base = readBaseContext(context, { userId: 'required' });
    const fields = contextFields(context);
    const selections = referenceList(fields.selections, 'selections');
    return { ...base, ...readOrders(contextBundle(fields.draftOrders, 'draftOrders'), { ...site, selections }) };
  },
} satisfies Hook<OrderSelectContext>;
