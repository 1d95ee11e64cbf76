import type { CallFact } from '@zuoxi/callcontrol';
import { DOUT } from '@zuoxi/contract';
import type { WallTime } from '../../platform/facts/index.ts';
import type { Names } from '../../platform/names.ts';
import type { FoldedCall } from './fold-call.ts';
import { foldParties } from './fold-parties.ts';
import { foldSegments } from './fold-segments.ts';
import { callIndex } from './index-row.ts';
import type { callParty, callRecord, callSegment } from './tables.ts';

/** Agents who had the customer besides the one of the record, and queues besides its queue. */
function further({ agentId, queueId }: Pick<FoldedCall, 'agentId' | 'queueId'>, facts: readonly CallFact[]) {
  const agents = foldSegments(facts).flatMap((segment) =>
    segment.role === 'agent' && segment.agentId !== agentId ? [segment.agentId] : [],
  );
  const queues = facts.flatMap((fact) => (fact.type === 'enqueued' && fact.queueId !== queueId ? [fact.queueId] : []));
  return { agents: agents.filter((id) => id !== null), queues };
}

/** Queues and accounts whose numbers the record needs. */
export function namedIn(folded: FoldedCall, facts: readonly CallFact[]): (string | null)[] {
  const { agents, queues } = further(folded, facts);
  return [folded.queueId, folded.agentId, ...agents, ...queues];
}

/** With the names of today: a record keeps them. `numbers`: of the roster, by id. */
export function recordRow(
  names: Names,
  numbers: ReadonlyMap<string, number>,
  { folded, facts, recordingId, wall }: { folded: FoldedCall; facts: readonly CallFact[]; recordingId: string | null; wall: WallTime },
): typeof callRecord.$inferInsert {
  const { recordingName: _recordingName, startedAt, endedAt, ...columns } = folded;
  const queue = columns.queueId ? names.queue(columns.queueId) : undefined;
  const agent = columns.agentId ? names.agent(columns.agentId) : undefined;
  const direct = columns.type === 'manualOutbound' ? DOUT : '';
  const others = further(folded, facts);
  const no = (id: string | null) => (id === null ? 0 : (numbers.get(id) ?? 0));
  const nos = (ids: readonly string[]) => [...new Set(ids.map(no))].filter((one) => one !== 0).sort((a, b) => a - b);
  const row = {
    ...columns,
    customerName: columns.customerName ?? '',
    disposition: columns.disposition ?? '',
    dispositionNote: columns.dispositionNote ?? '',
    startedAt: wall(startedAt),
    endedAt: wall(endedAt),
    queueName: queue?.name ?? direct,
    queueNumber: queue?.number ?? direct,
    agentName: agent?.displayName ?? '',
    extension: agent?.extension ?? queue?.number ?? '',
    recordingId,
    queueNo: no(columns.queueId),
    agentNo: no(columns.agentId),
    furtherAgents: nos(others.agents),
    furtherQueues: nos(others.queues),
  };
  return { ...row, ...callIndex(row) };
}

export function segmentRows(
  names: Names,
  { id: callId, tenantId }: Pick<FoldedCall, 'id' | 'tenantId'>,
  facts: readonly CallFact[],
  wall: WallTime,
): (typeof callSegment.$inferInsert)[] {
  return foldSegments(facts).map(({ startedAt, endedAt, number, ...segment }, index) => {
    const agent = segment.agentId ? names.agent(segment.agentId) : undefined;
    return {
      ...segment,
      callId,
      tenantId,
      position: index + 1,
      agentName: agent?.displayName ?? null,
      number: agent?.extension ?? number,
      startedAt: wall(startedAt),
      endedAt: wall(endedAt),
    };
  });
}

/** Who had to do with the call. An extension that was called, or called a queue, is its owner's of today. */
export function partyRows(names: Names, folded: FoldedCall, facts: readonly CallFact[], wall: WallTime): (typeof callParty.$inferInsert)[] {
  const { id: callId, tenantId } = folded;
  const startedAt = wall(folded.startedAt);
  return foldParties(folded, facts, (number) => names.extensionOwner(tenantId, number)).map((party) => ({
    ...party,
    callId,
    tenantId,
    startedAt,
  }));
}
