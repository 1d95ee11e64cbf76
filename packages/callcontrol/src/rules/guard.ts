import { RefusedError } from '../port/refusal.ts';
import type { Agent } from '../world/agent.ts';
import type { Call } from '../world/call.ts';
import type { Callback } from '../world/callback.ts';
import type { ConferenceRoom } from '../world/conference.ts';
import { agentsOf, bridgesOf, channelsOf } from '../world/legs.ts';
import { setActivity } from './agent-state.ts';
import { endCall } from './end-call.ts';
import { leaveQueue } from './queue-place.ts';
import type { Step } from './step.ts';

/** Whose matter is in hand. */
export type Owner =
  | { kind: 'call'; call: Call }
  | { kind: 'room'; room: ConferenceRoom }
  | { kind: 'callback'; callback: Callback }
  /** What the agent orders about themselves alone. `before`: a copy from before the order; undefined: nothing was known of them. */
  | { kind: 'agent'; agentId: string; before: Agent | undefined; signsOut: boolean };

/** A callback whose call was lost by an error comes round again after this. */
const AGAIN_MS = 60_000;

/**
 * Carries out what concerns one owner. An error that nobody has thought of ends that owner and leaves the rest whole: the innermost guard is
 * the one that counts. Facts and commands written before it stay, since the world has changed accordingly. A refusal is an answer, and
 * passes. False: there was such an error; it is in `step.problems`.
 */
export function guarded(step: Step, ownerOf: () => Owner | undefined, run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    const halfEnded = [...step.ending];
    const owner = halfEnded.length > 0 ? undefined : ownerOf();
    step.problems.push({ error, about: halfEnded.length > 0 ? halfEnded.map(({ id }) => id).join(' ') : nameOf(owner) });
    for (const call of halfEnded) takeOut(step, call);
    if (owner) end(step, owner);
    freeAgentsOfNothing(step);
    return false;
  }
}

const nameOf = (owner: Owner | undefined): string => {
  if (!owner) return 'nothing';
  switch (owner.kind) {
    case 'call':
      return owner.call.id;
    case 'room':
      return owner.room.id;
    case 'callback':
      return owner.callback.id;
    case 'agent':
      return owner.agentId;
  }
};

function end(step: Step, owner: Owner): void {
  if (owner.kind === 'call') return endByError(step, owner.call);
  if (owner.kind === 'room') return endRoomByError(step, owner.room);
  if (owner.kind === 'agent') return putBack(step, owner);
  const call = step.world.calls.get(owner.callback.callId ?? '');
  if (call) endByError(step, call);
  if (!step.world.callbacks.delete(owner.callback.id)) return;
  const { id: callbackId, tenantId } = owner.callback;
  step.markCallback(owner.callback);
  step.callFact({ id: callbackId, tenantId }, { type: 'callbackEnded', callbackId, state: 'failed' });
}

function endByError(step: Step, call: Call): void {
  if (step.world.calls.get(call.id) !== call) return;
  if (step.begun.has(call.id)) tellBeginning(step, call);
  try {
    endCall(step, call, { reason: 'failed', endedBy: 'system' });
  } catch (error) {
    step.problems.push({ error, about: call.id });
    takeOut(step, call);
  }
}

/** The error came before anybody was told that there is such a call: what ends has begun. */
function tellBeginning(step: Step, call: Call): void {
  if (step.facts.some((fact) => fact.stream === 'call' && fact.callId === call.id && fact.type === 'started')) return;
  const { type: callType, customerNumber, calledNumber, agentId } = call;
  step.callFact(call, { type: 'started', callType, customerNumber, calledNumber, agentId, queueId: null });
}

/** Its end has failed, too, or was half done: by the plainest means, which ask nobody. What was done already is not done again. */
function takeOut(step: Step, call: Call): void {
  step.ending.delete(call);
  step.world.calls.delete(call.id);
  step.changed.calls.add(call.id);
  hangUpRest(step, call, channelsOf(call), bridgesOf(call));
  leaveQueue(step, call, 'released');
  const isTold = step.facts.some((fact) => fact.stream === 'call' && fact.callId === call.id && fact.type === 'ended');
  if (!isTold) step.callFact(call, { type: 'ended', reason: 'failed', endedBy: 'system', cause: null });
  for (const agentId of agentsOf(call)) step.shown.agents.add(agentId);
  for (const callback of step.world.callbacks.values()) {
    if (callback.callId !== call.id) continue;
    callback.callId = null;
    callback.nextAttemptAt = step.now + AGAIN_MS;
    step.markCallback(callback);
  }
}

