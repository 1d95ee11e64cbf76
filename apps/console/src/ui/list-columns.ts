import type { ListLayout } from '@zuoxi/contract';

interface Keyed {
  key: string;
  hidden?: boolean;
}

/** The columns as somebody has arranged them. One that a later version adds stands where it was declared, after its neighbour. */
export function arranged<Column extends Keyed>(columns: readonly Column[], layout: ListLayout | null): (Column & { shown: boolean })[] {
  if (!layout) return usual(columns);
  const byKey = new Map(columns.map((column) => [column.key, column]));
  const known = layout.columns.flatMap(({ key, shown }) => {
    const column = byKey.get(key);
    return column ? [{ ...column, shown }] : [];
  });
  for (const [index, column] of columns.entries()) {
    if (known.some(({ key }) => key === column.key)) continue;
    const neighbour = known.findIndex(({ key }) => key === columns[index - 1]?.key);
    known.splice(neighbour + 1, 0, { ...column, shown: column.hidden !== true });
  }
  // A list without any column cannot be got back.
  return known.some(({ shown }) => shown) ? known : usual(columns);
}

const usual = <Column extends Keyed>(columns: readonly Column[]) => columns.map((column) => ({ ...column, shown: column.hidden !== true }));

/** One step up or down. */
export function moved<Column extends Keyed>(columns: readonly Column[], key: string, by: -1 | 1): Column[] {
  const at = columns.findIndex((column) => column.key === key);
  const to = at + by;
  const [column, other] = [columns[at], columns[to]];
  if (!column || !other) return [...columns];
  return columns.map((one, index) => (index === at ? other : index === to ? column : one));
}
