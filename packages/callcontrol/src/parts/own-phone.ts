import type { AgentConfig } from '../port/directory.ts';
import { RefusedError } from '../port/refusal.ts';
import { ensureAgent, setActivity } from '../rules/agent-state.ts';
import { endCall } from '../rules/end-call.ts';
import { touchAgents } from '../rules/screens.ts';
import type { Phase, Step } from '../rules/step.ts';
import { owesDisposition } from '../rules/wrap-up.ts';
import type { Agent } from '../world/agent.ts';
import type { Call, CallIn } from '../world/call.ts';
import { setCustomer } from '../world/legs.ts';
import { GUARD_MS, RING_S } from '../world/limits.ts';
import { attemptFailed, otherPartyRings } from './other-party.ts';
import { ringPhone } from './ring-phone.ts';

// An order of the console that begins with one's own telephone: it rings, and whoever picks it up is the call's customer side.

/** The agent is the call's from now on. Throws `panel.alreadyInCall` when another call has them, `panel.dispositionRequired`. */
export function becomeCaller(step: Step, agent: Agent, callId: string): void {
  if (owesDisposition(step, agent)) throw new RefusedError('panel.dispositionRequired');
  // Whoever dials says with it that their notes are done.
  if (agent.activity.kind === 'wrapUp') setActivity(step, agent, { kind: 'none' });
  if (agent.activity.kind !== 'none') throw new RefusedError('panel.alreadyInCall');
  setActivity(step, agent, { kind: 'ringing', callId });
}

/** Whose phone that is and where it is registered; they are the call's. Throws `RefusedError`, and has then changed nothing. */
export function takeOwnPhone(step: Step, agentId: string, callId: string): { agent: Agent; config: AgentConfig; engine: string } {
  const config = step.directory.agent(agentId);
  const agent = ensureAgent(step, agentId);
  if (!config || !agent) throw new RefusedError('panel.noExtension');
  const [engine] = agent.registeredWith;
  if (engine === undefined) throw new RefusedError('panel.phoneOffline');
  becomeCaller(step, agent, callId);
  return { agent, config, engine };
}

/** Rings it for a call in phase `ownPhone`. `shown`: what its display says. */
export function ringOwnPhone(step: Step, call: Call, agent: Agent, shown: { name: string; number: string }): void {
  setCustomer(call, call.customerChannelId, agent.id, { state: 'ringing' });
  call.deadline = step.now + RING_S * 1000 + GUARD_MS;
  touchAgents(step, call);
  ringPhone(step, call, { agentId: agent.id, channelId: call.customerChannelId, shows: shown });
}

/** It rings; once it is picked up, what it was rung for begins. */
export const ownPhone: Phase<CallIn<'ownPhone'>> = {
  rings: (step, call) => otherPartyRings(step, call),
  answered(step, call) {
    if (call.errand) step.table.errands[call.errand.kind](step, call);
  },
  gone: attemptFailed,
  impossible: (step, call) => endCall(step, call, { reason: 'agentUnreachable', endedBy: 'system' }),
  timeUp: (step, call) => endCall(step, call, { reason: 'noAnswer', endedBy: 'customer' }),
};
