import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiRefusal } from '../design/api.ts';
import { type PatientQuery, readRows } from './api.ts';
import { openRows, type Rows } from './rows.ts';

export interface ShownRows {
  /** Of the filters before, until the first page of the new ones is there. */
  readonly rows: Rows | undefined;
  /** Which list: changes with the filters, not with what is loaded. */
  readonly list: string;
  /** The list that is asked for is not there yet. */
  readonly waiting: boolean;
  readonly failed: boolean;
  readonly again: () => void;
}

/** The rows of a query, kept on the screen until those of the next are there, so that nothing blinks. */
export function useRows({ query, name }: PatientQuery, onRefused: (error: unknown) => void): ShownRows {
  const wanted = `${query}#${name}`;
  const [shown, setShown] = useState<{ readonly rows: Rows; readonly list: string }>();
  const [failed, setFailed] = useState(false);
  const [, redraw] = useState(0);
  const next = useRef<Rows>(undefined);

  useEffect(() => {
    const rows = openRows(
      (place, signal) => {
        const asked = new URLSearchParams(query);
        for (const [key, value] of Object.entries(place)) asked.set(key, String(value));
        return readRows(asked, name, signal);
      },
      () => {
        if (rows.total === undefined) return;
        setFailed(false);
        setShown((before) => (before?.rows === rows ? before : { rows, list: wanted }));
        redraw((count) => count + 1);
      },
      (error) => {
        if (error instanceof ApiRefusal && error.kind !== 'unreachable') onRefused(error);
        else setFailed(true);
      },
    );
    next.current = rows;
    rows.want(0, 0);
    return () => rows.close();
  }, [query, name, wanted, onRefused]);

  return {
    rows: shown?.rows,
    list: shown?.list ?? '',
    waiting: shown?.list !== wanted,
    failed,
    again: () => {
      setFailed(false);
      next.current?.renew();
      next.current?.want(0, 0);
      redraw((count) => count + 1);
    },
  };
}
