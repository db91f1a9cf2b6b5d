import type { CardDraft } from '../../src/cds/card.ts';
import type { BaseContext } from '../../src/cds/hook.ts';
import type { Tools } from '../../src/cds/service.ts';
import { surveillanceCard } from '../../src/cds/surveillance-card.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import type { SurveillanceItem } from '../../src/core/surveillance/surveillance.ts';

/** Before discharge everything open is worth arranging, but vaccines alone do not hold anybody up: they wait for a booking. */
export function gapCards(
  gaps: readonly SurveillanceItem[],
  setting: { readonly context: BaseContext; readonly tools: Tools; readonly situation: Situation },
): readonly CardDraft[] {
  const worth = gaps.some((gap) => !gap.id.endsWith('-vaccine'));
  return worth ? surveillanceCard(gaps, setting, { opening: 'Before discharge', mostLines: 5 }) : [];
}
