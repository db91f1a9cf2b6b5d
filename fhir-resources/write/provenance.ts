import type { Device, Provenance, ProvenanceAgent, Reference } from 'fhir/r4.js';
import type { ImagingFindings } from '../../src/core/findings.ts';
import type { StoredDocument } from '../../src/ports/results.ts';
import { coding, concept, identifierSystems, systems } from './codes-out.ts';
import { type Frame, metaOf, type ResultFrame } from './frame.ts';
import { resourceId } from './identity.ts';
import { chartReferences } from './references.ts';

/**
 * Who made these documents from what. Its id covers the content of every target, so that its presence in the store proves that
 * exactly these documents were stored with it, in one transaction (see publisher.ts). Provenance has no identifier in R4: the
 * same id stands as a tag, by which write-back finds what it has written before.
 */
export function provenance(
  frame: Frame,
  targets: readonly StoredDocument[],
  devices: readonly Device[] = [],
): Provenance & { id: string } {
  const {
    fhirServer,
    references,
    stiffness,
    stage,
    models,
    events,
    etiology,
    scores,
    id: assessmentId,
  } = frame.assessment;
  const id = resourceId(['provenance', assessmentId, targets.map(withoutIssued)]);
  const entities = chartReferences(fhirServer, [
    `Patient/${frame.assessment.patientId}`,
    ...references,
    ...(stiffness ? [stiffness.reference] : []),
    ...(stage?.factors ?? []).flatMap((factor) => factor.references),
    ...(models ?? []).flatMap((model) => (model.status === 'ok' ? model.used.flatMap((used) => used.references) : [])),
    ...etiology.references,
    ...events.flatMap((event) => event.references),
    ...scores.flatMap((score) => (score.status === 'ok' ? score.used.flatMap((used) => used.references) : [])),
  ]);
  return record(frame, { id, activity: 'Assessment of liver fibrosis', entities }, targets, devices);
}

function record(
  frame: ResultFrame,
  made: { readonly id: string; readonly activity: string; readonly entities: readonly Reference[] },
  targets: readonly StoredDocument[],
  devices: readonly Device[],
): Provenance & { id: string } {
  const { id, activity, entities } = made;
  return {
    resourceType: 'Provenance',
    id,
    meta: metaOf(frame, frame.evidence, { tags: [coding(identifierSystems.result, id)] }),
    target: targets.map(({ resourceType, id: target }) => ({
      reference: `${resourceType}/${target}`,
      type: resourceType,
    })),
    recorded: frame.about.recordedAt,
    activity: concept(activity, coding(systems.dataOperation, 'CREATE', 'create')),
    agent: agentsOf(frame, devices),
    entity: entities.map((what) => ({ role: 'source', what })),
  };
}

/** The software that put it together, and each model that spoke. */
const agentsOf = (frame: ResultFrame, devices: readonly Device[]): ProvenanceAgent[] => [
  {
    type: concept('Assembler', coding(systems.participantType, 'assembler', 'Assembler')),
    who: frame.device,
  },
  ...devices.map(({ id: model, modelNumber }) => ({
    type: concept('Performer', coding(systems.participantType, 'performer', 'Performer')),
    who: { reference: `Device/${model}`, type: 'Device', ...(modelNumber ? { display: modelNumber } : {}) },
  })),
];

/** `issued` says when, not what: it is no part of a document's content. */
export function withoutIssued({ issued: _, ...content }: StoredDocument): Omit<StoredDocument, 'issued'> {
  return content;
}

/** The same for the analysis of an imaging study: the study is the source, each model version an agent. */
export function findingsProvenance(
  frame: ResultFrame,
  findings: ImagingFindings,
  targets: readonly StoredDocument[],
  devices: readonly Device[],
): Provenance & { id: string } {
  const id = resourceId(['findings-provenance', findings.id, targets.map(withoutIssued)]);
  const { reference } = findings.study;
  const entities = chartReferences(findings.fhirServer, [
    `Patient/${findings.patientId}`,
    ...(reference ? [reference] : []),
  ]);
  return record(frame, { id, activity: 'Analysis of an imaging study', entities }, targets, devices);
}
