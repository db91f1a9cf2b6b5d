import type { DiagnosticReport, Observation } from 'fhir/r4.js';
import { Failure } from '../../src/core/failure.ts';
import type { StoredValue } from '../../src/core/review/course.ts';
import type { Criterion, ResultStore, StoredDocument } from '../../src/ports/results.ts';
import type { ReviewRecords, WhosePatient } from '../../src/ports/review-records.ts';
import { identifierSystems, systems } from './codes-out.ts';
import { stored } from './frame.ts';
import { opinionCode, opinionObservation, readOpinion } from './opinions.ts';

const mostValues = 500;
const mostOpinions = 100;

/** The review's records in a result store. Two EHRs may use the same patient id: `meta.source` says whose a document is. */
export function reviewRecords(store: Pick<ResultStore, 'search' | 'save'>): ReviewRecords {
  async function ofPatient<R>(
    { fhirServer, patientId }: WhosePatient,
    resourceType: string,
    criteria: readonly Criterion[],
    count: number,
  ): Promise<readonly (StoredDocument & R)[]> {
    const page = await store.search({
      resourceType,
      criteria: [{ kind: 'reference', parameter: 'patient', any: [`Patient/${patientId}`] }, ...criteria],
      sort: [{ parameter: 'date', descending: true }],
      count,
      total: 'none',
    });
    return page.documents.filter(
      ({ meta }) => (meta as { source?: string } | undefined)?.source === fhirServer,
    ) as unknown as readonly (StoredDocument & R)[];
  }
  const report = async (whose: WhosePatient, assessmentId: string) =>
    (
      await ofPatient<DiagnosticReport>(
        whose,
        'DiagnosticReport',
        [
          {
            kind: 'token',
            parameter: 'identifier',
            any: [{ system: identifierSystems.assessment, code: assessmentId }],
          },
        ],
        1,
      )
    )[0];

  return {
    async storedValues(whose, scoreIds) {
      const code: Criterion = {
        kind: 'token',
        parameter: 'code',
        any: scoreIds.map((id) => ({ system: systems.measure, code: id })),
      };
      const documents = await ofPatient<Observation>(whose, 'Observation', [code], mostValues);
      return documents.flatMap((document): StoredValue[] => {
        const id = document.code.coding?.find(({ system }) => system === systems.measure)?.code;
        const { effectiveDateTime: date, valueQuantity } = document;
        if (id === undefined || date === undefined || valueQuantity?.value === undefined) return [];
        return [{ id, date, value: valueQuantity.value, reference: `Observation/${document.id}` }];
      });
    },
    async opinions(whose) {
      const code: Criterion = {
        kind: 'token',
        parameter: 'code',
        any: [{ system: systems.measure, code: opinionCode }],
      };
      const documents = await ofPatient<Observation>(whose, 'Observation', [code], mostOpinions);
      return documents.flatMap((document) => readOpinion(document, whose.fhirServer) ?? []);
    },
    assessedAt: async (whose, assessmentId) => (await report(whose, assessmentId))?.issued,
    async keepOpinion(whose, opinion) {
      const about = await report(whose, opinion.assessmentId);
      if (!about) throw new Failure('forbidden', 'This patient has no such assessment here.');
      const observation = opinionObservation(whose, opinion, about.id);
      await store.save([stored(observation)]);
      return `Observation/${observation.id}`;
    },
  };
}
