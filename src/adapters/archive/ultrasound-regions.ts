import type { Attributes } from './data-set.ts';

/** One calibrated region of an ultrasound picture (PS3.3 C.8.5.5). */
export interface UltrasoundRegion {
  /** Columns and rows, both ends included. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly kind: 'tissue' | 'colour-flow' | 'spectral' | 'm-mode' | 'other';
  /** Millimetres a pixel along x and y, where the region is calibrated in centimetres. */
  readonly spacingMm?: readonly [number, number] | undefined;
}

const centimetres = 3;

const kindOf = (format: number | undefined, type: number | undefined): UltrasoundRegion['kind'] => {
  if (format === 2) return 'm-mode';
  if (format === 3) return 'spectral';
  if (format !== 1) return 'other';
  if (type === 1) return 'tissue';
  return type === 2 ? 'colour-flow' : 'other';
};

/** Sequence of Ultrasound Regions (0018,6011), incomplete regions left out. */
export const ultrasoundRegionsOf = (attributes: Attributes): readonly UltrasoundRegion[] =>
  attributes.items('x00186011').flatMap((region) => {
    const corners = ['x00186018', 'x0018601a', 'x0018601c', 'x0018601e'].map((tag) => region.number(tag));
    const [x0, y0, x1, y1] = corners;
    if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) return [];
    const [dx, dy] = [Math.abs(region.number('x0018602c') ?? 0), Math.abs(region.number('x0018602e') ?? 0)];
    const calibrated =
      region.number('x00186024') === centimetres && region.number('x00186026') === centimetres && dx > 0 && dy > 0;
    return [
      {
        from: [x0, y0] as const,
        to: [x1, y1] as const,
        kind: kindOf(region.number('x00186012'), region.number('x00186014')),
        spacingMm: calibrated ? ([dx * 10, dy * 10] as const) : undefined,
      },
    ];
  });

/** Pixel size of the picture: that of its largest calibrated tissue region. */
export const ultrasoundSpacing = (regions: readonly UltrasoundRegion[]): readonly [number, number] | undefined => {
  const area = ({ from, to }: UltrasoundRegion) => (to[0] - from[0] + 1) * (to[1] - from[1] + 1);
  const [largest] = regions
    .filter((region) => region.spacingMm !== undefined && (region.kind === 'tissue' || region.kind === 'colour-flow'))
    .sort((a, b) => Number(b.kind === 'tissue') - Number(a.kind === 'tissue') || area(b) - area(a));
  return largest?.spacingMm;
};
