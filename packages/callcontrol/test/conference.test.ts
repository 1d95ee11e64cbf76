import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConferenceRoom, Input, SeatView } from '../src/testing.ts';
import { channelsInUse, nextDeadline, seatsOf } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';
import { play } from './chance.ts';
import { faultsOf } from './index-faults.ts';

const SESSION = 's1';
const OUTSIDE = '13800138000';

/** Agents a1…an with telephones, and a conference of those named. */
function meeting(agentIds: string[], options: { recorded?: boolean; agents?: number } = {}): CallCentre {
  const centre = new CallCentre(options.agents ?? 4);
  for (const agentId of centre.directory.agentConfigs.keys()) centre.agentIsReady(agentId);
  centre.take(start(agentIds, options.recorded ?? false));
  return centre;
}

const start = (agentIds: string[], recorded = false): Input => ({
  type: 'startConference',
  sessionId: SESSION,
  conferenceId: 'c1',
  tenantId: 't1',
  name: '每周总结',
  recorded,
  agentIds,
  byAccountId: 'a1',
});

function room(centre: CallCentre): ConferenceRoom {
  return centre.world.conferences.get(SESSION) ?? expect.fail('no conference is held');
}

function party(centre: CallCentre, who: string): SeatView {
  return seatsOf(room(centre)).find((one) => one.agentId === who || one.number === who) ?? expect.fail(`${who} was not asked`);
}

const answers = (centre: CallCentre, who: string) =>
  centre.take({ type: 'channelUp', engine: ENGINE, channelId: party(centre, who).channelId ?? 'none' });
const gone = (centre: CallCentre, who: string, cause: number) =>
  centre.take({ type: 'channelGone', channelId: party(centre, who).channelId ?? 'none', cause });
const states = (centre: CallCentre) => Object.fromEntries(seatsOf(room(centre)).map((one) => [one.agentId ?? one.number, one.state]));
const activity = (centre: CallCentre, agentId: string) => centre.world.agents.get(agentId)?.activity.kind;
const ordered = (centre: CallCentre, kind: string) => centre.commands.filter((command) => command.do === kind);

