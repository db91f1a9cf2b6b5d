import type { Endpoint, FhirResource, Organization, Practitioner } from 'fhir/r4.js';

/** HL7's tag for data that belong to nobody: on every resource of the sandbox. */
export const testData = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'HTEST',
  display: 'test health data',
} as const;

const practitioner = (id: string, given: string, family: string, specialty: string): Practitioner => ({
  resourceType: 'Practitioner',
  id,
  meta: { tag: [testData] },
  active: true,
  name: [{ use: 'official', family, given: [given], prefix: ['Dr'] }],
  qualification: [{ code: { text: specialty } }],
});
const organization = (id: string, name: string): Organization => ({
  resourceType: 'Organization',
  id,
  meta: { tag: [testData] },
  active: true,
  name,
});

/** The people and departments that charts and hooks refer to. */
export const staff: readonly FhirResource[] = [
  practitioner('dr-amara-nwosu', 'Amara', 'Nwosu', 'Hepatology'),
  practitioner('dr-jonas-keller', 'Jonas', 'Keller', 'Family medicine'),
  practitioner('dr-leila-haddad', 'Leila', 'Haddad', 'Internal medicine'),
  organization('sandbox-hospital', 'Sandbox General Hospital'),
  organization('sandbox-radiology', 'Sandbox General Hospital, Department of Radiology'),
];

/** Where the images of the hospital are. @param address DICOMweb root */
export const archiveEndpoint = (address: string): Endpoint => ({
  resourceType: 'Endpoint',
  id: 'sandbox-pacs',
  meta: { tag: [testData] },
  status: 'active',
  connectionType: { system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', code: 'dicom-wado-rs' },
  name: 'Sandbox General Hospital, image archive',
  managingOrganization: { reference: 'Organization/sandbox-radiology' },
  payloadType: [{ text: 'DICOM' }],
  payloadMimeType: ['application/dicom'],
  address,
});
