import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { House, NOTHING_OPEN } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(async () => {
  await house.close();
});

test('a call over a trunk asks the carrier for the number and shows our caller ID', async () => {
  const carrier = await house.trunk('demo-trunk', { from_domain: 'carrier.example', send_pai: 'yes' });
  await house.ari.requests.channels.originate({
    channelId: 'out',
    endpoint: 'PJSIP/13550602245@demo-trunk',
    app: 'zuoxi',
    callerId: '"Shop" <02088886666>',
    variables: { 'PJSIP_HEADER(add,X-Customer)': '42', CUSTOMER: '42' },
  });
  const call = await carrier.isCalled();
  expect(call.invite.uri).toContain('sip:13550602245@127.0.0.1');
  expect(call.invite.from.uri).toBe('sip:02088886666@carrier.example');
  expect(call.invite.headers.get('p-asserted-identity')).toBe('"Shop" <sip:02088886666@carrier.example>');
  expect(call.invite.headers.get('x-customer')).toBe('42');
  await call.picksUp();
  expect(await house.sees('StasisStart')).toMatchObject({
    channel: { id: 'out', state: 'Up', caller: { number: '02088886666', name: 'Shop' } },
  });
  expect(await house.ari.requests.channels.getVariable('out', 'CUSTOMER')).toBe('42');
  await house.ari.requests.channels.hangup('out');
  await call.isHungUp();
  await house.sees('ChannelDestroyed');
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test('a carrier that asks for credentials gets them once; a peer without configured ones gets none', async () => {
  const carrier = await house.trunk('demo-trunk', { outbound_auth: 'carrier-auth' });
  await house.ari.requests.asterisk.putConfig('res_pjsip', 'auth', 'carrier-auth', {
    auth_type: 'userpass',
    username: 'us',
    password: 'pw',
  });
  const challenge: [string, string][] = [['proxy-authenticate', 'Digest realm="carrier", nonce="abc", qop="auth"']];
  await house.ari.requests.channels.originate({ channelId: 'a', endpoint: 'PJSIP/1@demo-trunk', app: 'zuoxi' });
  const first = await carrier.isCalled();
  first.rejects(407, challenge);
  const second = await carrier.isCalled();
  const header = second.invite.headers.get('proxy-authorization') ?? '';
  const field = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(header)?.[1] ?? '';
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const expected = md5(`${md5('us:carrier:pw')}:abc:00000001:${field('cnonce')}:auth:${md5(`INVITE:${second.invite.uri}`)}`);
  expect(field('response')).toBe(expected);
  second.rejects(407, challenge);
  expect(await house.sees('ChannelDestroyed', (event) => event.channel.id === 'a')).toMatchObject({ cause: 21 });

  const phone = await house.registered('demo-8001');
  await house.ari.requests.channels.originate({ channelId: 'b', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
  (await phone.isCalled()).rejects(401, [['www-authenticate', 'Digest realm="carrier", nonce="abc", qop="auth"']]);
  expect(await house.sees('ChannelDestroyed', (event) => event.channel.id === 'b')).toMatchObject({ cause: 21 });
  expect(phone.heard.some((m) => m.headers.has('authorization') && m.kind === 'request')).toBe(false);
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test('identity headers of an untrusted peer are not believed, those of a trusted one are', async () => {
  const carrier = await house.trunk('demo-trunk');
  const headers: [string, string][] = [['p-asserted-identity', '<sip:110@police>']];
  await carrier.calls('1', { headers });
  expect((await house.sees('StasisStart')).channel.caller.number).toBe('carrier');
  house.forgetEvents();
  await house.ari.requests.asterisk.putConfig('res_pjsip', 'endpoint', 'demo-trunk', { trust_id_inbound: 'yes' });
  await carrier.calls('2', { headers });
  expect((await house.sees('StasisStart')).channel.caller.number).toBe('110');
});

test('a trunk cannot call in the name of an extension', async () => {
  const carrier = await house.trunk('demo-trunk');
  await house.extension('demo-8001');
  const request = carrier.build('INVITE', '1', { body: carrier.sdp(), from: '<sip:demo-8001@x>;tag=1' });
  carrier.send(request);
  await carrier.hearsResponse(401, request.callId, 'INVITE');
});
