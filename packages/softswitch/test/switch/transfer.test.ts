import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type House, NOTHING_OPEN } from './house.ts';
import type { PhoneCall, TestPhone } from './test-phone.ts';
import { TimedHouse } from './timed-house.ts';

let timed: TimedHouse;
let house: House;
let phone: TestPhone;
beforeEach(async () => {
  timed = await TimedHouse.open();
  house = timed.house;
  phone = await house.registered('demo-8001');
});
afterEach(async () => {
  await timed.close();
});

/** A call from a phone that the application has answered; `handling` as by PJSIP_TRANSFER_HANDLING(). */
async function answered(from: TestPhone, handling?: 'ari-only' | 'core'): Promise<{ call: PhoneCall; id: string }> {
  house.forgetEvents();
  const call = await from.calls('8700');
  const { channel } = await house.sees('StasisStart');
  if (handling) await house.ari.requests.channels.setVariable(channel.id, 'PJSIP_TRANSFER_HANDLING()', handling);
  await house.ari.requests.channels.answer(channel.id);
  await call.isAnswered();
  return { call, id: channel.id };
}

/** Asks for a transfer; gives the answer to REFER. */
function refers(call: PhoneCall, target: string, headers: [string, string][] = []) {
  return call.asks('REFER', '', '', [['refer-to', target], ...headers]);
}

/** The next NOTIFY, answered: its text and the state of the subscription. */
async function isNotified(call: PhoneCall): Promise<[string, string]> {
  const notify = await call.hearsRequest('NOTIFY');
  call.answers(notify, 200);
  expect(notify.headers.get('event')).toMatch(/^refer(;id=\d+)?$/);
  expect(notify.headers.get('content-type')).toMatch(/^message\/sipfrag/);
  return [notify.body.trim(), notify.headers.get('subscription-state') ?? ''];
}