describe('a conference', () => {
  it('rings the phones of all who were chosen and shows its name; whoever answers is in', () => {
    const centre = meeting(['a1', 'a2', 'a3']);
    expect(ordered(centre, 'originate')).toMatchObject([
      { endpoint: 'PJSIP/demo-8001', callerId: '"每周总结" <8001>' },
      { endpoint: 'PJSIP/demo-8002' },
      { endpoint: 'PJSIP/demo-8003' },
    ]);
    answers(centre, 'a1');
    answers(centre, 'a2');
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'joined', a3: 'ringing' });
    expect(ordered(centre, 'bridge')).toMatchObject([{ bridgeId: 's1-b', channelIds: ['s1-p1-1'] }]);
    expect(ordered(centre, 'joinBridge')).toMatchObject([{ bridgeId: 's1-b', channelId: 's1-p2-2' }]);
    expect([activity(centre, 'a1'), activity(centre, 'a3')]).toEqual(['talking', 'ringing']);
  });

  it('a page that is loaded again is rung again and answers by itself; the others go on', () => {
    const centre = meeting(['a1', 'a2']);
    answers(centre, 'a1');
    answers(centre, 'a2');
    const before = party(centre, 'a1').channelId ?? '';
    centre.take({ type: 'reclaim', agentId: 'a1' });
    expect(party(centre, 'a1')).toMatchObject({ state: 'ringing', returning: true });
    centre.take({ type: 'channelGone', channelId: before, cause: 16 });
    expect(states(centre)).toEqual({ a1: 'ringing', a2: 'joined' });
    answers(centre, 'a1');
    expect(party(centre, 'a1')).toMatchObject({ state: 'joined', returning: false });
    expect(activity(centre, 'a1')).toBe('talking');
  });

  it('is held once at a time, and not when nobody can be called', () => {
    const centre = meeting(['a1']);
    expect(() => centre.take({ ...start(['a2']), sessionId: 's2' } as Input)).toThrow('conferences.beingHeld');
    const empty = new CallCentre(2);
    expect(() => empty.take(start(['a1', 'a2']))).toThrow('conferences.nobodyReachable');
    expect(empty.world.conferences.size).toBe(0);
  });

  it('does not ring who talks, writes notes or wants not to be disturbed; he can be called later', () => {
    const centre = new CallCentre(3);
    for (const agentId of ['a1', 'a2', 'a3']) centre.agentIsReady(agentId);
    centre.directory.change('a3', { doNotDisturb: true });
    const callId = centre.customerWaits();
    const talking = centre.call(callId)?.offers[0]?.agentId ?? expect.fail();
    centre.offeredAgentAnswers(callId);
    const other = talking === 'a1' ? 'a2' : 'a1';
    centre.take(start(['a1', 'a2', 'a3']));
    expect(states(centre)).toEqual({ [talking]: 'declined', [other]: 'ringing', a3: 'declined' });
    centre.customerHangsUp(callId);
    centre.take({ type: 'endWrapUp', agentId: talking });
    centre.take({ type: 'callPartyAgain', sessionId: SESSION, partyId: party(centre, talking).id, byAccountId: 'a1' });
    expect(party(centre, talking).state).toBe('ringing');
  });

  it('offers no queue call to those who are in it', () => {
    const centre = meeting(['a1'], { agents: 1 });
    answers(centre, 'a1');
    const callId = centre.customerWaits();
    expect(centre.call(callId)?.phase).toBe('queued');
    centre.take({ type: 'endConference', sessionId: SESSION });
    expect(centre.call(callId)?.offers.map((offer) => offer.agentId)).toEqual(['a1']);
  });

  it('gives up a phone that nobody answers', () => {
    const centre = meeting(['a1', 'a2']);
    answers(centre, 'a1');
    centre.untilNextDeadline();
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'declined' });
    expect(activity(centre, 'a2')).toBe('none');
  });

  it('shows who has hung up as left and whose phone went away as lost; both are called again with one click', () => {
    const centre = meeting(['a1', 'a2', 'a3']);
    for (const agentId of ['a1', 'a2', 'a3']) answers(centre, agentId);
    gone(centre, 'a2', 16);
    gone(centre, 'a3', 44);
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'left', a3: 'lost' });
    for (const agentId of ['a2', 'a3']) {
      centre.take({ type: 'callPartyAgain', sessionId: SESSION, partyId: party(centre, agentId).id, byAccountId: 'a1' });
      answers(centre, agentId);
    }
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'joined', a3: 'joined' });
    expect(room(centre).parties).toHaveLength(3);
  });

  it('PAN-11c: whose page was loaded again is rung again as soon as its phone is there, and is back in without a click', () => {
    const centre = meeting(['a1', 'a2', 'a3']);
    const phone = (agentId: string, online: boolean) => centre.take({ type: 'phone', engine: ENGINE, agentId, online });
    for (const agentId of ['a1', 'a2']) answers(centre, agentId);
    for (const agentId of ['a2', 'a3']) {
      phone(agentId, false);
      gone(centre, agentId, 44);
    }
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'lost', a3: 'lost' });
    centre.wait(3000);
    for (const agentId of ['a2', 'a3']) phone(agentId, true);
    expect(party(centre, 'a2')).toMatchObject({ state: 'ringing', returning: true });
    expect(party(centre, 'a3'), 'who was not in yet answers by hand').toMatchObject({ state: 'ringing', returning: false });
    answers(centre, 'a2');
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'joined', a3: 'ringing' });
  });

  it('PAN-11c: a phone that registers anew before its old contact is known to be dead is rung again, once', () => {
    const centre = meeting(['a1', 'a2']);
    for (const agentId of ['a1', 'a2']) answers(centre, agentId);
    gone(centre, 'a2', 44);
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'lost' });
    const before = centre.commands.filter((command) => command.do === 'originate').length;
    for (let news = 0; news < 2; news++) centre.take({ type: 'phoneRegistered', engine: ENGINE, agentId: 'a2' });
    expect(party(centre, 'a2')).toMatchObject({ state: 'ringing', returning: true });
    expect(centre.commands.filter((command) => command.do === 'originate')).toHaveLength(before + 1);
  });

  it('PAN-11c: a phone that comes a minute later is called again by hand', () => {
    const centre = meeting(['a1', 'a2']);
    for (const agentId of ['a1', 'a2']) answers(centre, agentId);
    centre.take({ type: 'phone', engine: ENGINE, agentId: 'a2', online: false });
    gone(centre, 'a2', 44);
    centre.wait(60_000);
    centre.take({ type: 'phone', engine: ENGINE, agentId: 'a2', online: true });
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'lost' });
  });

  it('mutes one, removes one, and says who talks', () => {
    const centre = meeting(['a1', 'a2']);
    answers(centre, 'a1');
    answers(centre, 'a2');
    const { id: partyId, channelId } = party(centre, 'a2');
    expect(ordered(centre, 'detectTalk').map((command) => command.do === 'detectTalk' && command.channelId)).toContain(channelId);
    centre.take({ type: 'channelTalks', channelId: channelId ?? '', on: true });
    expect(party(centre, 'a2').talking).toBe(true);
    centre.take({ type: 'muteParty', sessionId: SESSION, partyId, on: true });
    expect(ordered(centre, 'mute')).toMatchObject([{ channelId, on: true }]);
    centre.take({ type: 'removeParty', sessionId: SESSION, partyId });
    expect(ordered(centre, 'hangup')).toMatchObject([{ channelId }]);
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'left' });
    expect(activity(centre, 'a2')).toBe('none');
  });

  it('is left and muted by one’s own panel', () => {
    const centre = meeting(['a1', 'a2']);
    answers(centre, 'a1');
    answers(centre, 'a2');
    centre.take({ type: 'mute', agentId: 'a1', on: true });
    expect(party(centre, 'a1').muted).toBe(true);
    centre.take({ type: 'hangup', agentId: 'a1' });
    expect(states(centre)).toEqual({ a1: 'left', a2: 'joined' });
  });

  it('invites an outside number within the rights of whoever asks; its line counts for the trunk', () => {
    const centre = meeting(['a1']);
    answers(centre, 'a1');
    const invite = (number: string): Input => ({ type: 'inviteToConference', sessionId: SESSION, agentIds: [], number, byAccountId: 'a1' });
    centre.take(invite(OUTSIDE));
    expect(ordered(centre, 'originate').at(-1)).toMatchObject({ endpoint: `PJSIP/${OUTSIDE}@trunk-1` });
    answers(centre, OUTSIDE);
    expect(states(centre)).toEqual({ a1: 'joined', [OUTSIDE]: 'joined' });
    expect(channelsInUse(centre.world, '1')).toBe(1);
    gone(centre, OUTSIDE, 16);
    expect(channelsInUse(centre.world, '1')).toBe(0);
    centre.directory.refused.set('900', 'notAllowed');
    expect(() => centre.take(invite('900'))).toThrow('panel.notAllowed');
    centre.take(invite('8002'));
    expect(party(centre, 'a2')).toMatchObject({ state: 'ringing', name: 'Agent 2' });
  });

  it('ends with the last one who leaves, and for all when that is ordered; what is kept says who was there', () => {
    const centre = meeting(['a1', 'a2']);
    answers(centre, 'a1');
    gone(centre, 'a2', 17);
    gone(centre, 'a1', 16);
    expect(centre.world.conferences.size).toBe(0);
    const ended = centre.facts.find((fact) => fact.type === 'conferenceEnded');
    expect(ended).toMatchObject({
      parties: [
        { agentId: 'a1', joinedAt: expect.any(Number), leftAt: expect.any(Number) },
        { agentId: 'a2', joinedAt: null, leftAt: null },
      ],
    });
    const other = meeting(['a1', 'a2']);
    answers(other, 'a1');
    other.take({ type: 'endConference', sessionId: SESSION });
    expect(ordered(other, 'hangup')).toHaveLength(2);
    expect(ordered(other, 'destroyBridge')).toHaveLength(1);
    expect([activity(other, 'a1'), activity(other, 'a2')]).toEqual(['none', 'none']);
  });

  it('is recorded at one party’s phone; when he goes or is muted it goes on at another’s', () => {
    const centre = meeting(['a1', 'a2'], { recorded: true });
    answers(centre, 'a1');
    answers(centre, 'a2');
    expect(ordered(centre, 'record')).toMatchObject([{ channelId: 's1-p1-1', name: 's1-1' }]);
    centre.take({ type: 'muteParty', sessionId: SESSION, partyId: 'p1', on: true });
    expect(ordered(centre, 'stopRecording')).toMatchObject([{ name: 's1-1' }]);
    expect(ordered(centre, 'record').at(-1)).toMatchObject({ channelId: 's1-p2-2', name: 's1-2' });
    gone(centre, 'a2', 16);
    expect(ordered(centre, 'record').at(-1)).toMatchObject({ channelId: 's1-p1-1', name: 's1-3' });
    expect(centre.facts.filter((fact) => fact.type === 'recordingStarted')).toHaveLength(3);
  });

  it('has lost whoever the engine no longer has, and ends when it has nobody', () => {
    const centre = meeting(['a1', 'a2']);
    answers(centre, 'a1');
    answers(centre, 'a2');
    centre.now += 60_000;
    const kept = party(centre, 'a1').channelId ?? '';
    centre.take({ type: 'engineRecovered', engine: ENGINE, channelIds: new Set([kept]) });
    expect(states(centre)).toEqual({ a1: 'joined', a2: 'lost' });
    expect(activity(centre, 'a1')).toBe('talking');
    centre.take({ type: 'engineRecovered', engine: ENGINE, channelIds: new Set() });
    expect(centre.world.conferences.size).toBe(0);
    expect(activity(centre, 'a1')).toBe('none');
  });
});

