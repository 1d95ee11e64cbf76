import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, overlap, parseNetwork, plainAddress } from '../src/platform/addresses.ts';

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();
const networkOf = (text: string) => parseNetwork(text) ?? expect.fail(`${text} is a network`);

describe('addresses and networks', () => {
  it('are read as Node reads them, and nothing else is an address', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6, fc.string(), fc.constantFrom('127.1', '0x7f000001', '1.2.3.04', '::1%eth0', ' ::1')), (text) => {
        expect(parseNetwork(text) !== undefined).toBe(isIP(text.split('/')[0]?.replace(/%.*$/, '') ?? '') !== 0 && !text.includes('/'));
      }),
    );
    for (const text of ['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '10.0.0.0/1e1', '::/129', '/8', ''])
      expect(parseNetwork(text), text).toBeUndefined();
  });

  it('contain what Node’s own list says they contain', () => {
    const within = (address: fc.Arbitrary<string>, width: number, family: 'ipv4' | 'ipv6') =>
      fc.property(address, fc.integer({ min: 0, max: width }), address, fc.boolean(), (base, prefix, other, isNear) => {
        const asked = isNear ? base : other;
        const list = new BlockList();
        list.addSubnet(base, prefix, family);
        // IPv4 in IPv6's clothes is IPv4 for us.
        if (family === 'ipv6' && /^::ffff:/i.test(`${base}${asked}`)) return;
        expect(contains(networkOf(`${base}/${prefix}`), networkOf(asked))).toBe(list.check(asked, family));
      });
    fc.assert(within(ipv4, 32, 'ipv4'));
    fc.assert(within(ipv6, 128, 'ipv6'));
  });

  it('are the same however they are written', () => {
    for (const text of ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:207', '0:0:0:0:0:ffff:192.0.2.7%eth0']) {
      expect(plainAddress(text)).toBe('192.0.2.7');
      expect(contains(networkOf('192.0.2.0/24'), networkOf(text))).toBe(true);
    }
    expect(plainAddress('2001:0DB8:0:0::1%eth1')).toBe('2001:db8::1');
    expect(plainAddress('no address')).toBe('no address');
  });

  it('overlap across families where IPv6 holds all of IPv4', () => {
    expect(overlap(networkOf('::/0'), networkOf('192.0.2.0/24'))).toBe(true);
    expect(overlap(networkOf('::ffff:0:0/80'), networkOf('192.0.2.1'))).toBe(true);
    expect(overlap(networkOf('2001:db8::/32'), networkOf('192.0.2.1'))).toBe(false);
  });
});
