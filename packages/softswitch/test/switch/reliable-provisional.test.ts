import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOTHING_OPEN } from './house.ts';
import type { TestPhone } from './test-phone.ts';
import { TimedHouse } from './timed-house.ts';

const MUST: [string, string][] = [['require', '100rel']];
const CAN: [string, string][] = [['supported', '100rel']];

let timed: TimedHouse;
beforeEach(async () => {
  timed = await TimedHouse.open();
});
afterEach(async () => {
  await timed.close();
});

/** Copies of a provisional response that a phone has heard. */
function copies(phone: TestPhone, status: number): number {
  return phone.heard.filter((m) => m.kind === 'response' && m.status === status && m.method === 'INVITE').length;
}

describe('a call to us that asks for reliable provisional responses', () => {
  test('hears 183 with our answer, repeated until its PRACK, and a 200 without another', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { headers: MUST });
    const { channel } = await house.sees('StasisStart');
    await house.ari.call({ method: 'POST', uri: `channels/${channel.id}/progress` });
    const progress = await call.hears(183);
    expect(progress.headers.list('require')).toContain('100rel');
    expect(progress.body).toContain('m=audio');
    expect(Number(progress.headers.get('rseq'))).toBeGreaterThan(0);
    await timed.pass(500);
    await timed.pass(1_000);
    await timed.settled(phone);
    expect(copies(phone, 183)).toBe(3);
    expect((await call.pracks(progress)).status).toBe(200);
    await timed.pass(10_000);
    await timed.settled(phone);
    expect(copies(phone, 183)).toBe(3);
    await house.ari.requests.channels.answer(channel.id);
    expect((await call.isAnswered()).body).toBe('');
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('is not answered before the PRACK', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { headers: MUST });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    const ringing = await call.hears(180);
    expect(ringing.body).toBe('');
    await house.ari.requests.channels.answer(channel.id);
    await timed.settled(phone);
    expect(copies(phone, 200)).toBe(0);
    await call.pracks(ringing);
    expect((await call.isAnswered()).body).toContain('m=audio');
    await call.hangsUp();
  });

  test('that never sends a PRACK is refused 504 after 64·T1, and nothing is left', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { headers: MUST });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    await call.hears(180);
    await timed.pass(32_000);
    await call.hears(504);
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 102 });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('hears 180 and 183 one after the other, numbered in a row', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { headers: MUST });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    await house.ari.call({ method: 'POST', uri: `channels/${channel.id}/progress` });
    const ringing = await call.hears(180);
    await timed.settled(phone);
    expect(copies(phone, 183)).toBe(0);
    await call.pracks(ringing);
    const progress = await call.hears(183);
    expect(Number(progress.headers.get('rseq'))).toBe(Number(ringing.headers.get('rseq')) + 1);
    expect((await call.pracks(ringing)).status).toBe(481);
    expect((await call.pracks(progress)).status).toBe(200);
    await house.ari.requests.channels.hangup(channel.id, 'busy');
    await call.hears(486);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('may change the session in its PRACK and by UPDATE before the answer', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { headers: MUST });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    await call.pracks(await call.hears(180));
    // Its own offer has not been answered.
    const early = await call.asks('UPDATE', phone.sdp());
    expect([early.status, early.headers.has('retry-after')]).toEqual([500, true]);
    await house.ari.call({ method: 'POST', uri: `channels/${channel.id}/progress` });
    const progress = await call.hears(183);
    const answer = await call.pracks(progress, phone.sdp([[0, 'PCMU/8000']]));
    expect([answer.status, answer.body.includes('PCMU')]).toEqual([200, true]);
    const update = await call.asks('UPDATE', phone.sdp([[8, 'PCMA/8000']]));
    expect([update.status, update.body.includes('PCMA')]).toEqual([200, true]);
    call.cancels();
    await call.hears(487);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('without an offer of its own gets ours in 180 and answers in PRACK', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { headers: MUST, body: '' });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    const ringing = await call.hears(180);
    expect(ringing.body).toContain('m=audio');
    expect((await call.pracks(ringing, phone.sdp(undefined, 'sendonly'))).status).toBe(200);
    await house.ari.requests.channels.answer(channel.id);
    expect((await call.isAnswered()).body).toBe('');
    expect(await house.sees('ChannelHold')).toMatchObject({ channel: { id: channel.id } });
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('without an offer and with a useless answer in PRACK is refused 488', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { headers: MUST, body: '' });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    const ringing = await call.hears(180);
    expect((await call.pracks(ringing, phone.sdp([[18, 'G729/8000']]))).status).toBe(488);
    await call.hears(488);
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 58 });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('and is given up by BYE before the answer ends with 487', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { headers: MUST });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    await call.hears(180);
    await call.hangsUp();
    await call.hears(487);
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 16 });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });
});

