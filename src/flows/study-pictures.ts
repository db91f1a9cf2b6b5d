import { type EvidenceClass, weakestEvidence } from '../core/evidence.ts';
import type { PictureFinding, RegionFinding } from '../core/findings.ts';
import { drawSlice, type Layer } from '../core/pictures/draw-slice.ts';
import { windowFor } from '../core/pictures/intensity-window.ts';
import { type Picture, regionColours } from '../core/pictures/picture.ts';
import { regionSlices } from '../core/pictures/region-slices.ts';
import type { HabitatMap } from '../core/radiomics-maps/habitats.ts';
import { type Box, cropVolume } from '../core/volume/geometry.ts';
import type { SeriesRole } from '../core/volume/series-rules.ts';
import type { Mask, Volume } from '../core/volume/volume.ts';
import type { ActivationMap, StudyImage } from '../ports/imaging-models.ts';

/** PNG bytes of a picture. */
export type DrawPicture = (picture: Picture) => Uint8Array;

/**
 * Pictures for reports: of each series with a liver the middle slice and the slice with its largest area, with the regions drawn on it;
 * of each activation map the slice where the model looked most. The title says what is drawn, who drew it, and that it is no more than
 * research or made-up data where that is so.
 */
export function studyPictures(
  findingsId: string,
  images: readonly StudyImage[],
  regions: readonly RegionFinding[],
  activations: readonly ActivationMap[],
  draw: DrawPicture,
  habitats: readonly { readonly series: SeriesRole; readonly map: HabitatMap }[] = [],
): { readonly findings: readonly PictureFinding[]; readonly bytes: ReadonlyMap<string, Uint8Array> } {
  const findings: PictureFinding[] = [];
  const bytes = new Map<string, Uint8Array>();
  const add = (picture: Picture, about: Pick<PictureFinding, 'title' | 'kind' | 'series'>, name: string) => {
    const key = `${findingsId}/${name}`;
    bytes.set(key, draw(picture));
    findings.push({ key, ...about, width: picture.width, height: picture.height });
  };

  for (const { series, image, regions: masks } of images) {
    const window = windowFor(image, image.modality);
    const liver = masks.get('liver');
    const slices = liver && regionSlices(liver);
    if (!slices) {
      // Around the tissue stand names and dates, burned into the pixels: without a known tissue region there is no picture.
      if (image.planar && image.tissue)
        add(
          drawSlice(cropVolume(image, tissueBox(image.tissue)), 0, { window, layers: [], letters: false }),
          { title: 'First frame, tissue region', kind: 'overlay', series: series.role },
          `${series.role}-frame`,
        );
      continue;
    }
    const layers = [...masks].map(
      ([, mask], at): Layer => ({
        kind: 'region',
        mask,
        colour: regionColours[at % regionColours.length] ?? [255, 255, 255],
      }),
    );
    const drawnBy = regions.find(({ label, series: role }) => label === 'liver' && role === series.role);
    const by = drawnBy?.by
      ? `drawn by ${drawnBy.by.id} ${drawnBy.by.version}${marked(drawnBy.evidence)}`
      : 'as drawn in the study';
    const named = [...masks.keys()].join(' and ');
    add(
      drawSlice(image, slices.largest, { window, layers }),
      { title: `Slice with the largest liver area: ${named}, ${by}`, kind: 'overlay', series: series.role },
      `${series.role}-largest`,
    );
    if (slices.middle !== slices.largest)
      add(
        drawSlice(image, slices.middle, { window, layers }),
        { title: `Middle slice of the liver: ${named}, ${by}`, kind: 'overlay', series: series.role },
        `${series.role}-middle`,
      );
  }

  for (const { by, title, evidence, series, map } of activations) {
    const on = images.find((one) => one.series.role === series);
    const liver = on?.regions.get('liver');
    if (!on || !liver) continue;
    const range = rangeInside(map, liver);
    if (!range) continue;
    const layer: Layer = { kind: 'activation', geometry: map.geometry, values: map.data, inside: liver.data, range };
    add(
      drawSlice(on.image, strongestSlice(map, liver), {
        window: windowFor(on.image, on.image.modality),
        layers: [layer],
      }),
      {
        title: `Where ${title} ${by.version}${marked(evidence)} looked: dark little, bright much`,
        kind: 'activation',
        series,
      },
      `${series}-activation-${by.id}-${by.version}`,
    );
  }
  for (const { series, map } of habitats) {
    const on = images.find((one) => one.series.role === series);
    const liver = on?.regions.get('liver');
    const slices = liver && regionSlices(liver);
    if (!on || !slices) continue;
    const layer: Layer = { kind: 'habitat', geometry: map.geometry, labels: map.labels };
    const drawnBy = regions.find(({ label, series: role }) => label === 'liver' && role === series);
    add(
      drawSlice(on.image, slices.largest, { window: windowFor(on.image, on.image.modality), layers: [layer] }),
      {
        title: `${map.habitats.length} habitats of the liver, one colour each${marked(weakestEvidence(['research', drawnBy?.evidence ?? 'established']))}`,
        kind: 'habitat',
        series,
      },
      `${series}-habitats`,
    );
  }
  return { findings, bytes };
}

/** A picture travels without its finding: what a model drew says in the title what it is worth. */
const marked = (evidence: EvidenceClass): string => (evidence === 'established' ? '' : ` (${evidence})`);

/** Columns and rows of the tissue in the one slice of a picture. */
const tissueBox = ({ from, to }: NonNullable<StudyImage['image']['tissue']>): Box => ({
  low: [from[0], from[1], 0],
  high: [to[0], to[1], 0],
});

/** Lowest and highest value inside a mask of the same grid; undefined when all are equal or there is none. */
function rangeInside({ data }: Volume, { data: inside }: Mask): readonly [number, number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < data.length; at++) {
    if (!inside[at]) continue;
    const value = data[at] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? [low, high] : undefined;
}

/** The slice whose mean inside the mask is highest, among those that hold at least a third of the largest area. */
function strongestSlice({ data, geometry }: Volume, { data: inside }: Mask): number {
  const [nx, ny, nz] = geometry.size;
  const plane = nx * ny;
  const sums = new Float64Array(nz);
  const areas = new Float64Array(nz);
  for (let at = 0; at < data.length; at++) {
    if (!inside[at]) continue;
    const k = Math.floor(at / plane);
    areas[k] = (areas[k] ?? 0) + 1;
    sums[k] = (sums[k] ?? 0) + (data[at] ?? 0);
  }
  const enough = Math.max(...areas) / 3;
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < nz; k++) {
    const area = areas[k] ?? 0;
    if (area < enough || area === 0) continue;
    const mean = (sums[k] ?? 0) / area;
    if (mean > highest) [best, highest] = [k, mean];
  }
  return best;
}
