import type { Geometry, Volume } from '../../core/volume/volume.ts';
import type { Named } from './data-set.ts';
import { implicitLittleEndian } from './part10.ts';
import { explicit, grey, type PlanContext, type SeriesPlan, secondsOf, sliceOf, words } from './series-plan.ts';
import { bodyGrid } from './simulate/body.ts';
import type { MrSequence } from './simulate/mr.ts';
import { simulatorParameters } from './simulate/parameters.ts';
import type { SimulatedPatient } from './simulate/patient.ts';

const mrImage = '1.2.840.10008.5.1.4.1.1.4';
const { mrSize, coverageMm } = simulatorParameters.picture;

/** The grid of the simulator's MR, the same for the three sequences. */
export function mrGeometry({ site: { mr } }: SimulatedPatient): Geometry {
  const [columns, rows] = mrSize.value;
  const slices = Math.round(coverageMm.value / mr.sliceMm);
  return bodyGrid([columns, rows, slices], [mr.inPlaneMm, mr.inPlaneMm, mr.sliceMm], -10).geometry;
}

const scanner = ({ site }: SimulatedPatient): Named => ({
  Manufacturer: site.manufacturer,
  ManufacturerModelName: `${site.manufacturer} Field ${site.mr.fieldTesla.toFixed(1)}T`,
  StationName: `MR${site.id + 1}`,
  DeviceSerialNumber: String(66_000 + site.id),
  SoftwareVersions: `XA${20 + site.id}`,
  BodyPartExamined: 'ABDOMEN',
  PatientPosition: 'HFS',
  MagneticFieldStrength: site.mr.fieldTesla,
  ImagingFrequency: Number((42.577 * site.mr.fieldTesla).toFixed(3)),
  ImagedNucleus: '1H',
  ProtocolName: 'Liver gadoxetate',
});

interface Protocol {
  readonly description: string;
  readonly number: number;
  readonly seconds: number;
  readonly tags: Named;
}
const protocols: Readonly<Record<MrSequence, Protocol>> = {
  t2: {
    description: 'T2 TSE fs tra',
    number: 2,
    seconds: secondsOf.plain - 90,
    tags: {
      ScanningSequence: 'SE',
      SequenceVariant: 'SK',
      ScanOptions: 'FS',
      MRAcquisitionType: '2D',
      RepetitionTime: 3600,
      EchoTime: 92,
      EchoTrainLength: 21,
      FlipAngle: 150,
      NumberOfAverages: 1,
    },
  },
  t1: {
    description: 'T1 GRE fs pre tra',
    number: 3,
    seconds: secondsOf.plain,
    tags: {
      ScanningSequence: 'GR',
      SequenceVariant: 'SP',
      ScanOptions: 'FS',
      MRAcquisitionType: '3D',
      RepetitionTime: 4.2,
      EchoTime: 1.9,
      EchoTrainLength: 1,
      FlipAngle: 10,
      NumberOfAverages: 1,
    },
  },
  hepatobiliary: {
    description: 'T1 GRE fs hepatobiliary 20 min tra',
    number: 7,
    seconds: secondsOf.hepatobiliary,
    tags: {
      ScanningSequence: 'GR',
      SequenceVariant: 'SP',
      ScanOptions: 'FS',
      MRAcquisitionType: '3D',
      RepetitionTime: 4.2,
      EchoTime: 1.9,
      EchoTrainLength: 1,
      FlipAngle: 20,
      NumberOfAverages: 1,
    },
  },
};

export function planSequence(context: PlanContext, sequence: MrSequence): SeriesPlan {
  const { subject, time } = context;
  const geometry = mrGeometry(subject);
  const [columns, rows, slices] = geometry.size;
  const { description, number, seconds, tags } = protocols[sequence];
  return {
    // the T2 series as older archives keep it
    syntax: sequence === 't2' ? implicitLittleEndian : explicit.syntax,
    sopClass: mrImage,
    about: {
      ...scanner(subject),
      ...tags,
      ...(sequence === 'hepatobiliary'
        ? {
            ContrastBolusAgent: 'GADOXETATE DISODIUM',
            ContrastBolusRoute: 'IV',
            ContrastBolusVolume: 8,
            ContrastBolusStartTime: time(secondsOf.bolus),
          }
        : {}),
      ImageType: ['ORIGINAL', 'PRIMARY', 'M'],
      SeriesDescription: description,
      SeriesNumber: number,
      AcquisitionNumber: 1,
      SeriesTime: time(seconds),
      SliceThickness: geometry.spacingMm[2],
      SpacingBetweenSlices: geometry.spacingMm[2],
      PixelSpacing: [geometry.spacingMm[1], geometry.spacingMm[0]],
      FrameOfReferenceUID: context.frameOfReference,
      PositionReferenceIndicator: null,
    },
    instances: Array.from({ length: slices }, (_, k) => ({
      InstanceNumber: k + 1,
      AcquisitionTime: time(seconds),
      ContentTime: time(seconds + 20),
      ...sliceOf(geometry, k),
      ...grey(columns, rows, 12),
      WindowCenter: 250,
      WindowWidth: 500,
    })),
  };
}

export function planMrLocalizer(context: PlanContext): SeriesPlan {
  const { subject, time } = context;
  const { size, spacingMm, originMm } = mrGeometry(subject);
  return {
    ...explicit,
    sopClass: mrImage,
    about: {
      ...scanner(subject),
      ...protocols.t2.tags,
      ImageType: ['ORIGINAL', 'PRIMARY', 'M', 'LOCALIZER'],
      SeriesDescription: 'Localizer cor',
      SeriesNumber: 1,
      AcquisitionNumber: 1,
      SeriesTime: time(secondsOf.localizer),
      SliceThickness: spacingMm[1],
      PixelSpacing: [spacingMm[2], spacingMm[0]],
      FrameOfReferenceUID: context.frameOfReference,
      PositionReferenceIndicator: null,
    },
    instances: [
      {
        InstanceNumber: 1,
        AcquisitionTime: time(secondsOf.localizer),
        ContentTime: time(secondsOf.localizer + 2),
        ImagePositionPatient: [
          originMm[0],
          originMm[1] + (size[1] >> 1) * spacingMm[1],
          originMm[2] + (size[2] - 1) * spacingMm[2],
        ],
        ImageOrientationPatient: [1, 0, 0, 0, 0, -1],
        ...grey(size[0], size[2], 12),
      },
    ],
  };
}

/** Signals in whole numbers of 12 bits, as scanners store them. */
const stored = (signal: number) => Math.min(4095, Math.max(0, Math.round(signal)));

export function sequenceFrames({ geometry, data }: Volume): Uint8Array[][] {
  const [columns, rows, slices] = geometry.size;
  const plane = columns * rows;
  return Array.from({ length: slices }, (_, k) => [words(data, k * plane, plane, stored)]);
}

/** The coronal plane in the middle of the body, head up. */
export function mrLocalizerFrames({ geometry, data }: Volume): Uint8Array[][] {
  const [columns, rows, slices] = geometry.size;
  const plane = new Float32Array(columns * slices);
  for (let k = 0; k < slices; k++)
    for (let i = 0; i < columns; i++)
      plane[(slices - 1 - k) * columns + i] = data[(k * rows + (rows >> 1)) * columns + i] ?? 0;
  return [[words(plane, 0, plane.length, stored)]];
}
