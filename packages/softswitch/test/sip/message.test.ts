import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMessage, parseVia, serialise } from '../../src/sip/message.ts';
import { formatUri, parseNameAddr, parseUri } from '../../src/sip/uri.ts';
import { FakeFlow, parsed, request, stack, text } from './fakes.ts';

/** In ms. A slow one is read again: on a busy machine the processor may have been somebody else's. */
function timeToParse(data: Buffer): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && shortest > 20; tries++) {
    const before = performance.now();
    parseMessage(data);
    shortest = Math.min(shortest, performance.now() - before);
  }
  return shortest;
}

describe('a message', () => {
  test('with compact forms, folding and odd case is read', () => {
    const message = request(
      [
        'INVITE sip:bob@example.com SIP/2.0',
        'v: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
        'f: "Alice\r\n  Liddell" <sip:alice@example.com>;tag=1',
        't : <sip:bob@example.com>',
        'I: call-1',
        'cSeQ: 7\tINVITE',
        'm: <sip:alice@192.0.2.1>',
        'l: 0',
        '',
        '',
      ].join('\r\n'),
    );
    expect(message).toMatchObject({
      method: 'INVITE',
      callId: 'call-1',
      cseq: 7,
      from: { display: 'Alice Liddell' },
      via: { host: '192.0.2.1' },
    });
    expect(message.headers.get('contact')).toBe('<sip:alice@192.0.2.1>');
  });

  test('written and read again is the same', () => {
    const message = request(text('INVITE', { head: ['X-Umlaut: ü', 'Record-Route: <sip:a;lr>, <sip:b;lr>'], body: 'v=0\r\n' }));
    const again = parsed(serialise(message));
    expect(again).toEqual(message);
    expect(again.headers.list('record-route')).toEqual(['<sip:a;lr>', '<sip:b;lr>']);
  });

  test('keeps a header name with white space before its colon from hiding', () => {
    const message = request(text('INVITE', { head: ['P-Asserted-Identity : <sip:110@police>'] }));
    expect(message.headers.get('p-asserted-identity')).toBe('<sip:110@police>');
  });

  test('we write never carries a line end inside a value', () => {
    const message = request(text('OPTIONS'));
    message.headers.add('subject', 'x\r\nX-Injected: 1');
    expect(serialise(message).toString()).toContain('Subject: x X-Injected: 1\r\n');
  });

  test.each([
    ['too large', Buffer.alloc(70_000, 'a')],
    ['too many headers', Buffer.from(text('OPTIONS', { head: Array.from({ length: 300 }, (_, i) => `X-${i}: y`) }))],
    ['a header line too long', Buffer.from(text('OPTIONS', { head: [`X: ${'y'.repeat(9000)}`] }))],
    ['too many Vias', Buffer.from(text('OPTIONS', { head: Array.from({ length: 90 }, () => 'Via: SIP/2.0/UDP a;branch=z9hG4bKq') }))],
  ])('that is %s is refused', (_what, data) => {
    expect(parseMessage(data).type).toBe('invalid');
  });

  test('of nothing but line ends is a keep-alive', () => {
    expect(parseMessage(Buffer.from('\r\n\r\n'))).toEqual({ type: 'keep-alive' });
    expect(parseMessage(Buffer.alloc(0))).toEqual({ type: 'keep-alive' });
  });
});

