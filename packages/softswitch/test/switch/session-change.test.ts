import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type House, NOTHING_OPEN } from './house.ts';
import type { PhoneCall, TestPhone } from './test-phone.ts';
import { TimedHouse } from './timed-house.ts';

const TIMER: [string, string][] = [['supported', 'timer']];
const UPDATES: [string, string] = ['allow', 'INVITE, ACK, BYE, CANCEL, UPDATE'];

let timed: TimedHouse;
let house: House;
beforeEach(async () => {
  timed = await TimedHouse.open();
  house = timed.house;
});
afterEach(async () => {
  await timed.close();
});

/** A phone whose registration lasts as long as the test. */
async function phoneWith(fields: Record<string, string> = {}): Promise<TestPhone> {
  const phone = await house.extension('demo-8001', fields);
  await phone.registers(7200);
  return phone;
}

/** A call from the phone that was answered; `expires` is the Session-Expires of our 200. */
async function callFrom(
  phone: TestPhone,
  headers: [string, string][] = [],
): Promise<{ call: PhoneCall; id: string; expires: string | undefined }> {
  const call = await phone.calls('8002', { headers });
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  const ok = await call.isAnswered();
  return { call, id: channel.id, expires: ok.headers.get('session-expires') };
}

/** A call to the phone that it answered with these headers. */
async function callTo(phone: TestPhone, headers: [string, string][]): Promise<PhoneCall> {
  await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
  const call = await phone.isCalled();
  call.responds(200, { body: phone.sdp(), headers });
  await phone.hearsRequest('ACK');
  await house.sees('StasisStart');
  return call;
}

