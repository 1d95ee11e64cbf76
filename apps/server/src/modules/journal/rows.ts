import type { CallFact } from '@zuoxi/callcontrol';
import { DOUT } from '@zuoxi/contract';
import type { tables } from '../../db/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import type { FoldedCall } from './fold-call.ts';
import { foldParties } from './fold-parties.ts';
import { foldSegments } from './fold-segments.ts';

/** Of one fact; the id was made before. */
export function eventRow(id: string, fact: CallFact): typeof tables.callEvent.$inferInsert {
  const { stream: _stream, at, tenantId, callId, type, ...detail } = fact;
  return { id, tenantId, callId, at: new Date(at), type, detail };
}

/** With the names of today: a record keeps them. */
export function recordRow(
  directory: DirectoryStore,
  { recordingName: _recordingName, startedAt, endedAt, ...columns }: FoldedCall,
  recordingId: string | null,
): typeof tables.callRecord.$inferInsert {
  const queue = columns.queueId ? directory.queue(columns.queueId) : undefined;
  const agent = columns.agentId ? directory.agent(columns.agentId) : undefined;
  const direct = columns.type === 'manualOutbound' ? DOUT : '';
  return {
    ...columns,
    startedAt: new Date(startedAt),
    endedAt: new Date(endedAt),
    queueName: queue?.name ?? direct,
    queueNumber: queue?.number ?? direct,
    agentName: agent?.displayName ?? null,
    extension: agent?.extension ?? queue?.number ?? '',
    recordingId,
  };
}

export function segmentRows(
  directory: DirectoryStore,
  { id: callId, tenantId }: Pick<FoldedCall, 'id' | 'tenantId'>,
  facts: readonly CallFact[],
): (typeof tables.callSegment.$inferInsert)[] {
  return foldSegments(facts).map(({ startedAt, endedAt, number, ...segment }, index) => {
    const agent = segment.agentId ? directory.agent(segment.agentId) : undefined;
    return {
      ...segment,
      callId,
      tenantId,
      position: index + 1,
      agentName: agent?.displayName ?? null,
      number: agent?.extension ?? number,
      startedAt: new Date(startedAt),
      endedAt: new Date(endedAt),
    };
  });
}

/** Who had to do with the call. An extension that was called, or called a queue, is its owner's of today. */
export function partyRows(
  directory: DirectoryStore,
  folded: FoldedCall,
  facts: readonly CallFact[],
): (typeof tables.callParty.$inferInsert)[] {
  const { id: callId, tenantId } = folded;
  const startedAt = new Date(folded.startedAt);
  return foldParties(folded, facts, (number) => directory.extensionOwner(tenantId, number)).map((party) => ({
    ...party,
    callId,
    tenantId,
    startedAt,
  }));
}
