import { DOUT, numberKey } from '@zuoxi/contract';
import { searchColumns } from '../../platform/lists/index.ts';
import { belongingMarks } from '../visibility/index.ts';
import type { callRecord } from './tables.ts';

type CallRow = typeof callRecord.$inferSelect;

/** What the tokens of a record are made of. */
export type IndexedCall = Pick<
  CallRow,
  | 'tenantId'
  | 'customerNumber'
  | 'customerName'
  | 'calledNumber'
  | 'queueName'
  | 'queueNumber'
  | 'agentName'
  | 'extension'
  | 'disposition'
  | 'dispositionNote'
  | 'type'
  | 'answer'
  | 'queueNo'
  | 'agentNo'
  | 'furtherAgents'
  | 'furtherQueues'
>;

/** The columns that a search and a filter of the list ask; to be written whenever one of the above changes. */
export function callIndex(row: IndexedCall): Pick<CallRow, 'searchText' | 'tokens'> {
  return searchColumns(row.tenantId, {
    texts: [
      row.customerNumber,
      numberKey(row.customerNumber),
      row.customerName,
      row.calledNumber,
      row.queueName,
      row.queueNumber,
      row.agentName,
      row.extension,
      row.disposition,
      row.dispositionNote,
    ],
    marks: callMarks(row),
  });
}

type Marked = Pick<CallRow, 'answer' | 'queueName' | 'queueNo' | 'agentNo' | 'furtherAgents' | 'furtherQueues'> & { type: string };

/** Of a record and of its recording: what `callFilters` and visibility ask for. */
export function callMarks(row: Marked): string[] {
  return [
    ...belongingMarks({ ...row, scopeNo: row.queueNo || row.agentNo }),
    `type:${row.type}`,
    `answer:${row.answer}`,
    ...(row.queueName === DOUT ? ['dout'] : []),
  ];
}
