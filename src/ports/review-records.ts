import type { StoredValue } from '../core/review/course.ts';
import type { ReviewOpinion } from '../core/review/review.ts';

export interface WhosePatient {
  readonly fhirServer: string;
  readonly patientId: string;
}

/** What the store holds for the review of one patient. All methods @throws Failure `store-unavailable` */
export interface ReviewRecords {
  /** Values of these scores that earlier assessments stored, any order. */
  storedValues(whose: WhosePatient, scoreIds: readonly string[]): Promise<readonly StoredValue[]>;
  /** Newest first, at most 100. */
  opinions(whose: WhosePatient): Promise<readonly ReviewOpinion[]>;
  /** When this assessment of this patient was stored; undefined where there is none. */
  assessedAt(whose: WhosePatient, assessmentId: string): Promise<string | undefined>;
  /** Durable when resolved. @returns the reference. @throws Failure `forbidden` for an assessment that is not this patient's */
  keepOpinion(whose: WhosePatient, opinion: ReviewOpinion): Promise<string>;
}
