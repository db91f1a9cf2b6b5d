import { h } from 'preact';
import type { Source } from '../../core/evidence.ts';
import type { GuidelineRule } from '../../core/guidelines/rule.ts';
import { page, table } from './layout.ts';
import { sourceItem } from './score-pages.ts';

/** Every rule that can put a next step on a card, with who says so. Wording that depends on the patient is named as such. */
export function guidelinePage(rules: readonly GuidelineRule[]): string {
  const sources = [...new Map(rules.map(({ source }) => [source.id, source])).values()].sort((a: Source, b: Source) =>
    a.label.localeCompare(b.label),
  );
  return page(
    'Guideline rules',
    h('h1', null, 'Guideline rules'),
    h(
      'p',
      { class: 'lead' },
      'What the service may advise as a next step. A rule speaks only when its conditions are met by facts on the chart; of one topic only the first applies.',
    ),
    table(
      `${rules.length} rules`,
      ['Advice', 'Topic', 'Urgency', 'Source', 'Rule'],
      rules.map((rule) => [
        typeof rule.action === 'string' ? rule.action : 'worded for the patient',
        rule.topic,
        rule.urgency,
        `${rule.source.label} (${rule.source.year})`,
        h('span', { id: rule.id }, rule.id),
      ]),
    ),
    h('h2', null, 'Sources'),
    h('ul', null, ...sources.map(sourceItem)),
  );
}
