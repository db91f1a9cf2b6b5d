import type { FunctionComponent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { MeasureFinding, PictureFinding } from '../../core/findings.ts';
import type { ReviewData } from '../../core/review/review.ts';
import { EvidenceMark } from '../design/marks.tsx';
import { Panel } from '../design/panel.tsx';
import { pictureUrl } from './api.ts';
import { shownValue, useReading } from './reading.tsx';
import { shownQuantity } from './units.ts';

type Study = ReviewData['imaging'][number];

/** Pictures and measures of the newest study, with the study of the same kind before it at its side. */
export function ImagingPanel({ data, onAgain }: { data: ReviewData; onAgain: () => void }) {
  const { words, formats } = useReading();
  const [newest, ...older] = data.imaging;
  const previous = older.find(({ study }) => study.modalities.some((one) => newest?.study.modalities.includes(one)));
  return (
    <Panel id="imaging" title={words('imaging.title')} wide="span-12" slim={!newest && data.pending.length === 0}>
      {data.pending.length > 0 && (
        <div class="pending" role="status">
          <h3>{words('imaging.pending')}</h3>
          <ul>
            {data.pending.map(({ what, share }) => (
              <li key={what}>
                <span>{what}</span>
                <progress max={1} value={share ?? 0} aria-label={what} />
                <span class="soft">
                  {share === undefined
                    ? words('imaging.waiting')
                    : words('imaging.done', { share: formats.wholePercent(share) })}
                </span>
              </li>
            ))}
          </ul>
          <button type="button" onClick={onAgain}>
            {words('imaging.again')}
          </button>
        </div>
      )}
      {!newest && <p class="empty">{words('imaging.none')}</p>}
      {newest && <SeriesViewer newest={newest} previous={previous} />}
      {newest && (
        <div class={previous ? 'studies two' : 'studies'}>
          <StudyColumn study={newest} heading="imaging.current" />
          {previous && <StudyColumn study={previous} heading="imaging.previous" />}
        </div>
      )}
      {newest && newest.measures.length > 0 && <Measures newest={newest} previous={previous} />}
      {newest && newest.refused.length > 0 && (
        <div>
          <h3>{words('imaging.notDone')}</h3>
          <ul class="plain-list" lang="en">
            {newest.refused.map(({ what, reason }) => (
              <li key={what}>
                {what} <span class="soft">{reason}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}

type ViewerProps = { newest: Study; previous: Study | undefined; onClose: () => void };

/** The viewer is a script of its own, fetched when it is asked for; without it there are the pictures. */
function SeriesViewer({ newest, previous }: { newest: Study; previous: Study | undefined }) {
  const { words, formats } = useReading();
  const [state, setState] = useState<'closed' | 'opening' | 'failed' | FunctionComponent<ViewerProps>>('closed');
  const button = useRef<HTMLButtonElement>(null);
  const series = newest.volumes?.filter(({ kind }) => kind === 'series') ?? [];
  const [first] = series;
  if (!first) {
    if (newest.pictures.length === 0) return null;
    const frames = newest.study.modalities.every((one) => one === 'US');
    return <p class="note">{words(frames ? 'imaging.frames' : 'imaging.picturesOnly')}</p>;
  }
  if (typeof state === 'function') {
    const Viewer = state;
    const close = () => {
      setState('closed');
      // After the button is back.
      setTimeout(() => button.current?.focus());
    };
    return <Viewer key={newest.id} newest={newest} previous={previous} onClose={close} />;
  }
  const open = () => {
    setState('opening');
    import('./viewer.tsx').then(
      ({ Viewer }) => setState(() => Viewer),
      () => setState('failed'),
    );
  };
  const bytes = (newest.volumes ?? [])
    .filter((volume) => volume.series === first.series)
    .reduce((sum, volume) => sum + volume.bytes, 0);
  return (
    <div class="open-series">
      <button ref={button} type="button" class="primary" aria-disabled={state === 'opening'} onClick={open}>
        {words(state === 'opening' ? 'imaging.opening' : 'imaging.open')}
      </button>
      <span class="soft">
        {first.series.replaceAll('-', ' ')},{' '}
        {words('imaging.size', { mb: formats.number(Math.max(0.1, bytes / 1e6), bytes < 1e7 ? 1 : 0) })}
      </span>
      {state === 'failed' && <p role="alert">{words('imaging.noViewer')}</p>}
    </div>
  );
}

function StudyColumn({ study, heading }: { study: Study; heading: 'imaging.current' | 'imaging.previous' }) {
  const { words, formats } = useReading();
  const date = study.study.started ? formats.date(study.study.started) : words('page.noDate');
  return (
    <div class="study">
      <h3>
        {words(heading, { date })} <span class="soft">{study.study.modalities.join(', ')}</span>
      </h3>
      {study.pictures.length > 0 && (
        <div class="pictures">
          {study.pictures.map((picture) => (
            <Picture key={picture.key} picture={picture} date={date} study={study} />
          ))}
        </div>
      )}
      <ul class="plain-list study-facts">
        {study.regions.map((region) => (
          <li key={`${region.label} ${region.series}`}>
            {words('imaging.drawnBy', {
              region: words.term('imaging.region', region.label),
              who: words(`imaging.source.${region.source}`, {
                model: region.by ? `${region.by.id} ${region.by.version}` : '',
              }),
            })}{' '}
            <EvidenceMark evidence={region.evidence}>
              {words.term('evidence.short', region.evidence, words(`evidence.${region.evidence}`))}
            </EvidenceMark>
          </li>
        ))}
        {study.series.map((series) => (
          <li key={series.uid} class="soft">
            {words('imaging.series', {
              modality: series.role.replaceAll('-', ' '),
              slices: series.slices,
              spacing:
                series.sliceSpacingMm === undefined
                  ? words('imaging.noSpacing')
                  : words('imaging.spacing', { mm: formats.number(series.sliceSpacingMm, 1) }),
            })}
          </li>
        ))}
        {study.models.map(
          (model) =>
            model.state === 'live' &&
            model.output.kind === 'etiology' && (
              <li key={model.by.id}>
                {words('imaging.cause')}:{' '}
                {Object.entries(model.output.probabilities)
                  .sort(([, a], [, b]) => b - a)
                  .map(([cause, p]) => `${words.term('cause', cause)} ${formats.wholePercent(p)}`)
                  .join(', ')}{' '}
                <EvidenceMark evidence={model.evidence}>
                  {words.term('evidence.short', model.evidence, words(`evidence.${model.evidence}`))}
                </EvidenceMark>
              </li>
            ),
        )}
      </ul>
    </div>
  );
}

function Picture({ picture, date, study }: { picture: PictureFinding; date: string; study: Study }) {
  const { words } = useReading();
  const [lost, setLost] = useState(false);
  const kind = words(`imaging.kind.${picture.kind}`);
  return (
    <figure>
      <div class="picture-frame">
        {lost ? (
          <p class="empty">{words('imaging.noPicture')}</p>
        ) : (
          <img
            src={pictureUrl(picture.key)}
            width={picture.width}
            height={picture.height}
            alt={`${kind}: ${picture.title}. ${study.study.modalities.join(', ')}, ${date}.`}
            onError={() => setLost(true)}
          />
        )}
      </div>
      <figcaption>
        {kind}{' '}
        <span class="soft">
          {picture.title}, {date}
        </span>
      </figcaption>
    </figure>
  );
}

function Measures({ newest, previous }: { newest: Study; previous: Study | undefined }) {
  const reading = useReading();
  const { words, formats } = reading;
  const date = (study: Study) => (study.study.started ? formats.date(study.study.started) : words('page.noDate'));
  const value = ({ id, value: measured, unit }: MeasureFinding) => shownValue(id, measured, unit, reading);
  return (
    <div class="scroll-x">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words('imaging.measure')}</th>
            <th scope="col" class="number">
              {date(newest)}
            </th>
            {previous && (
              <>
                <th scope="col" class="number">
                  {date(previous)}
                </th>
                <th scope="col" class="number">
                  {words('imaging.change')}
                </th>
              </>
            )}
            <th scope="col">{words('scores.evidence')}</th>
          </tr>
        </thead>
        <tbody>
          {newest.measures.map((measure) => {
            const before = previous?.measures.find(({ id, unit }) => id === measure.id && unit === measure.unit);
            const moved =
              before && shownQuantity(measure.id, measure.value - before.value, measure.unit, reading.units);
            return (
              <tr key={`${measure.id} ${measure.series}`}>
                <th scope="row">
                  {words.term('measure', measure.id, measure.title)}
                  <span class="soft" lang="en">
                    {measure.method}
                  </span>
                </th>
                <td class="number">{value(measure)}</td>
                {previous && (
                  <>
                    <td class="number">{before ? value(before) : '–'}</td>
                    <td class="number">{moved ? formats.signed(moved.value, moved.digits) : '–'}</td>
                  </>
                )}
                <td>
                  <EvidenceMark evidence={measure.evidence}>
                    {words.term('evidence.short', measure.evidence, words(`evidence.${measure.evidence}`))}
                  </EvidenceMark>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
