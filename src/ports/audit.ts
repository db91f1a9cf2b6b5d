/** Who did what to whose data: becomes a FHIR AuditEvent. Carries references only, no clinical content. */
export interface AuditFact {
  readonly at: string;
  readonly action: 'assess' | 'read' | 'search' | 'export' | 'feedback' | 'write-back' | 'model-change' | AppAction;
  readonly outcome: 'success' | 'refused' | 'failed';
  /** JWT issuer or `anonymous`. */
  readonly client: string;
  /** `Practitioner/1` of the hook context, when there is one. */
  readonly user?: string;
  readonly patientId?: string;
  readonly fhirServer?: string;
  readonly serviceId?: string;
  readonly assessmentId?: string;
  readonly query?: string;
  /** `model-change`: which version, and what became of it: `live`, `off`. */
  readonly model?: { readonly id: string; readonly became: string };
}
/** What people do in the pages of this service. */
export type AppAction = 'sign-in' | 'sign-out' | 'opinion' | 'job-change' | 'worklist-mark';
export interface AuditLog {
  record(facts: readonly AuditFact[]): Promise<void>;
}
