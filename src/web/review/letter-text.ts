import type { ReviewData } from '../../core/review/review.ts';
import { doubtsOf } from './distrust.ts';
import { dueText, repeatedBy } from './due-dates.ts';
import { type Reading, shownValue } from './reading.tsx';
import { headlineRows, riskGroups } from './risk-groups.ts';
import { riskSize, stageHeadlineText } from './sentences.ts';

/** The assessment as a few plain paragraphs for a letter, in the language and units of the page. */
export function letterText(data: ReviewData, reading: Reading): string {
  const { words, formats, say } = reading;
  const { assessment, patient } = data;
  const { stage } = assessment;
  const who = [
    patient.name ?? words('patient.unnamed'),
    patient.birthDate && words('patient.born', { date: formats.date(patient.birthDate) }),
    ...patient.identifiers.map(({ label, value }) => `${label} ${value}`),
  ].filter((part) => part !== undefined && part !== '');
  const evidence = (id: string) => words.term('evidence', id);

  const lines = [`${words('letter.head', { date: formats.date(assessment.asOf) })}: ${who.join(', ')}`, ''];
  if (stage) {
    const from = stage.factors.map(({ shown, date }) => {
      const text = say(shown).text;
      return date ? `${text} (${formats.date(date)})` : text;
    });
    const sizes = [
      `P(≥F2) ${formats.wholePercent(stage.atLeastF2)}`,
      `P(≥F3) ${formats.wholePercent(stage.atLeastF3)}`,
      `P(F4) ${formats.wholePercent(stage.f4)}`,
    ];
    lines.push(
      `${words('letter.stage')}: ${stageHeadlineText(assessment, words)}; ${sizes.join(', ')}; ${words('letter.from', { what: from.join(', ') })} (${evidence(stage.evidence)})`,
    );
  } else lines.push(`${words('letter.stage')}: ${words('stage.none')}`);
  lines.push(
    `${words('stage.standing')}: ${words.term('standing', assessment.state)}; ${say(assessment.because).text}`,
  );

  const [risk] = riskGroups(data);
  if (risk) {
    const sizes = headlineRows(risk).map(
      (row) => `${words.counted('risk.years', row.years)} ${riskSize(row, reading)}`,
    );
    const title = words.term('outcome', risk.outcome, risk.title);
    lines.push(
      `${words('letter.risk')}: ${title}: ${sizes.join(', ')}; ${say(risk.byTitle).text} (${evidence(risk.evidence)})`,
    );
  }
  const course = data.course.flatMap((line) => {
    const last = line.points.at(-1);
    if (!last) return [];
    const title = words.term('line', line.id, line.title);
    return [`${title} ${shownValue(line.id, last.value, line.unit, reading)} (${formats.date(last.date)})`];
  });
  if (course.length > 0) lines.push(`${words('letter.course')}: ${course.join(', ')}`);
  if (assessment.nextSteps.length > 0) {
    lines.push('', `${words('letter.next')}:`);
    for (const step of assessment.nextSteps) {
      const due = repeatedBy(step, data.surveillance);
      const about = [words(`next.${step.urgency}`), ...(due ? [dueText(due, reading)] : []), step.source.label];
      lines.push(`- ${say(step.action).text} (${about.join('; ')})`);
    }
  }
  const doubts = doubtsOf(data, reading);
  if (doubts.length > 0) {
    lines.push('', `${words('letter.mind')}:`);
    for (const { kind, text } of doubts) lines.push(`- ${words(`distrust.${kind}`)}: ${text}`);
  }
  const footer = words('page.footer', { version: data.serviceVersion });
  lines.push('', `${footer} ${words('page.assessment', { id: assessment.id.slice(0, 8) })}`);
  return lines.join('\n');
}
