import { patientParameters } from './patient-parameters.ts';
import { pictureParameters } from './picture-parameters.ts';

/** Every number that shapes a simulated patient or picture. A change of any of them is a new version. */
export const simulatorParameters = {
  version: '1.0.0',
  notice: 'Synthetic. Nothing learned from these patients or pictures says anything about real ones.',
  patient: patientParameters,
  picture: pictureParameters,
} as const;
