import type { PageQuery } from '@zuoxi/contract';
import { type Answer, type BodyOf, type Path, type PathWith, request } from './client.ts';

export type ListQuery = Partial<PageQuery>;

/** Paths that answer one page of rows. */
type ListPath = { [P in PathWith<'get'>]: Answer<P, 'get'> extends { rows: unknown[]; total: number } ? P : never }[PathWith<'get'>];
/** Of these, the paths whose rows can be created, updated and removed, too. */
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
  // `request` is not typed by path; the description says that this is what the path answers.
  return async (query, signal) => (await request('get', path, { params: { query }, signal })).data as Answer<P, 'get'>;
}

/** List, create, update and remove, typed by the path: `crud('/api/blacklist')`. */
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
