import type { Order } from '../order.ts';
import { type Fact, factOf, type Situation } from '../situation/liver-facts.ts';
import { type DrugRule, drugRules } from './drug-safety-rules.ts';
import { drugOf } from './drugs.ts';

/** One thing to say about one or several orders: the rule, and the facts of this patient that made it hold. */
export interface DrugAdvice {
  readonly rule: DrugRule;
  /** One sentence under 140 characters. */
  readonly headline: string;
  /** The facts with their dates, decisive first. */
  readonly facts: readonly Fact[];
  /** Names of the drugs, from the drug table, never from the order's own text. */
  readonly subjects: readonly string[];
  readonly orders: readonly Order[];
  /** Further rules of the same or lower gravity that hold for the same orders. */
  readonly further: readonly DrugRule[];
}

const gravity = { danger: 0, caution: 1, note: 2 } as const;
const ended: ReadonlySet<string> = new Set(['stopped', 'cancelled', 'revoked', 'on-hold']);
const silent: ReadonlySet<string> = new Set(['entered-in-error', 'completed']);

/**
 * What the rules say about orders, gravest first. Orders that the same rule concerns share one advice. A `note` is not repeated
 * for a drug the patient already takes. Rules with adult doses or cut-offs are silent under 18: see `withheldUnder18`.
 */
export function drugSafety(orders: readonly Order[], situation: Situation): readonly DrugAdvice[] {
  const advice = new Map<
    DrugRule,
    { orders: Order[]; subjects: string[]; facts: readonly Fact[]; further: DrugRule[] }
  >();
  for (const order of orders) {
    const [first, ...further] = rulesFor(order, situation);
    const subject = subjectOf(order);
    if (!first || !subject) continue;
    const known = advice.get(first.rule) ?? { orders: [], subjects: [], facts: first.facts, further: [] };
    if (!known.subjects.includes(subject.name)) known.subjects.push(subject.name);
    known.orders.push(order);
    known.further.push(...further.map((one) => one.rule).filter((rule) => !known.further.includes(rule)));
    advice.set(first.rule, known);
  }
  return [...advice]
    .map(([rule, found]) => ({ rule, ...found, headline: headlineOf(rule, found.subjects, found.facts) }))
    .sort((a, b) => gravity[a.rule.severity] - gravity[b.rule.severity]);
}

/** True when an order is of a kind any rule speaks about: the cheap question before anything is assessed. */
export function concernsDrugSafety(order: Order): boolean {
  const subject = subjectOf(order);
  return (
    subject !== undefined && drugRules.some((rule) => speaksOf(rule, subject) && whenOf(order) === (rule.on ?? 'start'))
  );
}

/** Rules that would hold but for the patient's age: to be named on a card, never applied. */
export function withheldUnder18(orders: readonly Order[], situation: Situation): readonly DrugRule[] {
  if (!isChild(situation)) return [];
  return drugRules.filter(
    (rule) =>
      rule.adultsOnly &&
      orders.some((order) => {
        const subject = subjectOf(order);
        return (
          subject && whenOf(order) === (rule.on ?? 'start') && speaksOf(rule, subject) && factsFor(rule, situation)
        );
      }),
  );
}

const isChild = ({ assessment }: Situation) => assessment.ageYears !== undefined && assessment.ageYears < 18;

function rulesFor(order: Order, situation: Situation): readonly { rule: DrugRule; facts: readonly Fact[] }[] {
  const subject = subjectOf(order);
  const when = whenOf(order);
  if (!subject || !when) return [];
  const already = situation.chart.medications?.some(
    (one) => one.status === 'active' && one.ingredient === order.ingredient && one.reference !== order.reference,
  );
  return drugRules
    .filter((rule) => when === (rule.on ?? 'start') && speaksOf(rule, subject))
    .filter((rule) => !(rule.adultsOnly && isChild(situation)))
    .filter((rule) => !(rule.severity === 'note' && when === 'start' && already && order.ingredient !== undefined))
    .flatMap((rule) => {
      const facts = factsFor(rule, situation);
      return facts ? [{ rule, facts }] : [];
    })
    .sort((a, b) => gravity[a.rule.severity] - gravity[b.rule.severity]);
}

function whenOf(order: Order): 'start' | 'stop' | undefined {
  if (silent.has(order.status ?? '')) return undefined;
  return ended.has(order.status ?? '') ? 'stop' : 'start';
}

interface Subject {
  readonly name: string;
  readonly ingredient?: string;
  readonly classes: readonly string[];
}

/** A medication order speaks of its ingredient; an imaging order of its contrast medium (CT of the liver is done with contrast). */
function subjectOf(order: Order): Subject | undefined {
  const drug = drugOf(order.ingredient);
  if (drug) return { name: drug.id.replaceAll('-', ' '), ingredient: drug.id, classes: drug.classes };
  const contrast = order.contrast ?? (order.concept === 'ct-liver' ? 'iodinated' : undefined);
  return contrast && { name: `${contrast} contrast`, classes: [`${contrast}-contrast`] };
}

function speaksOf({ of }: DrugRule, subject: Subject): boolean {
  if (subject.ingredient !== undefined && of.except?.includes(subject.ingredient)) return false;
  return (
    (of.classes?.some((one) => subject.classes.includes(one)) ?? false) ||
    (subject.ingredient !== undefined && (of.ingredients?.includes(subject.ingredient) ?? false))
  );
}

/** The facts that make the rule hold, decisive first; undefined when it does not hold. */
function factsFor(rule: DrugRule, situation: Situation): readonly Fact[] | undefined {
  const all = (rule.all ?? []).map((id) => factOf(situation, id));
  if (all.some((fact) => fact === undefined)) return undefined;
  const any = (rule.any ?? []).map((id) => factOf(situation, id)).filter((fact) => fact !== undefined);
  if (rule.any && any.length === 0) return undefined;
  if ((rule.none ?? []).some((id) => factOf(situation, id))) return undefined;
  const facts = [...any, ...all.filter((fact) => fact !== undefined)];
  return facts.filter((fact, index) => facts.findIndex((other) => other.text === fact.text) === index);
}

/** Limit of CDS Hooks for a card summary. */
const headlineLimit = 139;

/** The dated fact when it fits, its short form otherwise; many drugs are counted rather than listed. */
function headlineOf(rule: DrugRule, subjects: readonly string[], facts: readonly Fact[]): string {
  const [fact] = facts;
  const listed =
    subjects.length > 1 ? `${subjects.slice(0, -1).join(', ')} and ${subjects.at(-1)}` : (subjects[0] ?? '');
  const attempts: readonly (readonly [string, string])[] = [
    [listed, fact?.text ?? ''],
    [listed, fact?.short ?? ''],
    [`these ${subjects.length} drugs`, fact?.short ?? ''],
  ];
  const sentences = attempts.map(([drug, because]) =>
    upperFirst(rule.headline.replace('{drug}', drug).replace('{fact}', because)),
  );
  return (
    sentences.find((sentence) => sentence.length <= headlineLimit) ?? (sentences.at(-1) ?? '').slice(0, headlineLimit)
  );
}

export const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
