import type { Named } from './data-set.ts';
import { rleLossless } from './part10.ts';
import { explicit, grey, type PlanContext, type SeriesPlan } from './series-plan.ts';
import { simulatorParameters } from './simulate/parameters.ts';
import type { SimulatedPatient } from './simulate/patient.ts';
import { openRandom } from './simulate/random.ts';
import type { SimulatedUs } from './simulate/us.ts';

const usImage = '1.2.840.10008.5.1.4.1.1.6.1';
const usMultiFrame = '1.2.840.10008.5.1.4.1.1.3.1';
const { usSize, usFrames } = simulatorParameters.picture;

/** The screen around the picture: left, top, right and bottom, in pixels. */
const border = { left: 40, top: 24, right: 24, bottom: 24 } as const;
const [width, height] = usSize.value;
const screen = { columns: width + border.left + border.right, rows: height + border.top + border.bottom };
/** First and last pixel of the picture on the screen. */
export const tissueFrom = [border.left, border.top] as const;
export const tissueTo = [border.left + width - 1, border.top + height - 1] as const;

/** How many frames the simulator makes, without making them. */
export function usFrameCount({ seed }: SimulatedPatient): number {
  const [least, most] = usFrames.value;
  return least + openRandom(seed, 'us').below(most - least + 1);
}

const scanner = ({ site }: SimulatedPatient): Named => ({
  Manufacturer: site.manufacturer,
  ManufacturerModelName: `${site.manufacturer} Echo ${site.id + 5}`,
  StationName: `US${site.id + 1}`,
  DeviceSerialNumber: String(25_000 + site.id),
  SoftwareVersions: `R${site.id + 2}.1`,
  BodyPartExamined: 'LIVER',
  ProtocolName: 'Abdomen',
  TransducerType: site.us.probe === 'curved' ? 'CURVED LINEAR' : 'LINEAR',
  TransducerData: site.us.probe === 'curved' ? 'C5-1' : 'L9-3',
  LossyImageCompression: '00',
});

const corners = (from: readonly [number, number], to: readonly [number, number]): Named => ({
  RegionLocationMinX0: from[0],
  RegionLocationMinY0: from[1],
  RegionLocationMaxX1: to[0],
  RegionLocationMaxY1: to[1],
});

/** Calibrated in centimetres. @param dataType 1 tissue, 2 colour flow (PS3.3 C.8.5.5.1.2) */
const region = ({ site }: SimulatedPatient, dataType: 1 | 2, where: Named): Named => {
  const centimetres = site.us.depthMm / height / 10;
  return {
    ...where,
    RegionSpatialFormat: 1,
    RegionDataType: dataType,
    RegionFlags: dataType === 1 ? 0 : 1,
    PhysicalUnitsXDirection: 3,
    PhysicalUnitsYDirection: 3,
    PhysicalDeltaX: centimetres,
    PhysicalDeltaY: centimetres,
    ReferencePixelX0: width >> 1,
    ReferencePixelY0: 0,
    TransducerFrequency: site.us.probe === 'curved' ? 3500 : 7500,
  };
};

export function planBMode(context: PlanContext): SeriesPlan {
  const { subject, time } = context;
  return {
    syntax: rleLossless,
    sopClass: usMultiFrame,
    about: {
      ...scanner(subject),
      SeriesDescription: 'Liver right lobe',
      SeriesNumber: 1,
      SeriesTime: time(0),
    },
    instances: [
      {
        ImageType: ['ORIGINAL', 'PRIMARY', 'ABDOMINAL', '0001'],
        InstanceNumber: 1,
        AcquisitionTime: time(60),
        ContentTime: time(62),
        ...grey(screen.columns, screen.rows, 8),
        NumberOfFrames: usFrameCount(subject),
        FrameTime: 50,
        FrameIncrementPointer: '00181063',
        SequenceOfUltrasoundRegions: [region(subject, 1, corners(tissueFrom, tissueTo))],
      },
    ],
  };
}

/** The colour box over the porta, as places on the screen. */
const box = { from: [border.left + 90, border.top + 60], to: [border.left + 160, border.top + 120] } as const;

export function planDoppler(context: PlanContext): SeriesPlan {
  const { subject, time } = context;
  return {
    ...explicit,
    sopClass: usImage,
    about: {
      ...scanner(subject),
      SeriesDescription: 'Portal vein colour Doppler',
      SeriesNumber: 2,
      SeriesTime: time(120),
    },
    instances: [
      {
        ImageType: ['ORIGINAL', 'PRIMARY', 'ABDOMINAL', '0011'],
        InstanceNumber: 2,
        AcquisitionTime: time(150),
        ContentTime: time(152),
        ...grey(screen.columns, screen.rows, 8),
        SamplesPerPixel: 3,
        PhotometricInterpretation: 'RGB',
        PlanarConfiguration: 0,
        UltrasoundColorDataPresent: 1,
        SequenceOfUltrasoundRegions: [
          region(subject, 1, corners(tissueFrom, tissueTo)),
          region(subject, 2, corners(box.from, box.to)),
        ],
      },
    ],
  };
}

/** A frame on the screen, with the grey bar that every machine shows beside it. */
function onScreen(frame: Uint8Array): Uint8Array {
  const out = new Uint8Array(screen.columns * screen.rows);
  for (let row = 0; row < height; row++)
    out.set(frame.subarray(row * width, (row + 1) * width), (row + border.top) * screen.columns + border.left);
  for (let row = border.top; row < border.top + height; row++)
    out.fill(
      Math.round(255 * (1 - (row - border.top) / (height - 1))),
      row * screen.columns + 10,
      row * screen.columns + 18,
    );
  return out;
}

export const bModeFrames = ({ frames }: SimulatedUs): Uint8Array[][] => [frames.map(onScreen)];

/** The first frame in colour, with flow towards the probe in a slanting vessel of the colour box. */
export function dopplerFrames({ frames }: SimulatedUs): Uint8Array[][] {
  const grey = onScreen(frames[0] ?? new Uint8Array(width * height));
  const out = new Uint8Array(3 * grey.length);
  const [x0, y0] = box.from;
  const [x1, y1] = box.to;
  for (let at = 0; at < grey.length; at++) {
    const x = at % screen.columns;
    const y = Math.floor(at / screen.columns);
    const value = grey[at] ?? 0;
    const inside = x >= x0 && x <= x1 && y >= y0 && y <= y1;
    const edge = inside && (x === x0 || x === x1 || y === y0 || y === y1);
    const off = Math.abs((y - y0) / (y1 - y0) - 0.75 + (0.5 * (x - x0)) / (x1 - x0)) / 0.12;
    if (edge) out.set([200, 200, 200], 3 * at);
    else if (inside && off < 1) out.set([Math.round(235 - 90 * off), Math.round(120 - 110 * off), 20], 3 * at);
    else out.set([value, value, value], 3 * at);
  }
  return [[out]];
}
