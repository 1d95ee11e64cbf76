import { searchColumns } from '../../platform/lists/index.ts';
import type { operationLog } from './tables.ts';

type Row = typeof operationLog.$inferSelect;

/** What the tokens of a row are made of. */
export type IndexedOperation = Pick<
  Row,
  'tenantId' | 'agentName' | 'extension' | 'queueName' | 'queueNumber' | 'reason' | 'byName' | 'action' | 'by' | 'agentNo' | 'queueNo'
>;

/** The columns that a search and a filter of the list ask. */
export function operationIndex(row: IndexedOperation): Pick<Row, 'searchText' | 'tokens'> {
  return searchColumns(row.tenantId, {
    // The system's reasons are words of the console's, in the reader's language.
    texts: [row.agentName, row.extension, row.queueName, row.queueNumber, row.by === 'system' ? '' : row.reason, row.byName],
    marks: [`scope:${row.queueNo || row.agentNo}`, `queue:${row.queueNo}`, `agent:${row.agentNo}`, `action:${row.action}`, `by:${row.by}`],
  });
}
