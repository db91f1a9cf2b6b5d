import type { ImagingFindings } from '../core/findings.ts';

/** Findings of analysed studies and their pictures, in the store. All methods @throws Failure `store-unavailable`. */
export interface FindingsStore {
  /** Durable when resolved; the same id again replaces, pictures too. Pictures are stored under the keys that the findings name. */
  save(findings: ImagingFindings, pictures: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** The newest analysis of each study of a patient, newest study first; at most 200 studies. */
  ofPatient(fhirServer: string, patientId: string): Promise<readonly ImagingFindings[]>;
  read(id: string): Promise<ImagingFindings | undefined>;
  picture(key: string): Promise<Uint8Array | undefined>;
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
