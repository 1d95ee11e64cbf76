import type { CallFact } from '@zuoxi/callcontrol';
import type { FoldedCall } from './fold-call.ts';
import { foldSegments } from './fold-segments.ts';

export interface FoldedParty {
  accountId: string;
  role: 'agent' | 'callee' | 'caller';
  /** For them: whether somebody rang them. */
  inbound: boolean;
  /** They were rung and did not have the conversation. */
  missed: boolean;
}

/**
 * Everybody of the house who had to do with a call, each once: who dialled it or talked in it, whom it was offered to, and the two ends of
 * a call between extensions. `ownerOf` gives the account of an extension.
 */
export function foldParties(
  folded: Pick<FoldedCall, 'type' | 'agentId' | 'answer' | 'customerNumber'>,
  facts: readonly CallFact[],
  ownerOf: (extension: string) => string | undefined,
): FoldedParty[] {
  const parties = new Map<string, FoldedParty>();
  const add = (party: FoldedParty) => {
    if (!parties.has(party.accountId)) parties.set(party.accountId, party);
  };
  if (folded.type === 'internal') {
    const started = facts.find((fact) => fact.type === 'started');
    const other = ownerOf(folded.customerNumber);
    // An agent who dials a queue is its customer: nobody else has made the call.
    const isCaller = started?.type === 'started' && started.agentId === null;
    const missed = !isCaller && folded.answer !== 'answered';
    if (other) add({ accountId: other, role: isCaller ? 'caller' : 'callee', inbound: !isCaller, missed });
  }
  const served = new Set(foldSegments(facts).flatMap(({ role, agentId }) => (role === 'agent' && agentId ? [agentId] : [])));
  const offered = facts.flatMap((fact) => (fact.type === 'offered' ? [fact.agentId] : []));
  // Whoever's phone only fell silent because a colleague was quicker, or made no sound, has missed nothing.
  const ends = Map.groupBy(
    facts.flatMap((fact) => (fact.type === 'offerEnded' ? [fact] : [])),
    ({ agentId }) => agentId,
  );
  const isExcused = (agentId: string) =>
    ends.get(agentId)?.every(({ outcome }) => outcome === 'elsewhere' || outcome === 'silent') ?? false;
  const wasRung = folded.type === 'inbound' || offered.length > 0;
  for (const accountId of [...(folded.agentId ? [folded.agentId] : []), ...served, ...offered]) {
    add({ accountId, role: 'agent', inbound: wasRung, missed: wasRung && !served.has(accountId) && !isExcused(accountId) });
  }
  return [...parties.values()];
}
