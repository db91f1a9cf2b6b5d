// biome-ignore-all lint/a11y/useSemanticElements: the elements of a table cannot be placed by the number of their row
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { pageAddress } from '../design/api.ts';
import { mostMarked, type PatientRow } from './api.ts';
import type { Sort } from './filters.ts';
import { PatientCells } from './patient-cells.tsx';
import { nameText, type Reading } from './row-sentences.ts';
import type { Rows } from './rows.ts';

/** Rows drawn beyond the window at either end. */
const overscan = 6;
/** A window that only passes by is not loaded. */
const settleMs = 60;
const columns: readonly {
  readonly id: 'patient' | 'risk' | 'outcome' | 'change' | 'gaps' | 'seen';
  readonly sort?: Sort;
}[] = [
  { id: 'patient' },
  { id: 'risk', sort: 'risk' },
  { id: 'outcome' },
  { id: 'change', sort: 'change' },
  { id: 'gaps', sort: 'gaps' },
  { id: 'seen', sort: 'seen' },
];

export interface PatientTableProps {
  readonly rows: Rows | undefined;
  readonly list: string;
  readonly waiting: boolean;
  readonly sort: Sort;
  readonly chosen: ReadonlyMap<string, PatientRow>;
  readonly today: string;
  readonly reading: Reading;
  readonly onSort: (sort: Sort) => void;
  readonly onChoose: (patients: readonly PatientRow[], chosen: boolean) => void;
  readonly onChooseAll: () => void;
}

/**
 * A grid of which only the rows in sight are in the document: rows of one height, placed by their number. The active row is always
 * there, so that the focus is never lost by scrolling.
 */
