import { Failure } from '../../core/failure.ts';
import { contextFields, readBaseContext, referenceList } from '../context.ts';
import type { BaseContext, Hook } from '../hook.ts';

export interface OrderDispatchContext extends BaseContext {
  /** References of the signed orders: `ServiceRequest/1`. */
  readonly dispatchedOrders: readonly string[];
  /** Who is to do it: `Organization/1`. */
  readonly performer: string;
}

/**
 * https://cds-hooks.hl7.org/hooks/order-dispatch/ There is no userId. The page's own example spells `dispatched-orders`,
 * and clients of the hook's first version send one `order`: both are read.
 */
export default {
  id: 'order-dispatch',
  version: '1.1',
  tokens: ['patientId', 'dispatchedOrders', 'performer'],
  parse(context) {
    const base = readBaseContext(context, { userId: 'optional' });
    const fields = contextFields(context);
    const performer = fields.performer;
    if (typeof performer !== 'string' || performer === '') {
      throw new Failure('invalid-request', 'context.performer must be a reference.', { at: 'context.performer' });
    }
    return { ...base, dispatchedOrders: ordersOf(fields), performer };
  },
} satisfies Hook<OrderDispatchContext>;

function ordersOf(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const named = fields.dispatchedOrders ?? fields['dispatched-orders'];
  const first = fields.order;
  if (named === undefined && typeof first === 'string' && first !== '') return [first];
  return referenceList(named, 'dispatchedOrders');
}
