import { chartAsks, chartFactsOf } from '../../src/cds/chart-asks.ts';
import encounterDischarge from '../../src/cds/hooks/encounter-discharge.ts';
import { defineService } from '../../src/cds/service.ts';
import { surveillanceGaps } from '../../src/core/surveillance/surveillance.ts';
import { gapCards } from './cards.ts';

export default defineService({
  id: 'surveillance-gap-discharge',
  hook: encounterDischarge,
  title: 'Surveillance to arrange before discharge',
  description:
    'At discharge: which liver surveillance is due or overdue (ultrasound and AFP, endoscopy, stiffness, FIB-4, vaccines), with draft orders.',
  asks: chartAsks,
  async respond({ context, ...values }, tools) {
    const chart = chartFactsOf(values);
    if (chart.patient.deceased) return [];
    const situation = { chart, assessment: await tools.assess(chart), asOf: tools.now };
    return gapCards(surveillanceGaps(situation), { context, tools, situation });
  },
});