export function PatientTable(props: PatientTableProps) {
  const { rows, list, waiting, sort, chosen, today, reading, onSort, onChoose, onChooseAll } = props;
  const { words, formats } = reading;
  const total = rows?.total ?? 0;
  const frame = useRef<HTMLDivElement>(null);
  const [rowHeight, setRowHeight] = useState(60);
  const [view, setView] = useState({ top: 0, height: 900 });
  const [active, setActive] = useState(0);
  const focusNext = useRef(false);
  const anchor = useRef(0);

  const look = useCallback(() => {
    const element = frame.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight });
  }, []);
  useLayoutEffect(() => {
    const element = frame.current;
    const probe = element?.querySelector('.row-probe');
    if (!element || !probe) return;
    // The height of a row is the style sheet's: it grows with the size of the text and on narrow windows.
    const measure = () => {
      setRowHeight(Math.max(1, probe.getBoundingClientRect().height));
      look();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(probe);
    observer.observe(element);
    return () => observer.disconnect();
  }, [look]);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - overscan);
  const last = Math.min(total - 1, Math.ceil((view.top + view.height) / rowHeight) + overscan);
  useEffect(() => {
    if (!rows || total === 0) return;
    const timer = setTimeout(() => rows.want(first, last), settleMs);
    return () => clearTimeout(timer);
  });

  // Another list begins at its top; the one that was left for a patient goes on where it was.
  const before = useRef('');
  useLayoutEffect(() => {
    if (list === '' || before.current === list) return;
    const returned = before.current === '' ? Number(history.state?.first ?? 0) : 0;
    before.current = list;
    setActive(Math.min(returned, Math.max(0, total - 1)));
    frame.current?.scrollTo({ top: returned * rowHeight });
  }, [list, total, rowHeight]);
  useEffect(() => {
    const leave = () => history.replaceState({ ...history.state, first: Math.round(view.top / rowHeight) }, '');
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, [view.top, rowHeight]);
  useEffect(() => {
    if (active > 0 && active >= total && total > 0) setActive(total - 1);
  }, [active, total]);

  useLayoutEffect(() => {
    if (!focusNext.current) return;
    focusNext.current = false;
    frame.current?.querySelector<HTMLElement>(`[data-row="${active}"]`)?.focus({ preventScroll: true });
  }, [active, first]);

  function goTo(index: number, focus = true): void {
    const element = frame.current;
    if (!element || total === 0) return;
    const next = Math.min(total - 1, Math.max(0, index));
    const head = element.querySelector('.head')?.getBoundingClientRect().height ?? 0;
    const [top, bottom] = [next * rowHeight, (next + 1) * rowHeight + head];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
    focusNext.current = focus;
    setActive(next);
    look();
  }
  function choose(index: number, range: boolean): void {
    const row = rows?.at(index);
    if (!row) return;
    if (range) {
      const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
      const between = Array.from({ length: to - from + 1 }, (_, step) => rows?.at(from + step));
      onChoose(
        between.filter((one): one is PatientRow => one !== undefined),
        true,
      );
      return;
    }
    anchor.current = index;
    onChoose([row], !chosen.has(row.patientId));
  }
  function onKey(event: KeyboardEvent): void {
    const inRow = event.target instanceof HTMLElement && event.target.closest('[data-row]') !== null;
    if (!inRow || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const step: Readonly<Record<string, number>> = {
      ...{ ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page },
      ...{ Home: 0, End: total - 1 },
    };
    const to = step[event.key];
    if (to !== undefined) {
      event.preventDefault();
      goTo(to);
      if (event.shiftKey && event.key.startsWith('Arrow')) choose(Math.min(total - 1, Math.max(0, to)), true);
    } else if (event.key === ' ' && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      choose(active, event.shiftKey);
    } else if (event.key === 'Enter' && !(event.target instanceof HTMLAnchorElement)) {
      frame.current?.querySelector<HTMLAnchorElement>(`[data-row="${active}"] a`)?.click();
    }
  }

  const drawn = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
  if (total > 0 && active < total && (active < first || active > last)) {
    if (active < first) drawn.unshift(active);
    else drawn.push(active);
  }
  const allChosen = total > 0 && chosen.size >= total;
  return (
    <div
      ref={frame}
      class="patients"
      role="grid"
      tabIndex={-1}
      aria-label={words('page.table')}
      aria-describedby="patients-keys"
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-busy={waiting}
      onScroll={look}
      onKeyDown={onKey}
    >
      <div class="row-probe" aria-hidden="true" />
      <div class="head" role="rowgroup">
        <div class="row" role="row" aria-rowindex={1} tabIndex={-1}>
          <div class="cell check" role="columnheader" tabIndex={-1}>
            <input
              type="checkbox"
              checked={allChosen}
              disabled={total === 0 || total > mostMarked}
              aria-label={words('row.chooseAll', { count: formats.number(total, 0) })}
              title={
                total > mostMarked
                  ? words('row.tooMany', { most: formats.number(mostMarked, 0) })
                  : words('row.chooseAll', { count: formats.number(total, 0) })
              }
              onChange={onChooseAll}
            />
          </div>
          {columns.map(({ id, sort: by }) => (
            <div
              key={id}
              class={`cell ${id}`}
              role="columnheader"
              tabIndex={-1}
              aria-sort={by === undefined ? undefined : by === sort ? 'descending' : 'none'}
            >
              {by === undefined ? (
                words(`column.${id}`)
              ) : (
                <button type="button" class="sort" title={words(`sort.${by}`)} onClick={() => onSort(by)}>
                  {words(`column.${id}`)}
                  <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
                    {by === sort && <path class="outline" d="M6 1.5v9M2.2 6.7 6 10.5l3.8-3.8" />}
                  </svg>
                </button>
              )}
            </div>
          ))}
        </div>
      </div>
      <div class="body" role="rowgroup" style={{ height: `${total * rowHeight}px` }}>
        {drawn.map((index) => {
          const row = rows?.at(index);
          const isChosen = row !== undefined && chosen.has(row.patientId);
          const isActive = index === active;
          return (
            <div
              key={index}
              class={isChosen ? 'row chosen' : 'row'}
              role="row"
              data-row={index}
              aria-rowindex={index + 2}
              aria-selected={isChosen}
              tabIndex={isActive ? 0 : -1}
              style={{ transform: `translateY(${index * rowHeight}px)` }}
              onFocus={() => setActive(index)}
            >
              {row ? (
                <>
                  <div class="cell check" role="gridcell" tabIndex={-1}>
                    <input
                      type="checkbox"
                      checked={isChosen}
                      tabIndex={isActive ? 0 : -1}
                      aria-label={words('row.choose', { name: nameText(row, reading) })}
                      onClick={(event) => choose(index, event.shiftKey)}
                    />
                  </div>
                  <PatientCells
                    row={row}
                    today={today}
                    reading={reading}
                    reachable={isActive}
                    address={pageAddress('review', new URLSearchParams({ patient: row.patientId }))}
                  />
                </>
              ) : (
                <div class="cell ghost" role="gridcell" tabIndex={-1} aria-colspan={columns.length + 1}>
                  <span class="visually-hidden">{words('page.loadingRow', { row: formats.number(index + 1, 0) })}</span>
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
