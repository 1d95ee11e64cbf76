import { cause as q850 } from '@zuoxi/ari';
import { mayComeBack } from '../../parts/lost-phone.ts';
import { ringPhone } from '../../parts/ring-phone.ts';
import { failOver, outsideLegRings, startOutsideLeg } from '../../parts/trunks.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import { isLost } from '../../rules/causes.ts';
import type { Step } from '../../rules/step.ts';
import { type ConferenceParty, type ConferenceRoom, isLive } from '../../world/conference.ts';
import { dueOfRinging } from '../../world/due.ts';
import { CONFERENCE_RING_S, LONGEST_TALK_MS } from '../../world/limits.ts';
import { lostPartyOf, partyByChannel } from '../../world/look-up.ts';
import type { OutsideTarget } from '../../world/terms.ts';
import { keepRecording } from './recording.ts';

// The parties of a conference: how they come, what the engine says of them, how they go. The last one to go ends it.

/** Later they are called again by hand: they may have gone about other things. */
const BACK_MS = 45_000;

/** Whether the agent's phone can be rung now. Notes are not to be cut short by a conference. */
export function isReachable(step: Step, engine: string, agentId: string): boolean {
  const agent = ensureAgent(step, agentId);
  const config = step.directory.agent(agentId);
  return agent !== undefined && config?.doNotDisturb === false && agent.activity.kind === 'none' && agent.registeredWith.includes(engine);
}

/** Rings an agent's phone, or says at once that it cannot be. */
export function ringAgent(step: Step, room: ConferenceRoom, party: ConferenceParty, agentId: string): void {
  const agent = ensureAgent(step, agentId);
  if (!agent || !isReachable(step, room.engine, agentId)) return enter(step, room, party, 'declined');
  party.returning = false;
  setActivity(step, agent, { kind: 'ringing', callId: room.id });
  ring(step, room, party, agentId);
}

/** What rings, or is up, at a page that is no more is hung up, and rings at the one that is there. */
export function ringAgain(step: Step, room: ConferenceRoom, party: ConferenceParty): void {
  if (!party.agentId || !party.channelId) return;
  step.command(room, { do: 'hangup', channelId: party.channelId, reason: 'normal' });
  party.returning = party.returning || party.state === 'joined';
  ring(step, room, party, party.agentId);
  keepRecording(step, room);
}

/** The agent's phone is there again soon after it was lost: it rings, and the page of one who was in answers by itself (PAN-11c). */
export function partyIsBack(step: Step, agentId: string): void {
  const own = lostPartyOf(step.world, agentId);
  const agent = ensureAgent(step, agentId);
  if (!own || !agent || own.party.since + BACK_MS < step.now || !isReachable(step, own.room.engine, agentId)) return;
  own.party.returning = own.party.joinedAt !== null;
  setActivity(step, agent, { kind: 'ringing', callId: own.room.id });
  ring(step, own.room, own.party, agentId);
}

function ring(step: Step, room: ConferenceRoom, party: ConferenceParty, agentId: string): void {
  enter(step, room, party, 'ringing');
  party.channelId = nextChannelId(room, party);
  ringPhone(step, room, {
    agentId,
    channelId: party.channelId,
    shows: { name: room.name, number: step.directory.agent(room.startedBy)?.extension ?? 'conference' },
    timeoutS: CONFERENCE_RING_S,
  });
}

/** `byAgentId`: on whose account. False: every trunk is full, and nothing was done. */
export function ringOutside(
  step: Step,
  room: ConferenceRoom,
  party: ConferenceParty,
  target: OutsideTarget,
  byAgentId: string | null,
): boolean {
  const channelId = nextChannelId(room, party);
  const options = { timeoutS: CONFERENCE_RING_S, originator: null, formats: ['alaw', 'ulaw'], agentId: byAgentId };
  if (!startOutsideLeg(step, room, party, channelId, target, options)) return false;
  enter(step, room, party, 'ringing');
  return true;
}

function nextChannelId(room: ConferenceRoom, party: ConferenceParty): string {
  room.legs += 1;
  return `${room.id}-${party.id}-${room.legs}`;
}

/** True: that channel is of a conference. */
export function partyRings(step: Step, channelId: string): boolean {
  const found = partyByChannel(step.world, channelId);
  if (found) outsideLegRings(step, found.room, found.party);
  return found !== undefined;
}

/** Likewise. */
export function partyAnswered(step: Step, channelId: string): boolean {
  const found = partyByChannel(step.world, channelId);
  if (found?.party.state === 'ringing') join(step, found.room, found.party, channelId);
  return found !== undefined;
}

function join(step: Step, room: ConferenceRoom, party: ConferenceParty, channelId: string): void {
  enter(step, room, party, 'joined');
  party.joinedAt ??= step.now;
  party.leftAt = null;
  const agent = party.agentId ? ensureAgent(step, party.agentId) : undefined;
  if (agent?.activity.kind === 'ringing') setActivity(step, agent, { kind: 'talking', callId: room.id });
  party.returning = false;
  if (room.bridgeId === null) {
    room.bridgeId = `${room.id}-b`;
    step.command(room, { do: 'bridge', bridgeId: room.bridgeId, channelIds: [channelId] });
  } else {
    step.command(room, { do: 'joinBridge', bridgeId: room.bridgeId, channelId });
  }
  step.command(room, { do: 'detectTalk', channelId });
  step.callFact(room, { type: 'conferenceJoined', agentId: party.agentId, number: party.number });
  keepRecording(step, room);
}

