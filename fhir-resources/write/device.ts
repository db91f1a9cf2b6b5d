import type { Device, Reference } from 'fhir/r4.js';
import type { EvidenceClass } from '../../src/core/evidence.ts';
import { coding, identifierSystems, systems } from './codes-out.ts';
import { type AboutDocuments, evidenceLabels } from './frame.ts';
import { resourceId } from './identity.ts';

/** The software as a device: one per version of the service and of its rules; every result points to the one that made it. */
export function deviceDocument(about: AboutDocuments, rulesVersion: string): Device & { id: string } {
  const id = resourceId(['device', about.serviceVersion, rulesVersion]);
  const evidence: EvidenceClass = 'established';
  return {
    resourceType: 'Device',
    id,
    meta: { tag: [coding(systems.evidenceClass, evidence, evidenceLabels[evidence])] },
    identifier: [{ system: identifierSystems.software, value: id }],
    status: 'active',
    deviceName: [{ name: 'Fibrocast', type: 'model-name' }],
    modelNumber: about.serviceVersion,
    type: { text: 'Clinical decision support software for liver fibrosis' },
    version: [
      { type: { text: 'service' }, value: about.serviceVersion },
      { type: { text: 'rules and scores' }, value: rulesVersion },
    ],
    url: about.baseUrl,
  };
}

export function deviceReference(device: Device & { id: string }): Reference {
  return { reference: `Device/${device.id}`, type: 'Device', display: `Fibrocast ${device.modelNumber}` };
}
