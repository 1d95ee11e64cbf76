import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { House } from './house.ts';
import { TimedHouse } from './timed-house.ts';

/** Who has ended a call, where nobody has hung up: the cause, and what SIP says of it (`tech_cause`). */

let timed: TimedHouse;
let house: House;
beforeEach(async () => {
  timed = await TimedHouse.open();
  house = timed.house;
});
afterEach(() => timed.close());

const TIMER: [string, string][] = [['supported', 'timer']];

async function answered(headers: [string, string][] = []) {
  const carrier = await house.trunk('t');
  const call = await carrier.calls('02088880001', { headers });
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  return { carrier, call };
}

const ended = async () => {
  const { cause, tech_cause } = await house.sees('ChannelHangupRequest');
  expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause, tech_cause });
  return [cause, tech_cause];
};

describe('a call that ends', () => {
  test('because our 200 was never acknowledged', async () => {
    const { call } = await answered();
    await call.hears(200);
    await timed.pass(32_500);
    expect(await ended()).toEqual([102, 408]);
  });

  test('because nobody refreshed its session', async () => {
    const { call } = await answered([...TIMER, ['session-expires', '90;refresher=uac']]);
    await call.isAnswered();
    await timed.pass(90_000);
    expect(await ended()).toEqual([102, 408]);
  });

  test('because the other side does not know it any more', async () => {
    const { call } = await answered([...TIMER, ['session-expires', '90;refresher=uas'], ['allow', 'INVITE, ACK, BYE, UPDATE']]);
    await call.isAnswered();
    await timed.pass(46_000);
    call.answers(await call.hearsRequest('UPDATE'), 481);
    expect(await ended()).toEqual([102, 481]);
  });

  test.each([401, 403, 407])('because the carrier refuses us with %i', async (status) => {
    const carrier = await house.trunk('t');
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/02088880001@t', app: 'zuoxi' });
    (await carrier.isCalled()).rejects(status);
    expect(await ended()).toEqual([21, status]);
  });
});
