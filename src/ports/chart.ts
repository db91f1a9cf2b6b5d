/** The EHR's FHIR R4 server, as one invocation may use it. */
export interface ChartAccess {
  /** Base URL as the EHR gave it, already checked against the allow-list. */
  readonly fhirServer: string;
  /** Bearer token of this invocation only; never stored, never logged, never sent to another origin. */
  readonly accessToken?: string;
}

export interface Chart {
  /**
   * Runs a FHIR read or search ("Patient/1", "Observation?patient=1&category=laboratory") and returns the parsed body:
   * the resource, or one searchset Bundle in which all pages (same origin only) are joined.
   * @throws Failure `upstream-refused` (4xx), `upstream-unreachable`, `upstream-timeout` (deadline of `signal` or the
   *   client's own), all without body text of the other side. 404/410 on a read: Failure `not-found`.
   */
  get(access: ChartAccess, query: string, signal: AbortSignal): Promise<unknown>;
}
