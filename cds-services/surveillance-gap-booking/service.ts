import { chartAsks, chartFactsOf } from '../../src/cds/chart-asks.ts';
import appointmentBook from '../../src/cds/hooks/appointment-book.ts';
import { defineService } from '../../src/cds/service.ts';
import { surveillanceGaps } from '../../src/core/surveillance/surveillance.ts';
import { gapCards } from './cards.ts';

export default defineService({
  id: 'surveillance-gap-booking',
  hook: appointmentBook,
  title: 'Surveillance to combine with this appointment',
  description:
    'When an appointment is booked: which liver surveillance is due or overdue and could be done on the same day, with draft orders.',
  asks: chartAsks,
  async respond({ context, ...values }, tools) {
    const chart = chartFactsOf(values);
    if (chart.patient.deceased) return [];
    const situation = { chart, assessment: await tools.assess(chart), asOf: tools.now };
    return gapCards(surveillanceGaps(situation), { context, tools, situation });
  },
});
