/** A place that keeps imaging studies and speaks DICOMweb (PS3.18). A call that the caller's signal ends is rejected with its reason. */
export interface Archive {
  /** QIDO-RS. Patients and studies by their attributes; at most `limit` (default 100) studies. */
  searchStudies(query: StudyQuery, signal: AbortSignal): Promise<readonly ArchivedStudy[]>;
  /** QIDO-RS on one study. @throws Failure `not-found` */
  searchSeries(studyUid: string, signal: AbortSignal): Promise<readonly ArchivedSeries[]>;
  /**
   * WADO-RS. Brings the instances of a study, or of some of its series, into `folder` as Part 10 files, one at a time written
   * under its final name only when whole. Instances that are there already are not fetched again, so a call after a failure goes on
   * where the last one stopped. Pixels come in whatever transfer syntax the archive keeps.
   * @throws Failure `upstream-refused`, `upstream-unreachable`, `upstream-timeout`, `not-found`, `invalid-input` (what came is no DICOM),
   * `store-unavailable` (the folder cannot be written)
   */
  retrieve(
    what: { readonly studyUid: string; readonly seriesUids?: readonly string[] },
    folder: string,
    options: {
      readonly signal: AbortSignal;
      readonly onInstance?: (done: number, of: number | undefined) => void;
    },
  ): Promise<{ readonly instances: number; readonly fetched: number; readonly bytes: number }>;
  /** STOW-RS: Part 10 files. @throws Failure when the archive did not take all of them. */
  store(files: readonly Uint8Array[], signal: AbortSignal): Promise<{ readonly stored: number }>;
}

export interface StudyQuery {
  readonly studyUid?: string;
  readonly patientId?: string;
  readonly accessionNumber?: string;
  readonly modality?: string;
  /** DICOM dates, inclusive: 20260101. */
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
}
export interface ArchivedStudy {
  readonly studyUid: string;
  readonly patientId?: string;
  readonly started?: string;
  readonly modalities: readonly string[];
  readonly instances?: number;
}
export interface ArchivedSeries {
  readonly seriesUid: string;
  readonly modality: string;
  readonly description?: string;
  readonly bodyPart?: string;
  readonly instances?: number;
}
