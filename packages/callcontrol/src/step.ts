import { type LegQuality, cause as q850 } from '@zuoxi/ari';
import { unreachable } from '@zuoxi/kit';
import { agentOf, markQueues, refreshShown, setActivity, setPhone, setReady, signIn, signOut } from './agent-state.ts';
import type { Directory } from './directory.ts';
import { dispatch } from './dispatch.ts';
import { endCall, endingLegOf } from './end-call.ts';
import type { EndReason } from './facts.ts';
import { announceMaxWait, callArrived, enqueue, greetingPlaybackId, maxWaitPlaybackId, offerAnswered, offerFailed } from './inbound.ts';
import { type Input, RefusedError } from './inputs.ts';
import { agentReady, attemptFailed, dialFromPanel, otherPartyAnswered, otherPartyRings } from './outbound.ts';
import { Step } from './step-context.ts';
import { setHeld, setMuted } from './talk.ts';
import { agentReplaced, transferAnswered, transferAsked, transferFailed, transferorLeft } from './transfer.ts';
import type { Agent, Call, World } from './world.ts';

/**
 * The whole of call control as one function of plain data: world + input → world, commands, facts. No clock, no
 * network, no database. Throws `RefusedError` for an order that cannot be carried out; the world is then unchanged.
 */
export function step(world: World, directory: Directory, now: number, input: Input): Step {
  const s = new Step(world, directory, now);
  handle(s, input);
  dispatch(s);
  return s;
}

function handle(s: Step, input: Input): void {
  switch (input.type) {
    // news of the engine
    case 'callArrived':
      return callArrived(s, input);
    case 'channelRinging':
      return channelRinging(s, input.channelId);
    case 'channelUp':
      return channelUp(s, input.engine, input.channelId);
    case 'channelGone':
      return channelGone(s, input.channelId, input.cause);
    case 'transferAsked':
      return transferAsked(s, findByChannel(s, input.channelId)?.call, input);
    case 'channelReplaced':
      return channelReplaced(s, input);
    case 'channelHeld':
      return channelHeld(s, input.channelId, input.on);
    case 'legQuality':
      return legEnded(s, input.quality);
    case 'playbackFinished':
      return playbackFinished(s, input.playbackId);
    case 'recordingFinished':
      return recordingEnded(s, input.name, { type: 'recordingFinished', name: input.name, durationMs: input.durationMs });
    case 'recordingFailed':
      return recordingEnded(s, input.name, { type: 'recordingFailed', name: input.name, problem: input.problem });
    case 'originateFailed':
      return channelGone(s, input.channelId, q850.failure);
    case 'bridgeFailed':
      return bridgeFailed(s, input.callId);
    case 'phone':
      return setPhone(s, input.agentId, input.engine, input.online);
    case 'engineRecovered':
      return engineRecovered(s, input.engine, input.channelIds);
    // orders of people
    case 'signIn':
      return signIn(s, input.agentId);
    case 'signOut':
      return signOut(s, input.agentId);
    case 'setReady':
      return setReadyByOrder(s, input);
    case 'endWrapUp':
      return endWrapUp(s, input.agentId);
    case 'dial':
      return dialFromPanel(s, input);
    case 'hangup':
      return hangUp(s, input.agentId);
    case 'hold':
      return setHeld(s, callOf(s, input.agentId), input.on);
    case 'mute':
      return setMuted(s, callOf(s, input.agentId), input.on);
    case 'dtmf':
      return sendDtmf(s, input.agentId, input.digits);
    case 'directoryChanged':
      return directoryChanged(s);
    // time
    case 'tick':
      return tick(s, input.away ?? NOBODY);
    default:
      unreachable(input);
  }
}

const NOBODY: ReadonlySet<string> = new Set();

/** The earliest moment at which `tick` has something to do; undefined when nothing waits. */
export function nextDeadline(world: World, away: ReadonlySet<string>): number | undefined {
  let earliest: number | undefined;
  const consider = (at: number) => {
    if (earliest === undefined || at < earliest) earliest = at;
  };
  for (const call of world.calls.values()) if (!away.has(call.engine)) consider(call.deadline);
  for (const agent of world.agents.values()) if (agent.activity.kind === 'wrapUp') consider(agent.activity.endsAt);
  return earliest;
}

type Role = 'customer' | 'agent' | 'offer' | 'transfer';

function findByChannel(s: Step, channelId: string): { call: Call; role: Role } | undefined {
  for (const call of s.world.calls.values()) {
    if (call.customerChannelId === channelId) return { call, role: 'customer' };
    if (call.agentChannelId === channelId) return { call, role: 'agent' };
    if (call.offer?.channelId === channelId) return { call, role: 'offer' };
    if (call.transfer?.channelId === channelId) return { call, role: 'transfer' };
  }
  return undefined;
}

function channelRinging(s: Step, channelId: string): void {
  const found = findByChannel(s, channelId);
  if (found?.role === 'customer' && found.call.phase === 'dialling') otherPartyRings(s, found.call);
}

