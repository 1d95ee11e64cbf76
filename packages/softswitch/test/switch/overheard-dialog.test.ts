import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SipMessage, SipResponse } from '../../src/sip/index.ts';
import { NOTHING_OPEN } from './house.ts';
import { tcpWire, udpWire } from './phone-wires.ts';
import type { PhoneCall, TestPhone } from './test-phone.ts';
import { TimedHouse } from './timed-house.ts';

let timed: TimedHouse;
let stranger: TestPhone;

beforeEach(async () => {
  timed = await TimedHouse.open();
  stranger = await at('127.0.0.9', 'stranger');
});
afterEach(async () => {
  await timed.close();
});

async function at(address: string, user: string): Promise<TestPhone> {
  const { house } = timed;
  return house.phone(user, `pw-${user}`, await udpWire(house.softswitch.sipPort, address));
}

/** The names of a dialog, as whoever reads the line has them. */
interface Names {
  callId: string;
  from: string;
  toHeader: string;
  cseq: number;
}

/** As seen from the side of the phone or carrier. */
function namesOf(call: PhoneCall, answer?: SipResponse): Names {
  const { headers } = call.invite;
  if (answer) return { callId: call.callId, from: headers.get('from') ?? '', toHeader: answer.headers.get('to') ?? '', cseq: 900 };
  const tag = /from-tag=([^;]+)/.exec(call.replaces)?.[1] ?? '';
  return { callId: call.callId, from: `${headers.get('to')};tag=${tag}`, toHeader: headers.get('from') ?? '', cseq: 900 };
}

async function asks(
  phone: TestPhone,
  method: string,
  names: Names,
  options: { body?: string; bodyType?: string; headers?: [string, string][] } = {},
): Promise<number> {
  const request = phone.build(method, '', { ...names, ...options });
  phone.send(request);
  const isAnswer = (m: SipMessage): boolean =>
    m.kind === 'response' && m.callId === names.callId && m.method === method && m.cseq === request.cseq && m.status >= 200;
  const response = await phone.hears(isAnswer, `an answer to ${method}`);
  return response.kind === 'response' ? response.status : 0;
}

const METHODS: readonly (readonly [string, [string, string][]])[] = [
  ['BYE', []],
  ['INVITE', []],
  ['UPDATE', []],
  ['INFO', []],
  ['REFER', [['refer-to', '<sip:evil@127.0.0.9>']]],
  ['PRACK', [['rack', '1 1 INVITE']]],
  ['OPTIONS', []],
];

/** Calls of a trunk, each way, and what identifies them to whoever overhears them. */
const LEGS = {
  'a call from a trunk': async (carrier: TestPhone): Promise<{ id: string; names: Names; hangUp: () => Promise<void> }> => {
    const { house } = timed;
    const call = await carrier.calls('1');
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    return { id: channel.id, names: namesOf(call, await call.isAnswered()), hangUp: () => call.hangsUp() };
  },
  'a call over a trunk': async (carrier: TestPhone): Promise<{ id: string; names: Names; hangUp: () => Promise<void> }> => {
    const { house } = timed;
    await house.ari.requests.channels.originate({ channelId: 'out', endpoint: 'PJSIP/100@t', app: 'zuoxi' });
    const call = await carrier.isCalled();
    await call.picksUp();
    await house.sees('StasisStart');
    return { id: 'out', names: namesOf(call), hangUp: () => call.hangsUp() };
  },
};

for (const [what, begin] of Object.entries(LEGS)) {
  describe(`${what}, whose names were overheard`, () => {
    for (const fields of [{}, { rewrite_contact: 'yes' }] as Record<string, string>[]) {
      test(`obeys nobody from another address${fields['rewrite_contact'] ? ' (rewrite_contact)' : ''}`, async () => {
        const { house } = timed;
        const carrier = await house.trunk('t', fields);
        const { id, names, hangUp } = await begin(carrier);
        for (const [method, headers] of METHODS) {
          expect([method, await asks(stranger, method, names, { headers, body: method === 'BYE' ? '' : stranger.sdp() })]).toEqual([
            method,
            481,
          ]);
        }
        expect((await house.ari.requests.channels.get(id)).state).toBe('Up');
        expect(house.events.filter(({ type }) => ['ChannelDtmfReceived', 'ChannelHold', 'ChannelTransfer'].includes(type))).toEqual([]);
        await hangUp();
        expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
      });
    }

    test('obeys the other servers of the trunk, and the carrier over another port and over TCP', async () => {
      const { house } = timed;
      const carrier = await house.trunk('t');
      await house.ari.requests.asterisk.putConfig('res_pjsip', 'identify', 't', { match: '127.0.0.1,127.0.0.20/31' });
      const { names, id } = await begin(carrier);
      const info = { bodyType: 'application/dtmf-relay', body: 'Signal=5' };
      expect(await asks(await at('127.0.0.21', 'sbc'), 'INFO', names, info)).toBe(200);
      expect(await asks(await at('127.0.0.1', 'sbc'), 'INFO', { ...names, cseq: 901 }, info)).toBe(200);
      const connection = await house.phone('sbc', undefined, await tcpWire(house.softswitch.sipPort));
      expect(await asks(connection, 'INFO', { ...names, cseq: 902 }, info)).toBe(200);
      expect(await asks(await at('127.0.0.20', 'sbc'), 'BYE', { ...names, cseq: 903 })).toBe(200);
      await house.sees('ChannelDestroyed', (event) => event.channel.id === id);
    });
  });
}

