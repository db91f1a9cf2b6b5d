/** Our own addresses: everything of ours that FHIR identifies by URL begins so. */
export const fibrocastSystem = 'https://fibrocast.org/fhir';
/** Local codes of what is measured, where no standard code is confirmed (stiffness by pSWE, 2D-SWE, MRE, its quality …). */
export const measureSystem = `${fibrocastSystem}/CodeSystem/measure`;

export type SystemName =
  | 'loinc'
  | 'snomed'
  | 'icd-10-cm'
  | 'icd-10'
  | 'icd-10-gm'
  | 'rxnorm'
  | 'atc'
  | 'cvx'
  | 'cpt'
  | 'dicom'
  | 'fibrocast';

/** The official address, and the other spellings that charts really carry (v2 and CDA OIDs, old or lax addresses). */
const spellings: Readonly<Record<SystemName, readonly string[]>> = {
  loinc: ['http://loinc.org', 'https://loinc.org', 'http://loinc.org/', 'urn:oid:2.16.840.1.113883.6.1'],
  snomed: ['http://snomed.info/sct', 'https://snomed.info/sct', 'urn:oid:2.16.840.1.113883.6.96'],
  'icd-10-cm': [
    'http://hl7.org/fhir/sid/icd-10-cm',
    'https://hl7.org/fhir/sid/icd-10-cm',
    'urn:oid:2.16.840.1.113883.6.90',
  ],
  'icd-10': [
    'http://hl7.org/fhir/sid/icd-10',
    'https://hl7.org/fhir/sid/icd-10',
    'http://id.who.int/icd/release/10',
    'urn:oid:2.16.840.1.113883.6.3',
  ],
  'icd-10-gm': [
    'http://fhir.de/CodeSystem/bfarm/icd-10-gm',
    'http://fhir.de/CodeSystem/dimdi/icd-10-gm',
    'http://hl7.org/fhir/sid/icd-10-de',
    'http://hl7.org/fhir/sid/icd-10-gm',
    'urn:oid:1.2.276.0.76.5.409',
  ],
  rxnorm: ['http://www.nlm.nih.gov/research/umls/rxnorm', 'urn:oid:2.16.840.1.113883.6.88'],
  atc: [
    'http://www.whocc.no/atc',
    'https://www.whocc.no/atc',
    'http://fhir.de/CodeSystem/bfarm/atc',
    'http://fhir.de/CodeSystem/dimdi/atc',
    'urn:oid:2.16.840.1.113883.6.73',
  ],
  cvx: ['http://hl7.org/fhir/sid/cvx', 'urn:oid:2.16.840.1.113883.12.292'],
  cpt: ['http://www.ama-assn.org/go/cpt', 'https://www.ama-assn.org/go/cpt', 'urn:oid:2.16.840.1.113883.6.12'],
  dicom: ['http://dicom.nema.org/resources/ontology/DCM', 'urn:oid:1.2.840.10008.2.16.4'],
  fibrocast: [measureSystem, `${fibrocastSystem}/CodeSystem/measures`, `${fibrocastSystem}/CodeSystem/input`],
};

const names: ReadonlyMap<string, SystemName> = new Map(
  (Object.entries(spellings) as [SystemName, readonly string[]][]).flatMap(([name, urls]) =>
    urls.map((url) => [url, name] as const),
  ),
);

/** The code system that a `Coding.system` means, or undefined for one that this service does not know. */
export function systemName(url: unknown): SystemName | undefined {
  return typeof url === 'string' ? names.get(url) : undefined;
}
