import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, ManualClock, silentLogger } from '@zuoxi/kit';
import { parseRequestFrame } from '../../src/ari-server/request-frame.ts';
import { DigestServer } from '../../src/sip/auth-digest.ts';
import { sdpOf, understandsBody } from '../../src/sip/body.ts';
import { answerChallenge, parseChallenge } from '../../src/sip/digest.ts';
import { encodeQuery, parseReply } from '../../src/sip/dns-message.ts';
import { splitList } from '../../src/sip/headers.ts';
import { parseMessage, parseVia, type SipMessage, serialise } from '../../src/sip/message.ts';
import { rackOf, rseqOf } from '../../src/sip/reliable-provisional.ts';
import { parseReplaces, referTargetOf } from '../../src/sip/replaces.ts';
import { refusalOf } from '../../src/sip/request-checks.ts';
import { minSeOf, sessionExpiresOf } from '../../src/sip/session-expires.ts';
import { SipStack } from '../../src/sip/stack.ts';
import { StreamFramer } from '../../src/sip/stream-framer.ts';
import { TrunkIdentification } from '../../src/sip/trunk-identification.ts';
import {
  formatNameAddr,
  formatUri,
  parseHostPort,
  parseNameAddr,
  parseParams,
  parseUri,
  unescapeUser,
  uriScheme,
} from '../../src/sip/uri.ts';
import { callerOf, parseCallerId } from '../../src/switch/identity.ts';
import { digitOfInfo } from '../../src/switch/info-digit.ts';
import { ALICE, FakeFlow, fakeIds, request, text } from '../sip/fakes.ts';
import type { FuzzTarget } from './fuzz.ts';
import { sipMessage } from './sip-grammar.ts';

const latin = (value: string): Uint8Array => Buffer.from(value, 'latin1');
const readable = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** RFC 4475 and RFC 5118, and a few that phones really send. */
function messages(): Uint8Array[] {
  const folders = ['torture', 'torture-ipv6'].map((name) => join(import.meta.dirname, '../sip', name));
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.dat'))
      .map((name) => readFileSync(join(folder, name))),
  );
  const own = ['INVITE', 'REGISTER', 'OPTIONS', 'REFER', 'INFO', 'PRACK', 'CANCEL', 'ACK', 'BYE', 'SUBSCRIBE'].map((method) =>
    latin(text(method, { head: ['Contact: <sip:alice@198.51.100.7>', 'Refer-To: <sip:bob@192.0.2.1>', 'constructor: 1', '__proto__: 1'] })),
  );
  return [...files, ...own];
}

/** Everything that is done with the bytes of a message, without a transaction. */
function readMessage(bytes: Uint8Array): void {
  const result = parseMessage(Buffer.from(bytes));
  if (result.type !== 'message') return;
  const { message } = result;
  sdpOf(message);
  understandsBody(message);
  sessionExpiresOf(message);
  minSeOf(message);
  for (const name of ['require', 'contact', 'route', 'record-route', 'accept']) message.headers.list(name);
  if (message.kind === 'request') {
    refusalOf(message);
    rackOf(message);
    digitOfInfo(message);
    callerOf(message, new Map([['trust_id_inbound', 'yes']]));
  } else rseqOf(message);
  expectNothingSmuggled(message);
}

/** What we write has no header that was not read: nothing is smuggled from one header, or one message, into the next. */
function expectNothingSmuggled(message: SipMessage): void {
  const again = parseMessage(serialise(message));
  if (again.type !== 'message') return;
  const read = new Set(message.headers.keys);
  const added = again.message.headers.keys.filter((key) => key !== 'content-length' && !read.has(key));
  expect(added.length === 0, `${added.join()} was not there`);
  expect(again.message.kind === message.kind && again.message.cseq === message.cseq, 'another message than was read');
}

/** The stack says of its own faults that it could not handle a message; here that is a fault. */
function stackTarget(name: string, transport: 'UDP' | 'WS', isTrunk: boolean): FuzzTarget {
  const clock = new ManualClock();
  let fault: unknown;
  const logger: Logger = {
    ...silentLogger,
    error: (fields) => {
      fault = 'err' in fields ? fields.err : fields;
    },
  };
  const stack = new SipStack({
    clock,
    ids: fakeIds(),
    logger,
    directory: isTrunk ? { ...ALICE, endpointOfAddress: () => 'trunk' } : ALICE,
    onInvite: ({ request: invite, transaction }) => stack.respond(transaction, sdpOf(invite) === '' ? 486 : 603),
    bindAddress: '127.0.0.1',
    port: 0,
    webSocketPort: 0,
  });
  let turn = 0;
  return {
    name,
    seeds: messages(),
    generate: sipMessage,
    run(bytes) {
      const flow = new FakeFlow({ transport, address: `198.51.${(turn >> 8) & 255}.${turn & 255}` });
      stack.receive(Buffer.from(bytes), flow);
      // Timers of transactions run out, so that there are never many.
      if (++turn % 16 === 0) clock.advance(70_000);
      if (fault !== undefined) {
        const error = fault;
        fault = undefined;
        throw error instanceof Error ? error : new Error(String(error));
      }
      for (const sent of flow.sent) expectLines(sent.toString('latin1'));
    },
  };
}

/** An answer may repeat what was wrong, but line by line it is SIP. */
function expectLines(sent: string): void {
  const [first = '', ...lines] = (sent.split('\r\n\r\n')[0] ?? '').split('\r\n');
  expect(
    /^SIP\/2\.0 \d{3} /.test(first) && lines.every((line) => /^[A-Za-z-]+: /.test(line) && !/[\r\n\0]/.test(line)),
    `no answer: ${sent}`,
  );
}

