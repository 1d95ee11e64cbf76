import type { Role } from '@zuoxi/contract';

/** Somebody's part of a call centre, as numbers of the roster. */
export interface Visibility {
  /** The whole call centre. */
  all: boolean;
  own: number;
  /** A supervisor's own of today, and whoever is a member of one of them today. */
  queues: readonly number[];
  members: readonly number[];
}

/** Of a call, or of what came of it: whose it is (its queue's; without one its agent's), who had the customer, and where else they waited. */
export interface Belonging {
  scopeNo: number;
  agentNo: number;
  furtherAgents: readonly number[];
  furtherQueues: readonly number[];
}

export interface Member {
  queueNo: number;
  accountNo: number;
}

/** By the memberships of today: nothing is written anew when somebody comes or leaves. */
export function visibilityOf(role: Role, own: number, memberships: readonly Member[]): Visibility {
  if (role === 'administrator' || role === 'operator') return { all: true, own, queues: [], members: [] };
  if (role === 'agent') return { all: false, own, queues: [], members: [] };
  const queues = new Set(memberships.flatMap(({ queueNo, accountNo }) => (accountNo === own ? [queueNo] : [])));
  const members = new Set(memberships.flatMap(({ queueNo, accountNo }) => (queues.has(queueNo) ? [accountNo] : [])));
  return { all: false, own, queues: [...queues], members: [...members] };
}

/**
 * REC-3, RPT-1: the calls of one's queues, whoever took them and wherever they work now; the direct and internal calls of those who are their
 * members; and one's own, in whatever queue. What a member does for another queue is not told. Of a queue that was left one's own calls
 * remain; of a member who left, the calls of the queue.
 */
export function maySee({ all, own, queues, members }: Visibility, row: Belonging): boolean {
  if (all) return true;
  const isScope = queues.includes(row.scopeNo) || members.includes(row.scopeNo) || row.scopeNo === own;
  return isScope || row.agentNo === own || row.furtherAgents.includes(own) || row.furtherQueues.some((no) => queues.includes(no));
}
