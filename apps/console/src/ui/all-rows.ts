import type { Page } from '@zuoxi/contract';
import { ApiError } from '../api/client.ts';
import type { ListQuery } from '../api/crud.ts';

const PAGE_SIZE = 100;

/** Every row of a list, for fields in which one of them is chosen. A word that this server does not serve has none. */
export async function allRows<Row>(
  list: (query: ListQuery, signal?: AbortSignal) => Promise<Page<Row>>,
  signal?: AbortSignal,
): Promise<Row[]> {
  const all: Row[] = [];
  for (let page = 1; ; page++) {
    try {
      const { rows, total } = await list({ page, pageSize: PAGE_SIZE, order: 'asc' }, signal);
      all.push(...rows);
      if (rows.length === 0 || page * PAGE_SIZE >= total) return all;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return all;
      throw error;
    }
  }
}
