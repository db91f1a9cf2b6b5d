import { Failure } from '../../core/failure.ts';
import type { SeriesFacts } from '../../core/volume/series-facts.ts';
import { sliceAxes } from '../../core/volume/slice-stack.ts';
import type { ArchivedSeries } from '../../ports/archive.ts';
import type { Attributes } from './data-set.ts';
import { type ArchiveCall, askJson, listInstances, listSeries } from './dicomweb-search.ts';
import { factsOf, type OfFrame, unitOf } from './slices.ts';
import { ultrasoundRegionsOf } from './ultrasound-regions.ts';

const imageModalities = new Set(['CT', 'MR', 'US', 'PT']);

/** Distances of slices along their normal: the usual step and the way from first to last. Undefined for places that are unknown. */
const spacingOf = (
  planes: readonly { readonly positionMm: readonly number[]; readonly orientation: readonly number[] }[],
) => {
  const [first] = planes;
  const normal = first === undefined ? undefined : sliceAxes(first.orientation)?.[2];
  if (normal === undefined || planes.length < 2) return undefined;
  const along = planes
    .map(({ positionMm: [x = 0, y = 0, z = 0] }) => normal[0] * x + normal[1] * y + normal[2] * z)
    .sort((a, b) => a - b);
  const steps = along
    .slice(1)
    .map((place, i) => place - (along[i] ?? 0))
    // phases of one series lie on the same places
    .filter((step) => step > 0.01)
    .sort((a, b) => a - b);
  const step = steps[steps.length >> 1];
  const coverageMm = (along[along.length - 1] ?? 0) - (along[0] ?? 0);
  return step === undefined ? undefined : { sliceSpacingMm: Math.round(step * 1e4) / 1e4, coverageMm };
};

const planeOf = (position: Attributes, orientation: Attributes) => {
  const [positionMm, directions] = [position.numbers('x00200032'), orientation.numbers('x00200037')];
  return positionMm.length === 3 && directions.length === 6 ? [{ positionMm, orientation: directions }] : [];
};

const factsOfSeries = (sample: Attributes, listed: readonly Attributes[]): SeriesFacts => {
  const perFrame = sample.items('x52009230');
  const shared = sample.item('x52009229');
  const ofFrame: OfFrame = (group) => perFrame[0]?.item(group) ?? shared?.item(group);
  const regions = ultrasoundRegionsOf(sample);
  const modality = (sample.text('x00080060') ?? '').toUpperCase();
  const unit = unitOf(modality, (ofFrame('x00289145') ?? sample).text('x00281054')?.toUpperCase());
  const slices = perFrame.length > 0 ? perFrame.length : Math.max(listed.length, sample.number('x00280008') ?? 1);
  const planes =
    perFrame.length > 0
      ? perFrame.flatMap((frame) => {
          const groups = (group: string) => frame.item(group) ?? shared?.item(group) ?? sample;
          return planeOf(groups('x00209113'), groups('x00209116'));
        })
      : listed.flatMap((instance) => planeOf(instance, instance));
  const place = planes.length === slices ? spacingOf(planes) : undefined;
  return {
    ...factsOf(sample, ofFrame, regions, unit),
    slices,
    planar: modality === 'US' || slices === 1,
    sliceSpacingMm: place?.sliceSpacingMm,
    coverageMm: place?.coverageMm,
  };
};

/** Facts of the image series of a study from metadata alone; see `DicomwebArchive.searchSeriesFacts`. */
export const seriesFactsOf = async (
  call: ArchiveCall,
  studyUid: string,
): Promise<readonly { readonly series: ArchivedSeries; readonly facts: SeriesFacts }[]> => {
  const found: { series: ArchivedSeries; facts: SeriesFacts }[] = [];
  for (const series of await listSeries(call, studyUid)) {
    if (series.modality !== '' && !imageModalities.has(series.modality)) continue;
    try {
      const listed = await listInstances(call, studyUid, series.seriesUid, ['00200032', '00200037']);
      // an instance in the middle: the first one of an older CT is often its localizer
      const uid = listed[listed.length >> 1]?.text('x00080018');
      if (uid === undefined) continue;
      const [sample] = await askJson(call, `/studies/${studyUid}/series/${series.seriesUid}/instances/${uid}/metadata`);
      if (sample !== undefined) found.push({ series, facts: factsOfSeries(sample, listed) });
    } catch (thrown) {
      const unread =
        thrown instanceof Failure && ['not-found', 'invalid-input', 'upstream-refused'].includes(thrown.kind);
      if (!unread) throw thrown;
    }
  }
  return found;
};