test('a carrier’s gateway that its Contact or Record-Route names may speak in the call; one that nobody named may not', async () => {
  const { house } = timed;
  const carrier = await house.trunk('t');
  const gateway = await at('127.0.0.30', 'gateway');
  for (const header of ['contact', 'record-route'] as const) {
    const invite = carrier.build('INVITE', '1', { body: carrier.sdp() });
    invite.headers.set(header, gateway.contact);
    carrier.send(invite);
    const { channel } = await house.sees('StasisStart');
    house.forgetEvents();
    await house.ari.requests.channels.answer(channel.id);
    const ok = await carrier.hearsResponse(200, invite.callId, 'INVITE');
    const names = { callId: invite.callId, from: invite.headers.get('from') ?? '', toHeader: ok.headers.get('to') ?? '' };
    gateway.send(gateway.build('ACK', '', { ...names, cseq: invite.cseq }));
    expect(await asks(stranger, 'BYE', { ...names, cseq: 900 })).toBe(481);
    expect(await asks(gateway, 'BYE', { ...names, cseq: 901 })).toBe(200);
  }
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test('a call that still rings is not cancelled by whoever overheard its branch', async () => {
  const { house } = timed;
  const carrier = await house.trunk('t');
  const call = await carrier.calls('1');
  await house.sees('StasisStart');
  const cancel = stranger.build('CANCEL', '1', {
    callId: call.callId,
    from: call.invite.headers.get('from') ?? '',
    cseq: call.invite.cseq,
  });
  cancel.headers.set('via', call.invite.headers.get('via') ?? '').set('to', call.invite.headers.get('to') ?? '');
  // The same branch and sent-by: its answer goes back to where the CANCEL came from (rport).
  stranger.send({ ...cancel, via: call.invite.via });
  const answer = await stranger.hears((m) => m.kind === 'response' && m.callId === call.callId && m.method === 'CANCEL', 'an answer');
  expect(answer.kind === 'response' && answer.status).toBe(481);
  expect(house.events.some(({ type }) => type === 'ChannelDestroyed')).toBe(false);
  call.cancels();
  await call.hears(487);
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test('an offer in our 200 is not answered by a stranger’s ACK', async () => {
  const { house } = timed;
  const carrier = await house.trunk('t');
  const call = await carrier.calls('1', { body: '' });
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  const ok = await call.hears(200);
  const names = { callId: call.callId, from: call.invite.headers.get('from') ?? '', toHeader: ok.headers.get('to') ?? '' };
  stranger.send(stranger.build('ACK', '', { ...names, cseq: call.invite.cseq, body: stranger.sdp() }));
  await timed.settled(carrier).catch(() => {});
  // It still waits for the carrier's: the 200 comes again.
  await timed.pass(1_000);
  await call.hears(200);
  call.acknowledges(carrier.sdp());
  await call.hangsUp();
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

describe('a phone with a password', () => {
  async function talks(): Promise<{ phone: TestPhone; call: PhoneCall; names: Names }> {
    const { house } = timed;
    const phone = await house.registered('demo-8001');
    const call = await phone.calls('8700');
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    return { phone, call, names: namesOf(call, await call.isAnswered()) };
  }

  test('that comes over another port goes on; from another address it signs in again, and a stranger cannot', async () => {
    const { names } = await talks();
    const moved = await at('127.0.0.40', 'demo-8001');
    expect(await asks(await at('127.0.0.1', 'demo-8001'), 'INFO', names)).toBe(200);
    for (const [method, headers] of METHODS) {
      expect([method, await asks(stranger, method, { ...names, cseq: 950 }, { headers })]).toEqual([method, 401]);
    }
    const bye = moved.build('BYE', '', { ...names, cseq: 960 });
    const challenged = await moved.asks(bye);
    expect(challenged.status).toBe(200);
  });
});