function digestHeaders(): FuzzTarget {
  const clock = new ManualClock();
  const server = new DigestServer({ realm: 'zuoxi', clock, logger: silentLogger, lookup: (name) => ALICE.credentials(name) });
  const challenge = server.challenge()[0] ?? '';
  const credentials = { username: 'alice', password: 'wonderland' };
  const asked = request(text('OPTIONS'));
  const response = answerChallenge([challenge], { ...credentials, password: 'guess' }, { method: 'OPTIONS', uri: 'sip:x' }, 'c') ?? '';
  return {
    name: 'digest',
    seeds: [latin(challenge), latin(response), latin(response.replace('MD5', 'SHA-256'))],
    run(bytes) {
      const value = readable(bytes);
      parseChallenge(value);
      const answer = answerChallenge([value], credentials, { method: 'OPTIONS', uri: 'sip:x' }, 'c');
      expect(answer === undefined || !/[\r\n\0]/.test(answer), `a header that ends early: ${answer}`);
      const headers = asked.headers.clone();
      headers.set('authorization', value);
      expect(server.check({ ...asked, headers }, '192.0.2.1').type === 'challenge', 'let in without the password');
    },
  };
}

function uris(bytes: Uint8Array): void {
  const value = readable(bytes);
  uriScheme(value);
  parseHostPort(value);
  parseParams(value, true);
  const params = parseParams(value);
  const uri = parseUri(value);
  if (uri) {
    unescapeUser(uri.user ?? '');
    expect(parseUri(formatUri(uri)) !== undefined, `${formatUri(uri)} is no URI, but was made of ${value}`);
  }
  const address = parseNameAddr(value);
  if (address) expect(parseNameAddr(formatNameAddr({ ...address, params })) !== undefined, 'an address that cannot be read again');
  parseVia(value);
  splitList(value);
  parseCallerId(value);
}

function framed(bytes: Uint8Array): void {
  let taken = 0;
  const framer = new StreamFramer(
    (message) => {
      taken += message.length;
      parseMessage(message);
    },
    () => {},
  );
  // In pieces of changing length, as a stream brings them.
  for (let at = 0, size = 1; at < bytes.length; size = (size * 7 + 3) % 1_500) {
    if (!framer.push(Buffer.from(bytes.subarray(at, at + size + 1)))) break;
    at += size + 1;
  }
  expect(taken <= bytes.length, 'more than came');
}

/** A reply of a name server with a record of each kind; names are compressed. */
function dnsReplies(): Uint8Array[] {
  const question = encodeQuery(1, 'sip.example.com', 'SRV').subarray(12);
  const head = (answers: number): Buffer => Buffer.from([0, 1, 0x81, 0x80, 0, 1, 0, answers, 0, 0, 0, 0]);
  const record = (type: number, data: string): Buffer => {
    const bytes = Buffer.from(data, 'hex');
    return Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, bytes.length >> 8, bytes.length & 255]), bytes]);
  };
  const all = [
    record(1, '7f000001'),
    record(28, '20010db8000000000000000000000001'),
    record(33, '000a003c13c40161c00c'),
    record(35, '000a000a0173075349502b4432550000c00c'.replace('0000c00c', '00c00c')),
    record(5, '0161c00c'),
  ];
  return [Buffer.concat([head(5), question, ...all]), ...all.map((one) => Buffer.concat([head(1), question, one]))];
}

/** All parsers of signalling that strangers, name servers and call control reach. */
export function sipTargets(): readonly FuzzTarget[] {
  const uri = 'sip:alice:pw@example.com:5060;transport=tcp?a=b';
  return [
    { name: 'sip', seeds: messages(), generate: sipMessage, run: readMessage },
    stackTarget('sip-stranger', 'UDP', false),
    stackTarget('sip-trunk', 'UDP', true),
    stackTarget('sip-browser', 'WS', false),
    { name: 'sip-stream', seeds: messages(), generate: (chance) => Buffer.concat([sipMessage(chance), sipMessage(chance)]), run: framed },
    {
      name: 'sip-uri',
      seeds: [
        uri,
        `"A \\"b\\"" <${uri}>;tag=1;x="y;z"`,
        'SIP/2.0/UDP [::1]:5060;branch=z9hG4bK1;rport',
        'a, "b,c", <sip:d,e>',
        'tel:+8613800138000',
      ].map(latin),
      run: uris,
    },
    digestHeaders(),
    {
      name: 'replaces',
      seeds: [
        'a@b;to-tag=1;from-tag=2;early-only',
        'sip:bob@192.0.2.1?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2',
        'sip:a@b;replaces=x',
      ].map(latin),
      run(bytes) {
        const value = readable(bytes);
        const target = referTargetOf(value);
        if (target?.replaces !== undefined) parseReplaces(target.replaces);
        parseReplaces(value);
      },
    },
    {
      name: 'identify',
      seeds: ['192.0.2.0/24,2001:db8::/32', '10.1.0.0/255.255.0.0', '192.0.2.0/-0'].map(latin),
      run: (bytes) => void new TrunkIdentification().set('a', 'b', readable(bytes)),
    },
    {
      name: 'dns',
      seeds: dnsReplies(),
      run: (bytes) => void parseReply(Buffer.from(bytes)),
    },
    {
      name: 'ari-request',
      seeds: [
        '{"type":"RESTRequest","transaction_id":"1","request_id":"2","method":"POST","uri":"channels/a%20b/play?media=sound:x","content_type":"application/json","message_body":"{}"}',
        '{"type":"RESTRequest","method":"GET","uri":"/ari/bridges","query_strings":[{"name":"a","value":"b"}]}',
      ].map(latin),
      run: (bytes) => void parseRequestFrame(readable(bytes)),
    },
  ];
}
