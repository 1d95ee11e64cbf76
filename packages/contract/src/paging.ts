import { z } from 'zod';
import { problem } from './input-problems.ts';
import { Text } from './text.ts';

export const pageSizes = [10, 25, 50, 100] as const;

/** Query of every list: `?page=1&pageSize=25&sort=startedAt&order=desc&search=138`. `search` finds a substring in any shown column. */
export const PageQuery = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  pageSize: z.coerce
    .number()
    .int()
    .refine((n) => pageSizes.some((size) => size === n), problem('notChoice'))
    .default(25),
  sort: z.string().max(40).optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
  search: Text(100).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

export interface Page<Row> {
  rows: Row[];
  total: number;
  page: number;
  pageSize: number;
}

export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), total: z.number().int(), page: z.number().int(), pageSize: z.number().int() });
