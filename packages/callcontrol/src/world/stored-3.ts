/**
 * Calls as version 3 has stored them, as far as they differ from those of version 4: a transfer beside the legs. Frozen: what becomes of these
 * types later does not change what is in a database.
 */
interface Call3 {
  legs: readonly object[];
  transfer?: object | null;
}

export function callFrom3(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const { transfer, legs, ...call } = state as Call3;
  return { ...call, legs: transfer ? [...legs, { role: 'transfer', state: 'ringing', ...transfer }] : legs };
}
