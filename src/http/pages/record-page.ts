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
      ...row('Speaks about', report.effectiveDateTime ?? '—'),
      ...row('Recorded', report.issued ?? '—'),
      ...row(
        'Evidence',
        ...(report.meta?.tag ?? []).map((tag) => h('span', { class: 'tag' }, tag.display ?? tag.code ?? '')),
      ),
    ),
    h('h2', null, 'Results and what they were made from'),
    table(
      'Open an input to see it in the chart; open a method to see its formula',
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
  const components = (observation.component ?? []).map((component) =>
    h('li', null, `${text(component.code)} ${valueText(component)}`),
  );
  const sources = (observation.derivedFrom ?? []).map((reference, index) =>
    h('li', null, sourceLink(reference, index)),
  );
  return [
    text(observation.code),
    valueText(observation),
    (observation.interpretation ?? []).map(text).join('; ') || '—',
    components.length + sources.length > 0 ? h('ul', null, ...components, ...sources) : '—',
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

function sourceLink(reference: Reference, index: number): VNode {
  const address = reference.reference ?? '';
  const label = reference.display ?? `source ${index + 1}`;
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
  const unit = quantity.unit ?? quantity.code ?? '';
  return `${quantity.comparator ?? ''}${Number(quantity.value.toPrecision(4))}${unit === '1' || unit.startsWith('{') ? '' : ` ${unit}`}`;
}

const text = (concept: CodeableConcept | undefined): string =>
  concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code ?? '—';
const idOf = (reference: string | undefined) => reference?.split('/').at(-1) ?? '';
const present = (document: StoredDocument | undefined): document is StoredDocument => document !== undefined;
const row = (name: string, ...values: readonly ComponentChildren[]) => [h('dt', null, name), h('dd', null, ...values)];
