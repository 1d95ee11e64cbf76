/**
 * Calls as version 2 has stored them, as far as they differ from those of version 3: supervisors beside the other legs, with what they do told by
 * which fields are there. Frozen: what becomes of these types later does not change what is in a database.
 */
interface Call2 {
  /** How many were made so far. */
  legs?: number;
  supervisions?: readonly Supervision2[];
}

interface Supervision2 {
  supervisorId: string;
  agentId: string;
  channelId: string;
  bridgeId: string;
  snoopId: string | null;
  mode: 'listen' | 'whisper' | 'barge';
  wanted: 'listen' | 'whisper' | 'barge' | 'release' | 'takeOver';
  muted: boolean;
  returning: boolean;
  isAway?: true;
  since: number;
}

/** A phone rang so long, or was waited for. */
const RINGS_MS = 35_000;

export function callFrom2(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const { legs: legCount = 0, supervisions = [], ...call } = state as Call2;
  return { ...call, legCount, legs: supervisions.map(supervisorFrom2) };
}

function supervisorFrom2({ supervisorId, agentId, isAway, ...rest }: Supervision2): object {
  const state = rest.snoopId !== null ? 'up' : isAway ? 'lost' : 'ringing';
  const deadline = state === 'up' ? null : rest.since + RINGS_MS;
  return { role: 'supervisor', agentId: supervisorId, of: agentId, state, deadline, ...rest };
}
