import { chartFactsOf } from '../../src/cds/chart-asks.ts';
import orderSign from '../../src/cds/hooks/order-sign.ts';
import { liverAsks } from '../../src/cds/liver-asks.ts';
import { defineService } from '../../src/cds/service.ts';
import { concernsDrugSafety, drugSafety, withheldUnder18 } from '../../src/core/drugs/drug-safety.ts';
import { safetyCards } from './cards.ts';

export default defineService({
  id: 'liver-safety',
  hook: orderSign,
  title: 'Drugs and contrast media in liver disease',
  description:
    'Checks drugs and contrast media before signing against cirrhosis, Child-Pugh class, ascites, encephalopathy, varices, kidney function and hepatitis B.',
  usageRequirements: 'Silent for patients without liver disease and for drugs it has no rule for.',
  asks: liverAsks,
  async respond({ context, ...values }, tools) {
    const orders = context.orders.filter(concernsDrugSafety);
    if (orders.length === 0) return [];
    const chart = chartFactsOf(values);
    const situation = { chart, assessment: await tools.assess(chart), asOf: tools.now };
    return safetyCards(drugSafety(orders, situation), withheldUnder18(orders, situation), {
      context,
      tools,
      situation,
    });
  },
});
