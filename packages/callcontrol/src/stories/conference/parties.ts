import { cause as q850 } from '@zuoxi/ari';
import { mayComeBack } from '../../parts/lost-phone.ts';
import { ringPhone } from '../../parts/ring-phone.ts';
import { failOver, startOutsideLeg } from '../../parts/trunks.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import { isLost } from '../../rules/causes.ts';
import type { LegRules, Step } from '../../rules/step.ts';
import { type ConferenceRoom, isLive, type Party } from '../../world/conference.ts';
import type { PartyLeg } from '../../world/leg.ts';
import { addLeg, removeLeg } from '../../world/legs.ts';
import { CONFERENCE_RING_S, GUARD_MS } from '../../world/limits.ts';
import { legByChannel } from '../../world/look-up.ts';
import type { OutsideTarget } from '../../world/terms.ts';
import { keepRecording } from './recording.ts';

// The parties of a conference: how they come, what the engine says of their phones, how they go. The last one to go ends it.

/** So long a lost phone is waited for; later its owner is called again by hand: they may have gone about other things. */
const BACK_MS = 45_000;

/** Whether the agent's phone can be rung now. Notes are not to be cut short by a conference. */
export function isReachable(step: Step, engine: string, agentId: string): boolean {
  const agent = ensureAgent(step, agentId);
  const config = step.directory.agent(agentId);
  return agent !== undefined && config?.doNotDisturb === false && agent.activity.kind === 'none' && agent.registeredWith.includes(engine);
}

export const legOfParty = ({ legs }: ConferenceRoom, { id }: Party): PartyLeg | undefined => legs.find(({ partyId }) => partyId === id);

function seatOf(room: ConferenceRoom, { partyId }: PartyLeg): Party {
  const party = room.parties.find(({ id }) => id === partyId);
  if (!party) throw new Error(`conference ${room.id} has no party ${partyId}`);
  return party;
}

/** Rings an agent's phone, or says at once that it cannot be. */
export function ringAgent(step: Step, room: ConferenceRoom, party: Party, agentId: string): void {
  const agent = ensureAgent(step, agentId);
  const waitedFor = legOfParty(room, party);
  if (!agent || !isReachable(step, room.engine, agentId)) {
    removeLeg(room, waitedFor);
    party.ended = { how: 'declined', at: step.now };
    return touch(step, room, party);
  }
  setActivity(step, agent, { kind: 'ringing', callId: room.id });
  ring(step, room, waitedFor ?? newLeg(step, room, party), agentId, false);
}

function newLeg(step: Step, room: ConferenceRoom, party: Party): PartyLeg {
  const leg = blankLeg(step, party);
  addLeg(room, leg);
  party.ended = null;
  return leg;
}

const blankLeg = (step: Step, { id: partyId, agentId }: Party): PartyLeg => ({
  role: 'party',
  partyId,
  agentId,
  channelId: null,
  state: 'ringing',
  deadline: ringsUntil(step),
  outside: null,
  returning: false,
  muted: false,
  talking: false,
  since: step.now,
});

/** The engine gives up ringing before. */
const ringsUntil = (step: Step): number => step.now + CONFERENCE_RING_S * 1000 + GUARD_MS;

/** What rings, or is up, at a page that is no more is hung up, and rings at the one that is there. */
function ringAgain(step: Step, room: ConferenceRoom, leg: PartyLeg): void {
  if (!leg.agentId || !leg.channelId) return;
  step.command(room, { do: 'hangup', channelId: leg.channelId, reason: 'normal' });
  ring(step, room, leg, leg.agentId, leg.returning || leg.state === 'up');
  keepRecording(step, room);
}

/** The agent's phone is there again soon after it was lost: it rings, and the page of one who was in answers by itself (PAN-11c). */
function phoneBack(step: Step, room: ConferenceRoom, leg: PartyLeg): void {
  const agent = leg.agentId ? ensureAgent(step, leg.agentId) : undefined;
  if (!agent || !isReachable(step, room.engine, agent.id)) return;
  setActivity(step, agent, { kind: 'ringing', callId: room.id });
  ring(step, room, leg, agent.id, seatOf(room, leg).joinedAt !== null);
}

