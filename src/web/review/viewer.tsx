import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { ReviewData } from '../../core/review/review.ts';
import type { Triple } from '../../core/volume/geometry.ts';
import type { SeriesRole } from '../../core/volume/series-rules.ts';
import { ApiRefusal } from '../design/api.ts';
import { useReading } from './reading.tsx';
import './viewer.css';
import { type LoadedSeries, loadSeries, rolesOf } from './viewer-load.ts';
import { ViewerPane } from './viewer-pane.tsx';
import { largestSlice, nearestPlace, planes, planeView, pointOf } from './viewer-plane.ts';
import { firstSettings, type ViewerSettings, zoomed } from './viewer-settings.ts';
import { centreMm } from './viewer-volume.ts';
import type { WindowId } from './viewer-windows.ts';

type Study = ReviewData['imaging'][number];
type Loading =
  | { readonly kind: 'loading'; readonly share: number }
  | { readonly kind: 'loaded'; readonly series: LoadedSeries }
  | { readonly kind: 'failed'; readonly why: 'expired' | 'denied' | 'unreachable' };

/** The series of the newest study, and beside it the study before, slice by slice. */
export function Viewer({
  newest,
  previous,
  onClose,
}: {
  newest: Study;
  previous: Study | undefined;
  onClose: () => void;
}) {
  const { words, formats } = useReading();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const roles = rolesOf(newest.volumes);
  const [role, setRole] = useState<SeriesRole>(roles[0] ?? 'ct-portal-venous');
  const comparable = previous && rolesOf(previous.volumes).includes(role) ? previous : undefined;
  const [beside, setBeside] = useState(false);
  const [linked, setLinked] = useState(true);
  const [settings, setSettings] = useState<ViewerSettings>(firstSettings);
  const change = (changed: Partial<ViewerSettings>) => setSettings((before) => ({ ...before, ...changed }));
  const current = useSeries(newest, role);
  const before = useSeries(beside ? comparable : undefined, role);
  const now = current.state.kind === 'loaded' ? current.state.series : undefined;
  const earlier = before.state.kind === 'loaded' ? before.state.series : undefined;
  const [points, setPoints] = useState<{ readonly now?: Triple; readonly earlier?: Triple }>({});
  const shift = useMemo(() => (now && earlier ? shiftBetween(now, earlier) : undefined), [now, earlier]);

  // Another series lies elsewhere: the cross starts anew.
  const startNow = useMemo(() => now && startOf(now), [now]);
  const startEarlier = useMemo(() => earlier && startOf(earlier), [earlier]);
  const atNow = points.now ?? startNow;
  const follow = atNow && shift && linked ? moved(atNow, shift.byMm, 1) : undefined;
  const atEarlier = follow ?? points.earlier ?? startEarlier;
  const setNow = (point: Triple) => setPoints((old) => ({ ...old, now: point }));
  const setEarlier = (point: Triple) =>
    linked && shift ? setNow(moved(point, shift.byMm, -1)) : setPoints((old) => ({ ...old, earlier: point }));

  const dateOf = ({ study }: Study) => (study.started ? formats.date(study.started) : words('page.noDate'));
  const headings = {
    now: words('imaging.current', { date: dateOf(newest) }),
    earlier: previous ? words('imaging.previous', { date: dateOf(previous) }) : '',
  };
  const windows = Object.keys(now?.windows ?? {}) as WindowId[];
  return (
    <section class="viewer" aria-labelledby="viewer-title">
      <div class="viewer-head">
        <h3 id="viewer-title" tabIndex={-1} ref={title}>
          {words('viewer.title')}
        </h3>
        <button type="button" onClick={onClose}>
          {words('viewer.close')}
        </button>
      </div>
      <Controls
        settings={settings}
        onSettings={change}
        roles={roles}
        role={role}
        onRole={(next) => {
          setRole(next);
          setPoints({});
          change({ windowId: undefined });
        }}
        windows={windows}
        hasActivation={(now?.activations.length ?? 0) > 0 || (earlier?.activations.length ?? 0) > 0}
      />
      {comparable && (
        <div class="viewer-beside">
          <label>
            <input type="checkbox" checked={beside} onChange={(event) => setBeside(event.currentTarget.checked)} />
            {words('viewer.beside', { date: dateOf(comparable) })}
          </label>
          {beside && (
            <label>
              <input
                type="checkbox"
                checked={linked}
                onChange={(event) => {
                  // What was seen stays where it is.
                  if (atEarlier) setPoints((old) => ({ ...old, earlier: atEarlier }));
                  setLinked(event.currentTarget.checked);
                }}
              />
              {words(shift?.by === 'place' ? 'viewer.linked.place' : 'viewer.linked.liver')}
            </label>
          )}
        </div>
      )}
      <div class={beside && comparable ? 'viewer-panes two' : 'viewer-panes'}>
        {now && atNow ? (
          <ViewerPane
            series={now}
            heading={headings.now}
            pointMm={atNow}
            settings={settings}
            onPoint={setNow}
            onSettings={change}
          />
        ) : (
          <Waiting of={current.state} heading={headings.now} onAgain={current.again} />
        )}
        {beside &&
          comparable &&
          (earlier && atEarlier ? (
            <ViewerPane
              series={earlier}
              heading={headings.earlier}
              pointMm={atEarlier}
              settings={settings}
              onPoint={setEarlier}
              onSettings={change}
            />
          ) : (
            <Waiting of={before.state} heading={headings.earlier} onAgain={before.again} />
          ))}
      </div>
      <p class="note">{words('viewer.keys')}</p>
      <p class="note viewer-caution">{words('viewer.notDiagnostic')}</p>
    </section>
  );
}

