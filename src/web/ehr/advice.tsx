import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { type Card, type Exchange, type Suggestion, smartLaunch } from './cds.ts';
import { Icon } from './icons.tsx';
import { renderMarkdown } from './markdown.ts';
import { urgencyWords } from './patient-list.tsx';

/** Everything one hook brought: still asking, or the answers of all its services. */
export interface Advice {
  readonly hook: string;
  readonly state: 'asking' | 'answered' | 'failed';
  readonly exchanges: readonly Exchange[];
  readonly problem?: string;
}
export interface Decision {
  readonly outcome: 'accepted' | 'overridden';
  readonly text: string;
  /** Suggestions accepted so far: a card that takes any number of them stays open for the others. */
  readonly accepted: readonly Suggestion[];
  readonly feedback: 'sending' | 'sent' | 'failed' | 'none';
}
export interface AdviceActions {
  accept(exchange: Exchange, card: Card, suggestion: Suggestion): void;
  override(
    exchange: Exchange,
    card: Card,
    reason: { code?: { code: string; system: string }; display: string; comment: string },
  ): void;
}

const hookWords: Readonly<Record<string, string>> = {
  'patient-view': 'Chart opened',
  'order-select': 'Order drafted',
  'order-sign': 'Order signing',
  'order-dispatch': 'Order sent to radiology',
  'appointment-book': 'Appointment booked',
  'encounter-discharge': 'Discharge',
  'encounter-start': 'Visit started',
};

/** The column where decision support appears, newest event first. */
export function AdviceColumn(props: {
  advice: readonly Advice[];
  decisions: ReadonlyMap<string, Decision>;
  patientId: string;
  userId: string;
  actions: AdviceActions;
}) {
  const column = useRef<HTMLElement>(null);
  const newest = props.advice[0];
  const asking = newest?.state === 'asking' ? newest : undefined;
  // New advice stands on top: bring it into view when the question is asked, before any card is there to be read.
  useEffect(() => {
    if (asking) column.current?.scrollTo({ top: 0 });
  }, [asking]);
  return (
    <aside class="advice" aria-label="Decision support" ref={column}>
      <h2>Decision support</h2>
      <div aria-live="polite" class="advice-list">
        {props.advice.map((each) => (
          <AdviceGroup key={each.hook} {...props} advice={each} />
        ))}
      </div>
    </aside>
  );
}

function AdviceGroup(props: {
  advice: Advice;
  decisions: ReadonlyMap<string, Decision>;
  patientId: string;
  userId: string;
  actions: AdviceActions;
}) {
  const { advice } = props;
  const count = advice.exchanges.reduce((sum, { cards }) => sum + cards.length, 0);
  const slowest = Math.max(0, ...advice.exchanges.map(({ milliseconds }) => milliseconds));
  const failed = advice.exchanges.filter(({ problem }) => problem);
  return (
    <section class={`advice-group ${advice.state}`} aria-busy={advice.state === 'asking'}>
      <header>
        <h3>{hookWords[advice.hook] ?? advice.hook}</h3>
        <span class="latency">
          {advice.state === 'asking' ? 'asking …' : advice.exchanges.length > 0 ? `${Math.round(slowest)} ms` : ''}
        </span>
      </header>
      {advice.state === 'asking' && advice.exchanges.length === 0 && (
        <div class="skeleton" role="status">
          <span class="visually-hidden">Asking for advice</span>
        </div>
      )}
      {advice.state === 'failed' && <p class="state problem">{advice.problem}</p>}
      {failed.map(({ service, title, problem }) => (
        <p key={service} class="state problem">
          <strong>{title}</strong> gave no advice: {problem} The chart is unchanged; go on without it.
        </p>
      ))}
      {advice.state === 'answered' && count === 0 && failed.length === 0 && (
        <p class="state quiet">
          <Icon name="quiet" />
          {advice.exchanges.length === 0 ? 'No service listens to this event.' : 'No advice for this event.'}
        </p>
      )}
      {advice.exchanges.flatMap((exchange) =>
        exchange.cards.map((card, index) => (
          <AdviceCard
            key={card.uuid ?? `${exchange.service}${index}`}
            card={card}
            exchange={exchange}
            decision={props.decisions.get(card.uuid ?? '')}
            patientId={props.patientId}
            userId={props.userId}
            actions={props.actions}
          />
        )),
      )}
    </section>
  );
}

