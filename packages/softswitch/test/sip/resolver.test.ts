import { ManualClock, systemClock } from '@zuoxi/kit';
import { afterEach, describe, expect, test } from 'vitest';
import { DnsClient } from '../../src/sip/dns-client.ts';
import { parseReply } from '../../src/sip/dns-message.ts';
import { Resolver } from '../../src/sip/resolver.ts';
import { DnsServer, type ZoneRecord } from './dns-server.ts';

let server: DnsServer | undefined;
let clock: ManualClock;
let chance = 0;
afterEach(() => {
  server?.close();
  server = undefined;
});

async function resolverOf(zone: readonly ZoneRecord[]): Promise<Resolver> {
  const started = await new DnsServer(zone).start();
  server = started;
  clock = new ManualClock();
  // The time-outs of DNS are of the wall, the memory of TTLs is of the test.
  return new Resolver(clock, new DnsClient(systemClock, [started.address]), () => chance);
}

const zone = (text: string): ZoneRecord[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ttl = '', ...data] = line.trim().split(/\s+/);
      return { name, ttl: Number(ttl), data: data.join(' ') };
    });

const ways = async (resolver: Resolver, uri: string): Promise<string[]> =>
  (await resolver.resolve(uri)).map(({ transport, address, port }) => `${transport} ${address}:${port}`);

const CARRIER = zone(`
  carrier.example            300 NAPTR 20 10 s SIP+D2U x _sip._udp.carrier.example
  carrier.example            300 NAPTR 10 10 s SIPS+D2T x _sips._tcp.carrier.example
  carrier.example            300 NAPTR 5 10 u E2U+sip x nowhere.example
  _sips._tcp.carrier.example 300 SRV 10 0 5061 b.carrier.example
  _sips._tcp.carrier.example 300 SRV 5 0 5071 a.carrier.example
  _sip._udp.carrier.example  300 SRV 1 0 5060 b.carrier.example
  a.carrier.example          300 A 192.0.2.1
  b.carrier.example          300 A 192.0.2.2
  b.carrier.example          300 AAAA 2001:db8:0:0:0:0:0:2
`);

describe('RFC 3263: a URI leads to', () => {
  test('the transport that NAPTR prefers, and its servers by priority', async () => {
    const resolver = await resolverOf(CARRIER);
    expect(await ways(resolver, 'sip:1@carrier.example')).toEqual(['TLS 192.0.2.1:5071', 'TLS 192.0.2.2:5061', 'TLS 2001:db8::2:5061']);
  });

  test('the transport it names, by SRV', async () => {
    expect(await ways(await resolverOf(CARRIER), 'sip:carrier.example;transport=udp')).toEqual([
      'UDP 192.0.2.2:5060',
      'UDP 2001:db8::2:5060',
    ]);
  });

  test('TLS alone when it is a sips URI', async () => {
    expect((await ways(await resolverOf(CARRIER), 'sips:carrier.example'))[0]).toBe('TLS 192.0.2.1:5071');
    expect(await ways(await resolverOf(zone('x.example 60 A 192.0.2.9')), 'sips:x.example')).toEqual(['TLS 192.0.2.9:5061']);
  });

  test('the address of its name when it has a port: SRV is not asked', async () => {
    expect((await ways(await resolverOf(CARRIER), 'sip:a.carrier.example:5080'))[0]).toBe('UDP 192.0.2.1:5080');
    expect(server?.asked.sort()).toEqual(['A a.carrier.example', 'AAAA a.carrier.example']);
  });

  test('SRV of the usual transports when there is no NAPTR; the address when there is none of them', async () => {
    const resolver = await resolverOf(
      zone('_sip._tcp.t.example 60 SRV 1 1 5065 h.t.example\n h.t.example 60 A 192.0.2.7\n p.example 60 A 192.0.2.8'),
    );
    expect(await ways(resolver, 'sip:t.example')).toEqual(['TCP 192.0.2.7:5065']);
    expect(await ways(resolver, 'sip:p.example')).toEqual(['UDP 192.0.2.8:5060']);
  });

  test('the address in it, without a question; maddr before the host', async () => {
    const resolver = await resolverOf([]);
    expect(await ways(resolver, 'sip:1@[2001:db8::9]:5070;transport=tcp')).toEqual(['TCP 2001:db8::9:5070']);
    expect(await ways(resolver, 'sip:1@carrier.example;maddr=192.0.2.4')).toEqual(['UDP 192.0.2.4:5060']);
    expect(server?.asked).toEqual([]);
  });

  test('nowhere when it is of a browser, or no SIP URI', async () => {
    const resolver = await resolverOf([]);
    expect(await ways(resolver, 'sip:x@192.0.2.1;transport=ws')).toEqual([]);
    expect(await ways(resolver, 'sip:x@abc.invalid')).toEqual([]);
    expect(await ways(resolver, 'tel:110')).toEqual([]);
  });
});

