import type { DocumentKey, StoredDocument } from './results.ts';

/** What goes to an EHR in one FHIR transaction: all of it or nothing. */
export interface EhrTransaction {
  /** Base URL of the EHR that the results were made for. */
  readonly fhirServer: string;
  readonly patientId: string;
  /** The owed documents that this transaction settles. */
  readonly keys: readonly DocumentKey[];
  /** FHIR Bundle of type transaction; every entry is a conditional create or update, so that sending it twice changes nothing. */
  readonly bundle: Readonly<Record<string, unknown>>;
}

/** Turns owed documents into transactions: FHIR knowledge, kept out of the flow (fhir-resources/write/write-back-plan.ts). */
export interface WriteBackPlanner {
  /** Documents of ours that these point to and that must travel along. */
  companions(documents: readonly StoredDocument[]): readonly DocumentKey[];
  plan(
    owed: readonly StoredDocument[],
    companions: readonly StoredDocument[],
  ): {
    readonly transactions: readonly EhrTransaction[];
    /** Owed, and nothing is to be written: copies of EHR data, synthetic results, the Device by itself. */
    readonly settled: readonly DocumentKey[];
  };
}

export type WriteOutcome =
  | { readonly status: 'accepted' }
  /** The EHR understood and said no: sending it again unchanged is pointless. */
  | { readonly status: 'refused'; readonly reason: string }
  /** No answer, an overloaded server, a token that could not be had or was not taken: to be tried again. */
  | { readonly status: 'unavailable'; readonly reason: string; readonly retryAfterSeconds?: number };

export interface EhrWriter {
  /** Never throws for what the other side does; `reason` holds no patient data and no text of the other side. */
  transaction(
    fhirServer: string,
    bundle: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<WriteOutcome>;
}
