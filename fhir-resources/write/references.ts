import type { Extension, Reference } from 'fhir/r4.js';
import { extensions } from './codes-out.ts';
import { fhirDateTime } from './dates.ts';

const relativeReference = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const absoluteReference =
  /^https?:\/\/\S+\/([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * A reference of the chart, made absolute: the chart is another server than ours, and a relative reference would claim that we
 * hold the resource. `fhirServer` may be `none` (command line): then it stays relative. A reference that names no resource of
 * the server (contained, `urn:`, malformed) cannot be followed from outside and gives undefined.
 */
export function chartReference(
  fhirServer: string,
  reference: string,
): (Reference & { readonly reference: string; readonly type: string }) | undefined {
  const path = reference.split('#')[0] ?? '';
  const type = (relativeReference.exec(path) ?? absoluteReference.exec(path))?.[1];
  if (type === undefined) return undefined;
  const absolute = path.startsWith('http') || fhirServer === 'none';
  return { reference: absolute ? path : `${fhirServer.replace(/\/+$/, '')}/${path}`, type };
}

/** The same for many, without repetitions and in the given order. */
export function chartReferences(fhirServer: string, references: readonly string[]) {
  const found = new Map<string, Reference & { readonly reference: string; readonly type: string }>();
  for (const reference of references) {
    const made = chartReference(fhirServer, reference);
    if (made) found.set(made.reference, made);
  }
  return [...found.values()];
}

/** Types that R4 allows in Observation.derivedFrom; all others stand in the components' extensions and in Provenance.entity. */
const derivable = new Set([
  'DocumentReference',
  'ImagingStudy',
  'Media',
  'QuestionnaireResponse',
  'Observation',
  'MolecularSequence',
]);

export function derivedFrom(fhirServer: string, references: readonly string[]): Reference[] {
  return chartReferences(fhirServer, references).filter(({ type }) => derivable.has(type));
}

/**
 * The patient, as a relative reference (`Patient/x`): that is what a quality team searches with (`patient=x`), and what is right
 * in the EHR after write-back. The identifier says whose `x` it is, since two EHRs may use the same id; `meta.source` says it too.
 */
export function patientReference(fhirServer: string, patientId: string): Reference {
  return {
    reference: `Patient/${patientId}`,
    type: 'Patient',
    ...(fhirServer === 'none'
      ? {}
      : { identifier: { system: `${fhirServer.replace(/\/+$/, '')}/Patient`, value: patientId } }),
  };
}

/** Where and when an input comes from, for Observation.component.extension. */
export function inputExtensions(
  fhirServer: string,
  input: { readonly references: readonly string[]; readonly date?: string },
): Extension[] {
  const date = fhirDateTime(input.date);
  return [
    ...(date ? [{ url: extensions.inputDate, valueDateTime: date }] : []),
    ...chartReferences(fhirServer, input.references).map((reference) => ({
      url: extensions.inputSource,
      valueReference: reference,
    })),
  ];
}
