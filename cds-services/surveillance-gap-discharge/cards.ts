import type { CardSetting } from '../../src/cds/advice-card.ts';
import type { CardDraft } from '../../src/cds/card.ts';
import { surveillanceCard } from '../../src/cds/surveillance-card.ts';
import type { SurveillanceItem } from '../../src/core/surveillance/surveillance.ts';

/** Before discharge everything open is worth arranging, but vaccines alone do not hold anybody up: they wait for a booking. */
export function gapCards(gaps: readonly SurveillanceItem[], setting: CardSetting): readonly CardDraft[] {
  const worth = gaps.some((gap) => !gap.id.endsWith('-vaccine'));
  return worth ? surveillanceCard(gaps, setting, { opening: 'Before discharge', mostLines: 5 }) : [];
}
