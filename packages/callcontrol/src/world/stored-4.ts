/**
 * Calls as version 4 has stored them, as far as they differ from those of version 5: a consultation, with the second line of the agent's phone,
 * beside the legs. Frozen: what becomes of these types later does not change what is in a database.
 */
interface Call4 {
  agentId?: string | null;
  legs: readonly object[];
  consult?: (Consult4 & object) | null;
}

interface Consult4 {
  state: 'ringing' | 'talking';
  own: { channelId: string; bridgeId: string } | null;
}

export function callFrom4(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const { consult, legs, ...call } = state as Call4;
  if (!consult) return { ...call, legs };
  const { own, ...asked } = consult;
  const consulted = { ...asked, role: 'consulted', state: consult.state === 'talking' ? 'up' : 'ringing' };
  const secondLine = own && { role: 'secondLine', agentId: call.agentId ?? null, state: 'up', deadline: null, ...own };
  return { ...call, legs: [...legs, consulted, ...(secondLine ? [secondLine] : [])] };
}
