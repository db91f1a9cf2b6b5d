import type { CardDraft } from '../../src/cds/card.ts';
import appointmentBook from '../../src/cds/hooks/appointment-book.ts';
import encounterDischarge from '../../src/cds/hooks/encounter-discharge.ts';
import encounterStart from '../../src/cds/hooks/encounter-start.ts';
import orderDispatch from '../../src/cds/hooks/order-dispatch.ts';
import orderSelect from '../../src/cds/hooks/order-select.ts';
import orderSign from '../../src/cds/hooks/order-sign.ts';
import patientView from '../../src/cds/hooks/patient-view.ts';
import { escapeMarkdown, markdownBlocks, markdownList } from '../../src/cds/markdown.ts';
import { defineService, optional, required, type Service } from '../../src/cds/service.ts';
import { smallEncounterAsk, smallLabsAsk, smallPatientAsk } from './asks.ts';

// Services that use every feature of the protocol, so that the protocol can be tested without clinical content.

const topic = { system: 'https://fibrocast.org/fhir/CodeSystem/topic', code: 'test', display: 'Test' };
const card = (summary: string, over: Partial<CardDraft> = {}): CardDraft => ({
  summary,
  indicator: 'info',
  source: { label: 'Test rules', url: 'https://fibrocast.org/rules', topic },
  ...over,
});

const view = defineService({
  id: 'test-view',
  hook: patientView,
  title: 'Test view',
  description: 'Counts results, says what was missing.',
  usageRequirements: 'None.',
  asks: { patient: required(smallPatientAsk), labs: optional(smallLabsAsk), encounter: optional(smallEncounterAsk) },
  async respond({ patient, labs }, tools) {
    const assessment = await tools.assess({ patient });
    return [
      card(`${labs?.length ?? 0} results for a ${patient.sex ?? 'person'}`, {
        detail: markdownBlocks(
          labs?.length ? markdownList(labs.map(escapeMarkdown)) : 'No results.',
          tools.unavailable.length > 0 ? `Not available: ${tools.unavailable.join(', ')}` : undefined,
        ),
        links: [tools.reviewLink(assessment), { label: 'Rules', url: tools.pageUrl('/rules'), type: 'absolute' }],
        overrideReasons: [{ system: 'https://fibrocast.org/fhir/CodeSystem/reason', code: 'known', display: 'Known' }],
      }),
      card('Order elastography', {
        indicator: 'warning',
        suggestions: [
          {
            label: 'Order elastography',
            isRecommended: true,
            actions: [
              {
                type: 'create',
                description: 'Draft an order',
                resource: {
                  resourceType: 'ServiceRequest',
                  status: 'draft',
                  intent: 'order',
                  subject: { reference: `Patient/${patient.id}` },
                } as never,
              },
            ],
          },
        ],
      }),
    ];
  },
});

const select = defineService({
  id: 'test-select',
  hook: orderSelect,
  title: 'Test select',
  description: 'Speaks about the selected orders.',
  asks: { patient: optional(smallPatientAsk) },
  async respond({ context }) {
    const chosen = context.orders.filter((order) => order.selected);
    return chosen.map((order) => card(`Selected: a ${order.type} order`));
  },
});

const sign = defineService({
  id: 'test-sign',
  hook: orderSign,
  title: 'Test sign',
  description: 'Takes orders back.',
  asks: {},
  async respond({ context }) {
    const [first] = context.orders;
    if (!first) return { cards: [] };
    return {
      cards: [card('Reconsider', { indicator: 'critical' })],
      systemActions: [{ type: 'delete', description: 'Take the order back', resourceId: first.reference }],
    };
  },
});

const dispatch = defineService({
  id: 'test-dispatch',
  hook: orderDispatch,
  title: 'Test dispatch',
  description: 'Counts orders.',
  asks: {},
  respond: async ({ context }) => [card(`${context.dispatchedOrders.length} orders go out`)],
});

const book = defineService({
  id: 'test-book',
  hook: appointmentBook,
  title: 'Test book',
  description: 'Counts appointments.',
  asks: {},
  respond: async ({ context }) => [card(`${context.appointments.length} appointments`)],
});

const silent = (id: string, hook: typeof encounterStart) =>
  defineService({ id, hook, title: 'Silent', description: 'Has nothing to say.', asks: {}, respond: async () => [] });

/** Breaks as a bug would. */
const broken = defineService({
  id: 'test-broken',
  hook: patientView,
  title: 'Broken',
  description: 'Throws an error that mentions data.',
  asks: {},
  respond: async ({ context }): Promise<CardDraft[]> => {
    throw new Error(`secret-name of ${context.patientId} at node_modules`);
  },
});

export const testServices: readonly Service[] = [
  book,
  dispatch,
  select,
  sign,
  silent('test-discharge', encounterDischarge),
  silent('test-start', encounterStart),
  view,
] as readonly Service[];

export const brokenService = broken as unknown as Service;
