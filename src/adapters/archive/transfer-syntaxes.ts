/** How pixels lie in a frame. `native` is uncompressed. */
export type Coding = 'native' | 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

export interface TransferSyntax {
  readonly name: string;
  readonly coding: Coding;
  readonly explicit: boolean;
  readonly littleEndian: boolean;
  readonly deflated: boolean;
}

const explicitLittle = { explicit: true, littleEndian: true, deflated: false } as const;
const coded = (name: string, coding: Coding): TransferSyntax => ({ name, coding, ...explicitLittle });

/** What we read (PS3.5 section 10 and annex A). */
export const transferSyntaxes: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': {
    name: 'Implicit VR Little Endian',
    coding: 'native',
    explicit: false,
    littleEndian: true,
    deflated: false,
  },
  '1.2.840.10008.1.2.1': coded('Explicit VR Little Endian', 'native'),
  '1.2.840.10008.1.2.1.99': {
    name: 'Deflated Explicit VR Little Endian',
    coding: 'native',
    explicit: true,
    littleEndian: true,
    deflated: true,
  },
  '1.2.840.10008.1.2.2': {
    name: 'Explicit VR Big Endian',
    coding: 'native',
    explicit: true,
    littleEndian: false,
    deflated: false,
  },
  '1.2.840.10008.1.2.5': coded('RLE Lossless', 'rle'),
  '1.2.840.10008.1.2.4.50': coded('JPEG Baseline (Process 1)', 'jpeg'),
  '1.2.840.10008.1.2.4.57': coded('JPEG Lossless (Process 14)', 'jpeg-lossless'),
  '1.2.840.10008.1.2.4.70': coded('JPEG Lossless, First-Order Prediction', 'jpeg-lossless'),
  '1.2.840.10008.1.2.4.80': coded('JPEG-LS Lossless', 'jpeg-ls'),
  '1.2.840.10008.1.2.4.81': coded('JPEG-LS Near-Lossless', 'jpeg-ls'),
  '1.2.840.10008.1.2.4.90': coded('JPEG 2000 Lossless', 'jpeg-2000'),
  '1.2.840.10008.1.2.4.91': coded('JPEG 2000', 'jpeg-2000'),
  '1.2.840.10008.1.2.4.201': coded('HTJ2K Lossless', 'htj2k'),
  '1.2.840.10008.1.2.4.202': coded('HTJ2K Lossless RPCL', 'htj2k'),
  '1.2.840.10008.1.2.4.203': coded('HTJ2K', 'htj2k'),
};

/** Syntaxes that exist and that we do not read, so that a refusal can name them. */
export const unreadSyntaxes: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.1.98': 'Encapsulated Uncompressed Explicit VR Little Endian',
  '1.2.840.10008.1.2.4.51': 'JPEG Extended (12 bit)',
  '1.2.840.10008.1.2.4.92': 'JPEG 2000 multi-component lossless',
  '1.2.840.10008.1.2.4.93': 'JPEG 2000 multi-component',
  '1.2.840.10008.1.2.4.94': 'JPIP Referenced',
  '1.2.840.10008.1.2.4.95': 'JPIP Referenced Deflate',
  '1.2.840.10008.1.2.4.100': 'MPEG-2 Main Profile',
  '1.2.840.10008.1.2.4.101': 'MPEG-2 Main Profile High Level',
  '1.2.840.10008.1.2.4.102': 'MPEG-4 AVC/H.264 High Profile',
  '1.2.840.10008.1.2.4.103': 'MPEG-4 AVC/H.264 BD-compatible',
  '1.2.840.10008.1.2.4.107': 'HEVC/H.265 Main Profile',
  '1.2.840.10008.1.2.4.110': 'JPEG XL Lossless',
  '1.2.840.10008.1.2.4.112': 'JPEG XL',
  '1.2.840.10008.1.2.6.1': 'RFC 2557 MIME encapsulation',
};
