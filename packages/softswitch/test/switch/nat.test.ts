import { createSocket, type Socket } from 'node:dgram';
import { ManualClock } from '@zuoxi/kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseMessage } from '../../src/sip/index.ts';
import { House } from './house.ts';

let house: House;
let clock: ManualClock;
const sockets: Socket[] = [];
beforeEach(async () => {
  clock = new ManualClock();
  house = await House.open({ clock });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  const closing = house.close();
  const turn = setInterval(() => clock.advance(500), 5);
  await closing;
  clearInterval(turn);
});

async function socket(): Promise<Socket> {
  const made = createSocket('udp4');
  await new Promise<void>((resolve) => made.bind(0, '127.0.0.1', resolve));
  sockets.push(made);
  return made;
}

const hears = (at: Socket): Promise<string> => new Promise((resolve) => at.once('message', (data) => resolve(data.toString())));
const silent = (at: Socket): { heard: number } => {
  const count = { heard: 0 };
  at.on('message', () => count.heard++);
  return count;
};

/** What a phone writes that knows only its address inside: another port in Via than the one the router sends from. */
function register(inside: number, rport: string, user = 'demo-8001'): string {
  return [
    'REGISTER sip:127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/UDP 127.0.0.1:${inside}${rport};branch=z9hG4bK${rport.length}${inside}`,
    'Max-Forwards: 70',
    `From: <sip:${user}@127.0.0.1>;tag=1`,
    `To: <sip:${user}@127.0.0.1>`,
    'Call-ID: nat',
    'CSeq: 1 REGISTER',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

describe('the answer to a request that came through a router', () => {
  test('goes where it came from when it asks for that (rport), and says where that is', async () => {
    const [outside, inside] = [await socket(), await socket()];
    const wrong = silent(inside);
    outside.send(register(inside.address().port, ';rport', 'nobody'), house.softswitch.sipPort, '127.0.0.1');
    expect(await hears(outside)).toMatch(new RegExp(`^Via:.*;received=127\\.0\\.0\\.1;rport=${outside.address().port}\\r$`, 'm'));
    expect(wrong.heard).toBe(0);
  });

  test('goes where it came from when it is of an endpoint with `force_rport` (the default), asked for or not', async () => {
    await house.extension('demo-8001');
    const [outside, inside] = [await socket(), await socket()];
    const wrong = silent(inside);
    outside.send(register(inside.address().port, ''), house.softswitch.sipPort, '127.0.0.1');
    expect(await hears(outside)).toMatch(/^SIP\/2\.0 401 /);
    expect(wrong.heard).toBe(0);
  });

  test('goes where Via says when the endpoint has `force_rport=no`, or nobody knows it (RFC 3261 section 18.2.2)', async () => {
    await house.extension('demo-8001', { force_rport: 'no' });
    for (const user of ['demo-8001', 'nobody']) {
      const [outside, inside] = [await socket(), await socket()];
      outside.send(register(inside.address().port, '', user), house.softswitch.sipPort, '127.0.0.1');
      expect(await hears(inside)).toMatch(/^SIP\/2\.0 401 /);
    }
  });
});

test('an empty line as a keep-alive is not answered, and does nothing', async () => {
  const phone = await socket();
  const answers = silent(phone);
  for (const text of ['\r\n', '\r\n\r\n', '\0\0\0\0']) phone.send(text, house.softswitch.sipPort, '127.0.0.1');
  phone.send(register(phone.address().port, ';rport', 'nobody'), house.softswitch.sipPort, '127.0.0.1');
  await hears(phone);
  expect(answers.heard).toBe(1);
});

test('a registered phone is asked OPTIONS where it was heard, whatever its Contact says, and is offline when it is silent', async () => {
  await house.extension('demo-8001');
  await house.ari.requests.asterisk.putConfig('res_pjsip', 'aor', 'demo-8001', { qualify_frequency: '30' });
  const phone = await house.phone('demo-8001', 'pw-demo-8001');
  const request = phone.build('REGISTER', 'demo-8001', { uri: 'sip:127.0.0.1', headers: [['expires', '300']] });
  // Its address inside, where nothing would reach it.
  request.headers.set('contact', '<sip:demo-8001@10.0.0.7:5060>');
  expect((await phone.asks(request)).status).toBe(200);
  clock.advance(30_000);
  const options = await phone.hearsRequest('OPTIONS');
  expect(options.uri).toBe('sip:demo-8001@10.0.0.7:5060');
  clock.advance(3_000);
  await house.sees('ContactStatusChange', (event) => event.contact_info.contact_status === 'Unreachable');
  await house.sees('PeerStatusChange', (event) => event.endpoint.state === 'offline');
});

test('a call goes to the phone where it was heard, and so does what follows inside the call', async () => {
  await house.extension('demo-8001');
  const phone = await house.phone('demo-8001', 'pw-demo-8001');
  const request = phone.build('REGISTER', 'demo-8001', { uri: 'sip:127.0.0.1', headers: [['expires', '300']] });
  request.headers.set('contact', '<sip:demo-8001@10.0.0.7:5060>');
  await phone.asks(request);
  await house.ari.requests.channels.originate({ channelId: 'out', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
  const call = await phone.isCalled();
  expect(call.invite.uri).toBe('sip:demo-8001@10.0.0.7:5060');
  await call.picksUp();
  await house.sees('StasisStart');
  await house.ari.requests.channels.hangup('out');
  await call.isHungUp();
});

describe('a carrier behind a router, whose Contact cannot be reached', () => {
  async function bye(fields: Record<string, string>): Promise<{ at: string }> {
    const carrier = await house.trunk('t', fields);
    const elsewhere = await socket();
    const atContact = hears(elsewhere);
    const invite = carrier.build('INVITE', '1', { body: carrier.sdp() });
    invite.headers.set('contact', `<sip:carrier@127.0.0.1:${elsewhere.address().port}>`);
    carrier.send(invite);
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    const ok = await carrier.hearsResponse(200, invite.callId, 'INVITE');
    const ack = carrier.build('ACK', '1', {
      callId: invite.callId,
      from: invite.headers.get('from') ?? '',
      toHeader: ok.headers.get('to') ?? '',
    });
    carrier.send(ack);
    await house.ari.requests.channels.hangup(channel.id);
    return Promise.race([
      carrier.hearsRequest('BYE').then(() => ({ at: 'where it was heard' })),
      atContact.then((text) => {
        const result = parseMessage(Buffer.from(text));
        return { at: result.type === 'message' && result.message.method === 'BYE' ? 'its Contact' : text };
      }),
    ]);
  }

  test('gets what follows there all the same, unless `rewrite_contact` is set', async () => {
    expect(await bye({})).toEqual({ at: 'its Contact' });
  });

  test('gets what follows where it was heard with `rewrite_contact`', async () => {
    expect(await bye({ rewrite_contact: 'yes' })).toEqual({ at: 'where it was heard' });
  });
});
