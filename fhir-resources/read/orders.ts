import type { Resource } from 'fhir/r4.js';
import type { ServiceConcept } from '../../src/core/chart.ts';
import type { Order } from '../../src/core/order.ts';
import { type Entry, type Resolve, referenceOf, relativeReference, resolverFor } from '../bundle.ts';
import type { CodeMap } from '../codes/code-map.ts';
import { serviceInText } from '../codes/service-codes.ts';
import { contrastOf, displayOf, serviceMeanings, textsOf } from '../codes.ts';
import { firstDate } from './dates.ts';
import { first, type Json, list, object, text } from './json.ts';
import { medicationIngredients } from './medications.ts';

/**
 * The draft orders (or proposed appointments) of a hook context, as clients really send them: a Bundle with or without type, an
 * array of entries or of resources, or one resource; orders without code, medication, intent or id. Nothing is demanded, nothing is
 * invented: what an order does not say stays undefined. `selections` are the `Type/id` of order-select; without them all are selected.
 */
export function readOrders(
  bundle: unknown,
  options: { readonly selections?: readonly string[]; readonly codes?: CodeMap } = {},
): { orders: Order[]; resources: Map<string, Resource> } {
  const selections =
    options.selections && new Set(options.selections.map((given) => relativeReference(given) ?? given));
  const entries = draftsIn(bundle);
  const resolve = resolverFor({
    resourceType: 'Bundle',
    entry: entries.map(({ resource, fullUrl }) => ({ resource, fullUrl })),
  });
  const orders: Order[] = [];
  const resources = new Map<string, Resource>();
  for (const { resource, reference, fullUrl } of entries) {
    resources.set(reference, resource as unknown as Resource);
    if (supporting.has(String(resource.resourceType))) continue;
    const selected =
      selections === undefined || selections.has(reference) || (fullUrl !== undefined && selections.has(fullUrl));
    orders.push(...ordersOf(resource, reference, selected, resolve, options.codes));
  }
  return { orders, resources };
}

/** Come along in the Bundle and are no orders themselves. */
const supporting: ReadonlySet<string> = new Set([
  'Medication',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Organization',
  'Encounter',
  'Condition',
  'Observation',
  'OperationOutcome',
  'Provenance',
  'Questionnaire',
  'QuestionnaireResponse',
]);

function draftsIn(value: unknown): (Entry & { readonly fullUrl?: string })[] {
  const root = object(value);
  const listed = Array.isArray(value) ? (value as unknown[]) : root?.entry !== undefined ? list(root.entry) : [root];
  const drafts: (Entry & { readonly fullUrl?: string })[] = [];
  listed.forEach((element, position) => {
    const entry = object(element);
    const resource = object(entry?.resource) ?? entry;
    const type = resource && text(resource.resourceType);
    if (!resource || type === undefined || type === 'Bundle') return;
    const fullUrl = text(entry?.fullUrl);
    drafts.push({
      resource,
      reference: referenceOf(resource, position, fullUrl),
      ...(fullUrl === undefined ? {} : { fullUrl }),
    });
  });
  return drafts;
}

const types: ReadonlyMap<unknown, Order['type']> = new Map([
  ['ServiceRequest', 'service'],
  ['ProcedureRequest', 'service'],
  ['MedicationRequest', 'medication'],
  ['MedicationOrder', 'medication'],
  ['Appointment', 'appointment'],
]);

/** Longest text of an order that is passed on. */
const displayLength = 200;

/**
 * An order in our words: one Order, or, for a drug of several known ingredients, one for each, so that none goes unchecked.
 * An order not to do something keeps its text, and has no concept or ingredient to advise on.
 */
export function ordersOf(
  resource: Json,
  reference: string,
  selected: boolean,
  resolve: Resolve,
  codes: CodeMap | undefined,
): Order[] {
  const type = types.get(resource.resourceType) ?? 'other';
  const status = text(resource.status);
  const display = displayOfOrder(resource, type, resolve)?.slice(0, displayLength);
  const date = dateOf(resource, type);
  const order: Order = {
    reference,
    type,
    selected,
    ...(status === undefined ? {} : { status }),
    ...(display === undefined ? {} : { display }),
    ...(date === undefined ? {} : { date }),
  };
  if (resource.doNotPerform === true) return [order];
  if (type === 'medication') {
    const ingredients = medicationIngredients(resource, resolve, codes);
    return ingredients.length === 0 ? [order] : ingredients.map((ingredient) => ({ ...order, ingredient }));
  }
  const concept = serviceOf(resource, type, codes);
  const contrast = type === 'service' ? contrastOf(resource.code, detailsOf(resource)) : undefined;
  return [{ ...order, ...(concept ? { concept } : {}), ...(contrast ? { contrast } : {}) }];
}

function serviceOf(resource: Json, type: Order['type'], codes: CodeMap | undefined): ServiceConcept | undefined {
  if (type !== 'appointment') return serviceMeanings(resource.code, codes)[0];
  for (const name of ['serviceType', 'reasonCode', 'specialty']) {
    for (const concept of list(resource[name])) {
      const [found] = serviceMeanings(concept, codes);
      if (found) return found;
    }
  }
  const said = text(resource.description);
  return said === undefined ? undefined : serviceInText(said);
}

/** Where an order says more than its code: details, instruction, notes. */
function detailsOf(resource: Json): string[] {
  const notes = list(resource.note).map((note) => text(object(note)?.text));
  const details = list(resource.orderDetail).flatMap(textsOf);
  return [...details, text(resource.patientInstruction), ...notes].filter((said) => said !== undefined);
}

function displayOfOrder(resource: Json, type: Order['type'], resolve: Resolve): string | undefined {
  if (type === 'appointment') {
    return (
      text(resource.description) ?? displayOf(first(resource.serviceType)) ?? displayOf(first(resource.reasonCode))
    );
  }
  if (type !== 'medication') return displayOf(resource.code);
  const reference = object(resource.medicationReference);
  return (
    displayOf(resource.medicationCodeableConcept) ??
    text(reference?.display) ??
    displayOf(reference && resolve(reference, resource)?.code)
  );
}

function dateOf(resource: Json, type: Order['type']): string | undefined {
  if (type !== 'appointment') return firstDate(resource, 'occurrenceDateTime', 'occurrencePeriod', 'authoredOn');
  const requested = object(first(resource.requestedPeriod));
  return firstDate(resource, 'start') ?? (requested && firstDate(requested, 'start'));
}
