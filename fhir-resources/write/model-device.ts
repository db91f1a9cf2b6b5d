import type { Device, Reference } from 'fhir/r4.js';
import type { EvidenceClass } from '../../src/core/evidence.ts';
import type { ModelVersion } from '../../src/core/findings.ts';
import { softwareDevice } from './device.ts';
import type { AboutDocuments } from './frame.ts';
import { resourceId } from './identity.ts';

export interface SpeakingModel {
  readonly by: ModelVersion;
  readonly title: string;
  readonly evidence: EvidenceClass;
}

/** A model version as a device: what results made by it point to. `url` is its model card. */
export function modelDevice(about: AboutDocuments, { by, title, evidence }: SpeakingModel): Device & { id: string } {
  return softwareDevice({
    id: modelDeviceId(by),
    evidence,
    name: title,
    modelNumber: by.id,
    type: 'Prediction model for liver disease',
    versions: { model: by.version, 'sha256 of the graph': by.sha256 },
    url: `${about.baseUrl}/models/${by.id}`,
  });
}

export const modelDeviceReference = ({ by, title }: Pick<SpeakingModel, 'by' | 'title'>): Reference => ({
  reference: `Device/${modelDeviceId(by)}`,
  type: 'Device',
  display: `${title} ${by.version}`,
});

const modelDeviceId = ({ id, version, sha256 }: ModelVersion) => resourceId(['model-device', id, version, sha256]);

/** One device for each version, in the order of the first word. */
export function modelDevices(about: AboutDocuments, models: readonly SpeakingModel[]): (Device & { id: string })[] {
  const devices = models.map((model) => modelDevice(about, model));
  return [...new Map(devices.map((device) => [device.id, device])).values()];
}
