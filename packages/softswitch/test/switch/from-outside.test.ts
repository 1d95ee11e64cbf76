import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serialise } from '../../src/sip/index.ts';
import { House } from './house.ts';

/** What carriers, gateways and desk phones were seen to send, and what is right. */

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

describe('an INVITE that names no place to send the BYE to', () => {
  test.each([
    ['without Contact', []],
    ['with two', ['<sip:a@127.0.0.1:5090>', '<sip:b@127.0.0.1:5090>']],
    ['with a star', ['*']],
    ['with a telephone number', ['<tel:+862088880001>']],
  ] as [string, string[]][])('%s is refused with 400, and no call begins', async (_what, contacts) => {
    const carrier = await house.trunk('t');
    const invite = carrier.build('INVITE', '02088880001', { body: carrier.sdp() });
    invite.headers.remove('contact');
    for (const contact of contacts) invite.headers.add('contact', contact);
    carrier.send(invite);
    expect((await carrier.hearsFinal(() => true, invite.callId, 'INVITE')).status).toBe(400);
    expect(house.events.filter(({ type }) => type === 'StasisStart')).toEqual([]);
  });
});

describe('a first proxy that is a strict router', () => {
  test('gets our BYE with itself as the Request-URI and the caller at the end of the routes', async () => {
    const carrier = await house.trunk('t');
    const routes: [string, string][] = [
      ['record-route', `<sip:strict@127.0.0.1:${carrier.port};method=INVITE>`],
      ['record-route', '<sip:second.example;lr>'],
    ];
    const call = await carrier.calls('02088880001', { headers: routes });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    await call.isAnswered();
    await house.ari.requests.channels.hangup(channel.id);
    const bye = await carrier.hearsRequest('BYE');
    expect(bye.uri).toBe(`sip:strict@127.0.0.1:${carrier.port}`);
    expect(bye.headers.all('route')).toEqual(['<sip:second.example;lr>', carrier.contact]);
  });

  test('a loose one gets it as ever', async () => {
    const carrier = await house.trunk('t');
    const route = `<sip:127.0.0.1:${carrier.port};lr>`;
    const call = await carrier.calls('02088880001', { headers: [['record-route', route]] });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    await call.isAnswered();
    await house.ari.requests.channels.hangup(channel.id);
    const bye = await carrier.hearsRequest('BYE');
    expect(`<${bye.uri}>`).toBe(carrier.contact);
    expect(bye.headers.all('route')).toEqual([route]);
  });
});

describe('an offer of several audio streams', () => {
  const offer = (streams: readonly [port: number, formats: string, rtpmap: string][]) =>
    [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      ...streams.flatMap(([port, formats, rtpmap]) => [`m=audio ${port} RTP/AVP ${formats}`, `a=rtpmap:${rtpmap}`]),
      '',
    ].join('\r\n');

  test('the first that we speak is taken, and the others are refused in their place', async () => {
    const carrier = await house.trunk('t');
    const streams: [number, string, string][] = [
      [30_000, '18', '18 G729/8000'],
      [30_002, '8', '8 PCMA/8000'],
      [30_004, '0', '0 PCMU/8000'],
    ];
    const call = await carrier.calls('02088880001', { body: offer(streams) });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    const answer = await call.isAnswered();
    const lines = answer.body.split('\r\n').filter((line) => line.startsWith('m='));
    expect(lines.map((line) => line.replace(/(?<= )[1-9]\d+(?= RTP)/, 'PORT'))).toEqual([
      'm=audio 0 RTP/AVP 18',
      expect.stringMatching(/^m=audio PORT RTP\/AVP 8\b/),
      'm=audio 0 RTP/AVP 0',
    ]);
  });

  test('with nothing that we speak it is refused, and a person who looks at it is told why', async () => {
    const carrier = await house.trunk('t');
    const call = await carrier.calls('02088880001', { body: offer([[30_000, '18', '18 G729/8000']]) });
    const refusal = await call.hears(488);
    expect(refusal.headers.get('warning')).toBe('305 Zuoxi "no codec in common"');
  });
});

describe('a number in a URI', () => {
  test.each([
    ['tel:+86-20-8888-0001', '+862088880001'],
    ['tel:8888(0001);phone-context=+8620', '88880001'],
    ['sip:+862088880001;npdi;rn=+8613800000000@127.0.0.1', '+862088880001'],
    ['sip:020-8888.0001@127.0.0.1;user=phone', '02088880001'],
    ['sip:sales-1@127.0.0.1', 'sales-1'],
    ['sip:*57%23@127.0.0.1', '*57#'],
  ])('%s calls %s', async (uri, exten) => {
    const carrier = await house.trunk('t');
    await carrier.calls('x', { uri });
    const { channel } = await house.sees('StasisStart');
    expect(channel.dialplan.exten).toBe(exten);
  });

  test.each([
    ['<tel:+86-138-0013-8000>', '+8613800138000'],
    ['"张三" <sip:138.0013.8000;cpc=ordinary@127.0.0.1;user=phone>', '13800138000'],
  ])('%s calls from %s', async (from, number) => {
    const carrier = await house.trunk('t');
    await carrier.calls('02088880001', { from: `${from};tag=1` });
    expect((await house.sees('StasisStart')).channel.caller.number).toBe(number);
  });

  test.each(['tel:', 'tel:abc', 'tel:;phone-context=+86', 'tel:+86 20'])('%s is none', async (uri) => {
    const carrier = await house.trunk('t');
    const call = await carrier.calls('x', { uri });
    expect((await call.hears(400)).status).toBe(400);
  });

  test('a transfer to tel: is asked for like any other', async () => {
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('02088880001');
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    await call.isAnswered();
    call.sends('REFER', { headers: [['refer-to', '<tel:+86-138-0013-8000>']] });
    const { refer_to: target } = await house.sees('ChannelTransfer');
    expect(target.requested_destination.destination).toBe('+8613800138000');
  });
});

describe('an answer that came before the answer', () => {
  test('the session of a 180 counts when the 200 brings none', async () => {
    const carrier = await house.trunk('t');
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/02088880001@t', app: 'zuoxi' });
    const call = await carrier.isCalled();
    call.responds(180, { body: carrier.sdp() });
    await house.sees('Dial', (event) => event.dialstatus === 'RINGING');
    call.responds(200);
    await house.sees('StasisStart', (event) => event.channel.id === 'c');
    expect((await house.ari.requests.channels.get('c')).state).toBe('Up');
  });
});

describe('a display name', () => {
  const bytesOf: Record<string, number[]> = {
    // 张三 in GB 18030.
    张三: [0xd5, 0xc5, 0xc8, 0xfd],
    // 㐀, four bytes.
    㐀: [0x81, 0x39, 0xee, 0x39],
  };

  test.each(Object.keys(bytesOf))('in GB 18030 is %s', async (name) => {
    const carrier = await house.trunk('t');
    const invite = carrier.build('INVITE', '02088880001', { body: carrier.sdp(), from: '"NAME" <sip:138@127.0.0.1>;tag=1' });
    const [before = '', after = ''] = serialise(invite).toString('latin1').split('NAME');
    carrier.send(Buffer.concat([Buffer.from(before, 'latin1'), Buffer.from(bytesOf[name] ?? []), Buffer.from(after, 'latin1')]));
    expect((await house.sees('StasisStart')).channel.caller).toEqual({ name, number: '138' });
  });
});
