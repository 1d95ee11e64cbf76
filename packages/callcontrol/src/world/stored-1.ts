/**
 * Calls as version 1 has stored them, as far as they differ from those of today: one deadline for all who ring in a conversation. Frozen:
 * what becomes of these types later does not change what is in a database.
 */
interface Call1 {
  phase?: unknown;
  phaseSince: number;
  deadline: number;
  transfer?: object | null;
  consult?: { state: 'ringing' | 'talking' } | null;
  absence?: object | null;
}

const LONGEST_TALK_MS = 12 * 3600_000;

/** Whoever rang has the time that the call had for them, and the call its own again. */
export function callFrom1(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const call = state as Call1;
  const { transfer = null, consult = null, absence = null } = call;
  if (call.phase !== 'talking') return call;
  const isRinging = consult?.state === 'ringing';
  return {
    ...call,
    transfer: transfer && { ...transfer, deadline: call.deadline },
    consult: consult && { ...consult, deadline: isRinging ? call.deadline : null },
    deadline: transfer || isRinging || absence ? call.phaseSince + LONGEST_TALK_MS : call.deadline,
  };
}
