import { useEffect, useRef, useState } from 'preact/hooks';
import type { Exchange } from './cds.ts';
import { Icon } from './icons.tsx';
import { loadFeedback, type ReceivedFeedback } from './sandbox-api.ts';

/** What went over the wire, and the feedback as the service keeps it. */
export function LogDrawer({ exchanges, close }: { exchanges: readonly Exchange[]; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [feedback, setFeedback] = useState<readonly ReceivedFeedback[] | string>('Loading …');
  useEffect(() => {
    dialog.current?.showModal();
    loadFeedback().then(setFeedback, () => setFeedback('The feedback could not be read.'));
  }, []);
  return (
    <dialog ref={dialog} class="log" aria-label="Log" onClose={close}>
      <header>
        <h2>Log</h2>
        <button type="button" class="plain" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
          Close
        </button>
      </header>
      <div class="log-body">
        <section>
          <h3>Feedback received by the service</h3>
          {typeof feedback === 'string' && <p class="empty">{feedback}</p>}
          {typeof feedback !== 'string' && feedback.length === 0 && (
            <p class="empty">None yet: accept or override a card.</p>
          )}
          {typeof feedback !== 'string' && feedback.length > 0 && (
            <table class="results">
              <thead>
                <tr>
                  <th scope="col">Time</th>
                  <th scope="col">Service</th>
                  <th scope="col">Outcome</th>
                  <th scope="col">Reason</th>
                </tr>
              </thead>
              <tbody>
                {feedback.map((item) => (
                  <tr key={item.card + item.outcome + item.outcomeTimestamp}>
                    <td>{new Date(item.outcomeTimestamp).toLocaleTimeString('en-GB')}</td>
                    <td>{item.serviceId}</td>
                    <td>{item.outcome}</td>
                    <td>
                      {item.outcome === 'accepted'
                        ? `${item.acceptedSuggestions.length} suggestion${item.acceptedSuggestions.length === 1 ? '' : 's'}`
                        : [item.overrideReason?.display ?? item.overrideReason?.code, item.overrideReason?.comment]
                            .filter(Boolean)
                            .join(': ')}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        <section>
          <h3>Calls of this session</h3>
          {exchanges.length === 0 && <p class="empty">Nothing has been asked yet.</p>}
          {exchanges.map((exchange) => (
            <details key={exchange.at + exchange.service}>
              <summary>
                <span class={exchange.problem ? 'status bad' : 'status'}>{exchange.status || 'failed'}</span>
                <strong>{exchange.hook}</strong> {exchange.service}
                <span class="latency">
                  {exchange.cards.length} {exchange.cards.length === 1 ? 'card' : 'cards'} ·{' '}
                  {Math.round(exchange.milliseconds)} ms
                </span>
              </summary>
              <h4>Request</h4>
              <Json value={exchange.request} />
              <h4>Response</h4>
              <Json value={exchange.response ?? exchange.problem} />
            </details>
          ))}
        </section>
      </div>
    </dialog>
  );
}

const longest = 60_000;
function Json({ value }: { value: unknown }) {
  const text = JSON.stringify(value, undefined, 2) ?? '';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box has to be reachable by keyboard
    <pre tabIndex={0}>
      {text.length > longest ? `${text.slice(0, longest)}\n… ${text.length - longest} more characters` : text}
    </pre>
  );
}
