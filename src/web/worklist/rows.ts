import type { PatientRow, RowPage } from './api.ts';

export const pageSize = 50;
/** Pages that are kept at most; those furthest from the window go first. */
const mostPages = 60;

/** A long list of which only the pages near the window are loaded. */
export interface Rows {
  /** Undefined until the first page is there. */
  readonly total: number | undefined;
  readonly namesUnavailable: boolean;
  at(index: number): PatientRow | undefined;
  /** Loads what is missing of these rows, and gives up what is under way for others. What failed waits for `renew`. */
  want(first: number, last: number): void;
  /** Every row, loaded where it is not. @throws what loading throws */
  all(): Promise<readonly PatientRow[]>;
  /** Everything is asked for again as it is wanted; until then the old rows stay. */
  renew(): void;
  close(): void;
}

/** Where a page begins: after the page before, or, when that is not loaded, at a number of rows. */
export type Place = { readonly after: string } | { readonly skip: number };

/**
 * @param load one page; its signal is aborted when the window has moved on
 * @param changed called after each page
 */
export function openRows(
  load: (place: Place, signal: AbortSignal) => Promise<RowPage>,
  changed: () => void,
  failed: (error: unknown) => void,
): Rows {
  let pages = new Map<number, RowPage>();
  let old = new Map<number, RowPage>();
  const underWay = new Map<number, AbortController>();
  const broken = new Set<number>();
  let newest: RowPage | undefined;

  async function fetchPage(page: number, stop: AbortController): Promise<void> {
    const before = pages.get(page - 1)?.next;
    const found = await load(before === undefined ? { skip: page * pageSize } : { after: before }, stop.signal);
    if (stop.signal.aborted) return;
    pages.set(page, found);
    newest = found;
  }
  function begin(page: number): void {
    const stop = new AbortController();
    underWay.set(page, stop);
    fetchPage(page, stop)
      .then(
        () => {
          for (const far of furthest(page)) pages.delete(far);
          return changed;
        },
        (error: unknown) => {
          if (!stop.signal.aborted) broken.add(page);
          return () => failed(error);
        },
      )
      .then((tell) => {
        if (underWay.get(page) === stop) underWay.delete(page);
        if (!stop.signal.aborted) tell();
      });
  }
  const furthest = (page: number) =>
    [...pages.keys()]
      .sort((a, b) => Math.abs(b - page) - Math.abs(a - page))
      .slice(0, Math.max(0, pages.size - mostPages));
  function stopAll(): void {
    for (const stop of underWay.values()) stop.abort();
    underWay.clear();
  }

  return {
    get total() {
      return newest?.total;
    },
    get namesUnavailable() {
      return newest?.namesUnavailable ?? false;
    },
    at: (index) => {
      const [page, row] = [Math.floor(index / pageSize), index % pageSize];
      return (pages.get(page) ?? old.get(page))?.rows[row];
    },
    want(first, last) {
      const [from, to] = [Math.floor(Math.max(0, first) / pageSize), Math.floor(Math.max(0, last) / pageSize)];
      for (const [page, stop] of underWay)
        if (page < from - 1 || page > to + 1) {
          stop.abort();
          underWay.delete(page);
        }
      for (let page = from; page <= to; page++) {
        const beyond = newest !== undefined && page > 0 && page * pageSize >= newest.total;
        if (!beyond && !pages.has(page) && !underWay.has(page) && !broken.has(page)) begin(page);
      }
    },
    async all() {
      const stop = new AbortController();
      for (let page = 0; newest === undefined || page * pageSize < newest.total; page++)
        if (!pages.has(page)) await fetchPage(page, stop);
      changed();
      return [...pages].sort(([a], [b]) => a - b).flatMap(([, { rows }]) => rows);
    },
    renew() {
      stopAll();
      broken.clear();
      if (pages.size > 0) old = pages;
      pages = new Map();
    },
    close: stopAll,
  };
}
