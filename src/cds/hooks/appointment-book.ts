import type { Resource } from 'fhir/r4.js';
import { readOrders } from '../../../fhir-resources/read/orders.ts';
import type { Order } from '../../core/order.ts';
import { contextBundle, contextFields, readBaseContext } from '../context.ts';
import type { BaseContext, Hook, SiteKnowledge } from '../hook.ts';

export interface AppointmentBookContext extends BaseContext {
  readonly appointments: readonly Order[];
  readonly resources: ReadonlyMap<string, Resource>;
}

/**
 * https://cds-hooks.hl7.org/hooks/appointment-book/ The page's table says Bundle and its examples show an array: both are read.
 */
export default {
  id: 'appointment-book',
  version: '1.0',
  tokens: ['userId', 'patientId', 'encounterId'],
  parse(context: unknown, site?: SiteKnowledge) {
    const base = readBaseContext(context, { userId: 'required' });
    const given = contextFields(context).appointments;
    const bundle = Array.isArray(given)
      ? { resourceType: 'Bundle', type: 'collection', entry: given.map((resource: unknown) => ({ resource })) }
      : contextBundle(given, 'appointments');
    const { orders, resources } = readOrders(bundle, { ...site });
    return { ...base, appointments: orders, resources };
  },
} satisfies Hook<AppointmentBookContext>;
