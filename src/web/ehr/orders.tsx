import type { MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import { useState } from 'preact/hooks';
import { Panel } from './chart.tsx';
import { nameOf } from './chart-data.ts';
import { inDays, showDate } from './dates.ts';
import { Icon } from './icons.tsx';
import type { Orderable } from './sandbox-api.ts';

export type Draft = ServiceRequest | MedicationRequest;
export const referenceOf = (draft: Draft): string => `${draft.resourceType}/${draft.id}`;
export const orderText = (draft: Draft): string =>
  nameOf(draft.resourceType === 'ServiceRequest' ? draft.code : draft.medicationCodeableConcept);

export interface OrderActions {
  add(orderable: Orderable): void;
  drop(draft: Draft): void;
  /** Looks at the drafts before they are signed. */
  review(): void;
  sign(): void;
  dispatch(order: ServiceRequest): void;
  book(date: string): void;
  discharge(): void;
}

/** Order entry and what ends a visit. Choosing from the catalogue puts a draft on the sheet; nothing is real until signed. */
export function Orders(props: {
  orderables: readonly Orderable[];
  suggested: readonly string[];
  drafts: readonly Draft[];
  /** Signing was asked for and advice speaks against it: the next click signs all the same. */
  held: boolean;
  active: readonly ServiceRequest[];
  actions: OrderActions;
}) {
  const { orderables, suggested, drafts, held, active, actions } = props;
  const [words, setWords] = useState('');
  const [date, setDate] = useState(inDays(14));
  const hinted = orderables.filter(({ label }) => suggested.includes(label));
  const matching = orderables.filter(({ label, group }) =>
    `${label} ${group}`.toLowerCase().includes(words.trim().toLowerCase()),
  );
  const groups = [...new Set(matching.map(({ group }) => group))];
  return (
    <div class="orders">
      <Panel title="Order catalogue" class="catalogue">
        <label class="search">
          <Icon name="search" />
          <span class="visually-hidden">Search the order catalogue</span>
          <input
            type="search"
            placeholder="Test or drug"
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        {hinted.length > 0 && words === '' && (
          <>
            <h4>For this story</h4>
            <Entries entries={hinted} add={actions.add} />
          </>
        )}
        {groups.map((group) => (
          <div key={group}>
            <h4>{group}</h4>
            <Entries entries={matching.filter((entry) => entry.group === group)} add={actions.add} />
          </div>
        ))}
        {matching.length === 0 && <p class="empty">Nothing in the catalogue matches.</p>}
      </Panel>
      <div>
        <Panel title="Draft orders" aside={drafts.length > 0 ? String(drafts.length) : undefined}>
          {drafts.length === 0 && <p class="empty">Choose from the catalogue: a draft asks for advice at once.</p>}
          <ul class="entries drafts">
            {drafts.map((draft) => (
              <li key={draft.id}>
                <span>
                  {orderText(draft)}
                  <em>
                    {draft.resourceType === 'MedicationRequest'
                      ? draft.dosageInstruction?.[0]?.text
                      : (draft.orderDetail?.[0]?.text ?? draft.reasonCode?.[0]?.text)}
                  </em>
                </span>
                <button type="button" class="plain" onClick={() => actions.drop(draft)}>
                  Remove<span class="visually-hidden"> {orderText(draft)}</span>
                </button>
              </li>
            ))}
          </ul>
          {held && <p class="held">Not signed yet: read the advice first, then decide.</p>}
          <div class="buttons">
            <button type="button" disabled={drafts.length === 0} onClick={actions.review}>
              Ask again
            </button>
            <button type="button" class="primary" disabled={drafts.length === 0} onClick={actions.sign}>
              Sign {drafts.length > 1 ? `${drafts.length} orders` : 'order'}
              {held && ' anyway'}
            </button>
          </div>
        </Panel>
        <Panel title="Signed orders">
          {active.length === 0 && <p class="empty">No order is waiting.</p>}
          <ul class="entries">
            {active.map((order) => (
              <li key={order.id}>
                <span>
                  {nameOf(order.code)}
                  <em>signed {showDate(order.authoredOn)}</em>
                </span>
                <button type="button" onClick={() => actions.dispatch(order)}>
                  Dispatch<span class="visually-hidden">: {nameOf(order.code)}</span>
                </button>
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title="Visit">
          <div class="visit">
            <label>
              Next appointment
              <input type="date" value={date} min={inDays(1)} onInput={(event) => setDate(event.currentTarget.value)} />
            </label>
            <button type="button" disabled={date === ''} onClick={() => actions.book(date)}>
              Book
            </button>
            <button type="button" onClick={actions.discharge}>
              Discharge
            </button>
          </div>
        </Panel>
      </div>
    </div>
  );
}

function Entries({ entries, add }: { entries: readonly Orderable[]; add: (orderable: Orderable) => void }) {
  return (
    <ul class="choices">
      {entries.map((entry) => (
        <li key={entry.id}>
          <button type="button" onClick={() => add(entry)}>
            <Icon name={entry.kind} />
            {entry.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
