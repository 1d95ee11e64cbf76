import type { CallFact } from '@zuoxi/callcontrol';
import { DOUT } from '@zuoxi/contract';
import { asc, type SQL, sql } from 'drizzle-orm';
import type { tables } from '../../db/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import type { FoldedCall } from './fold-call.ts';
import { foldParties } from './fold-parties.ts';
import { foldSegments } from './fold-segments.ts';

/** A time of call control as a wall clock shows it. */
export type WallTime = (at: number) => Date;

/** The events of one call in the order in which they happened. Ids are made by the wall clock, which may have been set back. */
export const inOrder = ({ steadyAt, id }: Pick<typeof tables.callEvent, 'steadyAt' | 'id'>): SQL[] => [
  sql`${steadyAt} nulls first`,
  asc(id),
];

/** Of one fact; the id was made before. */
export function eventRow(id: string, fact: CallFact, wallAt: number): typeof tables.callEvent.$inferInsert {
  const { stream: _stream, at: steadyAt, tenantId, callId, type, ...detail } = fact;
  return { id, tenantId, callId, at: new Date(wallAt), steadyAt, type, detail };
}

/** With the names of today: a record keeps them. */
export function recordRow(
  directory: DirectoryStore,
  { recordingName: _recordingName, startedAt, endedAt, ...columns }: FoldedCall,
  recordingId: string | null,
  wall: WallTime,
): typeof tables.callRecord.$inferInsert {
  const queue = columns.queueId ? directory.queue(columns.queueId) : undefined;
  const agent = columns.agentId ? directory.agent(columns.agentId) : undefined;
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
  directory: DirectoryStore,
  { id: callId, tenantId }: Pick<FoldedCall, 'id' | 'tenantId'>,
  facts: readonly CallFact[],
  wall: WallTime,
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
      startedAt: wall(startedAt),
      endedAt: wall(endedAt),
    };
  });
}

/** Who had to do with the call. An extension that was called, or called a queue, is its owner's of today. */
export function partyRows(
  directory: DirectoryStore,
  folded: FoldedCall,
  facts: readonly CallFact[],
  wall: WallTime,
): (typeof tables.callParty.$inferInsert)[] {
  const { id: callId, tenantId } = folded;
  const startedAt = wall(folded.startedAt);
  return foldParties(folded, facts, (number) => directory.extensionOwner(tenantId, number)).map((party) => ({
    ...party,
    callId,
    tenantId,
    startedAt,
  }));
}
