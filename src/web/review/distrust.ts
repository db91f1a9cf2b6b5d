import { abstainAbove } from '../../core/fusion/fuse-stages.ts';
import type { ReviewData } from '../../core/review/review.ts';
import { upperFirst } from './language/service-sentences.ts';
import type { Reading } from './reading.tsx';

/** In this order on the page: what could turn the reading around comes first. */
const kinds = ['conflict', 'synthetic', 'unread', 'caution', 'quality', 'waiting', 'missing'] as const;
export interface Doubt {
  readonly kind: (typeof kinds)[number];
  readonly text: string;
  /** Free text of the chart or of a model, which stays English. */
  readonly english: boolean;
}

/** With the assessment behind the card that opened the page, where there is one. */
type OpenedReview = ReviewData & {
  readonly openedFrom?: { readonly assessmentId: string; readonly at: string; readonly same: boolean };
};

/** Everything that speaks against the figures on this page, each once. */
export function doubtsOf(
  { assessment, imaging, pending, openedFrom }: OpenedReview,
  { words, formats, say, language }: Reading,
): readonly Doubt[] {
  const { stage, models = [] } = assessment;
  const found: Doubt[] = [];
  const own = (kind: Doubt['kind'], text: string) => found.push({ kind, text, english: false });
  /** Sentences of the service; `about` is whose they are. */
  const foreign = (kind: Doubt['kind'], sentences: readonly string[], about?: string) => {
    const said = sentences.map(say);
    const text = said.map((one) => one.text).join(', ');
    const english = language !== 'en' && said.some(({ lang }) => lang !== undefined);
    found.push({ kind, text: upperFirst(about === undefined ? text : `${about}: ${text}`), english });
  };

  if (stage && stage.conflict > abstainAbove.conflict) {
    const values = { value: formats.number(stage.conflict, 2), limit: formats.number(abstainAbove.conflict, 2) };
    own('conflict', words('distrust.text.conflict', values));
  }
  const simulated = new Set<string>();
  for (const { evidence, shown } of stage?.factors ?? []) if (evidence === 'synthetic') simulated.add(say(shown).text);
  for (const model of models)
    if (model.status === 'ok' && model.evidence === 'synthetic') simulated.add(say(model.title).text);
  const [newest] = imaging;
  for (const model of newest?.models ?? [])
    if (model.evidence === 'synthetic' && model.state === 'live') simulated.add(say(model.title).text);
  for (const { label, evidence, by } of newest?.regions ?? [])
    if (evidence === 'synthetic') simulated.add(`${words.term('imaging.region', label)} (${by?.id ?? label})`);
  if (simulated.size > 0) own('synthetic', words('distrust.text.synthetic', { what: [...simulated].join('; ') }));

  if (openedFrom && !openedFrom.same)
    own('caution', words('distrust.text.since', { date: formats.date(openedFrom.at) }));
  for (const what of assessment.unavailable)
    own('unread', words('distrust.text.unread', { what: say(unreadPart(what)).text }));
  for (const warning of assessment.warnings) foreign('caution', [warning]);
  for (const { caveat } of stage?.factors ?? []) if (caveat) foreign('caution', [caveat]);
  for (const model of models)
    if (model.status === 'ok')
      for (const caution of model.cautions) foreign('caution', [caution], say(model.title).text);
  for (const warning of newest?.warnings ?? []) foreign('caution', [warning]);
  for (const { label, cautions } of newest?.regions ?? [])
    for (const caution of cautions) foreign('caution', [caution], words.term('imaging.region', label));

  for (const { shown, qualityReasons } of stage?.factors ?? [])
    if (qualityReasons.length > 0) foreign('quality', qualityReasons, say(shown).text);
  for (const { title, state, qualityReasons, outOfDistribution } of newest?.models ?? []) {
    if (state !== 'live') continue;
    if (qualityReasons.length > 0) foreign('quality', qualityReasons, say(title).text);
    if (outOfDistribution && outOfDistribution.distance > outOfDistribution.limit)
      foreign('quality', outOfDistribution.because, say(title).text);
  }
  for (const { what } of pending) own('waiting', words('distrust.text.waiting', { what: say(what).text }));
  for (const what of assessment.imaging?.waiting ?? [])
    if (!pending.some((one) => one.what === what))
      own('waiting', words('distrust.text.waiting', { what: say(what).text }));
  if (assessment.missing.length > 0) foreign('missing', assessment.missing);

  const seen = new Set<string>();
  return found
    .filter(({ kind, text }) => !seen.has(`${kind} ${text}`) && seen.add(`${kind} ${text}`))
    .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

/** Parts of the chart by the name of their question: `imagingStudies`. */
const unreadPart = (what: string) => what.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
