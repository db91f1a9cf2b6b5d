import type { GuidelineStep } from '../assessment.ts';
import { causeRules } from './cause.ts';
import { cirrhosisRules } from './cirrhosis.ts';
import { fibrosisPathwayRules } from './fibrosis-pathway.ts';
import type { GuidelineFacts, GuidelineRule } from './rule.ts';

/** All rules, in order of importance within one urgency: events and cirrhosis, then the cause, then staging. */
export const guidelineRules: readonly GuidelineRule[] = [...cirrhosisRules, ...causeRules, ...fibrosisPathwayRules];

const urgencies = ['urgent', 'soon', 'routine'] as const;
/** More than this is a list nobody reads. */
const mostSteps = 5;

/**
 * What the guidelines advise next: most urgent first, one step a topic, no order twice, at most five.
 * The facts are of an adult whose chart could be read; for others the caller withholds the rules by name.
 */
export function nextSteps(
  facts: GuidelineFacts,
  rules: readonly GuidelineRule[] = guidelineRules,
): readonly GuidelineStep[] {
  const applying = urgencies.flatMap((urgency) =>
    rules.filter((rule) => rule.urgency === urgency && rule.applies(facts)),
  );
  const topics = new Set<string>();
  const orders = new Set<string>();
  const steps: GuidelineStep[] = [];
  for (const rule of applying) {
    if (topics.has(rule.topic) || (rule.order && orders.has(rule.order))) continue;
    topics.add(rule.topic);
    if (rule.order) orders.add(rule.order);
    steps.push(stepOf(rule, facts));
  }
  return steps.slice(0, mostSteps);
}

function stepOf(rule: GuidelineRule, facts: GuidelineFacts): GuidelineStep {
  const caveat = rule.caveat?.(facts);
  return {
    id: rule.id,
    action: typeof rule.action === 'string' ? rule.action : rule.action(facts),
    why: typeof rule.why === 'string' ? rule.why : rule.why(facts),
    urgency: rule.urgency,
    ...(rule.order ? { order: rule.order } : {}),
    source: rule.source,
    ...(caveat ? { caveat } : {}),
  };
}
