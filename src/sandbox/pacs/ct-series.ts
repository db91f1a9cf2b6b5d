import type { Geometry, Volume } from '../../core/volume/volume.ts';
import type { Named } from './data-set.ts';
import { explicit, grey, type PlanContext, type SeriesPlan, secondsOf, sliceOf, words } from './series-plan.ts';
import { anatomyOf } from './simulate/anatomy.ts';
import { bodyGrid, fillBody, type Tissue } from './simulate/body.ts';
import { blur, correlatedNoise } from './simulate/fields.ts';
import { simulatorParameters } from './simulate/parameters.ts';
import type { SimulatedPatient } from './simulate/patient.ts';
import { openRandom } from './simulate/random.ts';

const ctImage = '1.2.840.10008.5.1.4.1.1.2';
const { ctSize, coverageMm } = simulatorParameters.picture;
/** The plain series has slices of twice the thickness. */
const plainFactor = 2;

const gridOf = ({ site: { ct } }: SimulatedPatient, factor = 1) => {
  const sliceMm = ct.sliceMm * factor;
  const [columns, rows] = ctSize.value;
  const slices = Math.round(coverageMm.value / sliceMm);
  return bodyGrid([columns, rows, slices], [ct.inPlaneMm, ct.inPlaneMm, sliceMm], -10);
};

/** The grid of the simulator's CT. */
export const ctGeometry = (subject: SimulatedPatient): Geometry => gridOf(subject).geometry;

/** Half of the scanners write signed values. */
const isSigned = ({ site }: SimulatedPatient) => site.id % 2 === 1;
const kernels = { soft: 'B30f', standard: 'B40f', sharp: 'B50f' } as const;

const scanner = ({ site }: SimulatedPatient): Named => ({
  Manufacturer: site.manufacturer,
  ManufacturerModelName: `${site.manufacturer} Spiral ${64 + 16 * (site.id % 4)}`,
  StationName: `CT${site.id + 1}`,
  DeviceSerialNumber: String(41_000 + site.id),
  SoftwareVersions: `VB${10 + site.id}A`,
  BodyPartExamined: 'ABDOMEN',
  PatientPosition: 'HFS',
  KVP: site.id % 3 === 0 ? 100 : 120,
  ProtocolName: 'Liver biphasic',
});

const hounsfield = (subject: SimulatedPatient, columns: number, rows: number): Named => ({
  ...grey(columns, rows, isSigned(subject) ? 16 : 12, isSigned(subject)),
  RescaleIntercept: -1024,
  RescaleSlope: 1,
  RescaleType: 'HU',
  WindowCenter: 60,
  WindowWidth: 400,
});

/** Whole HU, as scanners store them. */
const stored = (hu: number) => Math.min(3071, Math.max(-1024, Math.round(hu))) + 1024;

/** Bolus that the portal venous series followed by 70 seconds. */
const bolus = ({ time }: PlanContext): Named => ({
  ContrastBolusAgent: 'IOHEXOL 350',
  ContrastBolusRoute: 'IV',
  ContrastBolusVolume: 100,
  ContrastBolusStartTime: time(secondsOf.bolus),
  ContrastFlowRate: 3,
  ContrastBolusIngredient: 'IODINE',
  ContrastBolusIngredientConcentration: 350,
  ContrastBolusAgentPhase: 'PORTAL_VENOUS',
});

function axial(context: PlanContext, geometry: Geometry, at: number): readonly Named[] {
  const [columns, rows, slices] = geometry.size;
  return Array.from({ length: slices }, (_, k) => ({
    // numbered from the head down, while the simulator begins at the feet
    InstanceNumber: slices - k,
    AcquisitionTime: context.time(at),
    ContentTime: context.time(at + 2),
    ...sliceOf(geometry, k),
    ...hounsfield(context.subject, columns, rows),
  }));
}

export function planPortalVenous(context: PlanContext): SeriesPlan {
  const { subject } = context;
  const geometry = ctGeometry(subject);
  return {
    ...explicit,
    sopClass: ctImage,
    about: {
      ...scanner(subject),
      ...bolus(context),
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      SeriesDescription: `Liver portal venous ${geometry.spacingMm[2]} mm`,
      SeriesNumber: 4,
      AcquisitionNumber: 3,
      SeriesTime: context.time(secondsOf.portalVenous),
      ConvolutionKernel: kernels[subject.site.ct.kernel],
      SliceThickness: geometry.spacingMm[2],
      SpacingBetweenSlices: geometry.spacingMm[2],
      PixelSpacing: [geometry.spacingMm[1], geometry.spacingMm[0]],
      ReconstructionDiameter: geometry.size[0] * geometry.spacingMm[0],
      XRayTubeCurrent: 210,
      ExposureTime: 500,
      GantryDetectorTilt: 0,
      FrameOfReferenceUID: context.frameOfReference,
      PositionReferenceIndicator: null,
    },
    instances: axial(context, geometry, secondsOf.portalVenous),
  };
}