/** An originated channel was answered. */
function channelUp(s: Step, engine: string, channelId: string): void {
  const found = findByChannel(s, channelId);
  if (!found) {
    // Its call ended while the phone was being picked up.
    s.command({ id: channelId, engine }, { do: 'hangup', channelId, reason: 'normal' });
    return;
  }
  const { call, role } = found;
  if (role === 'offer') offerAnswered(s, call);
  else if (role === 'transfer') transferAnswered(s, call);
  else if (role === 'agent' && call.phase === 'callingAgent') agentReady(s, call);
  else if (role === 'customer' && call.phase === 'dialling') otherPartyAnswered(s, call);
}

function channelGone(s: Step, channelId: string, cause: number): void {
  s.world.endingLegs.delete(channelId);
  const found = findByChannel(s, channelId);
  if (!found) return;
  const { call, role } = found;
  if (role === 'offer') offerFailed(s, call, cause);
  else if (role === 'transfer') transferFailed(s, call, cause);
  else if (role === 'agent' && call.transfer) transferorLeft(s, call);
  else if (call.phase === 'callingAgent' || call.phase === 'dialling') attemptFailed(s, call, role, cause, channelId);
  else if (role === 'agent') endCall(s, call, { reason: 'hangup', endedBy: 'agent', cause, goneChannelId: channelId });
  else endCall(s, call, { ...endByCaller(call), cause, goneChannelId: channelId });
}

function endByCaller(call: Call): { reason: EndReason; endedBy: 'customer' | 'system' } {
  switch (call.phase) {
    case 'greeting':
      return { reason: 'abandonedInGreeting', endedBy: 'customer' };
    case 'queued':
      return { reason: 'abandonedInQueue', endedBy: 'customer' };
    case 'ringing':
      return { reason: 'abandonedWhileRinging', endedBy: 'customer' };
    case 'announcing':
      return { reason: 'maxWait', endedBy: 'system' };
    default:
      return { reason: 'hangup', endedBy: 'customer' };
  }
}

function channelReplaced(s: Step, input: Extract<Input, { type: 'channelReplaced' }>): void {
  const found = findByChannel(s, input.replacedChannelId);
  if (found?.role === 'agent' && found.call.phase === 'talking') agentReplaced(s, found.call, input);
  else s.command({ id: input.channelId, engine: input.engine }, { do: 'hangup', channelId: input.channelId, reason: 'busy' });
}

/** Hold pressed on the desk phone is the same hold as the one on the screen. */
function channelHeld(s: Step, channelId: string, on: boolean): void {
  const found = findByChannel(s, channelId);
  if (found?.role === 'agent' && found.call.phase === 'talking' && !found.call.transfer) setHeld(s, found.call, on);
}

function playbackFinished(s: Step, playbackId: string): void {
  for (const call of s.world.calls.values()) {
    if (call.phase === 'greeting' && playbackId === greetingPlaybackId(call)) return enqueue(s, call);
    if (call.phase === 'announcing' && playbackId === maxWaitPlaybackId(call)) {
      return endCall(s, call, { reason: 'maxWait', endedBy: 'system' });
    }
  }
}

/** A recording usually ends a moment after its call has left the world; the fact belongs to the call all the same. */
function recordingEnded(s: Step, name: string, fact: RecordingFact): void {
  const recording = s.world.recordings.get(name);
  if (!recording) return;
  s.world.recordings.delete(name);
  s.callFact({ id: recording.callId, tenantId: recording.tenantId }, fact);
}

type RecordingFact =
  | { type: 'recordingFinished'; name: string; durationMs: number }
  | { type: 'recordingFailed'; name: string; problem: string };

/** Its figures come while the call is there, when the party hung up, or after its end, when we did. */
function legEnded(s: Step, { channelId, ...quality }: LegQuality): void {
  const found = findByChannel(s, channelId);
  const leg =
    found && (found.role === 'customer' || found.role === 'agent') && found.call.answeredAt !== null
      ? endingLegOf(found.call, found.role)
      : s.world.endingLegs.get(channelId);
  if (!leg) return;
  const { callId, tenantId, party, agentId } = leg;
  s.callFact({ id: callId, tenantId }, { type: 'quality', party, agentId, quality });
}

function bridgeFailed(s: Step, callId: string): void {
  const call = s.world.calls.get(callId);
  if (call) endCall(s, call, { reason: 'failed', endedBy: 'system' });
}

/** A call that has just changed may have a channel that is still being made: it is looked at the next time. */
const SETTLING_MS = 5000;

/** After a reconnect, and every few seconds: what the engine no longer has is over. What it still has goes on. */
function engineRecovered(s: Step, engine: string, channelIds: ReadonlySet<string>): void {
  for (const call of [...s.world.calls.values()]) {
    if (call.engine !== engine) continue;
    if (s.now - call.phaseSince < SETTLING_MS) continue;
    if (call.transfer && !channelIds.has(call.transfer.channelId)) transferFailed(s, call, q850.noAnswer);
    if (call.transfer && call.agentChannelId && !channelIds.has(call.agentChannelId)) transferorLeft(s, call);
    const gone = [call.customerChannelLive ? call.customerChannelId : null, call.agentChannelId].find((id) => id && !channelIds.has(id));
    // The caller first: when the engine was started again nothing of the call is left, and the agent missed nothing.
    if (gone) endCall(s, call, { reason: 'interrupted', endedBy: 'system', goneChannelId: gone });
    else if (call.offer && !channelIds.has(call.offer.channelId)) offerFailed(s, call, q850.noAnswer);
  }
  for (const [channelId, leg] of s.world.endingLegs)
    if (leg.engine === engine && !channelIds.has(channelId)) s.world.endingLegs.delete(channelId);
  repairAgents(s);
}

