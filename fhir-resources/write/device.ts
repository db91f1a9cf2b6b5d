import type { Device, Reference } from 'fhir/r4.js';
import type { EvidenceClass } from '../../src/core/evidence.ts';
import { coding, identifierSystems, systems } from './codes-out.ts';
import { type AboutDocuments, evidenceLabels } from './frame.ts';
import { resourceId } from './identity.ts';

/** The software as a device: one per version of the service and of its rules; every result points to the one that made it. */
export function deviceDocument(about: AboutDocuments, rulesVersion: string): Device & { id: string } {
  return softwareDevice({
    id: resourceId(['device', about.serviceVersion, rulesVersion]),
    evidence: 'established',
    name: 'Fibrocast',
    modelNumber: about.serviceVersion,
    type: 'Clinical decision support software for liver fibrosis',
    versions: { service: about.serviceVersion, 'rules and scores': rulesVersion },
    url: about.baseUrl,
  });
}

/** Software as a device, the service or a model. @param software.versions by what they are of */
export function softwareDevice(software: {
  readonly id: string;
  readonly evidence: EvidenceClass;
  readonly name: string;
  readonly modelNumber: string;
  readonly type: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly url: string;
}): Device & { id: string } {
  const { id, evidence, name, modelNumber, type, versions, url } = software;
  return {
    resourceType: 'Device',
    id,
    meta: { tag: [coding(systems.evidenceClass, evidence, evidenceLabels[evidence])] },
    identifier: [{ system: identifierSystems.software, value: id }],
    status: 'active',
    deviceName: [{ name, type: 'model-name' }],
    modelNumber,
    type: { text: type },
    version: Object.entries(versions).map(([text, value]) => ({ type: { text }, value })),
    url,
  };
}

export function deviceReference(device: Device & { id: string }): Reference {
  return { reference: `Device/${device.id}`, type: 'Device', display: `Fibrocast ${device.modelNumber}` };
}
