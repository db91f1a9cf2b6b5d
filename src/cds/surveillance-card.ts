import { lowerFirst, titleInSentence } from '../core/orders/order-rules.ts';
import { gapSentence, type SurveillanceItem } from '../core/surveillance/surveillance.ts';
import {
  type CardSetting,
  cardSource,
  createOrder,
  evidenceLine,
  overrideReasons,
  suggestion,
  summaryOf,
  withSuggestions,
} from './advice-card.ts';
import type { CardDraft } from './card.ts';
import { escapeMarkdown, markdownBlocks, markdownList } from './markdown.ts';

/**
 * One card for all gaps of one patient, whatever hook asks: overdue items first, the first one in the summary, a draft order for
 * each. Vaccines alone make no warning. No card without a gap.
 */
export function surveillanceCard(
  gaps: readonly SurveillanceItem[],
  setting: CardSetting,
  about: { readonly opening: string; readonly mostLines: number },
): readonly CardDraft[] {
  const [first] = gaps;
  if (!first) return [];
  const { context, tools, situation } = setting;
  const vaccines = gaps.filter(isVaccine);
  const shown = gaps.filter((gap) => !isVaccine(gap)).slice(0, about.mostLines);
  const hidden = gaps.length - shown.length - vaccines.length;
  const grave = gaps.some((gap) => gap.status === 'overdue' && !isVaccine(gap));
  const day = tools.now.slice(0, 10);
  const orderFor = (gap: SurveillanceItem) =>
    gap.order ? [createOrder(context, gap.order, `${gap.item}: ${gap.why}`, occurrence(gap, day))] : [];
  return [
    {
      summary: summaryOf(summaryFor(about.opening, shown, vaccines)),
      indicator: grave ? 'warning' : 'info',
      detail: markdownBlocks(
        markdownList([
          ...shown.map(
            (gap) =>
              `${escapeMarkdown(gapSentence(gap))} (${escapeMarkdown(gap.why)}; ${escapeMarkdown(gap.source.label)})`,
          ),
          ...(vaccines.length > 0 ? [escapeMarkdown(vaccineLine(vaccines))] : []),
          ...(hidden > 0 ? [`${hidden} more on the review page`] : []),
          ...(tools.unavailable.length > 0
            ? ['Parts of the chart could not be read; only what is surely open is listed']
            : []),
        ]),
        evidenceLine(first.source),
      ),
      source: cardSource(first.source, 'surveillance', tools),
      ...withSuggestions(
        [
          ...shown.flatMap((gap) => suggestion(`Order ${titleInSentence(gap.order ?? 'liver-panel')}`, orderFor(gap))),
          ...suggestion(`Order vaccines: ${names(vaccines)}`, vaccines.flatMap(orderFor)),
        ],
        'any',
      ),
      overrideReasons: overrideReasons('done-elsewhere', 'later', 'patient-declined', 'not-appropriate', 'chart-wrong'),
      links: [tools.reviewLink(situation.assessment)],
    },
  ];
}

const isVaccine = (gap: SurveillanceItem) => gap.id.endsWith('-vaccine');
/** "hepatitis A, pneumococcal, influenza". */
const names = (vaccines: readonly SurveillanceItem[]) =>
  vaccines.map(({ item }) => lowerFirst(item.replace(/ vaccine$/, ''))).join(', ');
const vaccineLine = (vaccines: readonly SurveillanceItem[]) => `Vaccines with no current record: ${names(vaccines)}`;

/** The most urgent item with its day, and how much else there is; the items themselves stand in the detail. */
function summaryFor(
  opening: string,
  [first, ...others]: readonly SurveillanceItem[],
  vaccines: readonly SurveillanceItem[],
): string {
  if (!first) return vaccineLine(vaccines);
  const more = others.length + vaccines.length;
  const since = first.dueBy ? ` since ${first.dueBy}` : first.lastDone ? '' : ', none on record';
  return `${opening}: ${first.item} ${first.status}${since}${more > 0 ? `, and ${more} more` : ''}`;
}

/** The day it is due, or today when that has passed. */
const occurrence = (gap: SurveillanceItem, today: string) =>
  gap.dueBy !== undefined && gap.dueBy > today ? gap.dueBy : today;
