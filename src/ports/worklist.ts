import type { DiseaseState, RiskLevel } from '../core/assessment.ts';
import type { Etiology } from '../core/etiology.ts';
import type { PatientCounts } from '../core/value/usage.ts';
import type { MarkState, WorklistMark } from '../core/worklist/marks.ts';
import type { GapKind, WorklistChange, WorklistRow } from '../core/worklist/worklist.ts';

/** The newest assessment of each patient in short, kept beside the results. All methods @throws Failure `store-unavailable` */
export interface WorklistStore {
  /** Takes the place of the patient's row; an older one than the stored is ignored. The mark stays unless `markHolds` says that it ends. */
  note(row: WorklistRow): Promise<void>;
  query(query: WorklistQuery): Promise<WorklistPage>;
  /** How many rows each value of a filter would leave, of those with one of the marks. */
  counts(about: Pick<WorklistQuery, 'fhirServer' | 'today' | 'marks'>): Promise<WorklistCounts>;
  /**
   * Puts the mark on these patients in place of what they had; undefined takes it back.
   * @returns the patients that are on the list
   */
  mark(
    about: { readonly fhirServer: string; readonly patientIds: readonly string[] },
    mark: WorklistMark | undefined,
  ): Promise<readonly string[]>;
  /** Patients of an EHR whose newest assessment is of this ISO instant or later, by level. Levels without a patient are left out. */
  patientsByLevel(fhirServer: string, since: string): Promise<readonly PatientCounts[]>;
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
  readonly marks?: readonly MarkState[];
  /** ISO day that reminders are held against. */
  readonly today: string;
  /** Rows on the page. */
  readonly count: number;
  /** Cursor of the page before. @throws Failure `invalid-parameter` for one that is none */
  readonly after?: string;
  /** Rows that are passed over, from the top or from `after`: for a jump. What moves meanwhile is seen twice or not at all. */
  readonly skip?: number;
}
export interface WorklistPage {
  readonly rows: readonly ListedPatient[];
  readonly next?: string;
  readonly total: number;
}
export interface ListedPatient extends WorklistRow {
  readonly change?: WorklistChange;
  readonly mark?: WorklistMark;
}
export interface WorklistCounts {
  readonly levels: Readonly<Record<RiskLevel, number>>;
  /** A patient with two kinds of gap counts in both. */
  readonly gaps: Readonly<Record<GapKind, number>>;
  readonly changed: Readonly<Record<WorklistChange['direction'], number>>;
}