function endRoomByError(step: Step, room: ConferenceRoom): void {
  if (step.world.conferences.get(room.id) !== room) return;
  try {
    step.places.roomEnds(step, room);
  } catch (error) {
    step.problems.push({ error, about: room.id });
  }
  step.world.conferences.delete(room.id);
  step.changed.conferences.add(room.id);
  hangUpRest(step, room, channelsOf(room), room.bridgeId === null ? [] : [room.bridgeId]);
  const isTold = step.facts.some((fact) => fact.stream === 'call' && fact.callId === room.id && fact.type === 'conferenceEnded');
  if (isTold) return;
  const parties = room.parties.map(({ agentId, name, number, joinedAt, leftAt }) => ({ agentId, name, number, joinedAt, leftAt }));
  step.callFact(room, { type: 'conferenceEnded', conferenceId: room.conferenceId, parties });
}

function hangUpRest(step: Step, owner: Pick<Call, 'id' | 'engine'>, channelIds: readonly string[], bridgeIds: readonly string[]): void {
  const done = new Set(
    step.commands.flatMap((one) => (one.do === 'hangup' ? [one.channelId] : one.do === 'destroyBridge' ? [one.bridgeId] : [])),
  );
  for (const channelId of channelIds) if (!done.has(channelId)) step.command(owner, { do: 'hangup', channelId, reason: 'normal' });
  for (const bridgeId of bridgeIds) if (!done.has(bridgeId)) step.command(owner, { do: 'destroyBridge', bridgeId });
}

/** Agents whose call or conference is no more. */
export function freeAgentsOfNothing(step: Step): void {
  for (const agent of step.world.agents.values()) {
    const { activity } = agent;
    const isEngaged = activity.kind === 'ringing' || activity.kind === 'talking';
    if (isEngaged && !step.world.calls.has(activity.callId) && !step.world.conferences.has(activity.callId)) free(step, agent);
  }
}

/** Nothing of the order is left, and nobody is told of a part of it. Who has signed out orders nothing again: they are out in any case. */
function putBack(step: Step, { agentId, before, signsOut }: Extract<Owner, { kind: 'agent' }>): void {
  step.facts.splice(0, step.facts.length, ...step.facts.filter((fact) => fact.stream !== 'agent' || fact.agentId !== agentId));
  if (before) step.world.agents.set(agentId, before);
  else step.world.agents.delete(agentId);
  step.markAgent(agentId);
  if (signsOut && before?.signedIn) signOutPlainly(step, before);
}

/** As `signOut`, without asking anybody. */
function signOutPlainly(step: Step, agent: Agent): void {
  agent.signedIn = false;
  agent.signedOutAt = step.now;
  agent.next = null;
  if (agent.handSince !== null) {
    agent.handSince = null;
    step.agentFact(agent, { type: 'handLowered' });
  }
  step.agentFact(agent, { type: 'signedOut', byAccountId: null });
  if (agent.activity.kind === 'ringing' || agent.activity.kind === 'talking') return;
  agent.activity = { kind: 'none' };
  showPlainly(step, agent);
}

function free(step: Step, agent: Agent): void {
  try {
    setActivity(step, agent, { kind: 'none' });
  } catch (error) {
    step.problems.push({ error, about: agent.id });
    agent.activity = { kind: 'none' };
    agent.idleSince = step.now;
    showPlainly(step, agent);
  }
}

function showPlainly(step: Step, agent: Agent): void {
  const state = agent.signedIn ? 'idle' : 'offline';
  if (agent.shown.state === state) return;
  agent.shown = { state, reason: null, since: step.now };
  step.agentFact(agent, { type: 'stateChanged', state, callId: null });
}
