import { ManualClock } from '@zuoxi/kit';
import { afterEach, describe, expect, test } from 'vitest';
import type { DnsSource } from '../../src/sip/dns-client.ts';
import { buildResponse } from '../../src/sip/index.ts';
import { House } from './house.ts';
import type { TestPhone } from './test-phone.ts';

let house: House;
let clock: ManualClock;
afterEach(async () => {
  const closing = house.close();
  const turn = setInterval(() => clock.advance(500), 5);
  await closing;
  clearInterval(turn);
});

/** A house whose clock the test moves. */
async function open(dns?: DnsSource): Promise<void> {
  clock = new ManualClock();
  house = await House.open({ clock, dns });
}

async function trunk(contacts: string[], aor: Record<string, string> = {}): Promise<void> {
  const { asterisk } = house.ari.requests;
  await asterisk.putConfig('res_pjsip', 'endpoint', 't', { aors: 't', allow: 'alaw', context: 'trunk' });
  await asterisk.putConfig('res_pjsip', 'aor', 't', { contact: contacts.join(','), ...aor });
}

const at = (phone: TestPhone): string => `sip:127.0.0.1:${phone.port}`;
const dials = () => house.ari.requests.channels.originate({ channelId: 'out', endpoint: 'PJSIP/1@t', app: 'zuoxi' });
const isLost = () => house.sees('ChannelDestroyed', (event) => event.channel.id === 'out');

describe('a trunk with two servers', () => {
  test('of which the first says 503: the second gets the call, as a new request', async () => {
    await open();
    const [one, two] = [await house.phone('one'), await house.phone('two')];
    await trunk([at(one), at(two)]);
    await dials();
    const first = await one.isCalled();
    first.rejects(503);
    const second = await two.isCalled();
    expect(second.invite.uri).toBe(`sip:1@127.0.0.1:${two.port}`);
    expect(second.invite.via?.params.get('branch')).not.toBe(first.invite.via?.params.get('branch'));
    expect(second.invite.cseq).toBeGreaterThan(first.invite.cseq);
    await second.picksUp();
    await house.sees('StasisStart', (event) => event.channel.id === 'out');
    expect(house.events.filter((event) => event.type === 'Dial').map((event) => event.dialstatus)).toEqual(['', 'ANSWER']);
  });

  test('of which the first is silent: the second is called after 5 s; what the first says later is ended', async () => {
    await open();
    const [one, two] = [await house.phone('one'), await house.phone('two')];
    await trunk([at(one), at(two)]);
    await dials();
    const first = await one.isCalled();
    clock.advance(4_900);
    expect(two.heard).toHaveLength(0);
    clock.advance(100);
    const second = await two.isCalled();
    await second.picksUp();
    await house.sees('StasisStart', (event) => event.channel.id === 'out');
    // It had only been slow.
    await first.picksUp();
    await first.isHungUp();
    expect((await house.ari.requests.channels.get('out')).state).toBe('Up');
  });

  test('of which the first cannot be connected to: the second is called at once', async () => {
    await open();
    const two = await house.phone('two');
    await trunk(['sip:127.0.0.1:1;transport=tcp', at(two)]);
    await dials();
    await two.isCalled();
  });

  test('of which the first is busy: that is the answer, the second is left in peace', async () => {
    await open();
    const [one, two] = [await house.phone('one'), await house.phone('two')];
    await trunk([at(one), at(two)]);
    await dials();
    (await one.isCalled()).rejects(486);
    expect(await isLost()).toMatchObject({ cause: 17 });
    expect(two.heard).toHaveLength(0);
  });

  test('of which none takes the call: the last one’s cause is told', async () => {
    await open();
    const [one, two] = [await house.phone('one'), await house.phone('two')];
    await trunk([at(one), at(two)]);
    await dials();
    (await one.isCalled()).rejects(503);
    (await two.isCalled()).rejects(404);
    expect(await isLost()).toMatchObject({ cause: 1 });
  });
});

