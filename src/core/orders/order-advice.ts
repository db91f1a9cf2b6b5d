import type { ServiceConcept } from '../chart.ts';
import { drugOf } from '../drugs/drugs.ts';
import type { Order } from '../order.ts';
import type { Situation } from '../situation/liver-facts.ts';
import { type Finding, type OrderRule, orderRules } from './order-rules.ts';

export interface OrderAdvice extends Finding {
  readonly rule: OrderRule;
  readonly order: Order;
}

const gravity = { danger: 0, caution: 1, note: 2 } as const;
const over: ReadonlySet<string> = new Set([
  'stopped',
  'cancelled',
  'revoked',
  'entered-in-error',
  'completed',
  'on-hold',
]);

/**
 * Is this the right next test? One advice for an order at most, gravest first. Looks at selected orders only; the other
 * drafts count as ordered. Children and pregnant patients get no advice that rests on adult cut-offs: see `withheldAdvice`.
 */
export function adviseOnOrders(orders: readonly Order[], situation: Situation): readonly OrderAdvice[] {
  const live = orders.filter((order) => !over.has(order.status ?? ''));
  return live
    .filter((order) => order.selected)
    .flatMap((order) => {
      const others = live.filter((one) => one !== order);
      for (const rule of rulesOf(order)) {
        if (isWithheld(rule, situation)) continue;
        const finding = rule.check(situation, order, others);
        if (finding) return [{ ...finding, rule, order }];
      }
      return [];
    })
    .filter((advice, index, all) => all.findIndex((one) => one.headline === advice.headline) === index)
    .sort((a, b) => gravity[a.rule.severity] - gravity[b.rule.severity]);
}

/** True when any rule speaks about the order: asked before anything is assessed, since order-select comes at every click. */
export function concernsFibrosis(order: Order): boolean {
  return order.selected && !over.has(order.status ?? '') && rulesOf(order).length > 0;
}

/** Why adult advice on these orders was withheld, by name; undefined when it was not, or would have said nothing. */
export function withheldAdvice(orders: readonly Order[], situation: Situation): string | undefined {
  const silenced = orders.filter((order) =>
    rulesOf(order).some(
      (rule) =>
        isWithheld(rule, situation) &&
        rule.check(
          situation,
          order,
          orders.filter((one) => one !== order),
        ),
    ),
  );
  if (silenced.length === 0) return undefined;
  const { ageYears, pregnant } = situation.assessment;
  return ageYears !== undefined && ageYears < 18
    ? `adult cut-offs for non-invasive tests are not applied at age ${ageYears}`
    : pregnant
      ? 'cut-offs for non-invasive tests are not validated in pregnancy'
      : undefined;
}

const isWithheld = (rule: OrderRule, { assessment }: Situation) =>
  (rule.withheld?.includes('child') && assessment.ageYears !== undefined && assessment.ageYears < 18) ||
  (rule.withheld?.includes('pregnancy') && assessment.pregnant) ||
  false;

function rulesOf(order: Order): readonly OrderRule[] {
  const concept: ServiceConcept | undefined = order.concept;
  const classes = drugOf(order.ingredient)?.classes ?? [];
  return orderRules.filter(
    ({ of }) =>
      (concept !== undefined && (of.services?.includes(concept) ?? false)) ||
      (of.drugs?.some((one) => classes.includes(one)) ?? false),
  );
}