describe('RFC 5118', () => {
  test.each([
    ['sip:[2001:db8::10]', { host: '2001:db8::10', port: undefined }],
    ['sip:user@[2001:db8::10]:5070', { host: '2001:db8::10', port: 5070 }],
    ['sip:[2001:db8::10:5070]', { host: '2001:db8::10:5070', port: undefined }],
    ['sip:user@[::ffff:192.0.2.10]', { host: '::ffff:192.0.2.10', port: undefined }],
  ])('%s is read', (uri, expected) => {
    expect(parseUri(uri)).toMatchObject(expected);
    const parsedUri = parseUri(uri);
    expect(parsedUri && formatUri(parsedUri)).toBe(uri);
  });
  test.each(['sip:2001:db8::10', 'sip:[2001:db8::10', 'sip:[nonsense]', 'sip:[::1]:99999', 'sip:user@[::1]x'])('%s is refused', (uri) => {
    expect(parseUri(uri)).toBeUndefined();
  });
  test('an IPv6 address in Via is read, its received parameter with or without brackets', () => {
    expect(parseVia('SIP/2.0/UDP [2001:db8::9:1]:6050;received=[2001:db8::9:255];branch=z9hG4bKas3')).toMatchObject({
      host: '2001:db8::9:1',
      port: 6050,
    });
    expect(parseVia('SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3-111')?.params.get('received')).toBe(
      '2001:db8::9:255',
    );
  });
});

test.each([
  ['"A \\" B" <sip:a@b;x=y?h=1>;tag=1', 'A " B', 'sip:a@b;x=y?h=1', '1'],
  ['sip:a@b;tag=2', '', 'sip:a@b', '2'],
  ['Bob Smith<sip:a@b>;tag=3;q=0.1', 'Bob Smith', 'sip:a@b', '3'],
  ['<tel:+8613550602245>', '', 'tel:+8613550602245', undefined],
])('the address %s is read', (value, display, uri, tag) => {
  const address = parseNameAddr(value);
  expect(address).toMatchObject({ display, uri });
  expect(address?.params.get('tag')).toBe(tag);
});

const seeds = readdirSync(join(import.meta.dirname, 'torture')).map((name) => readFileSync(join(import.meta.dirname, 'torture', name)));

describe('whatever comes', () => {
  test('random bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        parseMessage(Buffer.from(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  test('mutated torture messages never throw, stall or leave a transaction', () => {
    const { stack: sip, clock } = stack();
    const flow = new FakeFlow();
    let slowest = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(4000), fc.constantFrom('flip', 'cut', 'repeat', 'insert'), fc.string({ unit: 'binary', maxLength: 30 })), {
          maxLength: 6,
        }),
        (seed, mutations) => {
          let data: Buffer<ArrayBufferLike> = Buffer.from(seed);
          for (const [where, kind, insert] of mutations) {
            const at = data.length === 0 ? 0 : where % data.length;
            if (kind === 'flip') data = Buffer.concat([data.subarray(0, at), Buffer.from(insert), data.subarray(at + insert.length)]);
            else if (kind === 'cut') data = data.subarray(0, at);
            else if (kind === 'repeat') data = Buffer.concat([data.subarray(0, at), data]);
            else data = Buffer.concat([data.subarray(0, at), Buffer.from(insert), data.subarray(at)]);
          }
          slowest = Math.max(slowest, timeToParse(data));
          sip.receive(data, flow);
          clock.advance(10_000);
        },
      ),
      { numRuns: 5000 },
    );
    clock.advance(200_000);
    expect(sip.usage).toEqual({ dialogs: 0, serverTransactions: 0, clientTransactions: 0, contacts: 0 });
    expect(clock.pendingTimers).toBe(0);
    expect(slowest).toBeLessThan(50);
  });

  test('values built to make patterns run away are read in no time', () => {
    const hostile = [
      `"${'\\'.repeat(8000)}`,
      `<sip:${'a'.repeat(4000)}@${'b.'.repeat(2000)}>`,
      `${' '.repeat(8000)}x`,
      `sip:a@b${';a=b'.repeat(2000)}`,
      `${'<'.repeat(8000)}`,
      `"a" ${' '.repeat(7000)}<`,
    ];
    const before = performance.now();
    for (const value of hostile) {
      parseNameAddr(value);
      parseUri(value);
      parseVia(value);
      parseMessage(
        Buffer.from(text('INVITE', { head: [`Contact: ${value}`, `Via: SIP  /  2.0  / ${value}`, `WWW-Authenticate: ${value}`] })),
      );
    }
    expect(performance.now() - before).toBeLessThan(200);
  });
});
