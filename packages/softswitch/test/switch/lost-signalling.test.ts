import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SipRequest, serialise } from '../../src/sip/index.ts';
import { type House, NOTHING_OPEN } from './house.ts';
import type { PhoneCall, TestPhone } from './test-phone.ts';
import { TimedHouse } from './timed-house.ts';

/** 64·T1, and what the last retransmission before it may still start. */
const ALL_OVER_MS = 2 * 32_000 + 5_000;

let timed: TimedHouse;
let house: House;
let phone: TestPhone;
let timersAtRest: number;
beforeEach(async () => {
  timed = await TimedHouse.open();
  house = timed.house;
  phone = await house.registered('demo-8001');
  // What remembers the REGISTER has gone.
  await timed.pass(40_000);
  timersAtRest = timed.clock.pendingTimers;
});
afterEach(async () => {
  await timed.close();
});

/** Nothing is left of any call: no dialog, transaction, channel, port or timer. */
async function expectNothingLeft(): Promise<void> {
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  await timed.pass(ALL_OVER_MS);
  const { transactions, dialogs } = await house.softswitch.usage();
  expect({ transactions, dialogs, timers: timed.clock.pendingTimers - timersAtRest }).toEqual({ transactions: 0, dialogs: 0, timers: 0 });
}

async function ringing(): Promise<PhoneCall> {
  await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi', timeoutS: -1 });
  const call = await phone.isCalled();
  call.rings();
  await house.sees('Dial', (event) => event.dialstatus === 'RINGING');
  return call;
}

async function answeredByUs(): Promise<{ call: PhoneCall; id: string }> {
  const call = await phone.calls('8700');
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  await call.hears(200);
  return { call, id: channel.id };
}

const requestsHeard = (method: string): SipRequest[] =>
  phone.heard.filter((m): m is SipRequest => m.kind === 'request' && m.method === method);

describe('a forked call of ours', () => {
  test('that two answer is talked with the first; the second is acknowledged and ended, and the first can still hang up', async () => {
    const call = await ringing();
    call.responds(200, { body: phone.sdp() });
    await house.sees('StasisStart');
    await phone.hearsRequest('ACK');
    call.responds(200, { body: phone.sdp(), tag: 'second' });
    const ack = await phone.hearsRequest('ACK');
    expect(ack.to.params.get('tag')).toBe('second');
    const bye = await phone.hearsRequest('BYE');
    expect(bye.to.params.get('tag')).toBe('second');
    call.answers(bye, 200);
    // A copy of the second 200: its ACK again, no second BYE.
    call.responds(200, { body: phone.sdp(), tag: 'second' });
    expect((await phone.hearsRequest('ACK')).to.params.get('tag')).toBe('second');
    await timed.settled(phone);
    expect(requestsHeard('BYE')).toHaveLength(1);
    expect((await house.ari.requests.channels.get('c')).state).toBe('Up');
    await call.hangsUp();
    await expectNothingLeft();
  });

  test('is heard from the first that sends early media, and from the one that answers', async () => {
    const codec = () => house.ari.requests.channels.getVariable('c', 'CHANNEL(audionativeformat)').catch(() => '');
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const call = await phone.isCalled();
    call.responds(183, { body: phone.sdp([[0, 'PCMU/8000']]), tag: 'a' });
    await house.sees('Dial', (event) => event.dialstatus === 'PROGRESS');
    await expect.poll(codec).not.toBe('');
    const early = await codec();
    call.responds(183, { body: phone.sdp([[8, 'PCMA/8000']]), tag: 'b' });
    await timed.settled(phone);
    expect(await codec()).toBe(early);
    call.responds(200, { body: phone.sdp([[8, 'PCMA/8000']]), tag: 'b' });
    await house.sees('StasisStart');
    await expect.poll(codec).not.toBe(early);
    await house.ari.requests.channels.hangup('c');
    const bye = await phone.hearsRequest('BYE');
    expect(bye.to.params.get('tag')).toBe('b');
    call.answers(bye, 200);
    await expectNothingLeft();
  });

  test('that was given up and is answered by two is ended with both', async () => {
    const call = await ringing();
    await house.ari.requests.channels.hangup('c');
    await phone.hearsRequest('CANCEL');
    for (const tag of ['a', 'b']) {
      call.responds(200, { body: phone.sdp(), tag });
      expect((await phone.hearsRequest('ACK')).to.params.get('tag')).toBe(tag);
      const bye = await phone.hearsRequest('BYE');
      expect(bye.to.params.get('tag')).toBe(tag);
      call.answers(bye, 200);
    }
    await expectNothingLeft();
  });
});

