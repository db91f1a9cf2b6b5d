import type {
  CodeableConcept,
  DiagnosticReport,
  Observation,
  ObservationComponent,
  Quantity,
  Reference,
  RiskAssessment,
} from 'fhir/r4.js';
import { type ComponentChildren, h, type VNode } from 'preact';
import { extensions, unitText } from '../../../fhir-resources/write/codes-out.ts';
import type { ResultStore, StoredDocument } from '../../ports/results.ts';
import { link, page, table } from './layout.ts';

/** Everything stored about one assessment, for people: each number with its inputs, their dates and sources, and the formula. */
export interface AssessmentRecord {
  readonly report: DiagnosticReport;
  readonly observations: readonly Observation[];
  readonly risks: readonly RiskAssessment[];
}

/** @param identifier `system|value` of the assessment, as DiagnosticReport.identifier carries it. */
export async function readRecord(
  store: ResultStore,
  identifier: { system: string; code: string },
): Promise<AssessmentRecord | undefined> {
  const found = await store.search({
    resourceType: 'DiagnosticReport',
    criteria: [{ kind: 'token', parameter: 'identifier', any: [identifier] }],
    sort: [],
    count: 1,
    total: 'none',
  });
  const report = found.documents[0] as (StoredDocument & DiagnosticReport) | undefined;
  if (!report) return undefined;
  const observations = await Promise.all(
    (report.result ?? []).map(({ reference }) => store.read('Observation', idOf(reference))),
  );
  const provenance = await store.search({
    resourceType: 'Provenance',
    criteria: [{ kind: 'reference', parameter: 'target', any: [`DiagnosticReport/${report.id}`] }],
    sort: [],
    count: 1,
    total: 'none',
  });
  const targets = (provenance.documents[0] as { target?: Reference[] } | undefined)?.target ?? [];
  const risks = await Promise.all(
    targets
      .filter(({ reference }) => reference?.startsWith('RiskAssessment/'))
      .map(({ reference }) => store.read('RiskAssessment', idOf(reference))),
  );
  return {
    report,
    observations: observations.filter(present) as unknown as Observation[],
    risks: risks.filter(present) as unknown as RiskAssessment[],
  };
}

export function recordPage({ report, observations, risks }: AssessmentRecord): string {
  const computed = observations.filter((observation) => !observation.dataAbsentReason);
  const refused = observations.filter((observation) => observation.dataAbsentReason);
  return page(
    'Assessment',
    h('h1', null, report.code.text ?? 'Assessment'),
    h('p', { class: 'lead' }, report.conclusion ?? ''),
    h(
      'dl',
      null,
      ...row('Patient', report.subject?.reference ?? report.subject?.identifier?.value ?? '—'),
      ...row('Speaks about', instantText(report.effectiveDateTime)),
      ...row('Recorded', instantText(report.issued)),
      ...row(
        'Evidence',
        ...(report.meta?.tag ?? []).map((tag) => h('span', { class: 'tag' }, tag.display ?? tag.code ?? '')),
      ),
    ),
    h('h2', null, 'Results and what they were made from'),
    table(
      'Open an input to see it in the chart; open a method to see what it needs and who published it',
      ['Result', 'Value', 'Meaning', 'Inputs', 'Method'],
      computed.map(resultRow),
    ),
    ...(risks.length > 0
      ? [
          h('h2', null, 'Published risks'),
          table(
            'Probabilities as the papers state them',
            ['Outcome', 'Within', 'Risk', 'Method'],
            risks.flatMap(riskRows),
          ),
        ]
      : []),
    ...(refused.length > 0
      ? [
          h('h2', null, 'Not computable'),
          table(
            'What is missing or could not be used',
            ['Result', 'Reason'],
            refused.map((observation) => [text(observation.code), text(observation.dataAbsentReason)]),
          ),
        ]
      : []),
  );
}

