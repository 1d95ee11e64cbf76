import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildResponse, type SipRequest } from '../../src/sip/index.ts';
import { NOTHING_OPEN } from './house.ts';
import { udpWire } from './phone-wires.ts';
import type { TestPhone } from './test-phone.ts';
import { TimedHouse } from './timed-house.ts';

let timed: TimedHouse;
let carrier: TestPhone;
/** Whom the carrier's calls come from or go to: a host of its own. */
let farEnd: TestPhone;

beforeEach(async () => {
  timed = await TimedHouse.open();
  const { house } = timed;
  await house.ari.requests.asterisk.putConfig('res_pjsip', 'auth', 'line', { auth_type: 'userpass', username: 'us', password: 'precious' });
  carrier = await house.trunk('line', { outbound_auth: 'line', timers_min_se: '90', timers_sess_expires: '90' });
  farEnd = await house.phone('far', undefined, await udpWire(house.softswitch.sipPort, '127.0.0.9'));
});
afterEach(async () => {
  await timed.close();
});

const asksIn = (realm: string): [string, string][] => [
  ['www-authenticate', `Digest realm="${realm}", nonce="n", algorithm=MD5, qop="auth"`],
];
const isSigned = (request: SipRequest): boolean => request.headers.has('authorization') || request.headers.has('proxy-authorization');

/** Everything the far end is asked it answers with a challenge; what of it carries our password. */
function challengesAll(phone: TestPhone, realm: string): SipRequest[] {
  const signed: SipRequest[] = [];
  phone.onMessage = (message) => {
    if (message.kind !== 'request' || message.method === 'ACK') return;
    if (isSigned(message)) signed.push(message);
    phone.send(buildResponse(message, 401, { headers: asksIn(realm) }));
  };
  return signed;
}

/** A call of the carrier, answered; what follows in it goes to the host in its Contact. */
async function callOfFarEnd(headers: [string, string][] = []): Promise<string> {
  const { house } = timed;
  const invite = carrier.build('INVITE', '1', { body: carrier.sdp(), headers });
  invite.headers.set('contact', farEnd.contact);
  carrier.send(invite);
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  const ok = await carrier.hearsResponse(200, invite.callId, 'INVITE');
  carrier.send(
    carrier.build('ACK', '1', { callId: invite.callId, from: invite.headers.get('from') ?? '', toHeader: ok.headers.get('to') ?? '' }),
  );
  return channel.id;
}

describe('the password of a trunk is for its own servers: a challenge', () => {
  test('of the caller’s own host to our BYE is not answered', async () => {
    const { house } = timed;
    const signed = challengesAll(farEnd, 'carrier');
    await house.ari.requests.channels.hangup(await callOfFarEnd());
    await farEnd.hearsRequest('BYE');
    await house.sees('ChannelDestroyed');
    await timed.pass(1_000);
    expect(signed).toEqual([]);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test.each(['INVITE', 'UPDATE'])('of that host to our %s that refreshes the session is not answered', async (method) => {
    const signed = challengesAll(farEnd, 'carrier');
    await callOfFarEnd([
      ['supported', 'timer'],
      ['session-expires', '90;refresher=uas'],
      ['allow', method === 'UPDATE' ? 'INVITE, UPDATE' : 'INVITE'],
    ]);
    await timed.pass(50_000);
    await farEnd.hearsRequest(method);
    await timed.pass(1_000);
    expect(signed).toEqual([]);
  });

  test('of whoever was reached through the carrier is not answered after the carrier has asked itself: in another realm', async () => {
    const { house } = timed;
    await house.ari.requests.channels.originate({ channelId: 'out', endpoint: 'PJSIP/100@line', app: 'zuoxi' });
    (await carrier.isCalled()).rejects(401, asksIn('carrier'));
    const call = await carrier.isCalled();
    expect(isSigned(call.invite)).toBe(true);
    await call.picksUp();
    await house.sees('StasisStart');
    await house.ari.requests.channels.hangup('out');
    const bye = await call.hearsRequest('BYE');
    call.answers(bye, 401, { headers: asksIn('far end') });
    await timed.pass(1_000);
    expect(carrier.heard.filter((message) => message.kind === 'request' && message.method === 'BYE')).toHaveLength(1);
    // The next call the same way: the realm stays that of the carrier.
    await house.ari.requests.channels.originate({ channelId: 'next', endpoint: 'PJSIP/100@line', app: 'zuoxi' });
    const next = await carrier.isCalled();
    next.rejects(401, asksIn('far end'));
    await house.sees('ChannelDestroyed', (event) => event.channel.id === 'next');
    expect(carrier.heard.filter((message) => message.kind === 'request' && message.callId === next.callId && isSigned(message))).toEqual(
      [],
    );
  });

  test('of a host that the called side’s Contact or Record-Route names is not answered', async () => {
    const { house } = timed;
    const signed = challengesAll(farEnd, 'carrier');
    for (const [channelId, headers] of [
      ['contact', [['contact', farEnd.contact]]],
      ['route', [['record-route', farEnd.contact.replace('>', ';lr>')]]],
    ] as const) {
      await house.ari.requests.channels.originate({ channelId, endpoint: 'PJSIP/100@line', app: 'zuoxi' });
      const first = await carrier.isCalled();
      first.rejects(401, asksIn('carrier'));
      const call = await carrier.isCalled();
      carrier.send(
        buildResponse(call.invite, 200, {
          toTag: channelId,
          headers: channelId === 'route' ? [['contact', carrier.contact], ...headers] : headers,
          body: { type: 'application/sdp', content: carrier.sdp() },
        }),
      );
      await house.sees('StasisStart', (event) => event.channel.id === channelId);
      await house.ari.requests.channels.hangup(channelId);
      await farEnd.hearsRequest('BYE');
      await timed.pass(1_000);
    }
    expect(signed).toEqual([]);
  });

  test('of a host that a redirection names is not answered: it is not even called', async () => {
    const { house } = timed;
    const signed = challengesAll(farEnd, 'carrier');
    await house.ari.requests.channels.originate({ channelId: 'out', endpoint: 'PJSIP/100@line', app: 'zuoxi' });
    (await carrier.isCalled()).rejects(302, [['contact', farEnd.contact]]);
    await house.sees('ChannelDestroyed');
    expect([signed, farEnd.heard]).toEqual([[], []]);
  });

  test('of a server of the trunk to our BYE is answered', async () => {
    const { house } = timed;
    await house.ari.requests.channels.originate({ channelId: 'out', endpoint: 'PJSIP/100@line', app: 'zuoxi' });
    (await carrier.isCalled()).rejects(401, asksIn('carrier'));
    const call = await carrier.isCalled();
    await call.picksUp();
    await house.sees('StasisStart');
    await house.ari.requests.channels.hangup('out');
    call.answers(await call.hearsRequest('BYE'), 401, { headers: asksIn('carrier') });
    const again = await call.hearsRequest('BYE');
    expect(isSigned(again)).toBe(true);
    call.answers(again, 200);
  });
});
