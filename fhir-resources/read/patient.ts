import type { PatientFacts } from '../../src/core/patient.ts';
import type { About, Ask } from '../ask.ts';
import { entriesOf } from '../bundle.ts';
import { date, isFuture } from './dates.ts';
import { type Json, list, object, text } from './json.ts';

/** The patient of the hook. `null`, or a Patient with another id, is undefined: without the person there is nothing to assess. */
export const patientAsk: Ask<PatientFacts> = {
  id: 'patient',
  query: 'Patient/{{context.patientId}}',
  read(answer, about) {
    const entry = entriesOf(answer, 'Patient')?.find(({ resource }) => resource.id === about.patientId);
    return entry && factsOf(entry.resource, about);
  },
};

function factsOf(patient: Json, about: About): PatientFacts {
  const sex = sexOf(patient);
  const birthDate = date(patient.birthDate);
  const died = patient.deceasedBoolean === true || text(patient.deceasedDateTime) !== undefined;
  return {
    id: about.patientId,
    ...(sex ? { sex } : {}),
    ...(birthDate === undefined || isFuture(birthDate, about.now) ? {} : { birthDate: birthDate.slice(0, 10) }),
    deceased: died,
  };
}

const birthSex = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex';

/** Formulas know male and female. Where the administrative gender is another, the recorded birth sex answers; else it is unknown. */
function sexOf(patient: Json): PatientFacts['sex'] {
  const gender = text(patient.gender)?.toLowerCase();
  if (gender === 'male' || gender === 'female') return gender;
  for (const element of list(patient.extension)) {
    const extension = object(element);
    if (extension?.url !== birthSex) continue;
    if (extension.valueCode === 'M') return 'male';
    if (extension.valueCode === 'F') return 'female';
  }
  return undefined;
}
