import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiRefusal } from '../design/api.ts';
import { ActionBar } from './action-bar.tsx';
import {
  type Counts,
  mostCsvRows,
  mostMarked,
  type NewMark,
  type PatientRow,
  readCounts,
  readCsv,
  sendMark,
} from './api.ts';
import { FilterBar, Glance } from './filter-bar.tsx';
import { askedWith, type Filters, isFiltered, unfiltered } from './filters.ts';
import { MarkDialog } from './mark-dialog.tsx';
import { PatientTable } from './patient-table.tsx';
import type { Reading } from './row-sentences.ts';
import { useRows } from './use-rows.ts';

/** What was done last, and whose mark it was about. */
interface Done {
  readonly said: string;
  readonly marked: readonly string[];
}

export function WorklistPage({
  filters,
  reading,
  onFilters,
  onRefused,
}: {
  filters: Filters;
  reading: Reading;
  onFilters: (filters: Filters) => void;
  onRefused: (error: unknown) => void;
}) {
  const { words, formats } = reading;
  const [name, setName] = useState('');
  const query = useMemo(() => askedWith(filters).toString(), [filters]);
  const shown = useRows({ query, name }, onRefused);
  const [counts, setCounts] = useState<Counts>();
  const [chosen, setChosen] = useState<ReadonlyMap<string, PatientRow>>(new Map());
  const [dialog, setDialog] = useState<NewMark['kind']>();
  const [done, setDone] = useState<Done>();
  const [asOf, setAsOf] = useState(() => new Date().toISOString());
  const [writing, setWriting] = useState(false);
  const today = new Date().toISOString().slice(0, 10);
  const { rows } = shown;
  const total = rows?.total;

  const count = useCallback(() => {
    readCounts(filters.mark).then(setCounts, onRefused);
  }, [filters.mark, onRefused]);
  useEffect(count, [count]);
  // What was chosen belongs to the list in which it was seen.
  useEffect(() => setChosen(new Map()), [query, name]);

  // The buttons of the bar go with the choice, and the focus would go with them: it returns to the list.
  const acted = useRef(false);
  useEffect(() => {
    if (!acted.current || dialog || document.activeElement !== document.body) return;
    acted.current = false;
    document.querySelector<HTMLElement>('.patients [data-row][tabindex="0"]')?.focus();
  });

  const again = useCallback(() => {
    setAsOf(new Date().toISOString());
    shown.again();
    count();
  }, [shown.again, count]);

  function choose(patients: readonly PatientRow[], isChosen: boolean): void {
    setChosen((before) => {
      const after = new Map(before);
      for (const row of patients) {
        if (!isChosen) after.delete(row.patientId);
        else if (after.size < mostMarked) after.set(row.patientId, row);
      }
      return after;
    });
    setDone(undefined);
  }
  async function chooseAll(): Promise<void> {
    if (!rows || total === undefined) return;
    if (chosen.size >= total) return setChosen(new Map());
    try {
      choose(await rows.all(), true);
    } catch (error) {
      onRefused(error);
    }
  }
  async function mark(patients: readonly string[], mark: NewMark | null): Promise<boolean> {
    acted.current = true;
    try {
      const { marked } = await sendMark(patients, mark);
      const family = mark === null ? 'undone' : mark.kind;
      setDone({ said: words.counted(`action.${family}`, marked.length), marked: mark === null ? [] : marked });
      setChosen(new Map());
      again();
      return true;
    } catch (error) {
      if (error instanceof ApiRefusal && error.kind !== 'unreachable') onRefused(error);
      else setDone({ said: words('action.failed'), marked: [] });
      return false;
    }
  }
  async function download(): Promise<void> {
    if (writing) return;
    setWriting(true);
    setChosen(new Map());
    try {
      const { name: fileName, file } = await readCsv(new URLSearchParams(query), name);
      const address = URL.createObjectURL(file);
      const link = Object.assign(document.createElement('a'), { href: address, download: fileName });
      link.click();
      URL.revokeObjectURL(address);
      setDone({ said: words('csv.done', { name: fileName }), marked: [] });
    } catch (error) {
      if (error instanceof ApiRefusal && error.kind !== 'unreachable') onRefused(error);
      else setDone({ said: words('csv.failed'), marked: [] });
    } finally {
      setWriting(false);
    }
  }

  const csvSays =
    total !== undefined && total > mostCsvRows
      ? words('csv.cap', { most: formats.number(mostCsvRows, 0) })
      : words('csv.what');
  const isEmpty = !shown.waiting && total === 0;
  return (
    <>
      <Glance filters={filters} counts={counts} reading={reading} onFilters={onFilters} />
      <div class="toolbar">
        <FilterBar filters={filters} name={name} reading={reading} onFilters={onFilters} onName={setName} />
        <div class="toolbar-end">
          <p class="found" role="status">
            {shown.waiting || total === undefined
              ? words('page.loading')
              : total === 1
                ? words('page.count.one')
                : words('page.count.other', { count: formats.number(total, 0) })}
            <span class="soft"> {words('page.asOf', { time: formats.time(asOf) })}</span>
          </p>
          <button type="button" onClick={again}>
            {words('page.refresh')}
          </button>
          <button
            type="button"
            title={csvSays}
            aria-label={csvSays}
            aria-disabled={writing || !total}
            onClick={() => void (total ? download() : undefined)}
          >
            {words(writing ? 'csv.working' : 'csv.download')}
          </button>
        </div>
      </div>
      {shown.failed && (
        <p class="notice" role="alert">
          {words('page.failed')}{' '}
          <button type="button" onClick={again}>
            {words('page.retry')}
          </button>
        </p>
      )}
      {rows?.namesUnavailable && (
        <p class="notice" role="status">
          {words('page.namesUnavailable')}
        </p>
      )}
      <p id="patients-keys" class="visually-hidden">
        {words('page.keys')}
      </p>
      <div class="list">
        <PatientTable
          {...{ rows, list: shown.list, waiting: shown.waiting, chosen, today, reading }}
          sort={filters.sort}
          onSort={(sort) => onFilters({ ...filters, sort })}
          onChoose={choose}
          onChooseAll={() => void chooseAll()}
        />
        {total === undefined && !shown.failed && <Ghosts />}
        {isEmpty && (
          <div class="nobody">
            <h2>{words('page.empty.title')}</h2>
            <p class="soft">
              {words(isFiltered(filters) || name !== '' ? 'page.empty.filtered' : emptyView[filters.mark])}
            </p>
            {isFiltered(filters) && (
              <button type="button" onClick={() => onFilters(unfiltered(filters))}>
                {words('page.empty.reset')}
              </button>
            )}
          </div>
        )}
      </div>
      <ActionBar
        chosen={chosen.size}
        canTakeBack={[...chosen.values()].some((row) => row.mark)}
        said={done?.said}
        reading={reading}
        onReview={() => setDialog('reviewed')}
        onSnooze={() => setDialog('snoozed')}
        onTakeBack={() => void mark([...chosen.keys()], null)}
        onRevert={done && done.marked.length > 0 ? () => void mark(done.marked, null) : undefined}
        onClear={() => {
          acted.current = true;
          setChosen(new Map());
        }}
      />
      {dialog && (
        <MarkDialog
          kind={dialog}
          count={chosen.size}
          today={today}
          reading={reading}
          onSave={(given) => mark([...chosen.keys()], given)}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}

const emptyView = {
  open: 'page.empty.open',
  snoozed: 'page.empty.mark',
  reviewed: 'page.empty.mark',
  all: 'page.empty.none',
} as const;

/** Rows of the size that the full ones will have. */
const Ghosts = () => (
  <div class="ghosts" aria-hidden="true">
    {Array.from({ length: 12 }, (_, index) => (
      <div key={index} class="ghost" />
    ))}
  </div>
);
