import type { HangupReason } from '@zuoxi/ari';
import { becomeCaller } from '../../parts/own-phone.ts';
import { customerOf, ringPhone } from '../../parts/ring-phone.ts';
import { anyHasRoom } from '../../parts/trunks.ts';
import type { DialTarget, RefusedTarget } from '../../port/directory.ts';
import type { Input } from '../../port/inputs.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent } from '../../rules/agent-state.ts';
import type { Step } from '../../rules/step.ts';
import { isEngaged } from '../../rules/wrap-up.ts';
import type { Agent } from '../../world/agent.ts';
import { setAgent } from '../../world/legs.ts';
import { GUARD_MS, RING_S } from '../../world/limits.ts';
import { featureCodeOf } from './code.ts';
import { codeDialled, codeFromPanel } from './codes.ts';
import { callOtherParty, outgoingCall } from './outgoing.ts';
import { queueDialled, queueFromPanel } from './queue-dialled.ts';

/** A click in the console: the agent's own phone is called first, then the other party. */
export function dialFromPanel(step: Step, input: Extract<Input, { type: 'dial' }>): void {
  const config = step.directory.agent(input.agentId);
  const agent = ensureAgent(step, input.agentId);
  if (!config || !agent) throw new RefusedError('panel.noExtension');
  const code = featureCodeOf(input.number);
  if (code) return codeFromPanel(step, input, agent, code);
  const target = step.directory.dialTarget(agent.id, input.number);
  const engine = meetingEngine(step, agent, target);
  if (engine === undefined) throw new RefusedError('panel.phoneOffline');
  if (target.kind === 'refused') throw new RefusedError(`panel.${target.reason}`, { number: input.number });
  // Better said now than when their own phone has rung.
  if (target.kind === 'outside' && !anyHasRoom(step, target.routes)) throw new RefusedError('panel.trunksBusy');
  becomeCaller(step, agent, input.callId);
  if (target.kind === 'queue') return queueFromPanel(step, input, agent, target.queueId, engine);
  const call = outgoingCall(step, { id: input.callId, engine }, agent, input.number, target, { phase: 'callingAgent', target });
  call.legCount = 1;
  const channelId = `${call.id}-a1`;
  setAgent(call, agent.id, channelId, { state: 'ringing' });
  call.deadline = step.now + RING_S * 1000 + GUARD_MS;
  ringPhone(step, call, {
    agentId: agent.id,
    channelId,
    shows: customerOf(call),
    // Outside nobody speaks wide band: what the agent's phone does not speak need not be translated.
    formats: target.kind === 'outside' ? ['alaw', 'ulaw'] : [],
  });
}

/** One the agent's phone is registered with, of those the other phone is registered with, too, if there is such a one. */
function meetingEngine(step: Step, agent: Agent, target: DialTarget): string | undefined {
  const peer = target.kind === 'extension' ? ensureAgent(step, target.agentId) : undefined;
  return agent.registeredWith.find((engine) => peer?.registeredWith.includes(engine)) ?? agent.registeredWith[0];
}

/** The agent dialled on the phone itself: their channel is here and waits for the other party. */
export function dialFromPhone(step: Step, input: Extract<Input, { type: 'callArrived' }>, agentId: string): void {
  const agent = ensureAgent(step, agentId);
  const code = featureCodeOf(input.calledNumber);
  if (agent && code) return codeDialled(step, input, agent, code);
  const refuse = (reason: HangupReason) =>
    step.command({ id: input.callId, engine: input.engine }, { do: 'hangup', channelId: input.channelId, reason });
  if (agent && onSecondLine(step, agent, input)) return;
  if (!agent || isEngaged(step, agent)) return refuse('busy');
  const target = step.directory.dialTarget(agentId, input.calledNumber);
  if (target.kind === 'refused') {
    step.agentFact(agent, { type: 'dialRefused', number: input.calledNumber, reason: target.reason });
    return refuse(hangupReasons[target.reason]);
  }
  becomeCaller(step, agent, input.callId);
  if (target.kind === 'queue') return queueDialled(step, input, agent, target.queueId);
  const call = outgoingCall(step, { id: input.callId, engine: input.engine }, agent, input.calledNumber, target, {
    phase: 'dialling',
    onPhone: true,
  });
  setAgent(call, agent.id, input.channelId);
  callOtherParty(step, call, target);
}

/** An agent with a customer dials on the second line of their phone: they ask somebody (as PAN-2). */
function onSecondLine(step: Step, agent: Agent, { calledNumber, channelId, engine }: Extract<Input, { type: 'callArrived' }>): boolean {
  const call = agent.activity.kind === 'talking' ? step.world.calls.get(agent.activity.callId) : undefined;
  if (call?.engine !== engine) return false;
  try {
    step.places.consult(step, call, agent.id, calledNumber, channelId);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

/** What the phone is told, so that it shows or says something that fits. */
const hangupReasons: Readonly<Record<RefusedTarget['reason'], HangupReason>> = {
  numberInvalid: 'unallocated',
  noTrunk: 'congestion',
  notAllowed: 'rejected',
  blacklisted: 'rejected',
  capReached: 'rejected',
};