describe('a desk phone transfers its caller blind', () => {
  test('the application is asked, and the phone is told how it goes', async () => {
    const { call, id } = await answered(phone, 'ari-only');
    const other = await answered(await house.registered('demo-8002'));
    await house.ari.requests.bridges.create('b');
    await house.ari.requests.bridges.addChannel('b', [id, other.id]);
    const accepted = await refers(call, '<sip:8003@127.0.0.1>', [['referred-by', '<sip:demo-8001@127.0.0.1>']]);
    expect(accepted.status).toBe(202);
    expect(accepted.headers.has('contact')).toBe(true);
    const asked = await house.sees('ChannelTransfer');
    expect(asked).toMatchObject({
      refer_to: { requested_destination: { destination: '8003' } },
      referred_by: { source_channel: { id }, connected_channel: { id: other.id }, bridge: { id: 'b' } },
    });
    expect(asked).not.toHaveProperty('state');
    expect(asked).not.toHaveProperty('channel');
    house.forgetEvents();
    await house.ari.requests.channels.transferProgress(id, 'channel_progress');
    expect(await isNotified(call)).toEqual(['SIP/2.0 100 Trying', 'active;expires=600']);
    expect(await house.sees('ChannelTransfer')).toMatchObject({ state: 'channel_progress' });
    await house.ari.requests.channels.transferProgress(id, 'channel_answered');
    expect(await isNotified(call)).toEqual(['SIP/2.0 200 OK', 'terminated;reason=noresource']);
    expect(await house.sees('ChannelTransfer', (event) => event.state === 'channel_answered')).toBeTruthy();
    // It is over: nobody is told any more.
    await house.ari.requests.channels.transferProgress(id, 'channel_declined');
    await timed.settled(phone);
    expect(phone.heard.filter((m) => m.kind === 'request' && m.method === 'NOTIFY')).toHaveLength(2);
    await call.hangsUp();
  });

  test.each([
    ['channel_declined', 'SIP/2.0 603 Decline', 'channel_declined'],
    // Asterisk has one word for both in its event.
    ['channel_unavailable', 'SIP/2.0 503 Service Unavailable', 'channel_declined'],
    ['channel_answered', 'SIP/2.0 200 OK', 'channel_answered'],
  ] as const)('%s at once is told as 100, then %s', async (states, text, state) => {
    const { call, id } = await answered(phone, 'ari-only');
    await refers(call, '<sip:8003@127.0.0.1>');
    await house.ari.requests.channels.transferProgress(id, states);
    const heard = [await isNotified(call), await isNotified(call)];
    expect(heard).toEqual([
      ['SIP/2.0 100 Trying', 'active;expires=600'],
      [text, 'terminated;reason=noresource'],
    ]);
    expect(await house.sees('ChannelTransfer', (event) => event.state !== undefined)).toMatchObject({ state });
    await call.hangsUp();
  });

  test('and hangs up before it is known: it is told 503, and nothing is left', async () => {
    const { call } = await answered(phone, 'ari-only');
    await refers(call, '<sip:8003@127.0.0.1>');
    await call.hangsUp();
    expect(await isNotified(call)).toEqual(['SIP/2.0 100 Trying', 'active;expires=600']);
    expect(await isNotified(call)).toEqual(['SIP/2.0 503 Service Unavailable', 'terminated;reason=noresource']);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('and nobody says how it goes: the subscription ends after 600 s', async () => {
    await phone.registers(7200);
    const { call } = await answered(phone, 'ari-only');
    await refers(call, '<sip:8003@127.0.0.1>');
    await timed.pass(600_000);
    expect(await isNotified(call)).toEqual(['SIP/2.0 100 Trying', 'terminated;reason=timeout']);
    await call.hangsUp();
  });

  test('with Refer-Sub: false hears nothing more, but the application is asked and may answer', async () => {
    const { call, id } = await answered(phone, 'ari-only');
    const accepted = await refers(call, '<sip:8003@127.0.0.1>', [['refer-sub', 'false']]);
    expect([accepted.status, accepted.headers.get('refer-sub')]).toEqual([202, 'false']);
    await house.sees('ChannelTransfer');
    await house.ari.requests.channels.transferProgress(id, 'channel_answered');
    await house.sees('ChannelTransfer', (event) => event.state === 'channel_answered');
    await timed.settled(phone);
    expect(phone.heard.some((m) => m.kind === 'request' && m.method === 'NOTIFY')).toBe(false);
    await call.hangsUp();
  });

  test('twice: each wish has its own numbers', async () => {
    const { call, id } = await answered(phone, 'ari-only');
    await refers(call, '<sip:8003@127.0.0.1>');
    await house.ari.requests.channels.transferProgress(id, 'channel_declined');
    await isNotified(call);
    await isNotified(call);
    const second = call.sends('REFER', { headers: [['refer-to', '<sip:8004@127.0.0.1>']] });
    await call.hearsAnswerTo(second);
    await house.ari.requests.channels.transferProgress(id, 'channel_progress');
    expect((await call.hearsRequest('NOTIFY')).headers.get('event')).toBe(`refer;id=${second.cseq}`);
    await call.hangsUp();
  });

  test('again and again without an answer is declined after five times', async () => {
    const { call, id } = await answered(phone, 'ari-only');
    const answers: number[] = [];
    for (let n = 0; n < 6; n++) answers.push((await refers(call, '<sip:8003@127.0.0.1>')).status);
    expect(answers).toEqual([202, 202, 202, 202, 202, 603]);
    await house.ari.requests.channels.transferProgress(id, 'channel_declined');
    expect((await refers(call, '<sip:8003@127.0.0.1>')).status).toBe(202);
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('the call made for it says who wished it', async () => {
    const colleague = await house.registered('demo-8002');
    await house.ari.requests.channels.originate({
      channelId: 'c',
      endpoint: 'PJSIP/demo-8002',
      app: 'zuoxi',
      variables: { 'PJSIP_HEADER(add,Referred-By)': '<sip:demo-8001@127.0.0.1>' },
    });
    const call = await colleague.isCalled();
    expect(call.invite.headers.get('referred-by')).toBe('<sip:demo-8001@127.0.0.1>');
    call.rejects(486);
  });

  test('is declined 603 when the application leaves transfers to the engine, or the endpoint may not', async () => {
    const plain = await answered(phone, 'core');
    expect((await refers(plain.call, '<sip:8003@127.0.0.1>')).status).toBe(603);
    await plain.call.hangsUp();
    const bound = await house.registered('demo-8002', { allow_transfer: 'no' });
    const { call } = await answered(bound, 'ari-only');
    expect((await refers(call, '<sip:8003@127.0.0.1>')).status).toBe(603);
    await call.hangsUp();
    expect(house.events.some((event) => event.type === 'ChannelTransfer')).toBe(false);
  });

  test.each([
    ['no Refer-To', []],
    ['two of them', [['refer-to', '<sip:1@x>'] as [string, string], ['refer-to', '<sip:2@x>'] as [string, string]]],
    ['no telephone number', [['refer-to', '<tel:nobody>'] as [string, string]]],
    ['a Replaces without tags', [['refer-to', '<sip:8003@x?Replaces=abc>'] as [string, string]]],
  ])('with %s is answered 400', async (_what, headers) => {
    const { call } = await answered(phone, 'ari-only');
    expect((await call.asks('REFER', '', '', headers)).status).toBe(400);
    await call.hangsUp();
  });

  test('outside a call is challenged, then forbidden', async () => {
    const stranger = await house.phone('stranger');
    const request = stranger.build('REFER', '8002', { headers: [['refer-to', '<sip:8003@x>']] });
    stranger.send(request);
    await stranger.hearsResponse(401, request.callId, 'REFER');
    expect((await phone.asks(phone.build('REFER', '8002', { headers: [['refer-to', '<sip:8003@x>']] }))).status).toBe(403);
  });
});

describe('PJSIP_TRANSFER_HANDLING()', () => {
  test('is a function: it is no variable, nobody hears of it, and it cannot be read', async () => {
    const { call, id } = await answered(phone, 'ari-only');
    expect(house.events.some((event) => event.type === 'ChannelVarset')).toBe(false);
    expect((await house.ari.requests.channels.get(id)).channelvars).toBeUndefined();
    await expect(house.ari.requests.channels.getVariable(id, 'PJSIP_TRANSFER_HANDLING()')).rejects.toMatchObject({ status: 500 });
    await house.ari.requests.channels.setVariable(id, 'PJSIP_TRANSFER_HANDLING()', 'nonsense');
    expect((await refers(call, '<sip:8003@x>')).status).toBe(202);
    await house.ari.requests.channels.setVariable(id, 'PJSIP_TRANSFER_HANDLING()', 'core');
    expect((await refers(call, '<sip:8003@x>')).status).toBe(603);
    await call.hangsUp();
  });

  test('may be set for a call we make, and for all calls of an endpoint', async () => {
    await house.ari.requests.channels.originate({
      channelId: 'c',
      endpoint: 'PJSIP/demo-8001',
      app: 'zuoxi',
      variables: { 'PJSIP_TRANSFER_HANDLING()': 'ari-only' },
    });
    const call = await phone.isCalled();
    await call.picksUp();
    await house.sees('StasisStart');
    expect((await refers(call, '<sip:8003@x>')).status).toBe(202);
    expect(await house.sees('ChannelTransfer')).toMatchObject({ referred_by: { source_channel: { id: 'c' } } });
    await call.hangsUp();
    const other = await house.registered('demo-8002', { set_var: 'PJSIP_TRANSFER_HANDLING()=core' });
    const theirs = await answered(other);
    expect((await refers(theirs.call, '<sip:8003@x>')).status).toBe(603);
    await theirs.call.hangsUp();
    // As by the dialplan of deploy/asterisk/: of calls to us they are the application's.
    const plain = await answered(await house.registered('demo-8003'));
    expect((await refers(plain.call, '<sip:8004@x>')).status).toBe(202);
    await plain.call.hangsUp();
  });
});

describe('transfer_progress', () => {
  test('wants a channel, and one of four words', async () => {
    const { id, call } = await answered(phone);
    const says = async (channel: string, query: Record<string, string>) =>
      (await house.ari.call({ method: 'POST', uri: `channels/${channel}/transfer_progress`, query })).status_code;
    expect(await says('nobody', { states: 'channel_progress' })).toBe(404);
    expect(await says(id, {})).toBe(400);
    expect(await says(id, { states: 'channel_lost' })).toBe(400);
    // Nobody asked for a transfer: that is no error.
    expect(await says(id, { states: 'CHANNEL_PROGRESS' })).toBe(204);
    await call.hangsUp();
  });
});

describe('a desk phone transfers its caller after asking', () => {
  test('the application is told which two calls are meant', async () => {
    const toCustomer = await answered(phone, 'ari-only');
    const toColleague = await answered(phone, 'ari-only');
    const colleague = await answered(await house.registered('demo-8002'));
    await house.ari.requests.bridges.create('b');
    await house.ari.requests.bridges.addChannel('b', [toColleague.id, colleague.id]);
    const { replaces } = toColleague.call;
    expect((await refers(toCustomer.call, `<sip:8002@127.0.0.1?Replaces=${encodeURIComponent(replaces)}>`)).status).toBe(202);
    const [callId = '', toTag, fromTag] = replaces.split(/;(?:to|from)-tag=/);
    expect(await house.sees('ChannelTransfer')).toMatchObject({
      refer_to: {
        requested_destination: {
          destination: '8002',
          protocol_id: callId,
          additional_protocol_params: [
            { parameter_name: 'from', parameter_value: fromTag },
            { parameter_name: 'to', parameter_value: toTag },
          ],
        },
        destination_channel: { id: toColleague.id },
        connected_channel: { id: colleague.id },
        bridge: { id: 'b' },
      },
      referred_by: { source_channel: { id: toCustomer.id } },
    });
    await toCustomer.call.hangsUp();
  });

  test('of a dialog we do not know, or of another call centre, only the Call-ID is told', async () => {
    const { call } = await answered(phone, 'ari-only');
    const foreign = await answered(await house.registered('other-1', { context: 'other' }));
    for (const replaces of ['unknown@x;to-tag=a;from-tag=b', foreign.call.replaces]) {
      house.forgetEvents();
      await refers(call, `<sip:8002@127.0.0.1?Replaces=${encodeURIComponent(replaces)}>`);
      const { refer_to } = await house.sees('ChannelTransfer');
      expect(refer_to.requested_destination.protocol_id).toBe(replaces.split(';')[0]);
      expect(refer_to).not.toHaveProperty('destination_channel');
    }
    await call.hangsUp();
  });
});

describe('a phone takes the place of a call by INVITE with Replaces', () => {
  async function talking() {
    const customer = await answered(await house.registered('demo-8002'));
    const agent = await answered(phone);
    await house.ari.requests.bridges.create('b');
    await house.ari.requests.bridges.addChannel('b', [customer.id, agent.id]);
    house.forgetEvents();
    return { customer, agent };
  }

  test('it is in the bridge, the other one has left it, and the application knows', async () => {
    const { customer, agent } = await talking();
    const third = await house.registered('demo-8003');
    const call = await third.calls('8001', { headers: [['replaces', agent.call.replaces]] });
    await call.isAnswered();
    const start = await house.sees('StasisStart');
    expect(start).toMatchObject({ args: [], channel: { state: 'Up' }, replace_channel: { id: agent.id } });
    await house.sees('ChannelEnteredBridge', (event) => event.channel?.id === start.channel.id);
    expect((await house.ari.requests.bridges.get('b')).channels.sort()).toEqual([customer.id, start.channel.id].sort());
    // The one that lost its place stays with the application, as in Asterisk.
    expect(house.story(agent.id).at(-1)).toBe('ChannelLeftBridge');
    await house.ari.requests.channels.hangup(agent.id);
    await agent.call.isHungUp();
    expect(house.story(start.channel.id).slice(0, 4)).toEqual(['ChannelCreated', 'State:Up', 'StasisStart', 'ChannelEnteredBridge']);
    await call.hangsUp();
    await customer.call.hangsUp();
  });

  test('of a call in no bridge as well', async () => {
    const { call: old, id } = await answered(phone);
    house.forgetEvents();
    const third = await house.registered('demo-8003');
    const call = await third.calls('8001', {
      headers: [
        ['replaces', old.replaces],
        ['require', 'replaces'],
      ],
    });
    await call.isAnswered();
    expect(await house.sees('StasisStart')).toMatchObject({ replace_channel: { id } });
    await old.isHungUp();
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test.each([
    [481, 'no dialog of ours', () => 'unknown@x;to-tag=a;from-tag=b'],
    [400, 'nonsense', () => 'abc'],
    [486, 'an answered call, early only', (call: PhoneCall) => `${call.replaces};early-only`],
    [481, 'tags the wrong way round', (call: PhoneCall) => call.replaces.replace(/to-tag=(.*);from-tag=(.*)/, 'to-tag=$2;from-tag=$1')],
  ] as const)('is refused %i for %s', async (status, _what, replaces) => {
    const { call: old, id } = await answered(phone);
    const third = await house.registered('demo-8003');
    await (await third.calls('8001', { headers: [['replaces', replaces(old)]] })).hears(status);
    expect((await house.ari.requests.channels.get(id)).state).toBe('Up');
    await old.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('is refused 403 to a carrier, which only its address speaks for', async () => {
    const { call: old } = await answered(phone);
    const carrier = await house.trunk('carrier');
    await (await carrier.calls('8001', { headers: [['replaces', old.replaces]] })).hears(403);
    await old.hangsUp();
  });

  test('is refused 481 to another call centre, and to a call that was not answered', async () => {
    const { call: old } = await answered(phone);
    const neighbour = await house.registered('other-2', { accountcode: 'other' });
    await (await neighbour.calls('8001', { headers: [['replaces', old.replaces]] })).hears(481);
    const foreign = await house.registered('other-1', { context: 'other' });
    await (await foreign.calls('8001', { headers: [['replaces', old.replaces]] })).hears(481);
    house.forgetEvents();
    const early = await phone.calls('8700');
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    await early.hears(180);
    await (await foreign.calls('8001', { headers: [['replaces', early.replaces]] })).hears(481);
    const third = await house.registered('demo-8003');
    await (await third.calls('8001', { headers: [['replaces', early.replaces]] })).hears(481);
    early.cancels();
    await early.hears(487);
    await old.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });
});
