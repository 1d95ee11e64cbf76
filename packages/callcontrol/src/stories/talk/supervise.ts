import { customerIn } from '../../parts/bridge.ts';
import { becomeCaller } from '../../parts/own-phone.ts';
import type { Input } from '../../port/inputs.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent, lowerHand, setActivity } from '../../rules/agent-state.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { type Call, isIn } from '../../world/call.ts';
import type { SupervisorLeg } from '../../world/leg.ts';
import { addLeg, returningOf, supervisorsOf } from '../../world/legs.ts';
import { hasCustomerLeft } from '../../world/states.ts';
import { endConsult } from './consult.ts';
import { customerLeaves } from './customer-left.ts';
import { becomeAgent, channelOf, ring, setMode, tap, tell } from './supervision.ts';
import { dropTransfer } from './transfer.ts';

/**
 * A supervisor and an agent's call (AGT-2 … AGT-5, AGT-8). The supervisor's own phone rings first; then, without another ring:
 *
 * ```
 *             ┌─ listen: hears both, heard by nobody (their channel is muted)
 *   a tap ────┤
 *             └─ whisper: hears both, the agent alone hears them
 *   the call's bridge ── barge: all three
 *   release (强拆): the customer is hung up, they talk with the agent · takeOver (接管): the agent is released, they have the customer
 * ```
 */
export function supervise(step: Step, { supervisorId, agentId, mode }: Extract<Input, { type: 'supervise' }>): void {
  if (supervisorId === agentId) throw new RefusedError('supervision.self');
  const call = callTalkedIn(step, agentId);
  if (wantsCustomer(mode) && hasCustomerLeft(call)) throw new RefusedError('panel.customerLeft');
  const isOwn = (one: SupervisorLeg) => one.agentId === supervisorId;
  const own = supervisorsOf(call).find(isOwn);
  if (wantsCustomer(mode) && supervisorsOf(call).some((one) => !isOwn(one) && wantsCustomer(one.wanted)))
    throw new RefusedError('supervision.another');
  if (own) {
    own.wanted = mode;
    if (own.state === 'up') return apply(step, call, own);
    return touchAgents(step, call);
  }
  const supervisor = ensureAgent(step, supervisorId);
  const config = step.directory.agent(supervisorId);
  if (!supervisor || !config) throw new RefusedError('panel.noExtension');
  if (supervisor.registeredWith.length === 0) throw new RefusedError('panel.phoneOffline');
  if (!supervisor.registeredWith.includes(call.engine)) throw new RefusedError('supervision.elsewhere');
  becomeCaller(step, supervisor, call.id);
  const leg: SupervisorLeg = {
    role: 'supervisor',
    agentId: supervisorId,
    of: agentId,
    state: 'ringing',
    deadline: null,
    channelId: '',
    bridgeId: '',
    snoopId: null,
    mode: mode === 'whisper' || mode === 'barge' ? mode : 'listen',
    wanted: mode,
    muted: false,
    returning: false,
    since: step.now,
  };
  addLeg(call, leg);
  ring(step, call, leg);
}

/** To hang up on them, or to have them: what one supervisor at a time can do. */
const wantsCustomer = (mode: SupervisorLeg['wanted']): boolean => mode === 'release' || mode === 'takeOver';

function callTalkedIn(step: Step, agentId: string): Call {
  const activity = step.world.agents.get(agentId)?.activity;
  const call = activity?.kind === 'talking' ? step.world.calls.get(activity.callId) : undefined;
  if (!call || !isIn(call, 'talking') || !channelOf(call, agentId)) throw new RefusedError('supervision.notTalking');
  return call;
}

/** The supervisor has picked up. */
export function supervisorAnswered(step: Step, call: Call, leg: SupervisorLeg): void {
  const { agentId: supervisorId, of: agentId } = leg;
  if (leg.state === 'up') return;
  const supervisor = ensureAgent(step, supervisorId);
  if (supervisor?.activity.kind === 'ringing') setActivity(step, supervisor, { kind: 'talking', callId: call.id });
  const agent = ensureAgent(step, agentId);
  if (agent) lowerHand(step, agent);
  const isNew = !leg.returning;
  leg.returning = false;
  leg.mode = 'listen';
  step.command(call, { do: 'mute', channelId: leg.channelId, on: true });
  tap(step, call, leg);
  if (isNew) step.callFact(call, { type: 'supervisionStarted', supervisorId, agentId, mode: 'listen' });
  apply(step, call, leg);
}

/** What the supervisor wants is done; they have picked up. */
function apply(step: Step, call: Call, leg: SupervisorLeg): void {
  const { wanted } = leg;
  touchAgents(step, call);
  // The customer has hung up while the supervisor's phone rang.
  if (hasCustomerLeft(call) && wantsCustomer(wanted)) return setMode(step, call, leg, 'barge');
  if (wanted === 'release') return release(step, call, leg);
  if (wanted === 'takeOver') return takeOver(step, call, leg);
  setMode(step, call, leg, wanted);
}

/** 强拆: the customer is hung up; the supervisor and the agent talk. */
function release(step: Step, call: Call, leg: SupervisorLeg): void {
  settle(step, call, leg);
  setMode(step, call, leg, 'barge');
  call.releasedBy = leg.agentId;
  tell(step, call.agentId, leg.agentId, 'released');
  for (const other of supervisorsOf(call)) if (other !== leg) tell(step, other.agentId, leg.agentId, 'callReleased');
  customerLeaves(step, call, 'supervisor');
}

/** 接管: the agent is released; the supervisor has the customer. */
function takeOver(step: Step, call: Call, leg: SupervisorLeg): void {
  const { agentId } = call;
  settle(step, call, leg);
  setMode(step, call, leg, 'barge');
  if (!agentId) return;
  tell(step, agentId, leg.agentId, 'takenOver');
  becomeAgent(step, call, leg);
  call.handover = { how: 'takenOver', from: agentId };
  step.callFact(call, { type: 'takenOver', agentId, toAgentId: leg.agentId });
}

/** Whoever was asked meanwhile is let go: nothing stands between the agent and the customer. */
function settle(step: Step, call: Call, leg: SupervisorLeg): void {
  // They may have listened to the one who is let go.
  leg.of = call.agentId ?? leg.of;
  dropTransfer(step, call);
  endConsult(step, call, 'cancelled');
  if (!returningOf(call)) customerIn(step, call);
}
