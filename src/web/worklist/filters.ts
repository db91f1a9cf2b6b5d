import type { DiseaseState } from '../../core/assessment.ts';
import { etiologies } from '../../core/etiology.ts';
import { markStates } from '../../core/worklist/marks.ts';
import { gapKinds } from '../../core/worklist/worklist.ts';

/** The values of each filter, in the order they are shown; the names are those of the service and of the page's address. */
export const filterValues = {
  level: ['decompensated', 'high', 'indeterminate', 'low', 'not-assessable'],
  changed: ['worse', 'better', 'other'],
  gap: gapKinds,
  state: [
    'dACLD',
    'cACLD',
    'advanced-fibrosis',
    'indeterminate',
    'no-advanced-fibrosis',
    'transplanted',
    'not-assessed',
  ] satisfies readonly DiseaseState[],
  etiology: etiologies,
} as const;
export type FilterName = keyof typeof filterValues;
export const filterNames = Object.keys(filterValues) as readonly FilterName[];

export const sorts = ['risk', 'change', 'gaps', 'seen'] as const;
export type Sort = (typeof sorts)[number];
export const markViews = [...markStates, 'all'] as const;
export type MarkView = (typeof markViews)[number];

/** What the list shows, but for the name searched for: all of it may stand in the address of the page. */
export interface Filters {
  readonly sort: Sort;
  readonly mark: MarkView;
  readonly chosen: Readonly<Record<FilterName, readonly string[]>>;
}

/** Unknown values are passed over: an address may be old or made by hand. */
export function filtersFrom(address: URLSearchParams): Filters {
  const pick = <const T extends string>(name: string, allowed: readonly T[], usual: T): T =>
    allowed.find((one) => one === address.get(name)) ?? usual;
  const chosen = (name: FilterName) => {
    const asked = (address.get(name) ?? '').split(',');
    return filterValues[name].filter((one) => asked.includes(one));
  };
  return {
    sort: pick('sort', sorts, 'risk'),
    mark: pick('mark', markViews, 'open'),
    chosen: {
      level: chosen('level'),
      changed: chosen('changed'),
      gap: chosen('gap'),
      state: chosen('state'),
      etiology: chosen('etiology'),
    },
  };
}

/** The page's address with these filters; what else stands in it (launch, language) stays. */
export function addressWith(filters: Filters, address: URLSearchParams): URLSearchParams {
  const all = new URLSearchParams(address);
  for (const name of ['sort', 'mark', ...filterNames]) all.delete(name);
  const put = (name: string, value: string) => {
    if (value !== '') all.set(name, value);
  };
  put('sort', filters.sort === 'risk' ? '' : filters.sort);
  put('mark', filters.mark === 'open' ? '' : filters.mark);
  for (const name of filterNames) put(name, filters.chosen[name].join(','));
  return all;
}

/** As the service takes them. */
export function askedWith(filters: Filters): URLSearchParams {
  const query = new URLSearchParams({ sort: filters.sort });
  if (filters.mark !== 'all') query.set('mark', filters.mark);
  for (const name of filterNames) if (filters.chosen[name].length > 0) query.set(name, filters.chosen[name].join(','));
  return query;
}

export function toggled(filters: Filters, name: FilterName, value: string): Filters {
  const before = filters.chosen[name];
  const wanted = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  const inOrder = filterValues[name].filter((one) => wanted.includes(one));
  return { ...filters, chosen: { ...filters.chosen, [name]: inOrder } };
}

export const isFiltered = ({ chosen }: Filters): boolean => filterNames.some((name) => chosen[name].length > 0);
export const unfiltered = (filters: Filters): Filters => ({
  ...filters,
  chosen: { level: [], changed: [], gap: [], state: [], etiology: [] },
});
