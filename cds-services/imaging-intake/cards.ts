import { type CardSetting, cardSource, evidenceLine, overrideReasons } from '../../src/cds/advice-card.ts';
import type { CardDraft } from '../../src/cds/card.ts';
import { escapeMarkdown, markdownBlocks, markdownList, markdownTable } from '../../src/cds/markdown.ts';
import { type DrugAdvice, drugSafety } from '../../src/core/drugs/drug-safety.ts';
import type { Order } from '../../src/core/order.ts';
import type { ImagingProtocol } from '../../src/core/orders/imaging-protocol.ts';
import { egfrOf, labText, type Situation } from '../../src/core/situation/liver-facts.ts';

interface Dispatched {
  readonly order: Order;
  readonly protocol: ImagingProtocol;
}

/** One card for each protocol, however many orders ask for it. */
export function intakeCards(
  dispatched: readonly Dispatched[],
  setting: Omit<CardSetting, 'context'>,
): readonly CardDraft[] {
  return dispatched
    .filter(({ protocol }, index) => dispatched.findIndex((one) => one.protocol === protocol) === index)
    .slice(0, 3)
    .map((one) => intakeCard(one, setting));
}

function intakeCard({ order, protocol }: Dispatched, { tools, situation }: Omit<CardSetting, 'context'>): CardDraft {
  const contrast = contrastAdvice(order, protocol, situation);
  return {
    summary: contrast?.headline ?? protocol.headline,
    indicator: contrast ? 'warning' : 'info',
    detail: markdownBlocks(
      markdownTable(
        ['Series', 'At least'],
        protocol.series.map(({ name, minimum }) => [escapeMarkdown(name), escapeMarkdown(minimum)]),
      ),
      markdownList([escapeMarkdown(protocol.preparation.join('; ')), ...contrastLines(protocol, contrast, situation)]),
      evidenceLine(contrast?.rule.source ?? protocol.source),
    ),
    source: cardSource(contrast?.rule.source ?? protocol.source, 'imaging-protocol', tools),
    overrideReasons: overrideReasons('other-indication', 'specialist-advised', 'chart-wrong'),
    links: [tools.reviewLink(situation.assessment)],
  };
}

/** What speaks against the contrast medium of this examination, from the same rules as at signing. */
function contrastAdvice(order: Order, protocol: ImagingProtocol, situation: Situation): DrugAdvice | undefined {
  const medium = order.contrast ?? protocol.contrast;
  return medium && drugSafety([{ ...order, contrast: medium }], situation)[0];
}

function contrastLines(
  protocol: ImagingProtocol,
  advice: DrugAdvice | undefined,
  situation: Situation,
): readonly string[] {
  if (!protocol.contrast) return [];
  if (advice) return [escapeMarkdown(advice.rule.instead)];
  const egfr = egfrOf(situation);
  return [
    egfr
      ? escapeMarkdown(labText('eGFR', egfr.value, 'mL/min/1.73 m²', egfr.lab.date).text)
      : 'No creatinine of the last 90 days to judge contrast by: ask for one in case of ascites, diabetes or kidney disease',
  ];
}
