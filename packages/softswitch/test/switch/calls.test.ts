import { afterEach, beforeEach, expect, test } from 'vitest';
import { House, NOTHING_OPEN } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(async () => {
  await house.close();
});

test('a carrier call enters the application, is answered, bridged with a registered phone and ended by the caller', async () => {
  const carrier = await house.trunk('demo-trunk');
  const phone = await house.registered('demo-8001');
  const { channels, bridges } = house.ari.requests;

  const call = await carrier.calls('02088886666');
  const { channel: caller } = await house.sees('StasisStart');
  expect(caller).toMatchObject({
    state: 'Ring',
    caller: { number: 'carrier' },
    dialplan: { exten: '02088886666', context: 'trunk', app_name: 'Stasis' },
  });
  expect(caller.name).toMatch(/^PJSIP\/demo-trunk-[0-9a-f]{8}$/);
  await channels.ring(caller.id);
  await call.hears(180);
  await channels.answer(caller.id);
  await call.isAnswered();

  await channels.originate({
    channelId: 'agent',
    endpoint: 'PJSIP/demo-8001',
    app: 'zuoxi',
    appArgs: ['agent', '1'],
    callerId: '"王" <13550602245>',
  });
  const ringing = await phone.isCalled();
  expect(ringing.invite.from).toMatchObject({ display: '王' });
  expect(ringing.invite.from.uri).toContain('sip:13550602245@');
  ringing.rings();
  await house.sees('Dial', (event) => event.dialstatus === 'RINGING');
  await ringing.picksUp();
  const agentStart = await house.sees('StasisStart', (event) => event.channel.id === 'agent');
  expect(agentStart.args).toEqual(['agent', '1']);

  await bridges.create('b1');
  await bridges.addChannel('b1', [caller.id, 'agent']);
  expect((await bridges.get('b1')).channels).toEqual([caller.id, 'agent']);
  expect((await channels.get(caller.id)).connected.number).toBe('13550602245');
  await call.hangsUp();
  const destroyed = await house.sees('ChannelDestroyed', (event) => event.channel.id === caller.id);
  expect(destroyed).toMatchObject({ cause: 16, cause_txt: 'Normal Clearing' });
  await channels.hangup('agent');
  await ringing.isHungUp();
  await house.sees('ChannelDestroyed', (event) => event.channel.id === 'agent');
  await bridges.destroy('b1');

  expect(house.story(caller.id)).toEqual([
    'ChannelCreated',
    'StasisStart',
    'State:Up',
    'ChannelEnteredBridge',
    'ChannelConnectedLine',
    'ChannelHangupRequest',
    'ChannelLeftBridge',
    'StasisEnd',
    'ChannelDestroyed',
  ]);
  expect(house.story('agent')).toEqual([
    'ChannelCreated',
    'ChannelCallerId',
    'ChannelConnectedLine',
    'Dial:',
    'State:Ringing',
    'Dial:RINGING',
    'State:Up',
    'Dial:ANSWER',
    'StasisStart',
    'ChannelEnteredBridge',
    'ChannelConnectedLine',
    'ChannelHangupRequest',
    'ChannelLeftBridge',
    'StasisEnd',
    'ChannelDestroyed',
  ]);
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test.each([
  { formats: undefined, offered: ['9', '8', '0'], story: 'in its own order' },
  { formats: ['ulaw', 'alaw'], offered: ['0', '8', '9'], story: 'what originate wants first' },
])('a phone with wide band is offered $story', async ({ formats, offered }) => {
  const phone = await house.registered('demo-8001');
  await house.ari.requests.asterisk.putConfig('res_pjsip', 'endpoint', 'demo-8001', { allow: 'g722,alaw,ulaw' });
  const wish = formats ? { formats } : {};
  await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi', ...wish });
  const { invite } = await phone.isCalled();
  const payloads = /^m=audio \d+ RTP\/AVP (.*)$/m.exec(invite.body)?.[1]?.trim().split(' ') ?? [];
  expect(payloads.filter((payload) => Number(payload) < 96)).toEqual(offered);
});

test('a phone that is called for somebody on the line is offered what he speaks first', async () => {
  const carrier = await house.trunk('demo-trunk');
  const phone = await house.registered('demo-8001');
  const { asterisk, channels } = house.ari.requests;
  await asterisk.putConfig('res_pjsip', 'endpoint', 'demo-8001', { allow: 'g722,alaw,ulaw' });
  await carrier.calls('02088886666');
  const { channel } = await house.sees('StasisStart');
  await channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi', originator: channel.id });
  const { invite } = await phone.isCalled();
  expect(/^m=audio \d+ RTP\/AVP (\d+)/m.exec(invite.body)?.[1]).toBe('8');
});