function ring(step: Step, room: ConferenceRoom, leg: PartyLeg, agentId: string, returning: boolean): void {
  ringsNow(step, room, leg);
  leg.returning = returning;
  leg.channelId = nextChannelId(room, leg.partyId);
  ringPhone(step, room, {
    agentId,
    channelId: leg.channelId,
    shows: { name: room.name, number: step.directory.agent(room.startedBy)?.extension ?? 'conference' },
    timeoutS: CONFERENCE_RING_S,
  });
}

function ringsNow(step: Step, room: ConferenceRoom, leg: PartyLeg): void {
  leg.state = 'ringing';
  leg.since = step.now;
  leg.deadline = ringsUntil(step);
  leg.muted = false;
  leg.talking = false;
  touch(step, room, leg);
}

/** `byAgentId`: on whose account. False: every trunk is full, and nothing was done. */
export function ringOutside(step: Step, room: ConferenceRoom, party: Party, target: OutsideTarget, byAgentId: string | null): boolean {
  const leg = blankLeg(step, party);
  const options = { timeoutS: CONFERENCE_RING_S, originator: null, formats: ['alaw', 'ulaw'], agentId: byAgentId };
  if (!startOutsideLeg(step, room, leg, nextChannelId(room, party.id), target, options)) return false;
  addLeg(room, leg);
  party.ended = null;
  touch(step, room, leg);
  return true;
}

function nextChannelId(room: ConferenceRoom, partyId: string): string {
  room.legCount += 1;
  return `${room.id}-${partyId}-${room.legCount}`;
}

