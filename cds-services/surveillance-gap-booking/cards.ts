import type { CardSetting } from '../../src/cds/advice-card.ts';
import type { CardDraft } from '../../src/cds/card.ts';
import type { AppointmentBookContext } from '../../src/cds/hooks/appointment-book.ts';
import { surveillanceCard } from '../../src/cds/surveillance-card.ts';
import type { SurveillanceItem } from '../../src/core/surveillance/surveillance.ts';

/** What this booking itself is for is no gap any more. */
export function gapCards(
  gaps: readonly SurveillanceItem[],
  setting: CardSetting<AppointmentBookContext>,
): readonly CardDraft[] {
  const booked = new Set(setting.context.appointments.map((one) => one.concept));
  const open = gaps.filter((gap) => gap.order === undefined || !booked.has(gap.order));
  return surveillanceCard(open, setting, { opening: 'Book together', mostLines: 5 });
}
