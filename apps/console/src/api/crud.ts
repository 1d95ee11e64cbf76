import type { PageQuery } from '@zuoxi/contract';
import { type Answer, type BodyOf, type Path, type PathWith, request } from './client.ts';

export type ListQuery = Partial<PageQuery>;

/** Paths below which rows are listed page by page. */
type ListPath = { [P in PathWith<'get'>]: Answer<P, 'get'> extends { rows: unknown[]; total: number } ? P : never }[PathWith<'get'>];
/** And made, changed and removed. */
type CrudPath = { [P in ListPath & PathWith<'post'>]: `${P}/{id}` extends PathWith<'put'> & PathWith<'delete'> ? P : never }[ListPath &
  PathWith<'post'>];
type RowPath<P extends CrudPath> = `${P}/{id}` & Path;

type List<P extends ListPath> = (query: ListQuery, signal?: AbortSignal) => Promise<Answer<P, 'get'>>;

interface Crud<P extends CrudPath> {
  list: List<P>;
  create(input: BodyOf<P, 'post'>): Promise<Answer<P, 'post'>>;
  update(id: string, input: BodyOf<RowPath<P>, 'put'>): Promise<Answer<RowPath<P>, 'put'>>;
  remove(id: string): Promise<void>;
}

/** One page of the rows below a path, as lists ask for it. */
export function listOf<P extends ListPath>(path: P): List<P> {
  // The path says what is answered; `request` itself knows of no path.
  return async (query, signal) => (await request('get', path, { params: { query }, signal })).data as Answer<P, 'get'>;
}

/** What every word of the administration has, typed by its path: `crud('/api/blacklist')`. */
export function crud<P extends CrudPath>(path: P): Crud<P> {
  const ofRow = (id: string) => ({ params: { path: { id } } });
  return {
    list: listOf(path),
    create: async (body) => (await request('post', path, { body })).data as Answer<P, 'post'>,
    update: async (id, body) => (await request('put', `${path}/{id}`, { ...ofRow(id), body })).data as Answer<RowPath<P>, 'put'>,
    async remove(id) {
      await request('delete', `${path}/{id}`, ofRow(id));
    },
  };
}