function AdviceCard(props: {
  card: Card;
  exchange: Exchange;
  decision: Decision | undefined;
  patientId: string;
  userId: string;
  actions: AdviceActions;
}) {
  const { card, exchange, decision, patientId, userId, actions } = props;
  const [overriding, setOverriding] = useState(false);
  const headingId = useId();
  const open = card.selectionBehavior === 'any' && decision?.outcome === 'accepted';
  const suggestions = (card.suggestions ?? []).filter((each) => !decision?.accepted.includes(each));
  const offered = !decision || open ? suggestions : [];
  return (
    <article class={`card ${card.indicator} ${decision ? 'decided' : ''}`} aria-labelledby={headingId}>
      <p class={`chip ${card.indicator}`}>
        <Icon name={card.indicator} />
        {urgencyWords[card.indicator]}
      </p>
      <h4 id={headingId}>{card.summary}</h4>
      {card.detail && <Detail markdown={card.detail} />}
      {decision && (
        <p class="decision" role="status">
          <Icon name="check" />
          <span>
            {decision.outcome === 'accepted' ? 'Accepted' : 'Overridden'}: {decision.text}
            <small>
              {decision.feedback === 'sent' && 'Feedback sent to the service.'}
              {decision.feedback === 'sending' && 'Sending feedback …'}
              {decision.feedback === 'failed' && 'Feedback could not be sent.'}
              {decision.feedback === 'none' && 'This card takes no feedback.'}
            </small>
          </span>
        </p>
      )}
      {offered.map((suggestion) => (
        <button
          key={suggestion.uuid ?? suggestion.label}
          type="button"
          class={`suggestion ${suggestion.isRecommended || card.suggestions?.length === 1 ? 'primary' : ''}`}
          onClick={() => actions.accept(exchange, card, suggestion)}
        >
          {suggestion.label}
        </button>
      ))}
      {!decision &&
        (overriding ? (
          <OverrideForm
            card={card}
            cancel={() => setOverriding(false)}
            send={(reason) => {
              setOverriding(false);
              actions.override(exchange, card, reason);
            }}
          />
        ) : (
          <div class="card-foot">
            {card.links?.map((link) => (
              <a
                key={link.url + link.label}
                href={link.type === 'smart' ? smartLaunch(link, { patientId, userId }) : link.url}
                target="_blank"
                rel="noopener noreferrer"
              >
                {link.label}
                <Icon name="open" />
                <span class="visually-hidden"> (opens a new tab)</span>
              </a>
            ))}
            <button type="button" class="plain" onClick={() => setOverriding(true)}>
              Override …
            </button>
          </div>
        ))}
      <p class="source">
        Source:{' '}
        {card.source.url ? (
          <a href={card.source.url} target="_blank" rel="noopener noreferrer">
            {card.source.label}
          </a>
        ) : (
          card.source.label
        )}
      </p>
    </article>
  );
}

/** Long details open on demand, so that one card does not push the next out of sight. */
function Detail({ markdown }: { markdown: string }) {
  const [open, setOpen] = useState(false);
  const long = markdown.length > 700 || markdown.split('\n').length > 14;
  return (
    <>
      <div
        class={`detail ${long && !open ? 'folded' : ''}`}
        dangerouslySetInnerHTML={{ __html: renderMarkdown(markdown) }}
      />
      {long && (
        <button type="button" class="plain more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  );
}

function OverrideForm(props: {
  card: Card;
  cancel: () => void;
  send: (reason: { code?: { code: string; system: string }; display: string; comment: string }) => void;
}) {
  const reasons = props.card.overrideReasons ?? [];
  const [chosen, setChosen] = useState(0);
  const [comment, setComment] = useState('');
  const name = useId();
  const reason = reasons[chosen];
  return (
    <form
      class="override"
      onSubmit={(event) => {
        event.preventDefault();
        props.send({
          ...(reason ? { code: { code: reason.code, system: reason.system } } : {}),
          display: reason?.display ?? (comment || 'without a reason'),
          comment,
        });
      }}
    >
      <fieldset>
        <legend>Why is this advice not followed?</legend>
        {reasons.map(({ code, display }, index) => (
          <label key={code}>
            <input type="radio" name={name} checked={index === chosen} onChange={() => setChosen(index)} />
            {display}
          </label>
        ))}
        <label class="comment">
          Comment (no patient data)
          <input
            type="text"
            value={comment}
            maxLength={200}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
        </label>
      </fieldset>
      <div class="buttons">
        <button type="button" onClick={props.cancel}>
          Cancel
        </button>
        <button type="submit" class="primary">
          Override
        </button>
      </div>
    </form>
  );
}