describe('a trunk that is asked whether it is there (qualify)', () => {
  const answers = async (phone: TestPhone, status = 200): Promise<void> => {
    phone.send(buildResponse(await phone.hearsRequest('OPTIONS'), status, { toTag: 'q' }));
  };

  test('is online when it answers, even with a refusal, and offline when it does not within `qualify_timeout`', async () => {
    await open();
    const one = await house.phone('one');
    await trunk([at(one)], { qualify_frequency: '60', qualify_timeout: '2.0' });
    expect((await house.ari.requests.endpoints.get('PJSIP', 't')).state).toBe('offline');
    await answers(one, 404);
    const reachable = await house.sees('ContactStatusChange', (event) => event.contact_info.contact_status === 'Reachable');
    expect(reachable).toMatchObject({ endpoint: { resource: 't', state: 'online' }, contact_info: { aor: 't', uri: at(one) } });
    await house.sees('PeerStatusChange', (event) => event.endpoint.state === 'online');
    house.forgetEvents();
    clock.advance(60_000);
    await one.hearsRequest('OPTIONS');
    clock.advance(2_000);
    await house.sees('ContactStatusChange', (event) => event.contact_info.contact_status === 'Unreachable');
    await house.sees('PeerStatusChange', (event) => event.peer.peer_status === 'Unreachable');
    await house.sees('PeerStatusChange', (event) => event.endpoint.state === 'offline');
  });

  test('and does not answer is called last, but is called', async () => {
    await open();
    const [one, two] = [await house.phone('one'), await house.phone('two')];
    await trunk([at(one), at(two)], { qualify_frequency: '60' });
    await one.hearsRequest('OPTIONS');
    await answers(two);
    await house.sees('ContactStatusChange', (event) => event.contact_info.contact_status === 'Reachable');
    clock.advance(3_000);
    await house.sees('ContactStatusChange', (event) => event.contact_info.contact_status === 'Unreachable');
    await dials();
    (await two.isCalled()).rejects(503);
    await (await one.isCalled()).picksUp();
    await house.sees('StasisStart', (event) => event.channel.id === 'out');
  });

  test('is no longer asked when its contact is another', async () => {
    await open();
    const [one, two] = [await house.phone('one'), await house.phone('two')];
    await trunk([at(one)], { qualify_frequency: '10' });
    await answers(one);
    await trunk([at(two)], { qualify_frequency: '10' });
    await answers(two);
    const before = one.heard.length;
    clock.advance(10_000);
    await answers(two);
    expect(one.heard).toHaveLength(before);
  });
});

test('a carrier with a name is called at the server that SRV prefers, and at the next when that one says 503', async () => {
  const ports: number[] = [];
  await open({
    system: async () => [],
    query: async (name, type) => {
      if (type === 'SRV' && name === '_sip._udp.carrier.example') {
        return [2, 1].map((priority) => ({
          type: 'SRV',
          name,
          ttl: 60,
          priority,
          weight: 0,
          port: ports[priority - 1] ?? 0,
          target: `s${priority}.carrier.example`,
        }));
      }
      return type === 'A' && name.startsWith('s') ? [{ type: 'A', name, ttl: 60, address: '127.0.0.1' }] : [];
    },
  });
  const [one, two] = [await house.phone('one'), await house.phone('two')];
  ports.push(one.port, two.port);
  await trunk(['sip:carrier.example']);
  await dials();
  const first = await one.isCalled();
  expect(first.invite.uri).toBe('sip:1@carrier.example');
  first.rejects(503);
  const second = await two.isCalled();
  expect(second.invite.uri).toBe('sip:1@carrier.example');
});

test('calls of a trunk with `outbound_proxy` go there, with a route', async () => {
  await open();
  const proxy = await house.phone('proxy');
  await trunk(['sip:carrier.example']);
  await house.ari.requests.asterisk.putConfig('res_pjsip', 'endpoint', 't', { outbound_proxy: at(proxy) });
  await dials();
  const call = await proxy.isCalled();
  expect(call.invite.uri).toBe('sip:1@carrier.example');
  expect(call.invite.headers.get('route')).toBe(`<${at(proxy)};lr>`);
});
