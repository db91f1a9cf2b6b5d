import type { FhirResource, Patient, ServiceRequest } from 'fhir/r4.js';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Advice, AdviceColumn, type Decision } from './advice.tsx';
import {
  type Action,
  type Card,
  type Exchange,
  type FeedbackItem,
  fire,
  type HookContext,
  type Suggestion,
  sendFeedback,
} from './cds.ts';
import { Chart } from './chart.tsx';
import { type ChartData, loadChart, loadPatients } from './chart-data.ts';
import { today } from './dates.ts';
import { remove, save } from './fhir.ts';
import { Icon } from './icons.tsx';
import { LogDrawer } from './log-drawer.tsx';
import { type Draft, Orders, referenceOf } from './orders.tsx';
import { ageAndSex, PatientList, patientName, type Urgency } from './patient-list.tsx';
import { loadOrderables, loadScenarios, type Orderable, type ScenarioHint } from './sandbox-api.ts';

const fallbackUser = 'Practitioner/dr-amara-nwosu';
const radiology = 'Organization/sandbox-radiology';
const urgencies: readonly Urgency[] = ['critical', 'warning', 'info'];

export function App() {
  const [patients, setPatients] = useState<readonly Patient[]>([]);
  const [hints, setHints] = useState<ReadonlyMap<string, ScenarioHint>>(new Map());
  const [orderables, setOrderables] = useState<readonly Orderable[]>([]);
  const [selected, setSelected] = useState<string | undefined>();
  const [chart, setChart] = useState<ChartData | undefined>();
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const [held, setHeld] = useState(false);
  const [tab, setTab] = useState<'chart' | 'orders'>('chart');
  const [advice, setAdvice] = useState<readonly Advice[]>([]);
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Decision>>(new Map());
  const [urgency, setUrgency] = useState<ReadonlyMap<string, Urgency>>(new Map());
  const [log, setLog] = useState<readonly Exchange[]>([]);
  const [logOpen, setLogOpen] = useState(false);
  const [listOpen, setListOpen] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();
  const [notice, setNotice] = useState('');
  // Answers that arrive after the user has gone on to another patient are dropped.
  const current = useRef<string | undefined>(undefined);

  const patient = patients.find(({ id }) => id === selected);
  const hint = hints.get(selected ?? '');
  const userId = hint?.userId ?? fallbackUser;

  const ask = useCallback(async (hook: string, context: HookContext, user: string): Promise<readonly Card[]> => {
    const put = (next: Advice) => {
      if (current.current !== context.patientId) return;
      // Newer advice about orders takes the place of the older: select, then sign.
      const replaced = hook.startsWith('order-') ? ['order-select', 'order-sign', 'order-dispatch'] : [hook];
      setAdvice((before) => [next, ...before.filter((each) => !replaced.includes(each.hook))]);
    };
    put({ hook, state: 'asking', exchanges: [] });
    try {
      const exchanges = await fire(hook, context, user);
      put({ hook, state: 'answered', exchanges });
      const cards = exchanges.flatMap((exchange) => exchange.cards);
      setLog((before) => [...exchanges, ...before].slice(0, 100));
      if (hook === 'patient-view' && exchanges.some((exchange) => !exchange.problem)) {
        const indicators = cards.map(({ indicator }) => indicator);
        const highest = urgencies.find((each) => indicators.some((indicator) => indicator === each)) ?? 'quiet';
        setUrgency((before) => new Map(before).set(context.patientId, highest));
      }
      return cards;
    } catch (error) {
      put({
        hook,
        state: 'failed',
        exchanges: [],
        problem: `${sentence(error)} The chart can be used without advice.`,
      });
      return [];
    }
  }, []);

  const open = useCallback(
    async (id: string, known: ReadonlyMap<string, ScenarioHint>) => {
      current.current = id;
      setSelected(id);
      setListOpen(false);
      setChart(undefined);
      setDrafts([]);
      setHeld(false);
      setAdvice([]);
      setDecisions(new Map());
      setTab('chart');
      setProblem(undefined);
      setNotice('');
      history.replaceState(null, '', `#${id}`);
      const hintOf = known.get(id);
      const user = hintOf?.userId ?? fallbackUser;
      const encounter = hintOf ? { encounterId: hintOf.encounterId } : {};
      void ask('patient-view', { patientId: id, userId: user, ...encounter }, user);
      try {
        const data = await loadChart(id);
        if (current.current === id) setChart(data);
      } catch (error) {
        setProblem(sentence(error));
      }
    },
    [ask],
  );

  useEffect(() => {
    Promise.all([loadPatients(), loadScenarios(), loadOrderables()]).then(
      ([allPatients, scenarios, catalogue]) => {
        const known = new Map(scenarios.map((scenario) => [scenario.id, scenario]));
        setPatients(allPatients);
        setHints(known);
        setOrderables(catalogue);
        const wanted = decodeURIComponent(location.hash.slice(1));
        const first = allPatients.find(({ id }) => id === wanted) ?? allPatients[0];
        if (first?.id) void open(first.id, known);
      },
      (error: unknown) => setProblem(sentence(error)),
    );
  }, [open]);

  const changeDrafts = (sheet: readonly Draft[]) => {
    setDrafts(sheet);
    setHeld(false);
  };
  const base = { patientId: selected ?? '', userId, ...(hint ? { encounterId: hint.encounterId } : {}) };
  const reload = async () => {
    if (selected) setChart(await loadChart(selected));
  };
  const askAboutDrafts = (hook: 'order-select' | 'order-sign', sheet: readonly Draft[], selections: readonly Draft[]) =>
    ask(
      hook,
      {
        ...base,
        draftOrders: { resourceType: 'Bundle', type: 'collection', entry: sheet.map((resource) => ({ resource })) },
        ...(hook === 'order-select' ? { selections: selections.map(referenceOf) } : {}),
      },
      userId,
    );

  const orderActions = {
    add(orderable: Orderable) {
      const draft = draftOf(orderable, base);
      const sheet = [...drafts, draft];
      changeDrafts(sheet);
      setNotice(`${orderable.label} is on the draft sheet.`);
      void askAboutDrafts('order-select', sheet, [draft]);
    },
    drop(draft: Draft) {
      changeDrafts(drafts.filter((each) => each !== draft));
      setAdvice((before) => before.filter(({ hook }) => hook !== 'order-select' && hook !== 'order-sign'));
    },
    review: () => void askAboutDrafts('order-select', drafts, drafts),
    async sign() {
      if (!held) {
        const cards = await askAboutDrafts('order-sign', drafts, drafts);
        // What is more than information holds the signature until somebody has read it.
        if (cards.some(({ indicator }) => indicator !== 'info')) {
          setHeld(true);
          return;
        }
      }
      try {
        for (const draft of drafts) await save({ authoredOn: today(), ...draft, status: 'active' }, true);
        setNotice(`${drafts.length === 1 ? 'One order was' : `${drafts.length} orders were`} signed.`);
        changeDrafts([]);
        await reload();
      } catch (error) {
        setProblem(sentence(error));
      }
    },
    dispatch(order: ServiceRequest) {
      const context = {
        patientId: base.patientId,
        dispatchedOrders: [`ServiceRequest/${order.id}`],
        performer: radiology,
      };
      void ask('order-dispatch', context, userId);
    },
    book(date: string) {
      const appointment = {
        resourceType: 'Appointment',
        id: crypto.randomUUID(),
        status: 'proposed',
        description: 'Hepatology follow-up',
        start: `${date}T09:00:00Z`,
        end: `${date}T09:30:00Z`,
        participant: [{ actor: { reference: `Patient/${base.patientId}` }, status: 'accepted' }],
      };
      const appointments = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: appointment }] };
      void ask('appointment-book', { ...base, appointments }, userId);
    },
    discharge: () => void ask('encounter-discharge', base, userId),
  };

  async function respond(
    exchange: Exchange,
    card: Card,
    item: Omit<FeedbackItem, 'card' | 'outcomeTimestamp'>,
    text: string,
    accepted: readonly Suggestion[] = [],
  ) {
    const uuid = card.uuid;
    const decide = (feedback: Decision['feedback']) =>
      setDecisions((before) => new Map(before).set(uuid ?? '', { outcome: item.outcome, text, accepted, feedback }));
    if (!uuid) return;
    // Feedback on an accepted suggestion needs the suggestion's own id.
    if (item.outcome === 'accepted' && item.acceptedSuggestions?.length === 0) return decide('none');
    decide('sending');
    try {
      await sendFeedback(exchange.service, { card: uuid, ...item, outcomeTimestamp: new Date().toISOString() });
      decide('sent');
    } catch {
      decide('failed');
    }
  }

  const adviceActions = {
    async accept(exchange: Exchange, card: Card, suggestion: Suggestion) {
      try {
        changeDrafts(await applied(suggestion.actions ?? [], drafts));
        await reload();
      } catch (error) {
        setProblem(sentence(error));
        return;
      }
      setNotice(`Done: ${suggestion.label}.`);
      const accepted = [...(decisions.get(card.uuid ?? '')?.accepted ?? []), suggestion];
      // The same card again, with everything accepted so far: the service takes the newest as the whole.
      const acceptedSuggestions = accepted.flatMap(({ uuid }) => (uuid ? [{ id: uuid }] : []));
      const labels = accepted.map(({ label }) => label).join('; ');
      await respond(exchange, card, { outcome: 'accepted', acceptedSuggestions }, labels, accepted);
    },
    override(
      exchange: Exchange,
      card: Card,
      reason: { code?: { code: string; system: string }; display: string; comment: string },
    ) {
      const overrideReason = {
        ...(reason.code ? { reason: reason.code } : {}),
        ...(reason.comment ? { userComment: reason.comment } : {}),
      };
      const given = Object.keys(overrideReason).length > 0 ? { overrideReason } : {};
      void respond(exchange, card, { outcome: 'overridden', ...given }, reason.display);
    },
  };

  return (
    <div class={`app ${listOpen ? 'list-open' : ''}`}>
      <header class="top">
        <button type="button" class="plain only-narrow" aria-expanded={listOpen} onClick={() => setListOpen(!listOpen)}>
          <Icon name="people" />
          Patients
        </button>
        <strong class="hospital">Sandbox General Hospital</strong>
        <span class="test-data">Made-up patients</span>
        <span class="user">{userNames[userId] ?? userId}</span>
        <button type="button" class="plain" onClick={() => setLogOpen(true)}>
          <Icon name="log" />
          Log
        </button>
      </header>
      <PatientList
        patients={patients}
        hints={hints}
        urgency={urgency}
        selected={selected}
        onSelect={(id) => void open(id, hints)}
      />
      <main>
        {problem && (
          <p class="state problem" role="alert">
            {problem}
          </p>
        )}
        {patient && (
          <>
            <Banner patient={patient} story={hint?.story} encounter={chart?.encounter?.class.display} />
            <div class="tabs" role="tablist" aria-label="Record">
              {(['chart', 'orders'] as const).map((each) => (
                <button
                  key={each}
                  type="button"
                  role="tab"
                  id={`tab-${each}`}
                  aria-controls="record"
                  aria-selected={tab === each}
                  tabIndex={tab === each ? 0 : -1}
                  onClick={() => setTab(each)}
                  onKeyDown={(event) => {
                    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
                    const other = each === 'chart' ? 'orders' : 'chart';
                    setTab(other);
                    document.getElementById(`tab-${other}`)?.focus();
                  }}
                >
                  {each === 'chart' ? 'Chart' : 'Orders and visit'}
                  {each === 'orders' && drafts.length > 0 && <span class="count">{drafts.length}</span>}
                </button>
              ))}
              <span class="notice" role="status">
                {notice}
              </span>
            </div>
            <div id="record" role="tabpanel" aria-labelledby={`tab-${tab}`}>
              {!chart && (
                <div class="chart-loading" role="status">
                  Opening the chart …
                </div>
              )}
              {chart && tab === 'chart' && <Chart data={chart} />}
              {chart && tab === 'orders' && (
                <Orders
                  orderables={orderables}
                  suggested={hint?.tryOrders ?? []}
                  drafts={drafts}
                  held={held}
                  active={chart.orders}
                  actions={orderActions}
                />
              )}
            </div>
          </>
        )}
        {!patient && !problem && <p class="empty">No patient is open.</p>}
      </main>
      <AdviceColumn
        advice={advice}
        decisions={decisions}
        patientId={selected ?? ''}
        userId={userId}
        actions={adviceActions}
      />
      {logOpen && <LogDrawer exchanges={log} close={() => setLogOpen(false)} />}
    </div>
  );
}

