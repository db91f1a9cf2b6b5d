import { Failure } from '../../core/failure.ts';
import { shownImaging } from '../../flows/review-patient.ts';
import type { FindingsStore } from '../../ports/findings.ts';
import { type AppCall, patientOf } from './app-access.ts';

/** A key has parts: `<findings>/<file>`. */
export const keyOf = (parameter: string | readonly string[]): string => [parameter].flat().join('/');

/**
 * Whose a picture or volume is. Under a user-level scope the EHR decides: only charts that it has shown are open here.
 * @returns the patient
 * @throws Failure `forbidden`, the same for a file of somebody else and for none: a key tells nothing
 */
export async function requireOwned(
  deps: { readonly findings: Pick<FindingsStore, 'ofPatient'>; readonly allowSynthetic: boolean },
  call: AppCall,
  key: string,
  kind: 'pictures' | 'volumes',
): Promise<string> {
  const patientId = patientOf(call);
  call.requireSeen(patientId);
  const studies = shownImaging(
    await deps.findings.ofPatient(call.session.grant.fhirServer, patientId),
    deps.allowSynthetic,
  );
  if (!studies.some((study) => (study[kind] ?? []).some((file) => file.key === key)))
    throw new Failure('forbidden', `This ${kind.slice(0, -1)} does not belong to the patient of this launch.`);
  return patientId;
}