describe('the endpoint option 100rel', () => {
  test.each([
    ['yes', CAN, 180],
    ['peer_supported', [], 180],
    ['no', CAN, 180],
  ] as const)('%s with %j: responses are as they always were', async (option, headers, status) => {
    const { house } = timed;
    const phone = await house.registered('demo-8001', { '100rel': option });
    const call = await phone.calls('8002', { headers: [...headers] });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    expect((await call.hears(status)).headers.has('rseq')).toBe(false);
    call.cancels();
    await call.hears(487);
  });

  test.each(['peer_supported', 'required'])('%s: who can is answered reliably', async (option) => {
    const { house } = timed;
    const phone = await house.registered('demo-8001', { '100rel': option });
    const call = await phone.calls('8002', { headers: CAN });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    expect((await call.hears(180)).headers.has('rseq')).toBe(true);
    call.cancels();
    await call.hears(487);
  });

  test('no: who must is answered 420; required: who cannot is answered 421', async () => {
    const { house } = timed;
    const without = await house.registered('demo-8001', { '100rel': 'no' });
    const refused = await (await without.calls('8002', { headers: MUST })).hears(420);
    expect(refused.headers.get('unsupported')).toBe('100rel');
    const required = await house.registered('demo-8002', { '100rel': 'required' });
    const needed = await (await required.calls('8001')).hears(421);
    expect(needed.headers.get('require')).toBe('100rel');
  });

  test.each([
    ['yes', '100rel', undefined],
    ['no', '', undefined],
    ['required', '100rel', '100rel'],
  ] as const)('%s: our INVITE says so', async (option, supported, required) => {
    const { house } = timed;
    const phone = await house.registered('demo-8001', { '100rel': option });
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const call = await phone.isCalled();
    expect(call.invite.headers.list('supported').includes('100rel')).toBe(supported !== '');
    expect(call.invite.headers.get('require')).toBe(required);
    call.rejects(486);
  });
});

describe('a call of ours that is answered reliably', () => {
  const reliable = (rseq: number): [string, string][] => [
    ['require', '100rel'],
    ['rseq', String(rseq)],
  ];

  test('sends PRACK for each, ignores copies and what is out of order', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const call = await phone.isCalled();
    call.responds(183, { headers: reliable(7), body: phone.sdp() });
    const first = await call.hearsRequest('PRACK');
    expect(first.headers.get('rack')).toBe('7 1 INVITE');
    call.answers(first, 200);
    await house.sees('Dial', (event) => event.dialstatus === 'PROGRESS');
    call.responds(183, { headers: reliable(7), body: phone.sdp() });
    call.responds(180, { headers: reliable(9) });
    await timed.settled(phone);
    expect(phone.heard.filter((m) => m.kind === 'request' && m.method === 'PRACK')).toHaveLength(1);
    call.responds(180, { headers: reliable(8) });
    const second = await call.hearsRequest('PRACK');
    expect([second.headers.get('rack'), second.cseq]).toEqual(['8 1 INVITE', first.cseq + 1]);
    call.answers(second, 200);
    await house.sees('Dial', (event) => event.dialstatus === 'RINGING');
    call.responds(200);
    await phone.hearsRequest('ACK');
    expect(await house.sees('StasisStart')).toMatchObject({ channel: { id: 'c', state: 'Up' } });
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('keeps no early dialog when it is refused after all', async () => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const call = await phone.isCalled();
    call.responds(183, { headers: reliable(1), body: phone.sdp() });
    call.answers(await call.hearsRequest('PRACK'), 200);
    call.rejects(603);
    await house.sees('ChannelDestroyed');
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });
});

describe('a call without an offer', () => {
  test.each([
    ['an answer without a codec of ours', (phone: TestPhone) => phone.sdp([[18, 'G729/8000']])],
    ['no answer at all', () => ''],
  ])('and with %s in its ACK is ended by BYE', async (_what, answer) => {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { body: '' });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    expect((await call.hears(200)).body).toContain('m=audio');
    call.acknowledges(answer(phone));
    await call.isHungUp();
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 58 });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });
});
