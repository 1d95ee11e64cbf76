import { type AgentConfig, isLedBy } from '../../port/directory.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import { rulesOf, type Step } from '../../rules/step.ts';
import { isEngaged } from '../../rules/wrap-up.ts';
import type { Agent } from '../../world/agent.ts';
import type { Call, CallIn } from '../../world/call.ts';
import type { Leg } from '../../world/leg.ts';
import { legsOf, setCustomer } from '../../world/legs.ts';
import { otherPartyAnswered } from './outgoing.ts';

// Somebody takes a call that rings at another phone. That one falls silent, and has missed nothing.

/** The channel of whoever picks up; a call cannot leave its engine. */
export interface PickingUp {
  engine: string;
  channelId: string;
}

export type PickUpOutcome = 'taken' | 'nothingRings' | 'notAllowed';

interface Ringing {
  call: Call;
  leg: Leg;
  agentId: string;
}

/** `extension` null: whatever has rung longest in the agent's group. Anything but `taken` has changed nothing. */
export function pickUp(step: Step, agent: Agent, extension: string | null, by: PickingUp): PickUpOutcome {
  const own = step.directory.agent(agent.id);
  if (!own || isEngaged(step, agent)) return 'notAllowed';
  const chosen = ringingPhones(step, own, by.engine).filter(({ agentId }) => {
    const other = step.directory.agent(agentId);
    return other && (extension === null ? isOfOneGroup(own, other) : other.extension === extension);
  });
  const ringing = chosen[0];
  if (!ringing) return 'nothingRings';
  if (extension !== null && !mayPickUp(own, step.directory.agent(ringing.agentId))) return 'notAllowed';
  take(step, agent, ringing, by);
  return 'taken';
}

const isOfOneGroup = (one: AgentConfig, other: AgentConfig) => one.pickupGroup !== '' && one.pickupGroup === other.pickupGroup;

/** Those of one's own group, and of whom one leads. */
function mayPickUp(own: AgentConfig, other: AgentConfig | undefined): boolean {
  return other !== undefined && (isOfOneGroup(own, other) || isLedBy(own, other));
}

/** Others' phones of the call centre that ring for somebody, the longest first. */
function ringingPhones(step: Step, own: AgentConfig, engine: string): Ringing[] {
  const found: Ringing[] = [];
  for (const call of step.world.calls.values()) {
    if (call.engine !== engine || call.tenantId !== own.tenantId) continue;
    for (const leg of legsOf(call)) if (leg.agentId !== null && rings(call, leg)) found.push({ call, leg, agentId: leg.agentId });
  }
  return found.filter(({ agentId }) => agentId !== own.id).sort((a, b) => a.call.phaseSince - b.call.phaseSince);
}

/** For somebody else, and not one's own that was called for something. */
function rings(call: Call, { role, state }: Leg): boolean {
  if (role === 'offer' || role === 'connecting') return true;
  return role === 'customer' && state === 'ringing' && call.agentId !== null;
}

function take(step: Step, agent: Agent, { call, leg, agentId: fromAgentId }: Ringing, { channelId }: PickingUp): void {
  if (agent.activity.kind === 'wrapUp') setActivity(step, agent, { kind: 'none' });
  setActivity(step, agent, { kind: 'ringing', callId: call.id });
  step.command(call, { do: 'answer', channelId });
  step.callFact(call, { type: 'pickedUp', agentId: agent.id, fromAgentId });
  rulesOf(step, leg.role).takenBy?.(step, call, leg, { agentId: agent.id, channelId });
}

/** The colleague whom an agent dials. */
export function colleagueTaken(step: Step, call: CallIn<'dialling'>, by: { agentId: string; channelId: string }): void {
  step.command(call, { do: 'hangup', channelId: call.customerChannelId, reason: 'answered_elsewhere' });
  const other = call.peerAgentId ? ensureAgent(step, call.peerAgentId) : undefined;
  if (other?.activity.kind === 'ringing' && other.activity.callId === call.id) setActivity(step, other, { kind: 'none' });
  setCustomer(call, by.channelId, by.agentId);
  otherPartyAnswered(step, call);
}
