import { useEffect, useRef, useState } from 'preact/hooks';
import type { RiskLevel } from '../../core/assessment.ts';
import type { GapKind, WorklistChange } from '../../core/worklist/worklist.ts';
import type { Counts } from './api.ts';
import {
  type FilterName,
  type Filters,
  filterValues,
  isFiltered,
  type MarkView,
  markViews,
  toggled,
  unfiltered,
} from './filters.ts';
import { ChangeMark, GapMark, WorklistLevel } from './patient-cells.tsx';
import type { Reading } from './row-sentences.ts';

interface FilterProps {
  readonly filters: Filters;
  readonly reading: Reading;
  readonly onFilters: (filters: Filters) => void;
}

/** How many there are of what matters, each of which filters the list: levels, changes, gaps. */
export function Glance({ filters, counts, reading, onFilters }: FilterProps & { counts: Counts | undefined }) {
  const { words, formats } = reading;
  const tile = (name: FilterName, value: string, count: number | undefined, label: preact.ComponentChild) => (
    <button
      key={value}
      type="button"
      class="glance-tile"
      aria-pressed={filters.chosen[name].includes(value)}
      onClick={() => onFilters(toggled(filters, name, value))}
    >
      <span class="glance-count">{count === undefined ? '–' : formats.number(count, 0)}</span>
      <span class="glance-label">{label}</span>
    </button>
  );
  return (
    <section class="glance" aria-label={words('filter.glance')}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot lay out its buttons in every browser */}
      <div role="group" aria-label={words('filter.level')} class="glance-group">
        {filterValues.level.map((level: RiskLevel) =>
          tile(
            'level',
            level,
            counts?.levels[level],
            <WorklistLevel level={level}>{words(`level.${level}`)}</WorklistLevel>,
          ),
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="group" aria-label={words('filter.changed')} class="glance-group">
        {(['worse', 'better'] satisfies WorklistChange['direction'][]).map((direction) =>
          tile(
            'changed',
            direction,
            counts?.changed[direction],
            <span class={`changed ${direction}`}>
              <ChangeMark direction={direction} />
              {words(`changed.${direction}`)}
            </span>,
          ),
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="group" aria-label={words('filter.gap')} class="glance-group">
        {filterValues.gap.map((gap: GapKind) =>
          tile(
            'gap',
            gap,
            counts?.gaps[gap],
            <span class="gap-line">
              <GapMark shape={gap} />
              {words(`gap.${gap}`)}
            </span>,
          ),
        )}
      </div>
    </section>
  );
}

/** Name, state, cause, and which marks are shown. */
export function FilterBar({
  filters,
  name,
  reading,
  onFilters,
  onName,
}: FilterProps & { name: string; onName: (name: string) => void }) {
  const { words } = reading;
  return (
    <>
      <NameSearch name={name} reading={reading} onName={onName} />
      <FilterMenu name="state" family="state" filters={filters} reading={reading} onFilters={onFilters} />
      <FilterMenu name="etiology" family="cause" filters={filters} reading={reading} onFilters={onFilters} />
      <fieldset class="segmented">
        <legend class="visually-hidden">{words('filter.mark')}</legend>
        {markViews.map((view: MarkView) => (
          <label key={view} class={view === filters.mark ? 'chosen' : ''}>
            <input
              type="radio"
              name="mark"
              checked={view === filters.mark}
              onChange={() => onFilters({ ...filters, mark: view })}
            />
            {words(`mark.${view}`)}
          </label>
        ))}
      </fieldset>
      {isFiltered(filters) && (
        <button type="button" class="quiet" onClick={() => onFilters(unfiltered(filters))}>
          {words('filter.clearAll')}
        </button>
      )}
    </>
  );
}

const typingMs = 350;

/** The EHR is asked when the typing rests; the name is kept nowhere but here. */
function NameSearch({ name, reading, onName }: { name: string; reading: Reading; onName: (name: string) => void }) {
  const { words } = reading;
  const [typed, setTyped] = useState(name);
  const wanted = typed.trim();
  const tooShort = wanted.length === 1;
  useEffect(() => {
    if (tooShort || wanted === name) return;
    const timer = setTimeout(() => onName(wanted), typingMs);
    return () => clearTimeout(timer);
  }, [wanted, tooShort, name, onName]);
  return (
    <div class="name-search">
      <input
        type="search"
        value={typed}
        maxLength={100}
        autocomplete="off"
        spellcheck={false}
        aria-label={words('search.label')}
        aria-describedby={tooShort ? 'search-short' : undefined}
        placeholder={words('search.placeholder')}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !tooShort) onName(wanted);
        }}
      />
      {tooShort && (
        <span id="search-short" class="visually-hidden">
          {words('search.short')}
        </span>
      )}
    </div>
  );
}

/** A filter of many values behind a button that says what is chosen. */
function FilterMenu({
  name,
  family,
  filters,
  reading,
  onFilters,
}: FilterProps & { name: 'state' | 'etiology'; family: 'state' | 'cause' }) {
  const { words } = reading;
  const chosen = filters.chosen[name];
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      if (menu.current?.open && event.target instanceof Node && !menu.current.contains(event.target))
        menu.current.open = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('focusin', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('focusin', close);
    };
  }, []);
  const [first] = chosen;
  const filter = words(`filter.${family}`);
  const said =
    first === undefined
      ? words('filter.any', { filter })
      : words('filter.some', {
          filter,
          chosen: chosen.length === 1 ? words.term(family, first) : words('filter.chosen', { count: chosen.length }),
        });
  return (
    <details
      ref={menu}
      class="filter-menu"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return;
        menu.current.open = false;
        menu.current.querySelector('summary')?.focus();
      }}
    >
      <summary class={chosen.length > 0 ? 'chosen' : ''}>{said}</summary>
      <fieldset>
        <legend class="visually-hidden">{filter}</legend>
        {filterValues[name].map((value) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={() => onFilters(toggled(filters, name, value))}
            />
            {words.term(family, value)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
