import type { CodeMap } from './codes/code-map.ts';

/**
 * An ask: one FHIR query and the reader of its answer, side by side. The query is a CDS Hooks prefetch template; it uses
 * only plain tokens ({{context.patientId}}, {{context.encounterId}}, {{userPractitionerId}} …) and the recommended query
 * subset, so that every client can fill it. The same text, tokens filled, is what we ask the FHIR server when it was not prefetched.
 */
export interface Ask<T> {
  /** Key in `prefetch`: a lower-camel-case noun. */
  readonly id: string;
  readonly query: string;
  /**
   * Reads the answer: the resource, a searchset Bundle (pages already joined), or `null` when the client looked and has nothing.
   * Foreign JSON: anything may be missing or of the wrong type; reads what it can use and never throws for bad content.
   * Returns undefined when the answer is unusable as a whole (an OperationOutcome, another patient, another resource type):
   * then the data count as not available.
   */
  read(answer: unknown, about: About): T | undefined;
  /** The same ask for a site with codes of its own, where its query names codes. Absent: the query holds for every site. */
  forSite?(codes: CodeMap): Ask<T>;
}

export interface About {
  /** The patient of the hook; facts about anybody else are not used. */
  readonly patientId: string;
  /** ISO instant; results dated later are refused. */
  readonly now: string;
  /** The site's own codes (`FIBROCAST_CODE_MAP`, read by fhir-resources/codes/code-map.ts); none when absent. */
  readonly codes?: CodeMap;
}
