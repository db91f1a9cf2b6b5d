import { chartFactsOf } from '../../src/cds/chart-asks.ts';
import orderSelect from '../../src/cds/hooks/order-select.ts';
import { liverAsks } from '../../src/cds/liver-asks.ts';
import { defineService } from '../../src/cds/service.ts';
import { adviseOnOrders, concernsFibrosis, withheldAdvice } from '../../src/core/orders/order-advice.ts';
import { adviceCards } from './cards.ts';

export default defineService({
  id: 'fibrosis-order-advice',
  hook: orderSelect,
  title: 'Is this the right next liver test?',
  description:
    'For biopsy, elastography, ELF, liver CT, MRI and ultrasound, AFP, endoscopy and antivirals: done already, not needed, another test first, or something to add.',
  usageRequirements: 'Answers at once with no card when no selected order concerns the liver.',
  asks: liverAsks,
  async respond({ context, ...values }, tools) {
    // This hook comes at every click: without a liver order nothing is assessed.
    if (!context.orders.some(concernsFibrosis)) return [];
    const chart = chartFactsOf(values);
    if (chart.patient.deceased) return [];
    const situation = { chart, assessment: await tools.assess(chart), asOf: tools.now };
    const { orders } = context;
    return adviceCards(adviseOnOrders(orders, situation), withheldAdvice(orders, situation), {
      context,
      tools,
      situation,
    });
  },
});