const AGENTS = 4;
const moves = fc.array(fc.record({ kind: fc.nat(16), pick: fc.nat(), agent: fc.integer({ min: 1, max: AGENTS }) }), {
  minLength: 10,
  maxLength: 100,
});

function inputOf(centre: CallCentre, { kind, pick, agent }: { kind: number; pick: number; agent: number }): Input | (() => void) {
  const agentId = `a${agent}`;
  const originated = centre.commands.flatMap((command) => (command.do === 'originate' ? [command.channelId] : []));
  const channelId = originated[originated.length - 1 - (pick % Math.max(1, Math.min(8, originated.length)))] ?? 'none';
  const [held] = [...centre.world.conferences.values()];
  const sessionId = held?.id ?? 'none';
  const partyId = `p${(pick % 5) + 1}`;
  const on = pick % 2 === 0;
  const options: (Input | (() => void))[] = [
    { ...start(['a1', agentId], on), sessionId: `s${centre.facts.length}`, conferenceId: `c${pick % 2}` } as Input,
    { type: 'inviteToConference', sessionId, agentIds: [agentId], number: null, byAccountId: 'a1' },
    { type: 'inviteToConference', sessionId, agentIds: [], number: on ? OUTSIDE : `800${agent}`, byAccountId: 'a1' },
    { type: 'channelUp', engine: ENGINE, channelId },
    { type: 'channelUp', engine: ENGINE, channelId },
    { type: 'channelGone', channelId, cause: [16, 17, 19, 44, 34][pick % 5] ?? 16 },
    { type: 'muteParty', sessionId, partyId, on },
    { type: 'removeParty', sessionId, partyId },
    { type: 'callPartyAgain', sessionId, partyId, byAccountId: 'a1' },
    { type: 'endConference', sessionId },
    { type: 'hangup', agentId },
    () => void centre.customerWaits(),
    { type: 'dial', callId: `d${centre.facts.length}`, agentId, number: `800${(pick % AGENTS) + 1}` },
    { type: 'bridgeFailed', callId: sessionId },
    () => centre.wait((pick % 60) * 1000),
    { type: 'engineRecovered', engine: ENGINE, channelIds: new Set(on ? originated : originated.slice(-2)) },
    { type: 'reclaim', agentId },
  ];
  return options[kind] ?? (() => {});
}

