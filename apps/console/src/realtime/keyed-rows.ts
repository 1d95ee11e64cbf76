/** Rows of a live list by their key. `apply` answers with a new map only when something changed. */
export interface RowsDelta<Row> {
  upsert: Row[];
  remove: string[];
}

export function applyRows<Row>(
  rows: ReadonlyMap<string, Row>,
  deltas: readonly RowsDelta<Row>[],
  keyOf: (row: Row) => string,
): ReadonlyMap<string, Row> {
  if (deltas.every((delta) => delta.upsert.length === 0 && delta.remove.length === 0)) return rows;
  const next = new Map(rows);
  for (const delta of deltas) {
    for (const row of delta.upsert) next.set(keyOf(row), row);
    for (const key of delta.remove) next.delete(key);
  }
  return next;
}
