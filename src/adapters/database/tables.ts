import type { ColumnType, Generated } from 'kysely';

/** Times are milliseconds since 1970 in double precision: exact, sortable, and plain numbers in JavaScript. */
export interface DocumentTable {
  type: string;
  id: string;
  version: number;
  last_updated: number;
  /** contentDigest of the body. */
  digest: string;
  subject: string;
  date_low: number;
  date_high: number;
  keys: string[];
  facts: ColumnType<Readonly<Record<string, unknown>>, string, string>;
  /** JSON text without versionId and lastUpdated. Text, not jsonb: nothing asks into it, and the order of members stays. */
  body: string;
}
export interface OutboxTable {
  type: string;
  id: string;
  /** Content that is owed or, when acknowledged, was delivered. */
  digest: string;
  since: number;
  attempts: number;
  not_before: number;
  acknowledged: boolean;
  reason: string | null;
}
export interface ModelChangeTable {
  seq: Generated<number>;
  /** JSON text of a ModelChange. */
  change: string;
}
export interface SilentEntryTable {
  seq: Generated<number>;
  model: string;
  fhir_server: string;
  patient_id: string;
  /** ISO date of the assessment. */
  day: string;
  /** JSON text of a SilentEntry. */
  body: string;
}
export interface FeedbackTable {
  key: string;
  received: ColumnType<number, number | undefined, never>;
  item: string;
}
export interface ShownCardTable {
  card: string;
  service_id: string;
  indicator: string;
  assessment_id: string | null;
  at: number;
}
export interface ReplayTable {
  key: string;
  expires_at: number;
}
export interface FindingTable {
  id: string;
  fhir_server: string;
  patient_id: string;
  study_uid: string;
  analysed_at: number;
  started: number | null;
  settings_version: string;
  /** JSON text of ImagingFindings. */
  body: string;
}
export interface WorklistTable {
  fhir_server: string;
  patient_id: string;
  level: string;
  state: string;
  etiology: string;
  gap_kinds: string[];
  changed: string | null;
  level_rank: number;
  /** -1 where no risk is stated. */
  risk: number;
  change_rank: number;
  changed_at: number;
  gap_weight: number;
  seen_at: number;
  /** JSON text of ListedPatient without its mark. */
  body: string;
  mark: string | null;
  /** Day of the reminder; null but where the mark is one. */
  mark_until: number | null;
  /** JSON text of WorklistMark. */
  mark_body: string | null;
}
export interface PictureTable {
  key: string;
  finding: string;
  png: Buffer;
}
export interface VolumeTable {
  key: string;
  finding: string;
  nifti: Buffer;
}
export interface BookmarkTable {
  name: string;
  at: string;
}
export interface Tables {
  finding: FindingTable;
  picture: PictureTable;
  volume: VolumeTable;
  bookmark: BookmarkTable;
  model_change: ModelChangeTable;
  silent_entry: SilentEntryTable;
  document: DocumentTable;
  outbox: OutboxTable;
  feedback: FeedbackTable;
  shown_card: ShownCardTable;
  replay: ReplayTable;
  worklist: WorklistTable;
}
