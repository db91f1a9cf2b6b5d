import type { Order } from '../../src/core/order.ts';
import type { Ask } from '../ask.ts';
import { readFacts } from './facts.ts';
import { text } from './json.ts';
import { ordersOf } from './orders.ts';

/** What is already ordered and not yet done, so that nothing is suggested twice. */
export const serviceRequestsAsk: Ask<readonly Order[]> = {
  id: 'serviceRequests',
  query: 'ServiceRequest?patient={{context.patientId}}&status=active&_count=200',
  read: (answer, about) =>
    readFacts(answer, about, ['ServiceRequest'], (resource, reference, resolve) =>
      open.has(text(resource.status) ?? 'active') ? ordersOf(resource, reference, true, resolve, about.codes) : [],
    ),
};

const open: ReadonlySet<string> = new Set(['draft', 'active', 'on-hold']);
