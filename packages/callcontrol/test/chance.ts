import { expect } from 'vitest';
import { type Input, nextDeadline, RefusedError } from '../src/testing.ts';
import type { CallCentre } from './call-centre.ts';
import { agentsOf, channelsOfCall, isAskedHere, outsideChannelsOf, seen } from './world-view.ts';

// For stories in which the engine and people are played by chance: what must hold whatever they do.

const LONGEST_RING_MS = 35_000;

export function play(centre: CallCentre, input: Input | (() => void)): void {
  try {
    if (typeof input === 'function') input();
    else centre.take(input);
  } catch (error) {
    // A refusal is an answer; anything else is a bug that the property must show.
    if (!(error instanceof RefusedError)) throw error;
  }
}

export function checkInvariants(centre: CallCentre): void {
  const engaged = new Map<string, string>();
  for (const call of centre.world.calls.values()) {
    for (const agentId of agentsOf(call)) {
      expect(engaged.get(agentId), `${agentId} is in two calls`).toBeUndefined();
      engaged.set(agentId, call.id);
    }
    expect(call.deadline).toBeGreaterThan(0);
    expect(isAskedHere(call), `${call.dialogue?.topic} is asked in ${call.state.phase}`).toBe(true);
    for (const deadline of [seen(call)?.transfer?.deadline, seen(call)?.consult?.deadline]) {
      if (typeof deadline === 'number')
        expect(deadline - centre.now, 'somebody rings for longer than anybody may').toBeLessThanOrEqual(LONGEST_RING_MS);
    }
    const { consult } = seen(call) ?? {};
    if (consult) expect(consult.deadline !== null, 'who is asked and rings has a deadline').toBe(consult.state === 'ringing');
    const channels = channelsOfCall(call);
    for (const channelId of outsideChannelsOf(call)) expect(channels, 'a trunk is counted for a leg that is gone').toContain(channelId);
  }
  for (const agent of centre.world.agents.values()) {
    const busyWith = agent.activity.kind === 'ringing' || agent.activity.kind === 'talking' ? agent.activity.callId : undefined;
    expect(busyWith, `${agent.id} and his call disagree`).toBe(engaged.get(agent.id));
  }
}

/** Nobody is stuck, every call has ended once, and every entry of a queue was left once. */
export function comesToItsEnd(centre: CallCentre): void {
  // From here the engine says nothing more: deadlines alone must bring everything to its end.
  for (let turns = 0; turns < 20_000; turns++) {
    const at = nextDeadline(centre.world, new Set());
    if (at === undefined) break;
    centre.wait(Math.max(0, at - centre.now));
    checkInvariants(centre);
  }
  expect(centre.world.calls.size).toBe(0);
  expect(centre.world.callbacks.size).toBe(0);
  everyQueueEntryIsLeftOnce(centre);
  for (const agent of centre.world.agents.values()) expect(agent.activity.kind).toBe('none');
  const started = centre.facts.filter((fact) => fact.type === 'started').length;
  const ended = centre.facts.filter((fact) => fact.type === 'ended').map((fact) => (fact.stream === 'call' ? fact.callId : ''));
  expect(new Set(ended).size).toBe(ended.length);
  expect(ended.length).toBe(started);
}

/** offered = answered + abandoned + overflowed + voicemail + callback + released, for each call and each entry. */
function everyQueueEntryIsLeftOnce(centre: CallCentre): void {
  const inQueue = new Map<string, string>();
  for (const fact of centre.facts) {
    if (fact.stream !== 'call') continue;
    if (fact.type === 'enqueued') {
      expect(inQueue.get(fact.callId), 'entered twice').toBeUndefined();
      inQueue.set(fact.callId, fact.queueId);
    }
    if (fact.type === 'leftQueue') {
      expect(inQueue.get(fact.callId), 'left without having entered').toBe(fact.queueId);
      inQueue.delete(fact.callId);
    }
  }
  expect([...inQueue], 'never left').toEqual([]);
}
