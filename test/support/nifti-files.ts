/** NIfTI files made in code, field by field as the standard has them. */
export interface NiftiForm {
  readonly version?: 1 | 2;
  readonly size?: readonly number[];
  readonly little?: boolean;
  readonly datatype?: number;
  readonly bits?: number;
  readonly slope?: number;
  readonly inter?: number;
  readonly units?: number;
  /** Rows of the sform; `null`: none. */
  readonly sform?: readonly (readonly [number, number, number, number])[] | null;
  /** b, c, d, x, y, z and pixdim[0..3]. */
  readonly qform?: {
    readonly quaternion: readonly [number, number, number];
    readonly offset: readonly [number, number, number];
    readonly pixdim: readonly [number, number, number, number];
  };
  /** Bytes of header extensions. */
  readonly extension?: Uint8Array;
  readonly values?: readonly number[];
}

const plainSform = [
  [-2, 0, 0, 10],
  [0, -2, 0, 20],
  [0, 0, 3, 30],
] as const;

export function niftiFile(form: NiftiForm = {}): Uint8Array {
  const {
    version = 1,
    size = [2, 2, 2],
    little = true,
    datatype = 16,
    bits = 32,
    slope = 1,
    inter = 0,
    units = 2,
    sform = plainSform,
  } = form;
  const values = form.values ?? Array.from({ length: size.reduce((product, n) => product * n, 1) }, (_, n) => n);
  const start = (version === 1 ? 352 : 544) + (form.extension?.length ?? 0);
  const bytes = new Uint8Array(start + (values.length * bits) / 8);
  const view = new DataView(bytes.buffer);
  const short = (at: number, value: number) => view.setInt16(at, value, little);
  const int = (at: number, value: number) => view.setInt32(at, value, little);
  const real = (at: number, n: number, value: number) =>
    version === 1 ? view.setFloat32(at + 4 * n, value, little) : view.setFloat64(at + 8 * n, value, little);
  const pixdim = form.qform?.pixdim ?? [1, 2, 2, 3];
  const dims = [size.length, ...size, ...new Array(7 - size.length).fill(1)];
  if (version === 1) {
    int(0, 348);
    dims.forEach((n, axis) => {
      short(40 + 2 * axis, n);
    });
    short(70, datatype);
    short(72, bits);
    pixdim.forEach((step, axis) => {
      real(76, axis, step);
    });
    real(108, 0, start);
    real(112, 0, slope);
    real(116, 0, inter);
    bytes[123] = units;
    short(252, form.qform ? 1 : 0);
    short(254, sform ? 1 : 0);
    form.qform?.quaternion.forEach((part, n) => {
      real(256, n, part);
    });
    form.qform?.offset.forEach((part, n) => {
      real(268, n, part);
    });
    sform?.flat().forEach((part, n) => {
      real(280, n, part);
    });
    bytes.set([0x6e, 0x2b, 0x31, 0], 344);
  } else {
    int(0, 540);
    bytes.set([0x6e, 0x2b, 0x32, 0, 0x0d, 0x0a, 0x1a, 0x0a], 4);
    short(12, datatype);
    short(14, bits);
    dims.forEach((n, axis) => {
      view.setBigInt64(16 + 8 * axis, BigInt(n), little);
    });
    pixdim.forEach((step, axis) => {
      real(104, axis, step);
    });
    view.setBigInt64(168, BigInt(start), little);
    real(176, 0, slope);
    real(184, 0, inter);
    int(344, form.qform ? 1 : 0);
    int(348, sform ? 1 : 0);
    form.qform?.quaternion.forEach((part, n) => {
      real(352, n, part);
    });
    form.qform?.offset.forEach((part, n) => {
      real(376, n, part);
    });
    sform?.flat().forEach((part, n) => {
      real(400, n, part);
    });
    int(500, units);
  }
  if (form.extension) {
    bytes[version === 1 ? 348 : 540] = 1;
    bytes.set(form.extension, version === 1 ? 352 : 544);
  }
  const write: Readonly<Record<number, (at: number, value: number) => void>> = {
    2: (at, value) => view.setUint8(at, value),
    256: (at, value) => view.setInt8(at, value),
    4: (at, value) => view.setInt16(at, value, little),
    512: (at, value) => view.setUint16(at, value, little),
    8: (at, value) => view.setInt32(at, value, little),
    768: (at, value) => view.setUint32(at, value, little),
    16: (at, value) => view.setFloat32(at, value, little),
    64: (at, value) => view.setFloat64(at, value, little),
    1024: (at, value) => view.setBigInt64(at, BigInt(value), little),
    1280: (at, value) => view.setBigUint64(at, BigInt(value), little),
  };
  values.forEach((value, n) => {
    write[datatype]?.(start + (n * bits) / 8, value);
  });
  return bytes;
}
