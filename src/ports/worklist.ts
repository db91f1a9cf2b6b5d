import type { DiseaseState, RiskLevel } from '../core/assessment.ts';
import type { Etiology } from '../core/etiology.ts';
import type { PatientCounts } from '../core/value/usage.ts';
import type { GapKind, WorklistChange, WorklistRow } from '../core/worklist/worklist.ts';

/** The newest assessment of each patient in short, kept beside the results. All methods @throws Failure `store-unavailable` */
export interface WorklistStore {
  /** Takes the place of the patient's row; an older one than the stored is ignored. */
  note(row: WorklistRow): Promise<void>;
  query(query: WorklistQuery): Promise<WorklistPage>;
  /** Patients of an EHR whose newest assessment is of this ISO instant or later, by level. Levels without a patient are left out. */
  counts(fhirServer: string, since: string): Promise<readonly PatientCounts[]>;
}

export const worklistSorts = ['risk', 'change', 'gaps', 'seen'] as const;
export type WorklistSort = (typeof worklistSorts)[number];

/** All given conditions hold together; each is any of its values. */
export interface WorklistQuery {
  readonly fhirServer: string;
  readonly sort: WorklistSort;
  readonly levels?: readonly RiskLevel[];
  readonly states?: readonly DiseaseState[];
  readonly etiologies?: readonly Etiology[];
  readonly gaps?: readonly GapKind[];
  readonly changed?: readonly WorklistChange['direction'][];
  readonly patientIds?: readonly string[];
  /** Rows on the page. */
  readonly count: number;
  /** Cursor of the page before. @throws Failure `invalid-parameter` for one that is none */
  readonly after?: string;
}
export interface WorklistPage {
  readonly rows: readonly ListedPatient[];
  readonly next?: string;
  readonly total: number;
}
export interface ListedPatient extends WorklistRow {
  readonly change?: WorklistChange;
}
