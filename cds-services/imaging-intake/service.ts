import { serviceRequestsAsk } from '../../fhir-resources/read/service-requests.ts';
import { chartFactsOf } from '../../src/cds/chart-asks.ts';
import orderDispatch from '../../src/cds/hooks/order-dispatch.ts';
import { liverAsks } from '../../src/cds/liver-asks.ts';
import { defineService, optional } from '../../src/cds/service.ts';
import { protocolFor } from '../../src/core/orders/imaging-protocol.ts';
import { factOf } from '../../src/core/situation/liver-facts.ts';
import { intakeCards } from './cards.ts';

export default defineService({
  id: 'imaging-intake',
  hook: orderDispatch,
  title: 'Protocol and series for liver imaging',
  description:
    'When an order for liver imaging is sent out: the protocol and the series that fibrosis analysis needs, and what to check before contrast.',
  asks: { ...liverAsks, serviceRequests: optional(serviceRequestsAsk) },
  async respond({ context, serviceRequests, ...values }, tools) {
    const dispatched = (serviceRequests ?? []).filter((order) => context.dispatchedOrders.includes(order.reference));
    const protocols = dispatched.flatMap((order) => {
      const protocol = protocolFor(order.concept);
      return protocol ? [{ order, protocol }] : [];
    });
    if (protocols.length === 0) return [];
    const chart = chartFactsOf(values);
    const situation = { chart, assessment: await tools.assess(chart), asOf: tools.now };
    // Without liver disease nobody analyses fibrosis: the radiologist's own protocol stands.
    if (chart.patient.deceased || !factOf(situation, 'liver-disease')) return [];
    return intakeCards(protocols, { tools, situation });
  },
});
