import type { Provenance } from 'fhir/r4.js';
import type { StoredDocument } from '../../src/ports/results.ts';
import { coding, concept, identifierSystems, systems } from './codes-out.ts';
import { type Frame, metaOf } from './frame.ts';
import { resourceId } from './identity.ts';
import { chartReferences } from './references.ts';

/**
 * Who made these documents from what. Its id covers the content of every target, so that its presence in the store proves that
 * exactly these documents were stored with it, in one transaction (see publisher.ts). Provenance has no identifier in R4: the
 * same id stands as a tag, by which write-back finds what it has written before.
 */
export function provenance(frame: Frame, targets: readonly StoredDocument[]): Provenance & { id: string } {
  const { fhirServer, references, stiffness, events, etiology, scores, id: assessmentId } = frame.assessment;
  const id = resourceId(['provenance', assessmentId, targets.map(withoutIssued)]);
  const entities = chartReferences(fhirServer, [
    `Patient/${frame.assessment.patientId}`,
    ...references,
    ...(stiffness ? [stiffness.reference] : []),
    ...etiology.references,
    ...events.flatMap((event) => event.references),
    ...scores.flatMap((score) => (score.status === 'ok' ? score.used.flatMap((used) => used.references) : [])),
  ]);
  return {
    resourceType: 'Provenance',
    id,
    meta: metaOf(frame, frame.evidence, { tags: [coding(identifierSystems.result, id)] }),
    target: targets.map(({ resourceType, id: target }) => ({
      reference: `${resourceType}/${target}`,
      type: resourceType,
    })),
    recorded: frame.about.recordedAt,
    activity: concept('Assessment of liver fibrosis', coding(systems.dataOperation, 'CREATE', 'create')),
    agent: [
      {
        type: concept('Assembler', coding(systems.participantType, 'assembler', 'Assembler')),
        who: frame.device,
      },
    ],
    entity: entities.map((what) => ({ role: 'source', what })),
  };
}

/** `issued` says when, not what: it is no part of a document's content. */
export function withoutIssued({ issued: _, ...content }: StoredDocument): Omit<StoredDocument, 'issued'> {
  return content;
}