describe('signalling that is lost, late or sent twice', () => {
  test('the ACK of our 200 never comes: BYE after 64·T1, cause 102', async () => {
    await answeredByUs();
    await timed.pass(32_000);
    await phone.hearsRequest('BYE');
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 102 });
    // Nor does the answer to BYE.
    await expectNothingLeft();
  });

  test('our 200 is lost once: it comes again, and the call is one call', async () => {
    const { call } = await answeredByUs();
    await timed.pass(500);
    await call.hears(200);
    call.acknowledges();
    call.acknowledges();
    expect(house.events.filter((event) => event.type === 'ChannelCreated')).toHaveLength(1);
    await call.hangsUp();
    await expectNothingLeft();
  });

  test('an INVITE sent five times is one call, and its last answer comes again', async () => {
    const call = await phone.calls('8700');
    const { channel } = await house.sees('StasisStart');
    for (let copy = 0; copy < 4; copy++) phone.send(serialise(call.invite));
    await house.ari.requests.channels.hangup(channel.id, 'busy');
    await call.hears(486);
    await timed.settled(phone);
    expect(house.events.filter((event) => event.type === 'ChannelCreated')).toHaveLength(1);
    await expectNothingLeft();
  });

  test('the answer to their BYE is lost: the copy is answered too', async () => {
    const { call } = await answeredByUs();
    call.acknowledges();
    const bye = call.sends('BYE');
    await call.hearsAnswerTo(bye);
    phone.send(serialise(bye));
    expect((await call.hearsAnswerTo(bye)).status).toBe(200);
    await expectNothingLeft();
  });

  test('a phone that rings and then is gone: the CANCEL is not waited for longer than 64·T1', async () => {
    await ringing();
    await house.ari.requests.channels.hangup('c');
    await phone.hearsRequest('CANCEL');
    await expectNothingLeft();
  });

  test('a phone that never says anything ends the call with cause 18', async () => {
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi', timeoutS: -1 });
    await phone.isCalled();
    await timed.pass(32_000);
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 18 });
    await expectNothingLeft();
  });

  test('a 200 that crosses our CANCEL is acknowledged and ended', async () => {
    const call = await ringing();
    await house.ari.requests.channels.hangup('c');
    call.picksUpWithoutWaiting();
    await phone.hearsRequest('CANCEL');
    await phone.hearsRequest('ACK');
    call.answers(await phone.hearsRequest('BYE'), 200);
    await expectNothingLeft();
  });

  test('their CANCEL that crosses our 200 has no effect; the call is ended in its own way', async () => {
    const { call, id } = await answeredByUs();
    call.cancels();
    await phone.hearsResponse(200, call.callId, 'CANCEL');
    call.acknowledges();
    expect((await house.ari.requests.channels.get(id)).state).toBe('Up');
    await call.hangsUp();
    await expectNothingLeft();
  });

  test('a 180 after the 200, and one after the end, change nothing', async () => {
    const call = await ringing();
    await call.picksUp();
    call.rings();
    await house.sees('StasisStart');
    expect((await house.ari.requests.channels.get('c')).state).toBe('Up');
    await call.hangsUp();
    call.rings();
    await expectNothingLeft();
  });

  test('BYE and BYE cross: both are answered', async () => {
    const { call, id } = await answeredByUs();
    call.acknowledges();
    await timed.settled(phone);
    await house.ari.requests.channels.hangup(id);
    const ours = await phone.hearsRequest('BYE');
    const theirs = await call.asks('BYE');
    expect([200, 481]).toContain(theirs.status);
    call.answers(ours, 481);
    await expectNothingLeft();
  });

  test('a re-INVITE whose 200 is never acknowledged ends the call', async () => {
    const { call } = await answeredByUs();
    call.acknowledges();
    await call.hearsAnswerTo(call.sends('INVITE', { body: phone.sdp() }));
    await timed.pass(32_000);
    await phone.hearsRequest('BYE');
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 102 });
    await expectNothingLeft();
  });

  test('re-INVITE and BYE one on the heels of the other: the re-INVITE has its end', async () => {
    const { call } = await answeredByUs();
    call.acknowledges();
    const again = call.sends('INVITE', { body: phone.sdp() });
    const bye = call.sends('BYE');
    expect((await call.hearsAnswerTo(bye)).status).toBe(200);
    expect([200, 487]).toContain((await call.hearsAnswerTo(again)).status);
    call.sends('ACK', { cseq: again.cseq });
    await expectNothingLeft();
  });
});

describe('a call that goes round', () => {
  test('and carries our own Via is refused 482', async () => {
    const carrier = await house.trunk('carrier');
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/8700@carrier', app: 'zuoxi' });
    const call = await carrier.isCalled();
    const back = carrier.build('INVITE', '8700', { body: carrier.sdp() });
    for (const via of call.invite.headers.all('via')) back.headers.keys.push('via') && back.headers.values.push(via);
    carrier.send(back);
    await carrier.hearsResponse(482, back.callId, 'INVITE');
    call.rejects(482);
    await house.sees('ChannelDestroyed');
  });

  test('carries one hop less each time', async () => {
    const carrier = await house.trunk('carrier');
    await carrier.calls('8700');
    const { channel } = await house.sees('StasisStart');
    const { channels } = house.ari.requests;
    await channels.originate({ channelId: 'c', endpoint: 'PJSIP/8700@carrier', app: 'zuoxi', originator: channel.id });
    const call = await carrier.isCalled();
    expect(call.invite.headers.get('max-forwards')).toBe('69');
    call.rejects(486);
  });

  test('through a carrier that makes a new call of it is cut after three rounds', async () => {
    const carrier = await house.trunk('carrier');
    const { channels } = house.ari.requests;
    for (const round of [1, 2, 3]) {
      house.forgetEvents();
      await carrier.calls('8700');
      const { channel } = await house.sees('StasisStart', (event) => event.channel.state === 'Ring');
      // Forwarded in the caller's name.
      await channels.originate({
        channelId: `out-${round}`,
        endpoint: 'PJSIP/200@carrier',
        app: 'zuoxi',
        callerId: `<${channel.caller.number}>`,
      });
      await carrier.isCalled();
    }
    await (await carrier.calls('8700')).hears(482);
    // Somebody else may call that number all the same.
    const call = await carrier.calls('8700', { from: '<sip:4711@127.0.0.1>;tag=other' });
    await house.sees('StasisStart', (event) => event.channel.caller.number === '4711');
    call.cancels();
  });
});
