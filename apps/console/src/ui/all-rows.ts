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
  for (let after: string | null = null; ; ) {
    try {
      const page: Page<Row> = await list({ pageSize: PAGE_SIZE, order: 'asc', ...(after === null ? {} : { after }) }, signal);
      all.push(...page.rows);
      if (page.next === null) return all;
      after = page.next;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return all;
      throw error;
    }
  }
}
