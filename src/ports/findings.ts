import type { ImagingFindings } from '../core/findings.ts';

/** Findings of analysed studies and their pictures, in the store. */
export interface FindingsStore {
  /** Durable when resolved; the same id again replaces. Pictures are stored under the keys that the findings name. */
  save(findings: ImagingFindings, pictures: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** The newest analysis of each study of a patient, newest study first. */
  ofPatient(fhirServer: string, patientId: string): Promise<readonly ImagingFindings[]>;
  read(id: string): Promise<ImagingFindings | undefined>;
  picture(key: string): Promise<Uint8Array | undefined>;
}