/** Whoever is engaged is so in one place, and in none that does not know of him. */
function nobodyIsInTwo(centre: CallCentre): void {
  for (const held of centre.world.conferences.values()) {
    expect(
      seatsOf(held).some((one) => one.channelId !== null),
      'an empty conference goes on',
    ).toBe(true);
    for (const one of seatsOf(held)) {
      expect(one.channelId !== null).toBe(one.state === 'ringing' || one.state === 'joined');
      if (one.agentId === null || one.channelId === null) continue;
      const agent = centre.world.agents.get(one.agentId);
      expect(agent?.activity, `${one.agentId} and his conference disagree`).toEqual({
        kind: one.state === 'joined' || one.returning ? 'talking' : 'ringing',
        callId: held.id,
      });
    }
  }
  for (const { id, activity: what } of centre.world.agents.values()) {
    if (what.kind === 'none' || what.kind === 'wrapUp') continue;
    const held = centre.world.conferences.get(what.callId);
    const isIn = held ? seatsOf(held).some((one) => one.agentId === id && one.channelId !== null) : centre.world.calls.has(what.callId);
    expect(isIn, `${id} is stuck`).toBe(true);
  }
}

describe('conferences over random interleavings with calls', () => {
  it('nobody is in two, every conference ends once, every party who came has gone, and nobody is stuck', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        const centre = new CallCentre(AGENTS);
        for (let n = 1; n <= AGENTS; n++) centre.agentIsReady(`a${n}`);
        for (const move of sequence) {
          centre.now += 10;
          play(centre, inputOf(centre, move));
          nobodyIsInTwo(centre);
          expect(faultsOf(centre.world)).toEqual([]);
        }
        for (let turns = 0; turns < 5000; turns++) {
          const at = nextDeadline(centre.world, new Set());
          if (at === undefined) break;
          centre.wait(Math.max(0, at - centre.now));
          nobodyIsInTwo(centre);
        }
        expect(centre.world.conferences.size).toBe(0);
        for (const agent of centre.world.agents.values()) expect(agent.activity.kind).toBe('none');
        const started = centre.facts.filter((fact) => fact.type === 'conferenceStarted').length;
        const ended = centre.facts.flatMap((fact) => (fact.type === 'conferenceEnded' ? [fact] : []));
        expect(new Set(ended.map((fact) => fact.callId)).size).toBe(started);
        for (const one of ended.flatMap((fact) => fact.parties)) expect(one.joinedAt === null).toBe(one.leftAt === null);
      }),
      { numRuns: 400 },
    );
  });
});
