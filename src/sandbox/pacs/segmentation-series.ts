import type { Geometry } from '../../core/volume/volume.ts';
import type { SeriesKind } from './sandbox-study.ts';
import { coded, explicit, type PlanContext, type SeriesPlan, secondsOf, sliceOf } from './series-plan.ts';
import { isLiver } from './simulate/body.ts';

const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4';

/** Organs in the order of their segment numbers, with what the simulator's labels are to them. */
const segments = [
  { name: 'Liver', code: '10200004', colour: [39_000, 38_000, 42_000], has: isLiver },
  { name: 'Spleen', code: '78961009', colour: [30_000, 44_000, 33_000], has: (label: number) => label === 2 },
] as const;

/**
 * Liver and spleen as a reader at the workstation outlined them (DICOM SEG, binary), on the slices of another series.
 * @param drawnOn the series, with its SOP class and the places of its slices
 */
export function planSegmentation(
  context: PlanContext,
  drawnOn: { readonly kind: SeriesKind; readonly sopClass: string; readonly geometry: Geometry },
): SeriesPlan {
  const { time } = context;
  const { geometry, kind, sopClass } = drawnOn;
  const [columns, rows, slices] = geometry.size;
  const dimension = context.instanceUid(kind, -1);
  const numbers = Array.from({ length: slices }, (_, k) => k);
  return {
    ...explicit,
    sopClass: segmentationStorage,
    about: {
      Manufacturer: context.subject.site.manufacturer,
      ManufacturerModelName: `${context.subject.site.manufacturer} Workstation`,
      DeviceSerialNumber: String(90_000 + context.subject.site.id),
      SoftwareVersions: '3.1',
      SeriesDescription: 'Liver and spleen outlined',
      SeriesNumber: 101,
      SeriesTime: time(secondsOf.drawn),
      FrameOfReferenceUID: context.frameOfReference,
      PositionReferenceIndicator: null,
    },
    instances: [
      {
        ImageType: ['DERIVED', 'PRIMARY'],
        InstanceNumber: 1,
        ContentTime: time(secondsOf.drawn),
        ContentLabel: 'LIVER_SPLEEN',
        ContentDescription: 'Liver and spleen',
        ContentCreatorName: 'Workstation',
        SamplesPerPixel: 1,
        PhotometricInterpretation: 'MONOCHROME2',
        Rows: rows,
        Columns: columns,
        BitsAllocated: 1,
        BitsStored: 1,
        HighBit: 0,
        PixelRepresentation: 0,
        LossyImageCompression: '00',
        SegmentationType: 'BINARY',
        SegmentsOverlap: 'NO',
        NumberOfFrames: slices * segments.length,
        SegmentSequence: segments.map(({ name, code, colour }, at) => ({
          SegmentNumber: at + 1,
          SegmentLabel: name,
          SegmentAlgorithmType: 'MANUAL',
          RecommendedDisplayCIELabValue: colour,
          SegmentedPropertyCategoryCodeSequence: [coded('SCT', '123037004', 'Anatomical Structure')],
          SegmentedPropertyTypeCodeSequence: [coded('SCT', code, name)],
        })),
        ReferencedSeriesSequence: [
          {
            SeriesInstanceUID: context.seriesUid(kind),
            ReferencedInstanceSequence: numbers.map((k) => ({
              ReferencedSOPClassUID: sopClass,
              ReferencedSOPInstanceUID: context.instanceUid(kind, k),
            })),
          },
        ],
        DimensionOrganizationSequence: [{ DimensionOrganizationUID: dimension }],
        DimensionIndexSequence: [
          // AT values: Referenced Segment Number in Segment Identification, Image Position in Plane Position
          {
            DimensionOrganizationUID: dimension,
            DimensionIndexPointer: '0062000B',
            FunctionalGroupPointer: '0062000A',
          },
          {
            DimensionOrganizationUID: dimension,
            DimensionIndexPointer: '00200032',
            FunctionalGroupPointer: '00209113',
          },
        ],
        SharedFunctionalGroupsSequence: [
          {
            PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
            PixelMeasuresSequence: [
              {
                PixelSpacing: [geometry.spacingMm[1], geometry.spacingMm[0]],
                SliceThickness: geometry.spacingMm[2],
                SpacingBetweenSlices: geometry.spacingMm[2],
              },
            ],
          },
        ],
        PerFrameFunctionalGroupsSequence: segments.flatMap((_, segment) =>
          numbers.map((k) => ({
            FrameContentSequence: [{ DimensionIndexValues: [segment + 1, k + 1] }],
            PlanePositionSequence: [{ ImagePositionPatient: sliceOf(geometry, k).ImagePositionPatient }],
            SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment + 1 }],
            DerivationImageSequence: [
              {
                DerivationCodeSequence: [coded('DCM', '113076', 'Segmentation')],
                SourceImageSequence: [
                  {
                    ReferencedSOPClassUID: sopClass,
                    ReferencedSOPInstanceUID: context.instanceUid(kind, k),
                    PurposeOfReferenceCodeSequence: [
                      coded('DCM', '121322', 'Source image for image processing operation'),
                    ],
                  },
                ],
              },
            ],
          })),
        ),
      },
    ],
  };
}

/** One bit a pixel, the first pixel lowest. The grids of the simulator fill whole bytes in every frame. */
export function segmentationFrames(labels: Uint8Array, [columns, rows, slices]: Geometry['size']): Uint8Array[][] {
  const plane = columns * rows;
  const frame = (from: number, has: (label: number) => boolean) => {
    const bits = new Uint8Array(plane / 8);
    for (let i = 0; i < plane; i++) if (has(labels[from + i] ?? 0)) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
    return bits;
  };
  return [segments.flatMap(({ has }) => Array.from({ length: slices }, (_, k) => frame(k * plane, has)))];
}
