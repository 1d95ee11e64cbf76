/**
 * Calls as version 6 has stored them, as far as they differ from those of version 7: the phone to which a caller was sent beside the legs.
 * Frozen: what becomes of these types later does not change what is in a database.
 */
interface Call6 {
  legs: readonly object[];
  connecting?: Connecting6 | null;
}

interface Connecting6 {
  channelId: string;
  agentId: string | null;
  number: string;
  lostAt?: number;
}

/** So long a lost phone was waited for. */
const LOST_MS = 6000;

export function callFrom6(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const { connecting, legs, ...call } = state as Call6;
  return { ...call, legs: connecting ? [...legs, connectingFrom6(connecting)] : legs };
}

function connectingFrom6({ lostAt, ...connecting }: Connecting6): object {
  const phone = lostAt === undefined ? { state: 'ringing', deadline: null } : { state: 'lost', deadline: lostAt + LOST_MS };
  return { role: 'connecting', ...phone, ...connecting };
}
