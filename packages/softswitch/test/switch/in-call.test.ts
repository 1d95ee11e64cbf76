import { afterEach, beforeEach, expect, test } from 'vitest';
import { House, NOTHING_OPEN } from './house.ts';
import type { PhoneCall, TestPhone } from './test-phone.ts';

let house: House;
let phone: TestPhone;
beforeEach(async () => {
  house = await House.open();
  phone = await house.registered('demo-8001');
});
afterEach(async () => {
  await house.close();
});

async function answeredCall(): Promise<{ call: PhoneCall; id: string }> {
  const call = await phone.calls('8002');
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  await call.isAnswered();
  return { call, id: channel.id };
}

test('a re-INVITE with sendonly is a hold, one with sendrecv ends it', async () => {
  const { call, id } = await answeredCall();
  expect((await call.asks('INVITE', phone.sdp(undefined, 'sendonly'))).status).toBe(200);
  expect(await house.sees('ChannelHold')).toMatchObject({ channel: { id } });
  expect((await call.asks('INVITE', phone.sdp())).status).toBe(200);
  expect(await house.sees('ChannelUnhold')).toMatchObject({ channel: { id } });
  await call.hangsUp();
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test('a re-INVITE that cannot be met is refused and the call goes on', async () => {
  const { call, id } = await answeredCall();
  expect((await call.asks('INVITE', phone.sdp([[18, 'G729/8000']]))).status).toBe(488);
  expect((await house.ari.requests.channels.get(id)).state).toBe('Up');
  await call.hangsUp();
});

test('a key pressed by SIP INFO is reported once', async () => {
  const { call, id } = await answeredCall();
  expect((await call.asks('INFO', 'Signal=5\r\nDuration=160\r\n', 'application/dtmf-relay')).status).toBe(200);
  expect(await house.sees('ChannelDtmfReceived')).toMatchObject({ digit: '5', duration_ms: 160, channel: { id } });
  expect((await call.asks('INFO', 'x', 'text/plain')).status).toBe(415);
});

test('OPTIONS and UPDATE inside a call are answered, MESSAGE is not allowed', async () => {
  const { call } = await answeredCall();
  expect((await call.asks('OPTIONS')).status).toBe(200);
  expect((await call.asks('UPDATE')).status).toBe(200);
  expect((await call.asks('MESSAGE', 'hi', 'text/plain')).status).toBe(405);
});

test('a request with an old CSeq is answered 500, one of an unknown dialog 481', async () => {
  const { call } = await answeredCall();
  const stranger = await house.phone('stranger');
  const forged = stranger.build('BYE', '', { callId: call.callId, toHeader: '<sip:x@y>;tag=guess', cseq: 9 });
  stranger.send(forged);
  await stranger.hearsResponse(481, call.callId, 'BYE');
  await call.asks('OPTIONS');
  const late = phone.build('INFO', '', {
    callId: call.callId,
    from: call.invite.headers.get('from'),
    toHeader: phone.heard.findLast((m) => m.kind === 'response' && m.status === 200)?.headers.get('to'),
    cseq: 1,
  });
  phone.send(late);
  await phone.hearsResponse(500, call.callId, 'INFO');
  await call.hangsUp();
});

test('a 200 that gets no ACK is sent again', async () => {
  const call = await phone.calls('8002');
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  await call.hears(200);
  await call.hears(200);
  call.acknowledges();
  await call.hangsUp();
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test('our BYE waits for the ACK of our 200', async () => {
  const call = await phone.calls('8002');
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  await call.hears(200);
  await house.ari.requests.channels.hangup(channel.id);
  expect(phone.heard.some((m) => m.kind === 'request' && m.method === 'BYE')).toBe(false);
  call.acknowledges();
  await call.isHungUp();
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test('malformed datagrams beside a call are answered or dropped and the call goes on', async () => {
  const { call, id } = await answeredCall();
  const attacker = await house.phone('attacker');
  const garbage = [
    'INVITE\r\n\r\n',
    'INVITE sip:x SIP/2.0\r\nVia: nonsense\r\n\r\n',
    '\0\0\0\0',
    'SIP/2.0 99999 huge\r\n\r\n',
    `INVITE sip:x@y SIP/2.0\r\n${'Via: SIP/2.0/UDP a;branch=z9hG4bKx\r\n'.repeat(2000)}\r\n`,
    `OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKy;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@c>\r\nCall-ID: q\r\nCSeq: 1 OPTIONS\r\nContent-Length: -5\r\n\r\n`,
    Buffer.alloc(60_000, 0x41),
  ];
  for (const text of garbage) attacker.send(text);
  await attacker.hearsResponse(400, 'q', 'OPTIONS');
  expect((await house.ari.requests.channels.get(id)).state).toBe('Up');
  await call.hangsUp();
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test.each(['MESSAGE', 'PUBLISH', 'NOTIFY', 'FOO'])('%s outside a call is refused', async (method) => {
  const request = phone.build(method, '8002');
  phone.send(request);
  const response = await phone.hearsFinal((status) => status >= 200, request.callId, method);
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toContain('INVITE');
});

test('OPTIONS of a stranger is challenged, of a registered phone answered', async () => {
  const stranger = await house.phone('stranger');
  const request = stranger.build('OPTIONS', 'x');
  stranger.send(request);
  await stranger.hearsResponse(401, request.callId, 'OPTIONS');
  expect((await phone.asks(phone.build('OPTIONS', 'x'))).status).toBe(200);
});

test.each([
  [420, { headers: [['require', 'nothing-we-know']] as [string, string][] }],
  [415, { bodyType: 'application/unknown' }],
  [416, { uri: 'nobodyKnowsThisScheme:x' }],
] as const)('an INVITE we cannot serve is answered %i', async (status, options) => {
  const request = phone.build('INVITE', 'x', {
    body: phone.sdp(),
    ...options,
    ...('headers' in options ? { headers: [...options.headers] } : {}),
  });
  phone.send(request);
  await phone.hearsResponse(status, request.callId, 'INVITE');
});

test('Max-Forwards 0 is answered 483', async () => {
  const request = phone.build('INVITE', 'x', { body: phone.sdp() });
  request.headers.set('max-forwards', '0');
  phone.send(request);
  await phone.hearsResponse(483, request.callId, 'INVITE');
});

test('stopping the softswitch says BYE to every call', async () => {
  const { call } = await answeredCall();
  await house.softswitch.stop();
  await call.isHungUp();
});
