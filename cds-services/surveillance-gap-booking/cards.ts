import type { CardDraft } from '../../src/cds/card.ts';
import type { AppointmentBookContext } from '../../src/cds/hooks/appointment-book.ts';
import type { Tools } from '../../src/cds/service.ts';
import { surveillanceCard } from '../../src/cds/surveillance-card.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import type { SurveillanceItem } from '../../src/core/surveillance/surveillance.ts';

/** What this booking itself is for is no gap any more. */
export function gapCards(
  gaps: readonly SurveillanceItem[],
  setting: { readonly context: AppointmentBookContext; readonly tools: Tools; readonly situation: Situation },
): readonly CardDraft[] {
  const booked = new Set(setting.context.appointments.map((one) => one.concept));
  const open = gaps.filter((gap) => gap.order === undefined || !booked.has(gap.order));
  return surveillanceCard(open, setting, { opening: 'Book together', mostLines: 5 });
}
