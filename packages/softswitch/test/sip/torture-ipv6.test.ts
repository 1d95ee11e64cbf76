import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canonicalAddress } from '../../src/sip/flow.ts';
import { parseMessage } from '../../src/sip/message.ts';
import { parseUri } from '../../src/sip/uri.ts';
import { FakeFlow, stack } from './fakes.ts';

const FOLDER = join(import.meta.dirname, 'torture-ipv6');

/** RFC 5118, all 12 messages of section 4, and the status a stranger gets. 401 = understood; 481 = understood, no such dialog. */
const OUTCOME: Readonly<Record<string, string>> = {
  // 4.1
  'ipv6-good': '401',
  // 4.2: no brackets
  'ipv6-bad': '400',
  // 4.3: understood as an address; what was meant nobody can know.
  'port-ambiguous': '401',
  // 4.4
  'port-unambiguous': '401',
  // 4.5: `received` with brackets, and without
  'via-received-param-with-delim': '481',
  'via-received-param-no-delim': '401',
  // 4.6
  'ipv6-in-sdp': '401',
  // 4.7
  'mult-ip-in-header': '481',
  // 4.8
  'mult-ip-in-sdp': '401',
  // 4.9
  'ipv4-mapped-ipv6': '401',
  // 4.10: the grammar of RFC 3261 lets three colons pass; "implementations should generate two and may accept three".
  'ipv6-bug-abnf-3-colons': '401',
  'ipv6-correct-abnf-2-colons': '401',
};

const read = (name: string): Buffer => readFileSync(join(FOLDER, `${name}.dat`));

test('every message of RFC 5118 is here, with an outcome', () => {
  const names = readdirSync(FOLDER).map((name) => name.replace('.dat', ''));
  expect(names.sort()).toEqual(Object.keys(OUTCOME).sort());
  expect(names).toHaveLength(12);
});

test.each(Object.entries(OUTCOME))('RFC 5118 %s: %s', (name, outcome) => {
  const { stack: sip, clock } = stack();
  const flow = new FakeFlow({ address: '2001:db8::9:1' });
  sip.receive(read(name), flow);
  expect(flow.sent.map((sent) => sent.toString('utf8').split(' ')[1])).toEqual([outcome]);
  clock.advance(200_000);
  expect(sip.usage).toMatchObject({ serverTransactions: 0, clientTransactions: 0 });
});

test('section 4.3 and 4.4: where the port begins', () => {
  const uriOf = (name: string) => {
    const result = parseMessage(read(name));
    return result.type === 'message' && result.message.kind === 'request' ? parseUri(result.message.uri) : undefined;
  };
  expect(uriOf('port-ambiguous')).toMatchObject({ host: '2001:db8::10:5070', port: undefined });
  expect(uriOf('port-unambiguous')).toMatchObject({ host: '2001:db8::10', port: 5070 });
});

test('an address has one name, however it is written', () => {
  for (const text of ['2001:db8::9:1', '2001:DB8:0:0:0:0:9:1', '2001:0db8::0009:0001'])
    expect(canonicalAddress(text)).toBe('2001:db8::9:1');
  expect(canonicalAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(canonicalAddress('192.0.2.1')).toBe('192.0.2.1');
  expect(canonicalAddress('2001:db8:::1')).toBe('2001:db8:::1');
});

test('a Via that names the address it came from, spelled otherwise, gets no `received`', () => {
  const { stack: sip } = stack();
  const flow = new FakeFlow({ address: '2001:db8::9:1' });
  sip.receive(Buffer.from(read('ipv6-good').toString().replace('[2001:db8::9:1]', '[2001:DB8:0::9:1]')), flow);
  expect(flow.messages[0]?.via?.params.has('received')).toBe(false);
  sip.receive(Buffer.from(read('ipv6-good').toString().replace('[2001:db8::9:1]', '[2001:db8::7]')), flow);
  expect(flow.messages[1]?.headers.get('via')).toContain('SIP/2.0/UDP [2001:db8::7];branch=z9hG4bKas3-111;received=2001:db8::9:1');
});
