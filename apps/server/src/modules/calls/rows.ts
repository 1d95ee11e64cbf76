import type { CallFact } from '@zuoxi/callcontrol';
import { DOUT } from '@zuoxi/contract';
import type { WallTime } from '../../platform/facts/index.ts';
import type { Names } from '../../platform/names.ts';
import type { FoldedCall } from './fold-call.ts';
import { foldParties } from './fold-parties.ts';
import { foldSegments } from './fold-segments.ts';
import type { callParty, callRecord, callSegment } from './tables.ts';

/** With the names of today: a record keeps them. */
export function recordRow(
  names: Names,
  { recordingName: _recordingName, startedAt, endedAt, ...columns }: FoldedCall,
  recordingId: string | null,
  wall: WallTime,
): typeof callRecord.$inferInsert {
  const queue = columns.queueId ? names.queue(columns.queueId) : undefined;
  const agent = columns.agentId ? names.agent(columns.agentId) : undefined;
  const direct = columns.type === 'manualOutbound' ? DOUT : '';
  return {
    ...columns,
    startedAt: wall(startedAt),
    endedAt: wall(endedAt),
    queueName: queue?.name ?? direct,
    queueNumber: queue?.number ?? direct,
    agentName: agent?.displayName ?? null,
    extension: agent?.extension ?? queue?.number ?? '',
    recordingId,
  };
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
