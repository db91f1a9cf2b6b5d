import type { ImagingFindings } from '../core/findings.ts';

/** Findings of analysed studies, their pictures and volumes, in the store. All methods @throws Failure `store-unavailable`. */
export interface FindingsStore {
  /**
   * Durable when resolved; the same id again replaces, pictures and volumes too. Only files whose keys the findings name are kept.
   * @param files bytes by key
   */
  save(findings: ImagingFindings, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** The newest analysis of each study of a patient, newest study first; at most 200 studies. */
  ofPatient(fhirServer: string, patientId: string): Promise<readonly ImagingFindings[]>;
  read(id: string): Promise<ImagingFindings | undefined>;
  /** PNG. */
  picture(key: string): Promise<Uint8Array | undefined>;
  /** Gzipped NIfTI-1. */
  volume(key: string): Promise<Uint8Array | undefined>;
  /** Which of these studies were analysed with these settings. */
  analysedStudies(
    fhirServer: string,
    studyUids: readonly string[],
    settingsVersion: string,
  ): Promise<ReadonlySet<string>>;
  /** How far a search for new studies came, ISO instant; undefined before the first. */
  bookmark(name: string): Promise<string | undefined>;
  setBookmark(name: string, at: string): Promise<void>;
}
