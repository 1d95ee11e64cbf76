import type { Bridge } from './bridge.ts';
import { Leg, type LegPlan } from './leg.ts';
import type { Party } from './party.ts';
import { Snoop } from './snoop.ts';

const IDLE: LegPlan = { mode: 'idle' };
const CLOCKED: LegPlan = { mode: 'clocked' };

/**
 * How a leg gets what it hears:
 *
 * | it hears                                            | plan    |
 * | --------------------------------------------------- | ------- |
 * | nothing, or its party does not want to receive      | idle    |
 * | one leg and nothing else                            | forward |
 * | anything else: prompts, music, three or more, a tap | clocked |
 */
export function planFor(leg: Leg): LegPlan {
  if (leg.closed || !leg.codec || !leg.maySend) return IDLE;
  if (leg.hasKeysToSend || leg.music || leg.players.some((player) => !player.ended) || leg.whispersOut) return CLOCKED;
  const { bridge } = leg;
  if (!bridge || leg.mutedOut) return IDLE;
  if (bridge.source) return CLOCKED;
  let only: Party | undefined;
  for (const talker of bridge.talkersFor(leg)) {
    if (only) return CLOCKED;
    only = talker;
  }
  if (!only) return IDLE;
  return only instanceof Leg && !only.whispersIn ? { mode: 'forward', source: only } : CLOCKED;
}

/** All legs whose plan may change when something about `start` changes. */
export function affectedLegs(start: Party | Bridge): Set<Leg> {
  const parties = new Set<Party>();
  const bridges = new Set<Bridge>();
  const visitBridge = (bridge: Bridge): void => {
    if (bridges.has(bridge)) return;
    bridges.add(bridge);
    for (const member of bridge.members) visit(member);
  };
  const visit = (party: Party): void => {
    if (parties.has(party)) return;
    parties.add(party);
    if (party.bridge) visitBridge(party.bridge);
    if (party instanceof Snoop) visit(party.target);
  };
  if ('members' in start) visitBridge(start);
  else visit(start);
  const legs = new Set<Leg>();
  for (const party of parties) if (party instanceof Leg) legs.add(party);
  return legs;
}