/** The volumes of a series of a study, from the moment that it is given. */
function useSeries(study: Study | undefined, role: SeriesRole) {
  const [state, setState] = useState<Loading>({ kind: 'loading', share: 0 });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    setState({ kind: 'loading', share: 0 });
    if (!study) return;
    const controller = new AbortController();
    const { signal } = controller;
    loadSeries(study.volumes ?? [], role, signal, (share) => {
      if (!signal.aborted) setState({ kind: 'loading', share });
    }).then(
      (series) => {
        if (!signal.aborted) setState({ kind: 'loaded', series });
      },
      (error: unknown) => {
        if (!signal.aborted)
          setState({ kind: 'failed', why: error instanceof ApiRefusal ? error.kind : 'unreachable' });
      },
    );
    return () => controller.abort();
  }, [study, role, attempt]);
  return { state, again: () => setAttempt((n) => n + 1) };
}

/** Takes the room that the image will take. */
function Waiting({ of, heading, onAgain }: { of: Loading; heading: string; onAgain: () => void }) {
  const { words, formats } = useReading();
  return (
    <figure class="viewer-pane" aria-label={heading}>
      <figcaption class="viewer-what">
        <strong>{heading}</strong>
      </figcaption>
      <div class="viewer-stage waiting">
        {of.kind === 'failed' ? (
          <div role="alert">
            <p>{words(`viewer.failed.${of.why}`)}</p>
            {of.why === 'unreachable' && (
              <button type="button" onClick={onAgain}>
                {words('state.retry')}
              </button>
            )}
          </div>
        ) : (
          <p role="status">
            {words('viewer.loading')}
            <progress max={1} value={of.kind === 'loading' ? of.share : 1} aria-label={words('viewer.loading')} />
            <span class="visually-hidden">{formats.wholePercent(of.kind === 'loading' && of.share < 1 ? 0 : 1)}</span>
          </p>
        )}
      </div>
    </figure>
  );
}

