import { callIndex } from '../../src/modules/calls/index-row.ts';
import type { callRecord } from '../../src/modules/calls/tables.ts';

const UNSAID = {
  customerName: '',
  agentName: '',
  disposition: '',
  dispositionNote: '',
  queueNo: 0,
  agentNo: 0,
  furtherAgents: [],
  furtherQueues: [],
};

/** A record as the consumer of facts writes it: with what lists are searched by. */
export function indexed(record: typeof callRecord.$inferInsert): typeof callRecord.$inferInsert {
  const row = { ...UNSAID, ...record };
  return { ...row, ...callIndex(row) };
}