test('within one priority servers are drawn by their weight', async () => {
  const resolver = await resolverOf(
    zone(`_sip._udp.w.example 60 SRV 1 10 5060 a.w.example
          _sip._udp.w.example 60 SRV 1 30 5060 b.w.example
          a.w.example 60 A 192.0.2.1
          b.w.example 60 A 192.0.2.2`),
  );
  chance = 0.2;
  expect(await ways(resolver, 'sip:w.example;transport=udp')).toEqual(['UDP 192.0.2.1:5060', 'UDP 192.0.2.2:5060']);
  chance = 0.3;
  expect(await ways(resolver, 'sip:w.example;transport=udp')).toEqual(['UDP 192.0.2.2:5060', 'UDP 192.0.2.1:5060']);
});

describe('what was asked', () => {
  test('is kept as long as its TTL says, and what is not there for half a minute', async () => {
    const resolver = await resolverOf(zone('a.example 100 A 192.0.2.1'));
    await resolver.resolve('sip:a.example:5060');
    clock.advance(29_000);
    await resolver.resolve('sip:a.example:5060');
    expect(server?.asked).toHaveLength(2);
    clock.advance(2_000);
    await resolver.resolve('sip:a.example:5060');
    expect(server?.asked.slice(2)).toEqual(['AAAA a.example']);
    clock.advance(70_000);
    await resolver.resolve('sip:a.example:5060');
    expect(server?.asked.slice(3)).toContain('A a.example');
  });

  test('is asked once for many calls at a time, over a CNAME as well', async () => {
    const resolver = await resolverOf(zone('alias.example 100 CNAME real.example\n real.example 50 A 192.0.2.1'));
    const both = await Promise.all([ways(resolver, 'sip:alias.example:1'), ways(resolver, 'sip:alias.example:1')]);
    expect(both).toEqual([['UDP 192.0.2.1:1'], ['UDP 192.0.2.1:1']]);
    expect(server?.asked).toHaveLength(2);
  });

  test('stays known when the name server goes away', async () => {
    const resolver = await resolverOf(zone('a.example 10 A 192.0.2.1'));
    await resolver.resolve('sip:a.example:5060');
    server?.close();
    clock.advance(60_000);
    expect(await ways(resolver, 'sip:a.example:5060')).toEqual(['UDP 192.0.2.1:5060']);
    server = undefined;
  });
});

test('an answer too long for a datagram is fetched over TCP; a forged one is not taken', async () => {
  const resolver = await resolverOf(zone('a.example 10 A 192.0.2.1'));
  if (server) Object.assign(server, { truncates: true, forges: true });
  expect(await ways(resolver, 'sip:a.example:5060')).toEqual(['UDP 192.0.2.1:5060']);
});

test('broken replies are no replies, and never an endless name', () => {
  const loop = Buffer.from('000081800001000100000000c00c00010001', 'hex');
  expect(parseReply(loop)).toBeUndefined();
  for (let length = 0; length < loop.length; length++) parseReply(loop.subarray(0, length));
  let seed = 1;
  for (let i = 0; i < 10_000; i++) {
    const noise = Buffer.alloc(40);
    for (let at = 0; at < 40; at++) {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      noise[at] = seed >> 16;
    }
    noise[2] = 0x81;
    parseReply(noise);
  }
});
