import { uids, type WrittenDataSet, writeDicom } from './dicom-writer.ts';

const code = (value: string): WrittenDataSet => ({ '00080100': ['SH', value], '00080102': ['SH', 'SCT'] });

export interface WrittenSegFrame {
  readonly segment: number;
  readonly position: readonly number[];
  readonly pixels: readonly number[];
}

/** A SEG with two segments: a lesion of the liver (1) and the liver itself (2). */
export const writeSeg = (
  frames: readonly WrittenSegFrame[],
  options: {
    fractional?: boolean;
    orientation?: string;
    spacing?: string;
    between?: string;
    rows?: number;
    columns?: number;
    more?: WrittenDataSet;
  } = {},
): Buffer => {
  const { fractional = false, rows = 3, columns = 5 } = options;
  const bits = frames.flatMap(({ pixels }) => pixels);
  const packed = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) packed[i >> 3] = (packed[i >> 3] ?? 0) | (bit << (i & 7));
  return writeDicom({
    '00080060': ['CS', 'SEG'],
    '00280002': ['US', 1],
    '00280004': ['CS', 'MONOCHROME2'],
    '00280008': ['IS', String(frames.length)],
    '00280010': ['US', rows],
    '00280011': ['US', columns],
    '00280100': ['US', fractional ? 8 : 1],
    '00280101': ['US', fractional ? 8 : 1],
    '00280102': ['US', fractional ? 7 : 0],
    '00280103': ['US', 0],
    '00620001': ['CS', fractional ? 'FRACTIONAL' : 'BINARY'],
    ...(fractional ? { '0062000E': ['US', 200] as const } : {}),
    '00620002': [
      'SQ',
      [
        {
          '00620004': ['US', 1],
          '00620005': ['LO', 'Lesion'],
          '00620008': ['CS', 'AUTOMATIC'],
          '0062000F': ['SQ', [code('4147007')]],
          '00082218': ['SQ', [code('10200004')]],
        },
        {
          '00620004': ['US', 2],
          '00620005': ['LO', 'organ A'],
          '00620008': ['CS', 'SEMIAUTOMATIC'],
          '0062000F': ['SQ', [code('10200004')]],
        },
      ],
    ],
    '52009229': [
      'SQ',
      [
        {
          '00209116': ['SQ', [{ '00200037': ['DS', options.orientation ?? '1\\0\\0\\0\\1\\0'] }]],
          '00289110': [
            'SQ',
            [
              {
                '00280030': ['DS', options.spacing ?? '1\\1'],
                ...(options.between === undefined ? {} : { '00180088': ['DS', options.between] as const }),
              },
            ],
          ],
        },
      ],
    ],
    '52009230': [
      'SQ',
      frames.map(
        ({ segment, position }): WrittenDataSet => ({
          '00209113': ['SQ', [{ '00200032': ['DS', position.join('\\')] }]],
          '0062000A': ['SQ', [{ '0062000B': ['US', segment] }]],
        }),
      ),
    ],
    '7FE00010': ['OB', fractional ? Uint8Array.from(bits) : packed],
    ...options.more,
  });
};

/** An RTSTRUCT (implicit syntax) with a liver of the contours given, and a structure that was never drawn. */
export const writeRtstruct = (contours: readonly WrittenDataSet[], frame = '1.2.3'): Buffer =>
  writeDicom(
    {
      '00080060': ['CS', 'RTSTRUCT'],
      '30060020': [
        'SQ',
        [
          {
            '30060022': ['IS', '4'],
            '30060024': ['UI', frame],
            '30060026': ['LO', 'Liver'],
            '30060036': ['CS', 'AUTOMATIC'],
          },
          { '30060022': ['IS', '5'], '30060026': ['LO', 'never drawn'] },
        ],
      ],
      '30060039': ['SQ', [{ '30060084': ['IS', '4'], '30060040': ['SQ', contours] }]],
    },
    uids.implicit,
  );
