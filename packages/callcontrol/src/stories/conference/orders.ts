import type { Input } from '../../port/inputs.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent } from '../../rules/agent-state.ts';
import type { Step } from '../../rules/step.ts';
import { type ConferenceRoom, isLive, type Party } from '../../world/conference.ts';
import type { OutsideTarget } from '../../world/terms.ts';
import { endRoom, hangUpParty, isReachable, legOfParty, muteParty, ringAgent, ringOutside } from './parties.ts';

// Orders about conferences (CONF-2), of whoever holds one and of those who are in it.

type OrderOf<T extends Input['type']> = Extract<Input, { type: T }>;

/** Their phones ring; whoever answers is in. */
export function startConference(step: Step, input: OrderOf<'startConference'>): void {
  const { sessionId, tenantId, conferenceId, name, recorded, agentIds, byAccountId } = input;
  for (const room of step.world.conferences.values()) {
    if (room.conferenceId === conferenceId) throw new RefusedError('conferences.beingHeld');
  }
  const engine = meetingEngine(step, agentIds);
  if (engine === undefined) throw new RefusedError('conferences.nobodyReachable');
  const room: ConferenceRoom = {
    id: sessionId,
    engine,
    tenantId,
    conferenceId,
    name,
    startedBy: byAccountId,
    startedAt: step.now,
    parties: [],
    legs: [],
    bridgeId: null,
    legCount: 0,
    recorded,
    recording: null,
    recordings: 0,
  };
  step.world.conferences.set(room.id, room);
  step.callFact(room, { type: 'conferenceStarted', conferenceId, name, byAccountId });
  for (const agentId of new Set(agentIds)) inviteAgent(step, room, agentId);
}

/** Where most of those can be rung. */
function meetingEngine(step: Step, agentIds: readonly string[]): string | undefined {
  const engines = new Set(agentIds.flatMap((agentId) => ensureAgent(step, agentId)?.registeredWith ?? []));
  const reachable = (engine: string) => agentIds.filter((agentId) => isReachable(step, engine, agentId)).length;
  const counted = [...engines].map((engine) => ({ engine, count: reachable(engine) })).filter(({ count }) => count > 0);
  return counted.sort((a, b) => b.count - a.count)[0]?.engine;
}

export function inviteToConference(step: Step, { sessionId, agentIds, number, byAccountId }: OrderOf<'inviteToConference'>): void {
  const room = roomOf(step, sessionId);
  if (number !== null) inviteNumber(step, room, number, byAccountId);
  for (const agentId of new Set(agentIds)) inviteAgent(step, room, agentId);
}

export function callPartyAgain(step: Step, { sessionId, partyId, byAccountId }: OrderOf<'callPartyAgain'>): void {
  const room = roomOf(step, sessionId);
  const party = partyOf(room, partyId);
  if (party.agentId !== null) inviteAgent(step, room, party.agentId);
  else inviteNumber(step, room, party.number, byAccountId);
}

function inviteAgent(step: Step, room: ConferenceRoom, agentId: string): void {
  const config = step.directory.agent(agentId);
  if (config?.tenantId !== room.tenantId) return;
  const known = room.parties.find((party) => party.agentId === agentId);
  if (known && isLiveParty(room, known)) return;
  const party = known ?? newParty(room, { agentId, name: config.displayName, number: config.extension });
  ringAgent(step, room, party, agentId);
}

/** Within the rights of whoever invites. An extension is invited as its agent. */
function inviteNumber(step: Step, room: ConferenceRoom, number: string, byAccountId: string): void {
  const target = targetOf(step, room, number, byAccountId);
  if (target.kind === 'extension') return inviteAgent(step, room, target.agentId);
  const known = room.parties.find((party) => party.agentId === null && party.number === target.number);
  if (known && isLiveParty(room, known)) return;
  const party = known ?? newParty(room, { agentId: null, name: null, number: target.number });
  if (ringOutside(step, room, party, target, step.directory.agent(byAccountId) ? byAccountId : null)) return;
  if (!known) room.parties.pop();
  throw new RefusedError('panel.trunksBusy');
}

function targetOf(
  step: Step,
  room: ConferenceRoom,
  number: string,
  byAccountId: string,
): OutsideTarget | { kind: 'extension'; agentId: string } {
  // Who has no extension has no rights of his own: the call centre's are the narrower ones.
  if (!step.directory.agent(byAccountId)) {
    const colleague = [...step.directory.agents()].find((one) => one.tenantId === room.tenantId && one.extension === number);
    if (colleague) return { kind: 'extension', agentId: colleague.id };
    const outside = step.directory.outsideTarget(room.tenantId, number);
    if (!outside) throw new RefusedError('panel.notAllowed', { number });
    return outside;
  }
  const target = step.directory.dialTarget(byAccountId, number);
  if (target.kind === 'refused') throw new RefusedError(`panel.${target.reason}`, { number });
  if (target.kind === 'queue') throw new RefusedError('panel.numberIsQueue', { number });
  return target;
}

function newParty(room: ConferenceRoom, who: Pick<Party, 'agentId' | 'name' | 'number'>): Party {
  const party: Party = {
    id: `p${room.parties.length + 1}`,
    ...who,
    joinedAt: null,
    leftAt: null,
    ended: null,
  };
  room.parties.push(party);
  return party;
}

export function muteInConference(step: Step, { sessionId, partyId, on }: OrderOf<'muteParty'>): void {
  const room = roomOf(step, sessionId);
  const leg = legOfParty(room, partyOf(room, partyId));
  if (leg?.state !== 'up') throw new RefusedError('panel.notAnswered');
  muteParty(step, room, leg, on);
}

export function removeFromConference(step: Step, { sessionId, partyId }: OrderOf<'removeParty'>): void {
  const room = roomOf(step, sessionId);
  const leg = legOfParty(room, partyOf(room, partyId));
  if (leg && isLive(leg)) hangUpParty(step, room, leg);
}

export function endConference(step: Step, sessionId: string): void {
  endRoom(step, roomOf(step, sessionId));
}

function roomOf(step: Step, sessionId: string): ConferenceRoom {
  const room = step.world.conferences.get(sessionId);
  if (!room) throw new RefusedError('conferences.notHeld');
  return room;
}

/** Their phone rings, or they are in. */
function isLiveParty(room: ConferenceRoom, party: Party): boolean {
  const leg = legOfParty(room, party);
  return leg !== undefined && isLive(leg);
}

function partyOf(room: ConferenceRoom, partyId: string): Party {
  const party = room.parties.find((one) => one.id === partyId);
  if (!party) throw new RefusedError('conferences.notHeld');
  return party;
}
