import type { About } from '../../fhir-resources/ask.ts';

/** What this site adds to the readers of FHIR: its own codes. */
export type SiteKnowledge = Omit<About, 'patientId' | 'now'>;

/**
 * A CDS Hook: its id, its context and which context fields may be prefetch tokens. A member of src/cds/hooks:
 * the default export of `<id>.ts`. https://cds-hooks.hl7.org/
 */
export interface Hook<Context = unknown> {
  /** Catalogue name, noun-verb: `patient-view`. Equals the file name. */
  readonly id: string;
  /** Version of the hook definition, for `hookVersion` in discovery (3.0). */
  readonly version: string;
  /** Context fields that prefetch templates may use. */
  readonly tokens: readonly string[];
  /**
   * Checks and reads `context` leniently: required fields present and of the right type, FHIR content as incomplete as real
   * clients send it. @throws Failure `invalid-request` with `at`.
   */
  parse(context: unknown, site?: SiteKnowledge): Context;
}

/** What every hook's context gives, read into our words. */
export interface BaseContext {
  readonly patientId: string;
  /** `Practitioner/1`; absent in order-dispatch and, on some clients, medication-refill. */
  readonly userId?: string;
  readonly encounterId?: string;
}