describe('a session timer', () => {
  test('is offered in our INVITE, and we refresh by UPDATE at half of it when the phone leaves it to us', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, [['session-expires', '1800;refresher=uac'], ['require', 'timer'], UPDATES]);
    expect(call.invite.headers.get('session-expires')).toBe('1800');
    expect(call.invite.headers.get('min-se')).toBe('90');
    expect(call.invite.headers.list('supported')).toContain('timer');
    await timed.pass(899_000);
    await timed.settled(phone);
    expect(phone.heard.some((m) => m.kind === 'request' && m.method === 'UPDATE')).toBe(false);
    await timed.pass(1_000);
    const update = await call.hearsRequest('UPDATE');
    expect(update.headers.get('session-expires')).toBe('1800;refresher=uac');
    expect(update.body).toBe('');
    call.answers(update, 200, { headers: [['session-expires', '1800;refresher=uac']] });
    await timed.settled(phone);
    // It begins anew with the answer.
    await timed.pass(900_000);
    call.answers(await call.hearsRequest('UPDATE'), 200, { headers: [['session-expires', '1800;refresher=uac']] });
    await timed.settled(phone);
    expect((await house.ari.requests.channels.get('c')).state).toBe('Up');
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  }, 60_000);

  test('is refreshed by re-INVITE with an offer where UPDATE is not allowed', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, [
      ['session-expires', '200;refresher=uac'],
      ['require', 'timer'],
    ]);
    await timed.pass(100_000);
    const invite = await call.hearsRequest('INVITE');
    expect(invite.body).toContain('m=audio');
    expect(invite.headers.get('session-expires')).toBe('200;refresher=uac');
    call.answers(invite, 200, { body: phone.sdp(), headers: [['session-expires', '200;refresher=uac']] });
    const ack = await call.hearsRequest('ACK');
    expect(ack.cseq).toBe(invite.cseq);
    // A copy of the 200: the ACK was lost.
    call.answers(invite, 200, { body: phone.sdp() });
    expect((await call.hearsRequest('ACK')).cseq).toBe(invite.cseq);
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that the phone keeps is given up with BYE when no refresh comes, 32 s before its end', async () => {
    const phone = await phoneWith();
    const { call, expires } = await callFrom(phone, [...TIMER, ['session-expires', '200;refresher=uac']]);
    expect(expires).toBe('200;refresher=uac');
    await timed.pass(167_000);
    await timed.settled(phone);
    expect(phone.heard.some((m) => m.kind === 'request' && m.method === 'BYE')).toBe(false);
    await timed.pass(1_000);
    await call.isHungUp();
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 102 });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that the phone refreshes goes on, by UPDATE and by re-INVITE', async () => {
    const phone = await phoneWith();
    const { call, id } = await callFrom(phone, [...TIMER, ['session-expires', '200;refresher=uac']]);
    const refresh: [string, string][] = [...TIMER, ['session-expires', '200;refresher=uac']];
    await timed.pass(100_000);
    expect((await call.asks('UPDATE', '', '', refresh)).headers.get('session-expires')).toBe('200;refresher=uac');
    await timed.pass(100_000);
    expect((await call.asks('INVITE', phone.sdp(), 'application/sdp', refresh)).headers.get('session-expires')).toBe('200;refresher=uac');
    await timed.pass(100_000);
    expect((await house.ari.requests.channels.get(id)).state).toBe('Up');
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that is too short is refused 422 with what we want; a longer one is taken', async () => {
    const phone = await phoneWith({ timers_min_se: '120', timers_sess_expires: '600' });
    const refused = await (await phone.calls('8002', { headers: [...TIMER, ['session-expires', '100']] })).hears(422);
    expect(refused.headers.get('min-se')).toBe('120');
    const { call, expires } = await callFrom(phone, [...TIMER, ['session-expires', '3600;refresher=uas']]);
    expect(expires).toBe('3600;refresher=uas');
    await call.hangsUp();
  });

  test('that the called party wants longer and longer is not followed for ever', async () => {
    const phone = await phoneWith();
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    for (const minSe of [2000, 2001, 2002, 2003]) (await phone.isCalled()).rejects(422, [['min-se', String(minSe)]]);
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ channel: { id: 'c' } });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that the called party finds too short is offered again as it wishes', async () => {
    const phone = await phoneWith();
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const first = await phone.isCalled();
    first.rejects(422, [['min-se', '3600']]);
    const second = await phone.isCalled();
    expect(second.callId).toBe(first.callId);
    expect(second.invite.headers.get('session-expires')).toBe('3600');
    expect(second.invite.headers.get('min-se')).toBe('3600');
    await second.picksUp();
    await house.sees('StasisStart');
    await second.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test.each([
    ['no', [], undefined],
    ['no', TIMER, undefined],
    ['yes', [], undefined],
    // It asks for none of its own accord.
    ['yes', TIMER, undefined],
    ['yes', [...TIMER, ['session-expires', '1800'] as [string, string]], '1800;refresher=uac'],
    ['always', [], '1800;refresher=uas'],
    ['required', TIMER, '1800;refresher=uas'],
  ] as const)('with timers=%s and %j from the phone our 200 says %s', async (option, headers, expected) => {
    const phone = await phoneWith({ timers: option });
    const { call, expires } = await callFrom(phone, [...headers]);
    expect(expires).toBe(expected);
    await call.hangsUp();
  });

  test('with timers=required: who has none is answered 421; with timers=no: who must is answered 420', async () => {
    const required = await phoneWith({ timers: 'required' });
    expect((await (await required.calls('8002')).hears(421)).headers.get('require')).toBe('timer');
    const without = await house.registered('demo-8002', { timers: 'no' });
    const refused = await (await without.calls('8001', { headers: [['require', 'timer']] })).hears(420);
    expect(refused.headers.get('unsupported')).toBe('timer');
  });
});