/** Likewise. An outside number that its trunk could not carry goes on over the next one. */
export function partyGone(step: Step, channelId: string, cause: number): boolean {
  const found = partyByChannel(step.world, channelId);
  if (!found) return false;
  const { room, party } = found;
  if (party.state === 'joined') takeOut(step, room, party, isLost(cause) ? 'lost' : 'left');
  else if (!goesOverNextTrunk(step, room, party, cause)) takeOut(step, room, party, howRingingEnded(step, room, party, cause));
  return true;
}

function howRingingEnded(step: Step, room: ConferenceRoom, { agentId }: ConferenceParty, cause: number): 'lost' | 'declined' {
  return agentId !== null && mayComeBack(step, room, agentId, cause) ? 'lost' : 'declined';
}

function goesOverNextTrunk(step: Step, room: ConferenceRoom, party: ConferenceParty, cause: number): boolean {
  if (party.agentId !== null) return false;
  if (!failOver(step, room, party, cause, nextChannelId(room, party))) return false;
  enter(step, room, party, 'ringing');
  return true;
}

export function partyTalks(step: Step, channelId: string, on: boolean): boolean {
  const found = partyByChannel(step.world, channelId);
  if (found?.party.state === 'joined' && found.party.talking !== on) {
    found.party.talking = on;
    touch(step, found.room, found.party);
  }
  return found !== undefined;
}

/** The party's channel is hung up, and they are out. */
export function hangUpParty(step: Step, room: ConferenceRoom, party: ConferenceParty, state: 'left' | 'declined'): void {
  if (party.channelId) step.command(room, { do: 'hangup', channelId: party.channelId, reason: 'normal' });
  takeOut(step, room, party, state);
}

export function muteParty(step: Step, room: ConferenceRoom, party: ConferenceParty, on: boolean): void {
  if (!party.channelId || party.muted === on) return;
  party.muted = on;
  step.command(room, { do: 'mute', channelId: party.channelId, on });
  keepRecording(step, room);
  touch(step, room, party);
}

/** The party's channel is gone. */
function takeOut(step: Step, room: ConferenceRoom, party: ConferenceParty, state: 'left' | 'lost' | 'declined'): void {
  leave(step, room, party, state);
  if (room.parties.some(isLive)) keepRecording(step, room);
  else endRoom(step, room);
}

function leave(step: Step, room: ConferenceRoom, party: ConferenceParty, how: 'left' | 'lost' | 'declined'): void {
  // Who was in and whose new page did not answer has not declined.
  const state = party.returning && how === 'declined' ? 'lost' : how;
  party.outside = null;
  if (party.state === 'joined' || party.returning) party.leftAt = step.now;
  party.returning = false;
  party.channelId = null;
  enter(step, room, party, state);
  step.callFact(room, { type: 'conferenceLeft', agentId: party.agentId, number: party.number, outcome: state });
  const agent = party.agentId ? step.world.agents.get(party.agentId) : undefined;
  if (agent && agent.activity.kind !== 'none' && agent.activity.callId === room.id) setActivity(step, agent, { kind: 'none' });
}

/** Ends the conference for all, exactly once. Who closes whom: it closes its channels and its bridge, and frees its agents. */
export function endRoom(step: Step, room: ConferenceRoom): void {
  if (!step.world.conferences.delete(room.id)) return;
  for (const party of room.parties.filter(isLive)) {
    if (party.channelId) step.command(room, { do: 'hangup', channelId: party.channelId, reason: 'normal' });
    leave(step, room, party, party.state === 'joined' ? 'left' : 'declined');
  }
  if (room.bridgeId) step.command(room, { do: 'destroyBridge', bridgeId: room.bridgeId });
  const parties = room.parties.map(({ agentId, name, number, joinedAt, leftAt }) => ({ agentId, name, number, joinedAt, leftAt }));
  step.callFact(room, { type: 'conferenceEnded', conferenceId: room.conferenceId, parties });
  step.changed.conferences.add(room.id);
}

export function roomTimePassed(step: Step, room: ConferenceRoom): void {
  if (room.startedAt + LONGEST_TALK_MS <= step.now) return endRoom(step, room);
  for (const party of room.parties) {
    if (party.state === 'ringing' && dueOfRinging(party) <= step.now) hangUpParty(step, room, party, 'declined');
  }
}

/** These are all the channels that its engine has. One that has just been asked for may still be in the making. */
export function reconcileRoom(step: Step, room: ConferenceRoom, channelIds: ReadonlySet<string>, settlingMs: number): void {
  for (const { channelId, state, since } of [...room.parties]) {
    if (channelId === null || channelIds.has(channelId) || step.now - since < settlingMs) continue;
    partyGone(step, channelId, state === 'joined' ? q850.destinationOutOfOrder : q850.noAnswer);
  }
}

function enter(step: Step, room: ConferenceRoom, party: ConferenceParty, state: ConferenceParty['state']): void {
  party.state = state;
  party.since = step.now;
  party.talking = false;
  if (state === 'ringing') party.muted = false;
  touch(step, room, party);
}

function touch(step: Step, room: ConferenceRoom, party: ConferenceParty): void {
  step.changed.conferences.add(room.id);
  if (party.agentId) step.shown.agents.add(party.agentId);
}