function resultRow(observation: Observation) {
  const method = observation.method?.coding?.[0]?.code;
  const components = observation.component ?? [];
  const shown = new Set(components.flatMap(sourcesOf).map(({ reference }) => reference));
  // What went in without being an input of its own, such as the readings behind a risk level.
  const others = (observation.derivedFrom ?? [])
    .filter(({ reference }) => !shown.has(reference))
    .map((reference) => h('li', null, sourceLink(reference)));
  const inputs = [
    ...(components.length > 0 ? [h('ul', null, ...components.map(inputItem))] : []),
    ...(others.length > 3
      ? [h('details', null, h('summary', null, `${others.length} entries of the chart`), h('ul', null, ...others))]
      : others.length > 0
        ? [h('ul', null, ...others)]
        : []),
  ];
  return [
    text(observation.code),
    valueText(observation),
    (observation.interpretation ?? []).map(text).join('; ') || '—',
    inputs.length > 0 ? inputs : '—',
    method ? link(`/models/${method}`, text(observation.method)) : text(observation.method),
  ];
}

function riskRows(risk: RiskAssessment) {
  return (risk.prediction ?? []).map((prediction) => [
    text(prediction.outcome),
    prediction.whenRange?.high ? quantityText(prediction.whenRange.high) : '—',
    prediction.probabilityDecimal !== undefined
      ? `${(prediction.probabilityDecimal * 100).toFixed(1)} %`
      : prediction.probabilityRange
        ? `${quantityText(prediction.probabilityRange.low)} to ${quantityText(prediction.probabilityRange.high)}`
        : text(prediction.qualitativeRisk),
    text(risk.method),
  ]);
}

/** One input: what, how much, of when; the value leads to where it was read. */
function inputItem(component: ObservationComponent): VNode {
  const value = valueText(component);
  const date = component.extension?.find(({ url }) => url === extensions.inputDate)?.valueDateTime;
  const [source, ...more] = sourcesOf(component);
  return h(
    'li',
    null,
    `${text(component.code)} `,
    source ? sourceLink({ ...source, display: value || 'source' }) : value,
    ...more.flatMap((each) => [', ', sourceLink(each)]),
    date ? h('small', null, ` ${date.slice(0, 10)}`) : null,
  );
}

const sourcesOf = (component: ObservationComponent): readonly Reference[] =>
  (component.extension ?? []).flatMap(({ url, valueReference }) =>
    url === extensions.inputSource && valueReference ? [valueReference] : [],
  );

function sourceLink(reference: Reference): VNode {
  const address = reference.reference ?? '';
  const label = reference.display ?? address.split('/').slice(-2).join(' ');
  return /^https?:\/\//.test(address) ? link(address, label) : h('span', null, label);
}

function valueText(value: Observation | ObservationComponent): string {
  if (value.valueQuantity) return quantityText(value.valueQuantity);
  if (value.valueCodeableConcept) return text(value.valueCodeableConcept);
  return (
    value.valueString ??
    value.valueDateTime ??
    (value.valueBoolean === undefined ? '' : value.valueBoolean ? 'yes' : 'no')
  );
}

function quantityText(quantity: Quantity | undefined): string {
  if (quantity?.value === undefined) return '—';
  const unit = quantity.code === undefined ? (quantity.unit ?? '') : unitText(quantity.code);
  return `${quantity.comparator ?? ''}${Number(quantity.value.toPrecision(4))} ${unit}`.trim();
}

/** `2026-11-14 08:15 UTC`; what is only a date stays one. */
const instantText = (instant: string | undefined): string => {
  if (instant === undefined) return '—';
  if (!instant.includes('T')) return instant;
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
};

const text = (concept: CodeableConcept | undefined): string =>
  concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code ?? '—';
const idOf = (reference: string | undefined) => reference?.split('/').at(-1) ?? '';
const present = (document: StoredDocument | undefined): document is StoredDocument => document !== undefined;
const row = (name: string, ...values: readonly ComponentChildren[]) => [h('dt', null, name), h('dd', null, ...values)];
