import type { Resource } from 'fhir/r4.js';
import { readOrders } from '../../../fhir-resources/read/orders.ts';
import type { Order } from '../../core/order.ts';
import { contextBundle, contextFields, readBaseContext } from '../context.ts';
import type { BaseContext, Hook, SiteKnowledge } from '../hook.ts';

export interface OrderSignContext extends BaseContext {
  /** The orders about to be signed; on re-signing their status is not `draft`. */
  readonly orders: readonly Order[];
  readonly resources: ReadonlyMap<string, Resource>;
}

/** https://cds-hooks.hl7.org/hooks/order-sign/ */
export default {
  id: 'order-sign',
  version: '1.1',
  tokens: ['userId', 'patientId', 'encounterId'],
  parse(context: unknown, site?: SiteKnowledge) {
    const base = readBaseContext(context, { userId: 'required' });
    return { ...base, ...readOrders(contextBundle(contextFields(context).draftOrders, 'draftOrders'), { ...site }) };
  },
} satisfies Hook<OrderSignContext>;
