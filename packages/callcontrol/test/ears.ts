import { expect } from 'vitest';
import { bridgeOf, type Call, type Command, hasCustomerLeft, isHeld, returningOf } from '../src/testing.ts';
import type { CallCentre } from './call-centre.ts';
import { consultOf, seen, supervisionsOf, whoTalks } from './world-view.ts';

/** What an engine makes of the commands: who is in which bridge, who hears music, who is muted. */
export class Ears {
  readonly #bridges = new Map<string, Set<string>>();
  readonly #music = new Set<string>();
  readonly #muted = new Set<string>();
  /** Gone, or told to go. */
  readonly #gone = new Set<string>();
  #read = 0;

  /** Follows what was ordered since the last time. */
  follow(commands: readonly Command[]): void {
    for (; this.#read < commands.length; this.#read++) {
      const command = commands[this.#read];
      if (command) this.#apply(command);
    }
  }

  gone(channelId: string): void {
    this.#gone.add(channelId);
    for (const members of this.#bridges.values()) members.delete(channelId);
    this.#music.delete(channelId);
  }

  #apply(command: Command): void {
    switch (command.do) {
      case 'bridge':
        for (const channelId of command.channelIds) this.#join(command.bridgeId, channelId);
        return;
      case 'joinBridge':
        return this.#join(command.bridgeId, command.channelId);
      case 'tap':
        return this.#join(command.bridgeId, command.channelId);
      case 'leaveBridge':
        this.#bridges.get(command.bridgeId)?.delete(command.channelId);
        return;
      case 'destroyBridge':
        this.#bridges.delete(command.bridgeId);
        return;
      case 'hangup':
        return this.gone(command.channelId);
      case 'startMusic':
        this.#music.add(command.channelId);
        return;
      case 'stopMusic':
        this.#music.delete(command.channelId);
        return;
      case 'mute':
        if (command.on) this.#muted.add(command.channelId);
        else this.#muted.delete(command.channelId);
        return;
      default:
    }
  }

  /** As ARI does it: who is put into a bridge leaves the one he was in. */
  #join(bridgeId: string, channelId: string): void {
    for (const members of this.#bridges.values()) members.delete(channelId);
    if (this.#gone.has(channelId)) return;
    this.#bridges.set(bridgeId, (this.#bridges.get(bridgeId) ?? new Set()).add(channelId));
  }

  /** Everybody hears whom he should, by what the call says of itself. */
  check(centre: CallCentre): void {
    for (const call of centre.world.calls.values()) if (call.state.phase === 'talking') this.#checkCall(call);
  }

  #checkCall(call: Call): void {
    const members = [...(this.#bridges.get(bridgeOf(call) ?? '') ?? [])].sort();
    expect(members, `the bridge of ${call.id}`).toEqual(
      whoTalks(call)
        .filter((channelId) => !this.#gone.has(channelId))
        .sort(),
    );
    const consult = consultOf(call);
    if (consult?.own && consult.state === 'talking') {
      const { own, channelId } = consult;
      const second = [...(this.#bridges.get(own.bridgeId) ?? [])].sort();
      expect(second, 'the second line').toEqual([channelId, own.channelId].filter((id) => !this.#gone.has(id)).sort());
    }
    if (!hasCustomerLeft(call) && seen(call)?.transfer === null && !this.#gone.has(call.customerChannelId))
      expect(this.#music.has(call.customerChannelId), 'customer’s music').toBe(isHeld(call));
    for (const { channelId, bridgeId, snoopId, mode, muted, agentId } of supervisionsOf(call)) {
      if (snoopId === null) continue;
      // Whom they listen to may have lost their phone, or have loaded their page again: there is nothing to tap then.
      const isRungAgain = returningOf(call) !== undefined || (consult?.agentId === agentId && consult.state === 'ringing');
      if (mode !== 'barge' && !isRungAgain && !this.#gone.has(channelId))
        expect(this.#bridges.get(bridgeId)?.has(channelId), 'the supervisor is at his tap').toBe(true);
      expect(this.#muted.has(channelId), `a supervisor who ${mode}s is ${mode === 'listen' ? '' : 'not '}muted`).toBe(
        mode === 'listen' || muted,
      );
    }
  }
}