describe('a change of ours that meets one of theirs', () => {
  const longest = 0.999_999;
  /** The phone has us refresh by re-INVITE after 100 s. */
  const refreshedByUs = (): [string, string][] => [
    ['session-expires', '200;refresher=uac'],
    ['require', 'timer'],
  ];

  test.each([
    ['called', 0, 2_100],
    ['called', longest, 4_000],
    ['was called', 0, 0],
    ['was called', longest, 2_000],
  ] as const)('is refused 491; the engine that %s tries again, at chance %d after %d ms', async (who, chance, waitMs) => {
    const phone = await phoneWith();
    timed.chance.value = chance;
    const call =
      who === 'called'
        ? await callTo(phone, refreshedByUs())
        : (await callFrom(phone, [...TIMER, ['session-expires', '200;refresher=uas']])).call;
    await timed.pass(100_000);
    call.answers(await call.hearsRequest('INVITE'), 491);
    await call.hearsRequest('ACK');
    if (waitMs > 0) {
      await timed.pass(waitMs - 10);
      await timed.settled(phone);
      expect(phone.heard.filter((m) => m.kind === 'request' && m.method === 'INVITE' && m.to.params.has('tag'))).toHaveLength(1);
    }
    await timed.pass(10);
    const again = await call.hearsRequest('INVITE');
    call.answers(again, 200, { body: phone.sdp() });
    await call.hearsRequest('ACK');
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('and theirs is refused 491 until ours is answered', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, refreshedByUs());
    await timed.pass(100_000);
    const ours = await call.hearsRequest('INVITE');
    expect((await call.asks('INVITE', phone.sdp())).status).toBe(491);
    expect((await call.asks('UPDATE', phone.sdp())).status).toBe(491);
    // It offers nothing, so nothing collides.
    expect((await call.asks('UPDATE')).status).toBe(200);
    call.answers(ours, 200, { body: phone.sdp() });
    await call.hearsRequest('ACK');
    // Until the media has taken the answer.
    await expect.poll(async () => (await call.asks('INVITE', phone.sdp())).status).toBe(200);
    await call.hangsUp();
  });

  test('theirs is refused while the ACK of another one of theirs is missing', async () => {
    const phone = await phoneWith();
    const { call } = await callFrom(phone);
    const first = call.sends('INVITE', { body: phone.sdp() });
    expect((await call.hearsAnswerTo(first)).status).toBe(200);
    const second = call.sends('INVITE', { body: phone.sdp() });
    expect((await call.hearsAnswerTo(second)).status).toBe(491);
    call.sends('ACK', { cseq: second.cseq });
    // A stray ACK is not the one that is missing.
    await timed.pass(500);
    expect((await call.hearsAnswerTo(first)).status).toBe(200);
    call.sends('ACK', { cseq: first.cseq });
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('an overlapping offer of theirs is answered 500 and when to come again', async () => {
    const phone = await phoneWith();
    timed.chance.value = longest;
    const { call } = await callFrom(phone);
    const first = call.sends('INVITE', { body: phone.sdp() });
    const second = call.sends('INVITE', { body: phone.sdp() });
    const answers = [await call.hearsAnswerTo(second), await call.hearsAnswerTo(first)];
    expect(answers.map((response) => response.status)).toEqual([500, 200]);
    expect(answers[0]?.headers.get('retry-after')).toBe('10');
    call.sends('ACK', { cseq: first.cseq });
    await call.hangsUp();
  });

  test('is tried again when the phone says when', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, [...refreshedByUs(), UPDATES]);
    await timed.pass(100_000);
    call.answers(await call.hearsRequest('UPDATE'), 500, { headers: [['retry-after', '3']] });
    await timed.settled(phone);
    await timed.pass(3_000);
    call.answers(await call.hearsRequest('UPDATE'), 200);
    await call.hangsUp();
  });

  test('is given up when it is refused ten times; the session then ends by its timer', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, [...refreshedByUs(), UPDATES]);
    await timed.pass(100_000);
    for (let refusal = 0; refusal < 11; refusal++) {
      call.answers(await call.hearsRequest('UPDATE'), 500, { headers: [['retry-after', '0']] });
      await timed.settled(phone);
      await timed.pass(500);
    }
    await timed.pass(5_000);
    await timed.settled(phone);
    expect(phone.heard.filter((m) => m.kind === 'request' && m.method === 'UPDATE')).toHaveLength(11);
    await timed.pass(68_000);
    await call.isHungUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('by UPDATE is made by re-INVITE when the phone has no UPDATE after all', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, [...refreshedByUs(), UPDATES]);
    await timed.pass(100_000);
    call.answers(await call.hearsRequest('UPDATE'), 405);
    await timed.settled(phone);
    await timed.pass(10);
    call.answers(await call.hearsRequest('INVITE'), 200, { body: phone.sdp() });
    await call.hearsRequest('ACK');
    await call.hangsUp();
  });

  test.each([481, 408])('is answered %i: the call is over', async (status) => {
    const phone = await phoneWith();
    const call = await callTo(phone, refreshedByUs());
    await timed.pass(100_000);
    call.answers(await call.hearsRequest('INVITE'), status);
    await call.isHungUp();
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 102, channel: { id: 'c' } });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('is never answered: the call is over after 64·T1', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, refreshedByUs());
    await timed.pass(100_000);
    await call.hearsRequest('INVITE');
    await timed.pass(32_000);
    await call.isHungUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('is refused 488: the call goes on as it was', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, refreshedByUs());
    await timed.pass(100_000);
    call.answers(await call.hearsRequest('INVITE'), 488);
    await call.hearsRequest('ACK');
    expect((await house.ari.requests.channels.get('c')).state).toBe('Up');
    await call.hangsUp();
  });

  test('is answered without what was asked for: the call is ended with 58', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, refreshedByUs());
    await timed.pass(100_000);
    call.answers(await call.hearsRequest('INVITE'), 200, { body: phone.sdp([[18, 'G729/8000']]) });
    await call.hearsRequest('ACK');
    await call.isHungUp();
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 58 });
  });

  test('crosses their BYE: the late 200 is acknowledged and nothing is left', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, refreshedByUs());
    await timed.pass(100_000);
    const ours = await call.hearsRequest('INVITE');
    await call.hangsUp();
    call.answers(ours, 200, { body: phone.sdp() });
    await call.hearsRequest('ACK');
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 16 });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('is under way and only 100 comes when they hang up: it is cancelled and forgotten after 64·T1', async () => {
    const phone = await phoneWith();
    const call = await callTo(phone, refreshedByUs());
    await timed.pass(100_000);
    const ours = await call.hearsRequest('INVITE');
    call.answers(ours, 100);
    await timed.settled(phone);
    await call.hangsUp();
    await call.hearsRequest('CANCEL');
    await timed.pass(64_000);
    const { transactions } = await house.softswitch.usage();
    expect(transactions).toBe(0);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('their re-INVITE and our hang-up cross: BYE goes, the re-INVITE has its end', async () => {
    const phone = await phoneWith();
    const { call, id } = await callFrom(phone);
    const theirs = call.sends('INVITE', { body: phone.sdp() });
    await house.ari.requests.channels.hangup(id);
    const { status } = await call.hearsAnswerTo(theirs);
    if (status === 200) call.sends('ACK', { cseq: theirs.cseq });
    await call.isHungUp();
    expect([200, 487, 481]).toContain(status);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('is challenged by the carrier: it is answered with the credentials of the trunk', async () => {
    await house.ari.requests.asterisk.putConfig('res_pjsip', 'auth', 'line', { auth_type: 'userpass', username: 'us', password: 'pw' });
    const carrier = await house.trunk('line', { outbound_auth: 'line' });
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/100@line', app: 'zuoxi' });
    const call = await carrier.isCalled();
    call.responds(200, { body: carrier.sdp(), headers: refreshedByUs() });
    await carrier.hearsRequest('ACK');
    const challenge: [string, string][] = [['proxy-authenticate', 'Digest realm="line", nonce="n", algorithm=MD5, qop="auth"']];
    await timed.pass(100_000);
    const first = await call.hearsRequest('INVITE');
    call.answers(first, 407, { headers: challenge });
    const second = await call.hearsRequest('INVITE');
    expect([second.headers.has('proxy-authorization'), second.cseq]).toEqual([true, first.cseq + 1]);
    call.answers(second, 200, { body: carrier.sdp() });
    await call.hearsRequest('ACK');
    await house.ari.requests.channels.hangup('c');
    call.answers(await call.hearsRequest('BYE'), 407, { headers: challenge });
    const bye = await call.hearsRequest('BYE');
    expect(bye.headers.get('proxy-authorization')).toContain('username="us"');
    // Once is enough.
    call.answers(bye, 407, { headers: challenge });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });
});
