/**
 * Calls as version 7 has stored them, as far as they differ from those of version 8: the agent's phone, and that it was lost, beside the legs.
 * Frozen: what becomes of these types later does not change what is in a database.
 */
interface Call7 {
  phase?: unknown;
  agentId?: string | null;
  legs: readonly object[];
  agentChannelId?: string | null;
  absence?: Absence7 | null;
}

interface Absence7 {
  since: number;
  channelId: string | null;
  rangAt?: number;
  wasHeld: boolean;
}

/** So long a customer waited for an agent whose phone was lost. */
const ABSENT_MS = 45_000;

export function callFrom7(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const { agentChannelId: channelId, absence, legs, ...call } = state as Call7;
  const { agentId = null, phase } = call;
  const agent = channelId
    ? [{ role: 'agent', channelId, agentId, state: phase === 'callingAgent' ? 'ringing' : 'up', deadline: null }]
    : [];
  return { ...call, legs: [...legs, ...(absence ? [returningFrom7(absence, agentId)] : []), ...agent] };
}

function returningFrom7({ since, channelId, rangAt, wasHeld }: Absence7, agentId: string | null): object {
  const state = channelId === null ? 'lost' : 'ringing';
  return { role: 'returning', channelId, agentId, state, deadline: since + ABSENT_MS, since, rangAt: rangAt ?? null, wasHeld };
}