/** An agent whose call is no more is freed: nobody stays stuck. */
function repairAgents(s: Step): void {
  for (const agent of s.world.agents.values()) {
    const { activity } = agent;
    if ((activity.kind === 'ringing' || activity.kind === 'talking') && !s.world.calls.has(activity.callId)) {
      setActivity(s, agent, { kind: 'none' });
    }
  }
}

function setReadyByOrder(s: Step, input: Extract<Input, { type: 'setReady' }>): void {
  const agent = agentWithExtension(s, input.agentId);
  const own = s.directory.agent(agent.id)?.queueIds ?? [];
  if (input.queueIds.some((queueId) => !own.includes(queueId))) throw new RefusedError('panel.notYourQueue');
  setReady(s, agent, input.queueIds, input.reason, input.byAccountId);
}

function endWrapUp(s: Step, agentId: string): void {
  const agent = agentWithExtension(s, agentId);
  if (agent.activity.kind === 'wrapUp') setActivity(s, agent, { kind: 'none' });
}

function hangUp(s: Step, agentId: string): void {
  const call = callOf(s, agentId);
  if (call.offer?.agentId === agentId) offerFailed(s, call, q850.callRejected, false);
  else if (call.transfer?.agentId === agentId) transferFailed(s, call, q850.callRejected, false);
  else if (call.transfer && call.agentChannelId) s.command(call, { do: 'hangup', channelId: call.agentChannelId, reason: 'normal' });
  else if (call.phase === 'talking') endCall(s, call, { reason: 'hangup', endedBy: 'agent' });
  else if (call.peerAgentId === agentId) endCall(s, call, { reason: 'rejected', endedBy: 'customer' });
  else endCall(s, call, { reason: 'cancelled', endedBy: 'agent' });
}

function sendDtmf(s: Step, agentId: string, digits: string): void {
  const call = callOf(s, agentId);
  if (call.phase !== 'talking') throw new RefusedError('panel.notAnswered');
  s.command(call, { do: 'dtmf', channelId: call.customerChannelId, digits });
}

function agentWithExtension(s: Step, agentId: string): Agent {
  const agent = agentOf(s, agentId);
  if (!agent) throw new RefusedError('panel.noExtension');
  return agent;
}

function callOf(s: Step, agentId: string): Call {
  const { activity } = agentWithExtension(s, agentId);
  const call = activity.kind === 'ringing' || activity.kind === 'talking' ? s.world.calls.get(activity.callId) : undefined;
  if (!call) throw new RefusedError('panel.noCall');
  return call;
}

/** Memberships may have changed: forget choices about queues that are no longer one's own, and look for matches. */
function directoryChanged(s: Step): void {
  for (const config of s.directory.agents()) agentOf(s, config.id);
  for (const agent of s.world.agents.values()) {
    const config = s.directory.agent(agent.id);
    if (!config && agent.activity.kind === 'none') {
      s.world.agents.delete(agent.id);
      s.touchedAgents.add(agent.id);
      continue;
    }
    for (const queueId of Object.keys(agent.notReady)) if (!config?.queueIds.includes(queueId)) delete agent.notReady[queueId];
    refreshShown(s, agent);
    markQueues(s, agent.id);
  }
}

/** Every state has a deadline; this is where it is kept. */
function tick(s: Step, away: ReadonlySet<string>): void {
  for (const agent of s.world.agents.values()) {
    if (agent.activity.kind === 'wrapUp' && agent.activity.endsAt <= s.now) setActivity(s, agent, { kind: 'none' });
  }
  for (const call of [...s.world.calls.values()]) if (call.deadline <= s.now && !away.has(call.engine)) deadlinePassed(s, call);
}

function deadlinePassed(s: Step, call: Call): void {
  switch (call.phase) {
    case 'greeting':
      s.command(call, { do: 'stopPlayback', playbackId: greetingPlaybackId(call) });
      return enqueue(s, call);
    case 'queued':
      return announceMaxWait(s, call);
    case 'ringing':
      return offerFailed(s, call, q850.noAnswer, false);
    case 'announcing':
      return endCall(s, call, { reason: 'maxWait', endedBy: 'system' });
    case 'callingAgent':
      return endCall(s, call, { reason: 'agentUnreachable', endedBy: 'system' });
    case 'dialling':
      return endCall(s, call, { reason: 'noAnswer', endedBy: 'customer' });
    case 'talking':
      if (call.transfer) return transferFailed(s, call, q850.noAnswer, false);
      return endCall(s, call, { reason: 'failed', endedBy: 'system' });
    default:
      unreachable(call.phase);
  }
}