const userNames: Readonly<Record<string, string>> = {
  'Practitioner/dr-amara-nwosu': 'Dr Amara Nwosu, Hepatology',
  'Practitioner/dr-jonas-keller': 'Dr Jonas Keller, Family medicine',
  'Practitioner/dr-leila-haddad': 'Dr Leila Haddad, Internal medicine',
};

function Banner({
  patient,
  story,
  encounter,
}: {
  patient: Patient;
  story: string | undefined;
  encounter: string | undefined;
}) {
  return (
    <div class="banner">
      <div>
        <h1>{patientName(patient)}</h1>
        <p class="facts">
          <span>{ageAndSex(patient)}</span>
          <span>born {patient.birthDate ?? 'unknown'}</span>
          <span>MRN {patient.identifier?.[0]?.value ?? patient.id}</span>
          {encounter && <span>{encounter}</span>}
        </p>
      </div>
      {story && <p class="story">{story}</p>}
    </div>
  );
}

function draftOf(orderable: Orderable, about: { patientId: string; userId: string; encounterId?: string }): Draft {
  const basis = {
    id: crypto.randomUUID(),
    status: 'draft' as const,
    intent: 'order' as const,
    subject: { reference: `Patient/${about.patientId}` },
    ...(about.encounterId ? { encounter: { reference: `Encounter/${about.encounterId}` } } : {}),
    requester: { reference: about.userId },
    authoredOn: today(),
  };
  const instruction = orderable.instruction ? [{ text: orderable.instruction }] : undefined;
  return orderable.kind === 'test'
    ? {
        resourceType: 'ServiceRequest',
        ...basis,
        code: orderable.code,
        ...(instruction ? { orderDetail: instruction } : {}),
      }
    : {
        resourceType: 'MedicationRequest',
        ...basis,
        medicationCodeableConcept: orderable.code,
        ...(instruction ? { dosageInstruction: instruction } : {}),
      };
}

