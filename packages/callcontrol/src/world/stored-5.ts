/**
 * Calls as version 5 has stored them, as far as they differ from those of version 6: the phones of the queue's members beside the legs. Frozen:
 * what becomes of these types later does not change what is in a database.
 */
interface Call5 {
  legs: readonly object[];
  offers?: readonly Offer5[];
}

interface Offer5 {
  agentId: string;
  channelId: string;
  at: number;
  lostAt?: number;
}

/** So long a lost phone was waited for. */
const LOST_MS = 6000;

export function callFrom5(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const { offers = [], legs, ...call } = state as Call5;
  return { ...call, legs: [...legs, ...offers.map(offerFrom5)] };
}

function offerFrom5({ lostAt, ...offer }: Offer5): object {
  const phone = lostAt === undefined ? { state: 'ringing', deadline: null } : { state: 'lost', deadline: lostAt + LOST_MS };
  return { role: 'offer', ...phone, ...offer };
}
