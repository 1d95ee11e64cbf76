import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

export const pageSizes = [10, 25, 50, 100];
const DEFAULT_PAGE_SIZE = 25;

/** What a list shows. It lives in the address, so that reload, back and a link sent to a colleague show the same. */
export interface ListView {
  page: number;
  pageSize: number;
  sort: string | null;
  order: 'asc' | 'desc';
  search: string;
}

export interface ListState<Filter extends string> extends ListView {
  filters: Readonly<Partial<Record<Filter, string>>>;
}

export function readListState<Filter extends string>(params: URLSearchParams, filterNames: readonly Filter[]): ListState<Filter> {
  const page = Number(params.get('page'));
  const pageSize = Number(params.get('pageSize'));
  const filters: Partial<Record<Filter, string>> = {};
  for (const name of filterNames) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  return {
    page: Number.isInteger(page) && page > 0 ? page : 1,
    pageSize: pageSizes.includes(pageSize) ? pageSize : DEFAULT_PAGE_SIZE,
    sort: params.get('sort') || null,
    order: params.get('order') === 'asc' ? 'asc' : 'desc',
    search: params.get('search') ?? '',
    filters,
  };
}

/** The shortest address of a state: what is as by default is left out. */
export function writeListState<Filter extends string>(state: ListState<Filter>): URLSearchParams {
  const params = new URLSearchParams();
  if (state.search) params.set('search', state.search);
  for (const [name, value] of Object.entries<string | undefined>(state.filters)) if (value) params.set(name, value);
  if (state.sort) {
    params.set('sort', state.sort);
    params.set('order', state.order);
  }
  if (state.page > 1) params.set('page', String(state.page));
  if (state.pageSize !== DEFAULT_PAGE_SIZE) params.set('pageSize', String(state.pageSize));
  return params;
}

/** What a list itself needs to know; the filters are its page's. */
export interface ListPaging {
  state: ListView;
  /** Anything but a new page starts at page 1 again. */
  change(part: Partial<ListView>): void;
  reset(): void;
  /** A search or filter narrows the list. */
  narrowed: boolean;
}

export interface ListControl<Filter extends string> extends ListPaging {
  state: ListState<Filter>;
  setFilter(name: Filter, value: string | null | undefined): void;
  setFilters(values: Readonly<Partial<Record<Filter, string | undefined>>>): void;
}

export function useListState<Filter extends string = never>(filterNames: readonly Filter[]): ListControl<Filter> {
  const [params, setParams] = useSearchParams();
  // Joined, because callers may write the names anew in each rendering.
  const names = filterNames.join(' ');
  return useMemo(() => {
    const known = names === '' ? [] : (names.split(' ') as Filter[]); // what was joined above
    const state = readListState(params, known);
    const none: Partial<Record<Filter, string>> = {};
    const change = (part: Partial<ListState<Filter>>) =>
      setParams(writeListState({ ...state, page: 1, ...part }), { replace: part.page === undefined });
    const setFilters = (values: Readonly<Partial<Record<Filter, string | undefined>>>) =>
      change({ filters: { ...state.filters, ...values } });
    return {
      state,
      change,
      setFilters,
      setFilter: (name, value) => change({ filters: { ...state.filters, [name]: value ?? undefined } }),
      reset: () => change({ search: '', filters: none }),
      narrowed: state.search !== '' || Object.keys(state.filters).length > 0,
    };
  }, [params, setParams, names]);
}