function Controls({
  settings,
  onSettings,
  roles,
  role,
  onRole,
  windows,
  hasActivation,
}: {
  settings: ViewerSettings;
  onSettings: (changed: Partial<ViewerSettings>) => void;
  roles: readonly SeriesRole[];
  role: SeriesRole;
  onRole: (role: SeriesRole) => void;
  windows: readonly WindowId[];
  hasActivation: boolean;
}) {
  const { words, formats } = useReading();
  const group = useId();
  const opacity = (name: 'regionOpacity' | 'activationOpacity', label: string) => (
    <label class="viewer-control opacity">
      <span>
        {label} <span class="soft">{formats.wholePercent(settings[name])}</span>
      </span>
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={settings[name]}
        aria-label={label}
        aria-valuetext={formats.wholePercent(settings[name])}
        onInput={(event) => onSettings({ [name]: Number(event.currentTarget.value) })}
      />
    </label>
  );
  return (
    <div class="viewer-controls">
      {roles.length > 1 && (
        <label class="viewer-control">
          <span>{words('viewer.series')}</span>
          <select value={role} onChange={(event) => onRole(event.currentTarget.value as SeriesRole)}>
            {roles.map((one) => (
              <option key={one} value={one}>
                {one.replaceAll('-', ' ')}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="viewer-control">
        <span aria-hidden="true">{words('viewer.plane')}</span>
        <fieldset class="segmented">
          <legend class="visually-hidden">{words('viewer.plane')}</legend>
          {planes.map((plane) => (
            <label key={plane} class={plane === settings.plane ? 'chosen' : ''}>
              <input
                type="radio"
                name={group}
                checked={plane === settings.plane}
                onChange={() => onSettings({ plane })}
              />
              <span>{words(`viewer.plane.${plane}`)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <label class="viewer-control">
        <span>{words('viewer.window')}</span>
        <select
          value={settings.windowId ?? windows[0]}
          disabled={windows.length === 0}
          onChange={(event) => onSettings({ windowId: event.currentTarget.value as WindowId })}
        >
          {windows.map((id) => (
            <option key={id} value={id}>
              {words(`viewer.window.${id}`)}
            </option>
          ))}
        </select>
      </label>
      {opacity('regionOpacity', words('viewer.regionOpacity'))}
      {hasActivation && opacity('activationOpacity', words('viewer.activationOpacity'))}
      <div class="viewer-control">
        <span>
          {words('viewer.zoom')} <span class="soft">{formats.wholePercent(settings.zoom)}</span>
        </span>
        <div class="viewer-zoom">
          <button
            type="button"
            aria-label={words('viewer.zoomOut')}
            onClick={() => onSettings({ zoom: zoomed(settings.zoom, -1) })}
          >
            −
          </button>
          <button
            type="button"
            aria-label={words('viewer.zoomIn')}
            onClick={() => onSettings({ zoom: zoomed(settings.zoom, 1) })}
          >
            +
          </button>
        </div>
      </div>
    </div>
  );
}

/** Where the liver is largest on axial slices, else the middle of the volume. */
function startOf({ image, regions }: LoadedSeries): Triple {
  const { geometry } = image;
  const view = planeView(geometry, 'axial');
  const [x, y, z] = view.size;
  const liver = regions.find(({ about }) => about.label === 'liver')?.mask;
  const centre = liver && centreMm(liver);
  if (!liver || !centre) return pointOf(geometry, view, [x >> 1, y >> 1, z >> 1]);
  const [column, row, slice] = nearestPlace(geometry, view, centre);
  return pointOf(geometry, view, [column, row, largestSlice(liver, view) ?? slice]);
}

/**
 * How far a place in the study before lies from the same place now. The table stands elsewhere each time: the centres of the liver say how
 * far. Without a liver on both, the scanner's own coordinates must do.
 */
function shiftBetween(now: LoadedSeries, earlier: LoadedSeries) {
  const centre = ({ regions }: LoadedSeries) => {
    const liver = regions.find(({ about }) => about.label === 'liver')?.mask;
    return liver && centreMm(liver);
  };
  const [here, there] = [centre(now), centre(earlier)];
  return here && there
    ? ({ by: 'liver', byMm: moved(there, here, -1) } as const)
    : ({ by: 'place', byMm: [0, 0, 0] as Triple } as const);
}

const moved = (point: Triple, by: Triple, sign: 1 | -1): Triple => [
  point[0] + sign * by[0],
  point[1] + sign * by[1],
  point[2] + sign * by[2],
];
