import { useId, useMemo } from 'preact/hooks';
import type { EvidenceClass } from '../../core/evidence.ts';
import { type Colour, colourOf } from '../../core/pictures/picture.ts';
import type { Triple } from '../../core/volume/geometry.ts';
import { EvidenceMark } from '../design/marks.tsx';
import { useReading } from './reading.tsx';
import { circleMean, circleMm } from './viewer-circle.ts';
import type { LoadedSeries } from './viewer-load.ts';
import { nearestPlace, planeView, pointOf, sliceOf, voxelOf } from './viewer-plane.ts';
import { type ViewerMove, type ViewerSettings, zoomed } from './viewer-settings.ts';
import { colourOfRegion, ViewerStage } from './viewer-stage.tsx';
import { valueAt } from './viewer-volume.ts';

/** One study: what it is, the slice, where the cross is and what lies under it, and what is drawn by whom. */
export function ViewerPane({
  series,
  heading,
  pointMm,
  settings,
  onPoint,
  onSettings,
}: {
  series: LoadedSeries;
  /** Which study, with its date. */
  heading: string;
  /** The cross in the patient (LPS, mm). */
  pointMm: Triple;
  settings: ViewerSettings;
  onPoint: (pointMm: Triple) => void;
  onSettings: (changed: Partial<ViewerSettings>) => void;
}) {
  const { words, formats } = useReading();
  const readout = useId();
  const { image, about } = series;
  const view = useMemo(() => planeView(image.geometry, settings.plane), [image, settings.plane]);
  const [usual] = Object.values(series.windows);
  const window = (settings.windowId && series.windows[settings.windowId]) ?? usual ?? { black: 0, white: 1 };
  const place = nearestPlace(image.geometry, view, pointMm);
  const [column, row, slice] = place;
  const of = view.size[2];

  const toPlace = (next: Triple) => onPoint(pointOf(image.geometry, view, next));
  const inside = (value: number, n: 0 | 1 | 2) => Math.max(0, Math.min(view.size[n] - 1, value));
  const onMove = (move: ViewerMove) => {
    if (move.kind === 'slices') toPlace([column, row, inside(slice + move.by, 2)]);
    else if (move.kind === 'cross') toPlace([inside(column + move.across, 0), inside(row + move.down, 1), slice]);
    else onSettings({ zoom: move.kind === 'whole' ? 1 : zoomed(settings.zoom, move.by) });
  };

  const unit = about.modality === 'CT' ? '\u00a0HU' : '';
  const digits = about.modality === 'CT' || window.white - window.black > 50 ? 0 : 2;
  const shown = (value: number) => `${formats.number(value, digits)}${unit}`;
  const voxel = voxelOf(view, place);
  const value = valueAt(image, voxel);
  const circle = useMemo(() => {
    const found = circleMean(sliceOf(image, view, slice), view, [column, row]);
    return found && { mean: found.mean * image.slope + image.offset, sd: found.sd * image.slope };
  }, [image, view, slice, column, row]);
  const within = series.regions.filter(({ mask }) => valueAt(mask, voxel));
  const [activation] = series.activations;
  const looked = activation && valueAt(activation.map, voxel);
  const voxelMm = about.spacingMm.map((mm) => formats.number(mm, 1)).join(' × ');
  const what = `${about.series.replaceAll('-', ' ')}, ${words(`viewer.plane.${settings.plane}`)}`;
  return (
    <figure class="viewer-pane" aria-label={heading}>
      <figcaption class="viewer-what">
        <strong>{heading}</strong>{' '}
        <span class="soft">
          {words(about.averaged ? 'viewer.averaged' : 'viewer.voxels', { series: what, mm: voxelMm })}
        </span>
      </figcaption>
      <ViewerStage
        series={series}
        view={view}
        place={place}
        window={window}
        settings={settings}
        name={words('viewer.name', { study: heading, what })}
        role={words('viewer.role')}
        described={readout}
        onPlace={(toColumn, toRow) => toPlace([toColumn, toRow, slice])}
        onMove={onMove}
      />
      <label class="viewer-slice">
        <span>{words('viewer.slice', { at: slice + 1, of })}</span>
        <input
          type="range"
          min={1}
          max={of}
          value={slice + 1}
          aria-label={words('viewer.sliceOf', { study: heading })}
          aria-valuetext={words('viewer.slice', { at: slice + 1, of })}
          onInput={(event) => toPlace([column, row, Number(event.currentTarget.value) - 1])}
        />
      </label>
      <dl class="viewer-readout" id={readout} aria-live="polite" aria-atomic="true">
        <dt class="visually-hidden">{words('viewer.position')}</dt>
        <dd class="visually-hidden">{words('viewer.slice', { at: slice + 1, of })}</dd>
        <div>
          <dt>{words('viewer.cross')}</dt>
          <dd>
            {value === undefined ? '–' : shown(value)}
            {within.map((one) => `, ${words.term('imaging.region', one.about.label)}`)}
          </dd>
        </div>
        <div class="viewer-circle">
          <dt>{words('viewer.circle', { mm: circleMm })}</dt>
          <dd>
            {circle ? words('viewer.meanSd', { mean: shown(circle.mean), sd: formats.number(circle.sd, digits) }) : '–'}
          </dd>
        </div>
        {activation && (
          <div class="viewer-map">
            <dt>{words('viewer.activation')}</dt>
            <dd>{looked ? formats.fixed(looked, 2) : '–'}</dd>
          </div>
        )}
        <div>
          <dt>{words('viewer.window')}</dt>
          <dd>
            {words('viewer.widthLevel', {
              width: formats.number(window.white - window.black, digits),
              level: formats.number((window.white + window.black) / 2, digits),
            })}
          </dd>
        </div>
      </dl>
      <ul class="viewer-legend plain-list">
        {series.regions.map(({ about: region }, n) => (
          <li key={region.key}>
            <Swatch colour={colourOfRegion(n)} />
            <span>
              {words('imaging.drawnBy', {
                region: words.term('imaging.region', region.label),
                who: words(`imaging.source.${region.source}`, {
                  model: region.by ? `${region.by.id} ${region.by.version}` : '',
                }),
              })}{' '}
              <Evidence of={region.evidence} />
            </span>
          </li>
        ))}
        {activation && (
          <li>
            <Ramp />
            <span>
              {words('viewer.looked', {
                model: `${activation.about.by.id} ${activation.about.by.version}`,
                low: formats.fixed(activation.about.range[0], 2),
                high: formats.fixed(activation.about.range[1], 2),
              })}{' '}
              <Evidence of={activation.about.evidence} />
            </span>
          </li>
        )}
      </ul>
    </figure>
  );
}

function Evidence({ of }: { of: EvidenceClass }) {
  const { words } = useReading();
  return <EvidenceMark evidence={of}>{words.term('evidence.short', of, words(`evidence.${of}`))}</EvidenceMark>;
}

const css = (colour: Colour) => `rgb(${colour.join()})`;

function Swatch({ colour }: { colour: Colour }) {
  return (
    <svg class="viewer-swatch" viewBox="0 0 28 12" aria-hidden="true">
      <rect
        x="1"
        y="1"
        width="26"
        height="10"
        rx="3"
        fill={css(colour)}
        fill-opacity="0.3"
        stroke={css(colour)}
        stroke-width="2"
      />
    </svg>
  );
}

const rampSteps = 14;
/** Colours of the activation from little to much. */
function Ramp() {
  return (
    <svg class="viewer-swatch" viewBox="0 0 28 12" aria-hidden="true">
      {Array.from({ length: rampSteps }, (_, n) => (
        <rect
          key={css(colourOf(n / (rampSteps - 1)))}
          x={(28 * n) / rampSteps}
          width={28 / rampSteps + 0.2}
          height="12"
          fill={css(colourOf(n / (rampSteps - 1)))}
        />
      ))}
    </svg>
  );
}