export function planPlain(context: PlanContext): SeriesPlan {
  const { subject } = context;
  const { geometry } = gridOf(subject, plainFactor);
  return {
    ...explicit,
    sopClass: ctImage,
    about: {
      ...scanner(subject),
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      SeriesDescription: `Liver without contrast ${geometry.spacingMm[2]} mm`,
      SeriesNumber: 2,
      AcquisitionNumber: 2,
      SeriesTime: context.time(secondsOf.plain),
      ConvolutionKernel: kernels[subject.site.ct.kernel],
      SliceThickness: geometry.spacingMm[2],
      SpacingBetweenSlices: geometry.spacingMm[2],
      PixelSpacing: [geometry.spacingMm[1], geometry.spacingMm[0]],
      FrameOfReferenceUID: context.frameOfReference,
      PositionReferenceIndicator: null,
    },
    instances: axial(context, geometry, secondsOf.plain),
  };
}

export function planLocalizer(context: PlanContext): SeriesPlan {
  const { subject } = context;
  const { size, spacingMm, originMm } = ctGeometry(subject);
  return {
    ...explicit,
    sopClass: ctImage,
    about: {
      ...scanner(subject),
      ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'],
      SeriesDescription: 'Topogram',
      SeriesNumber: 1,
      AcquisitionNumber: 1,
      SeriesTime: context.time(secondsOf.localizer),
      PixelSpacing: [spacingMm[2], spacingMm[0]],
      SliceThickness: size[1] * spacingMm[1],
      FrameOfReferenceUID: context.frameOfReference,
      PositionReferenceIndicator: null,
    },
    instances: [
      {
        InstanceNumber: 1,
        AcquisitionTime: context.time(secondsOf.localizer),
        ContentTime: context.time(secondsOf.localizer + 2),
        ImagePositionPatient: [originMm[0], 0, originMm[2] + (size[2] - 1) * spacingMm[2]],
        ImageOrientationPatient: [1, 0, 0, 0, 0, -1],
        ...hounsfield(subject, size[0], size[2]),
      },
    ],
  };
}

/** Frames of each instance: whole HU of each slice. */
export function sliceFrames({ geometry, data }: Volume): Uint8Array[][] {
  const [columns, rows, slices] = geometry.size;
  const plane = columns * rows;
  return Array.from({ length: slices }, (_, k) => [words(data, k * plane, plane, stored)]);
}

/** The mean along the back-to-front direction, head up. */
export function localizerFrames({ geometry, data }: Volume): Uint8Array[][] {
  const [columns, rows, slices] = geometry.size;
  const sums = new Float32Array(columns * slices);
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++) {
        const at = (slices - 1 - k) * columns + i;
        sums[at] = (sums[at] ?? 0) + (data[(k * rows + j) * columns + i] ?? 0) / rows;
      }
  return [[words(sums, 0, sums.length, stored)]];
}

/** HU without contrast. */
const plainHu: Readonly<Record<Tissue, number>> = {
  ...{ air: -1000, fat: -104, muscle: 52, bone: 160, cortex: 430, lung: -845, liver: 60, spleen: 49, kidneyCortex: 33 },
  ...{ kidneyPelvis: 8, vein: 42, aorta: 42, stomachWall: 38, stomachContent: 20, gas: -925, bowel: 32, heart: 44 },
};

/** The same body before contrast. Not part of what models are trained on, so it lives here and not in the simulator. */
export function plainCt(subject: SimulatedPatient): Volume {
  const grid = gridOf(subject, plainFactor);
  const { size } = grid.geometry;
  const fat = simulatorParameters.picture.ctHuPerFatPercent.value * subject.fatPercent;
  const { images } = fillBody(anatomyOf(subject, 'ct'), grid, [{ ...plainHu, liver: plainHu.liver + fat }]);
  const data = images[0] ?? new Float32Array();
  blur(data, size, [0.15, 0.15, 0.1]);
  const noise = correlatedNoise(openRandom(subject.seed, 'ct-plain'), size, [0.2, 0.2, 0.1]);
  for (let at = 0; at < data.length; at++)
    data[at] = Math.max(-1024, (data[at] ?? 0) + subject.site.ct.noiseHu * (noise[at] ?? 0));
  return { geometry: grid.geometry, data };
}
