import type { AgentFact } from '@zuoxi/callcontrol';
import type { OperationAction, OperationBy } from '@zuoxi/contract';
import type { LoggedFact } from '../../platform/facts/index.ts';
import { operationIndex } from './index-row.ts';
import type { operationLog } from './tables.ts';

/** The types of facts that are operations. */
export const OPERATIONS = { signedIn: 'signIn', signedOut: 'signOut', ready: 'ready', notReady: 'notReady' } as const satisfies Partial<
  Record<AgentFact['type'], OperationAction>
>;
export type OperationFact = Extract<AgentFact, { type: keyof typeof OPERATIONS }>;

/** Of a queue or an account, as the roster has it. */
export interface Known {
  no: number;
  name: string;
  number: string;
}

const UNKNOWN: Known = { no: 0, name: '', number: '' };

/** Ids that a fact names. */
export function idsIn(fact: OperationFact): string[] {
  const by = 'byAccountId' in fact ? fact.byAccountId : null;
  return [fact.agentId, ...queuesOf(fact), ...(by === null ? [] : [by])];
}

const queuesOf = (fact: OperationFact): readonly string[] => ('queueIds' in fact ? fact.queueIds : []);

/** One row for each queue; signing in and out is of none. The same fact gives the same rows. */
export function operationRows(
  { id: factId, fact, wall }: LoggedFact<OperationFact>,
  known: ReadonlyMap<string, Known>,
): (typeof operationLog.$inferInsert)[] {
  const of = (id: string | null) => known.get(id ?? '') ?? UNKNOWN;
  const agent = of(fact.agentId);
  const byAccountId = 'byAccountId' in fact ? fact.byAccountId : null;
  const reason = fact.type === 'notReady' ? fact.reason : '';
  const by: OperationBy = byAccountId !== null ? 'supervisor' : reason.startsWith('system:') ? 'system' : 'self';
  const queueIds: readonly (string | null)[] = 'queueIds' in fact ? fact.queueIds : [null];
  return queueIds.map((queueId, position) => {
    const queue = of(queueId);
    const row = {
      id: rowId(factId, position),
      tenantId: fact.tenantId,
      factId,
      at: wall(fact.at),
      accountId: fact.agentId,
      agentName: agent.name,
      extension: agent.number,
      action: OPERATIONS[fact.type],
      queueId,
      queueName: queue.name,
      queueNumber: queue.number,
      reason,
      by,
      byAccountId,
      byName: of(byAccountId).name,
      agentNo: agent.no,
      queueNo: queue.no,
    };
    return { ...row, ...operationIndex(row) };
  });
}

/** That of the fact, counted on at its end: rows of later facts sort behind it, and made again it is the same. */
function rowId(factId: string, position: number): string {
  const end = (Number.parseInt(factId.slice(-6), 16) + position) % 0x1000000;
  return factId.slice(0, -6) + end.toString(16).padStart(6, '0');
}
