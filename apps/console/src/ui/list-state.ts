import { pageSizes as allPageSizes } from '@zuoxi/contract';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

export const pageSizes: readonly number[] = allPageSizes;
const DEFAULT_PAGE_SIZE = 25;

/** Where in a list: after or before a row of the server's (a cursor), at the end, or, with none of them, at the beginning. */
export interface ListPlace {
  after?: string;
  before?: string;
  last?: true;
}

/** What a list shows. It lives in the address, so that reload, back and a link sent to a colleague show the same. */
export interface ListView {
  place: ListPlace;
  pageSize: number;
  sort: string | null;
  /** Null: as the list has it. */
  order: 'asc' | 'desc' | null;
  search: string;
}

export interface ListState<Filter extends string> extends ListView {
  filters: Readonly<Partial<Record<Filter, string>>>;
}

function readPlace(params: URLSearchParams): ListPlace {
  const [after, before] = [params.get('after'), params.get('before')];
  if (after) return { after };
  if (before) return { before };
  return params.get('last') === '1' ? { last: true } : {};
}

export function readListState<Filter extends string>(params: URLSearchParams, filterNames: readonly Filter[]): ListState<Filter> {
  const pageSize = Number(params.get('pageSize'));
  const order = params.get('order');
  const filters: Partial<Record<Filter, string>> = {};
  for (const name of filterNames) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  return {
    place: readPlace(params),
    pageSize: pageSizes.includes(pageSize) ? pageSize : DEFAULT_PAGE_SIZE,
    sort: params.get('sort') || null,
    order: order === 'asc' || order === 'desc' ? order : null,
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
    params.set('order', state.order ?? 'desc');
  }
  const { after, before, last } = state.place;
  if (after) params.set('after', after);
  else if (before) params.set('before', before);
  else if (last) params.set('last', '1');
  if (state.pageSize !== DEFAULT_PAGE_SIZE) params.set('pageSize', String(state.pageSize));
  return params;
}

/** What a list itself needs to know; the filters are its page's. */
export interface ListPaging {
  state: ListView;
  /** Anything but a new place starts at the beginning again. */
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
      setParams(writeListState({ ...state, place: {}, ...part }), { replace: part.place === undefined });
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