function join(step: Step, room: ConferenceRoom, leg: PartyLeg): void {
  const party = seatOf(room, leg);
  const { channelId } = leg;
  if (leg.state !== 'ringing' || channelId === null) return;
  leg.state = 'up';
  leg.since = step.now;
  leg.deadline = null;
  touch(step, room, leg);
  party.joinedAt ??= step.now;
  party.leftAt = null;
  const agent = leg.agentId ? ensureAgent(step, leg.agentId) : undefined;
  if (agent?.activity.kind === 'ringing') setActivity(step, agent, { kind: 'talking', callId: room.id });
  leg.returning = false;
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

/** An outside number that its trunk could not carry goes on over the next one. */
function gone(step: Step, room: ConferenceRoom, leg: PartyLeg, cause: number): void {
  if (leg.state === 'up') takeOut(step, room, leg, isLost(cause) ? 'lost' : 'left');
  else if (!goesOverNextTrunk(step, room, leg, cause)) takeOut(step, room, leg, howRingingEnded(step, room, leg, cause));
}

function howRingingEnded(step: Step, room: ConferenceRoom, { agentId }: PartyLeg, cause: number): 'lost' | 'declined' {
  return agentId !== null && mayComeBack(step, room, agentId, cause) ? 'lost' : 'declined';
}

function goesOverNextTrunk(step: Step, room: ConferenceRoom, leg: PartyLeg, cause: number): boolean {
  if (leg.agentId !== null) return false;
  if (!failOver(step, room, leg, cause, nextChannelId(room, leg.partyId))) return false;
  ringsNow(step, room, leg);
  return true;
}

/** False: it is no party of a conference who speaks there. */
export function partyTalks(step: Step, channelId: string, on: boolean): boolean {
  const { owner, leg } = legByChannel(step.world, channelId) ?? {};
  if (leg?.role !== 'party') return false;
  if (leg.state === 'up' && leg.talking !== on) {
    leg.talking = on;
    if (owner) touch(step, owner, leg);
  }
  return true;
}

/** The party's channel is hung up, and they are out. Whose phone only rang has not been in. */
export function hangUpParty(step: Step, room: ConferenceRoom, leg: PartyLeg): void {
  if (leg.channelId) step.command(room, { do: 'hangup', channelId: leg.channelId, reason: 'normal' });
  takeOut(step, room, leg, leg.state === 'up' ? 'left' : 'declined');
}

export function muteParty(step: Step, room: ConferenceRoom, leg: PartyLeg, on: boolean): void {
  if (!leg.channelId || leg.muted === on) return;
  leg.muted = on;
  step.command(room, { do: 'mute', channelId: leg.channelId, on });
  keepRecording(step, room);
  touch(step, room, leg);
}

/** The party's channel is gone. */
function takeOut(step: Step, room: ConferenceRoom, leg: PartyLeg, how: 'left' | 'lost' | 'declined'): void {
  leave(step, room, leg, how);
  if (room.legs.some(isLive)) keepRecording(step, room);
  else endRoom(step, room);
}

function leave(step: Step, room: ConferenceRoom, leg: PartyLeg, how: 'left' | 'lost' | 'declined'): void {
  const party = seatOf(room, leg);
  // Who was in and whose new page did not answer has not declined.
  const outcome = leg.returning && how === 'declined' ? 'lost' : how;
  if (leg.state === 'up' || leg.returning) party.leftAt = step.now;
  if (outcome === 'lost' && leg.agentId !== null) isWaitedFor(step, leg);
  else isOver(step, room, leg, outcome);
  touch(step, room, leg);
  step.callFact(room, { type: 'conferenceLeft', agentId: party.agentId, number: party.number, outcome });
  const agent = party.agentId ? step.world.agents.get(party.agentId) : undefined;
  if (agent && agent.activity.kind !== 'none' && agent.activity.callId === room.id) setActivity(step, agent, { kind: 'none' });
}

function isWaitedFor(step: Step, leg: PartyLeg): void {
  leg.state = 'lost';
  leg.channelId = null;
  leg.outside = null;
  leg.returning = false;
  leg.talking = false;
  leg.since = step.now;
  leg.deadline = step.now + BACK_MS;
}

function isOver(step: Step, room: ConferenceRoom, leg: PartyLeg, how: 'left' | 'lost' | 'declined', at = step.now): void {
  removeLeg(room, leg);
  seatOf(room, leg).ended = { how, at };
}

/** It rang for too long; or was lost, and is waited for no more. */
function timeUp(step: Step, room: ConferenceRoom, leg: PartyLeg): void {
  if (leg.state === 'ringing') return hangUpParty(step, room, leg);
  isOver(step, room, leg, 'lost', leg.since);
  touch(step, room, leg);
}

/** Ends the conference for all, exactly once. Who closes whom: it closes its channels and its bridge, and frees its agents. */
export function endRoom(step: Step, room: ConferenceRoom): void {
  if (!step.world.conferences.delete(room.id)) return;
  for (const leg of legsInOrder(room).filter(isLive)) {
    if (leg.channelId) step.command(room, { do: 'hangup', channelId: leg.channelId, reason: 'normal' });
    leave(step, room, leg, leg.state === 'up' ? 'left' : 'declined');
  }
  if (room.bridgeId) step.command(room, { do: 'destroyBridge', bridgeId: room.bridgeId });
  const parties = room.parties.map(({ agentId, name, number, joinedAt, leftAt }) => ({ agentId, name, number, joinedAt, leftAt }));
  step.callFact(room, { type: 'conferenceEnded', conferenceId: room.conferenceId, parties });
  step.changed.conferences.add(room.id);
}

/** In the order in which they were asked. */
const legsInOrder = (room: ConferenceRoom): PartyLeg[] => room.parties.flatMap((party) => legOfParty(room, party) ?? []);

function touch(step: Step, room: { id: string }, { agentId }: Pick<PartyLeg, 'agentId'>): void {
  step.changed.conferences.add(room.id);
  if (agentId) step.shown.agents.add(agentId);
}

export const party: LegRules<PartyLeg, ConferenceRoom> = {
  answered: join,
  gone,
  missing: (step, room, leg) => gone(step, room, leg, leg.state === 'up' ? q850.destinationOutOfOrder : q850.noAnswer),
  timeUp,
  ownerHangsUp: hangUpParty,
  ownerMutes(step, room, leg, on) {
    if (leg.state === 'up') muteParty(step, room, leg, on);
  },
  reclaim: ringAgain,
  phoneBack,
  impossible: (step, room, leg) => (leg.state === 'ringing' ? hangUpParty(step, room, leg) : timeUp(step, room, leg)),
};