/** Applies an accepted suggestion as CDS Hooks orders it (deletes, creates, updates): to the draft sheet where it is about drafts, else to the record. */
async function applied(actions: readonly Action[], drafts: readonly Draft[]): Promise<Draft[]> {
  let sheet = [...drafts];
  for (const action of actions) {
    if (action.type !== 'delete') continue;
    if (sheet.some((draft) => referenceOf(draft) === action.resourceId)) {
      sheet = sheet.filter((draft) => referenceOf(draft) !== action.resourceId);
    } else await remove(action.resourceId);
  }
  for (const action of actions) {
    if (action.type !== 'create') continue;
    if (isDraft(action.resource)) sheet.push({ ...action.resource, id: action.resource.id ?? crypto.randomUUID() });
    else await save(action.resource, false);
  }
  for (const action of actions) {
    if (action.type !== 'update') continue;
    const { resource } = action;
    const at = sheet.findIndex((draft) => referenceOf(draft) === `${resource.resourceType}/${resource.id}`);
    if (at >= 0 && (resource.resourceType === 'ServiceRequest' || resource.resourceType === 'MedicationRequest')) {
      sheet[at] = resource;
    } else await save(resource, true);
  }
  return sheet;
}

function isDraft(resource: FhirResource): resource is Draft {
  return (
    (resource.resourceType === 'ServiceRequest' || resource.resourceType === 'MedicationRequest') &&
    resource.status === 'draft'
  );
}

function sentence(error: unknown): string {
  return error instanceof Error && error.message.endsWith('.') ? error.message : 'The sandbox could not be reached.';
}
