import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { House, NOTHING_OPEN } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(async () => {
  await house.close();
});

describe('a call to a phone', () => {
  test.each([
    [486, 17, 'BUSY'],
    [603, 21, 'NOANSWER'],
    [404, 1, 'NOANSWER'],
    [480, 19, 'NOANSWER'],
    [503, 34, 'CONGESTION'],
    [488, 58, 'NOANSWER'],
  ] as const)('that is answered %i ends with cause %i and dial status %s', async (status, cause, dialstatus) => {
    const phone = await house.registered('demo-8001');
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const call = await phone.isCalled();
    call.rings();
    call.rejects(status);
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause, channel: { id: 'c' } });
    expect(house.story('c')).toEqual([
      'ChannelCreated',
      'Dial:',
      'State:Ringing',
      'Dial:RINGING',
      'ChannelHangupRequest',
      `Dial:${dialstatus}`,
      'ChannelDestroyed',
    ]);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that nobody picks up is cancelled after its time, cause 19', async () => {
    const phone = await house.registered('demo-8001');
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi', timeoutS: 1 });
    const call = await phone.isCalled();
    call.rings();
    await call.isCancelled();
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 19, cause_txt: 'User alerting, no answer' });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that is hung up while it rings is cancelled with the reason', async () => {
    const phone = await house.registered('demo-8001');
    const { channels } = house.ari.requests;
    await channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const call = await phone.isCalled();
    call.rings();
    await house.sees('Dial', (event) => event.dialstatus === 'RINGING');
    await channels.hangup('c', 'answered_elsewhere');
    expect((await call.isCancelled()).headers.get('reason')).toContain('Call completed elsewhere');
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 26 });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that answers although it was cancelled is ended with ACK and BYE', async () => {
    const phone = await house.registered('demo-8001');
    const { channels } = house.ari.requests;
    await channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const call = await phone.isCalled();
    call.rings();
    await house.sees('Dial', (event) => event.dialstatus === 'RINGING');
    await channels.hangup('c');
    await phone.hearsRequest('CANCEL');
    await call.picksUp();
    await call.isHungUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that is registered twice rings both; the first to answer has it and the other is cancelled', async () => {
    const desk = await house.registered('demo-8001');
    const mobile = await house.phone('demo-8001', 'pw-demo-8001');
    await mobile.registers();
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const [atDesk, atMobile] = await Promise.all([desk.isCalled(), mobile.isCalled()]);
    atDesk.rings();
    atMobile.rings();
    await house.sees('Dial', (event) => event.dialstatus === 'RINGING');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await atMobile.picksUp();
    await atDesk.isCancelled();
    await house.sees('StasisStart');
    await atMobile.hangsUp();
    await house.sees('ChannelDestroyed');
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that is not registered cannot be made', async () => {
    await house.extension('demo-8001');
    const attempt = house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    await expect(attempt).rejects.toMatchObject({ status: 500 });
    const unknown = house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/nobody', app: 'zuoxi' });
    await expect(unknown).rejects.toMatchObject({ status: 500 });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });
});

describe('a call to us', () => {
  test('is answered 486 when the application hangs up with busy', async () => {
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002');
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.hangup(channel.id, 'busy');
    await call.hears(486);
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 17 });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('is answered 404 for an unallocated number', async () => {
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('9999');
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.hangup(channel.id, 'unallocated');
    await call.hears(404);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that the caller cancels ends with 487 and cause 127', async () => {
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002');
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.ring(channel.id);
    await call.hears(180);
    call.cancels();
    await phone.hearsResponse(200, call.callId, 'CANCEL');
    await call.hears(487);
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 127 });
    expect(house.story(channel.id)).toEqual(['ChannelCreated', 'StasisStart', 'ChannelHangupRequest', 'StasisEnd', 'ChannelDestroyed']);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('that offers no codec of ours is refused 488 and never becomes a channel', async () => {
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { body: phone.sdp([[18, 'G729/8000']]) });
    await call.hears(488);
    expect(house.events.filter((event) => event.type === 'ChannelCreated')).toEqual([]);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('with a broken session description is refused 400', async () => {
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { body: 'this is no sdp\r\n' });
    await call.hears(400);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('without an offer gets ours in the 200, and the ACK brings the answer', async () => {
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8002', { body: '' });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    const ok = await call.hears(200);
    expect(ok.body).toContain('m=audio');
    call.acknowledges(phone.sdp());
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('with the wrong password is challenged again and again', async () => {
    await house.extension('demo-8001');
    const thief = await house.phone('demo-8001', 'guess');
    const response = await thief.asks(thief.build('INVITE', '8002', { body: thief.sdp() }));
    expect(response.status).toBe(401);
    expect((await thief.registers()).status).toBe(401);
  });

  test('of an unknown user gets the same answer as one of a known user', async () => {
    const known = await house.extension('demo-8001');
    const stranger = await house.phone('demo-7777', 'x');
    const ask = async (phone: typeof known) => {
      const request = phone.build('INVITE', '8002', { body: phone.sdp() });
      phone.send(request);
      const response = await phone.hearsFinal((status) => status >= 200, request.callId, 'INVITE');
      return {
        status: response.status,
        keys: response.headers.keys,
        challenge: response.headers.get('www-authenticate')?.replace(/nonce="[^"]+"/, ''),
      };
    };
    expect(await ask(stranger)).toEqual(await ask(known));
  });

  test('is answered 503 with Retry-After while no application was ever connected', async () => {
    const lonely = await House.open({ connect: false });
    try {
      await configureTrunkOverHttp(lonely);
      const carrier = await lonely.phone('carrier');
      const call = await carrier.calls('1');
      const response = await call.hears(503);
      expect(response.headers.get('retry-after')).toBe('10');
    } finally {
      await lonely.close();
    }
  });
});

async function configureTrunkOverHttp(target: House): Promise<void> {
  const put = async (path: string, fields: Record<string, string>): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${target.softswitch.ariPort}/ari/asterisk/config/dynamic/${path}?api_key=zuoxi:secret`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fields: Object.entries(fields).map(([attribute, value]) => ({ attribute, value })) }),
    });
    expect(response.status).toBe(200);
  };
  await put('res_pjsip/endpoint/t', { aors: 't', context: 'trunk' });
  await put('res_pjsip/identify/t', { endpoint: 't', match: '127.0.0.0/8' });
}
