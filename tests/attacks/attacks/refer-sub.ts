import { pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';

/** Found while the two engines were compared: Asterisk 22.10 dies of one such request from anybody who has an account. */
export const referSub: Attack = {
  id: 'REFER',
  title: 'One transfer without a subscription',
  what: 'A phone with an account asks, inside its call, for a transfer with Refer-Sub: false (RFC 4488), where call control handles transfers.',
  limits: { 'the call lives on': { atLeast: 1 } },
  async run(arena) {
    const call = await arena.newCall();
    call.startCounting();
    const headers: [string, string][] = [
      ['refer-to', '<sip:refb@127.0.0.1>'],
      ['refer-sub', 'false'],
      ['supported', 'norefersub'],
    ];
    call.call.sends('REFER', { headers });
    await pause(1_500);
    return { 'the call lives on': arena.engine.isAlive() && call.isHeard ? 1 : 0 };
  },
};
