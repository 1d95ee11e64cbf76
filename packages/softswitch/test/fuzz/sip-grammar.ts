import type { Chance } from './mutate.ts';

const METHODS = [
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'INFO',
  'UPDATE',
  'PRACK',
  'REFER',
  'SUBSCRIBE',
  'NOTIFY',
  'MESSAGE',
  'PUBLISH',
  'FOO',
  '',
  'invite',
];
const HOSTS = [
  '127.0.0.1',
  '[::1]',
  '[2001:db8::1]',
  'example.com',
  'a..b',
  '',
  '256.1.1.1',
  '[::',
  '1'.repeat(300),
  '127.0.0.1:0',
  '127.0.0.1:99999',
  'xn--fiqs8s',
];
const USERS = [
  '100',
  'alice',
  '',
  'a%20b',
  '%',
  'a;b=c',
  '"',
  'a:pw',
  '\xff\xfe',
  'x'.repeat(1_000),
  '+86;phone-context=x',
  "'; drop table",
];
const PARAMS = [
  ';tag=1',
  ';tag=',
  ';lr',
  ';transport=tcp',
  ';transport=',
  ';x="a;b"',
  ';x="',
  ';=',
  ';;',
  ';maddr=1.1.1.1',
  ';ttl=256',
  ';expires=0',
  ';expires=-1',
  ';q=2',
  ';rport',
  ';branch=z9hG4bK1',
  ';received=::1',
  ';line=x',
  ';+sip.instance="<urn:uuid:1>"',
];
const DISPLAYS = ['', 'Bob ', '"Bob" ', '"a\\"b" ', '"', '"\r\nX: y" ', '\xe5\xbc\xa0 ', '* '];
const NAMES: readonly (readonly [string, readonly string[]])[] = [
  ['Max-Forwards', ['70', '0', '-1', '256', 'x', '']],
  ['Require', ['100rel', 'timer', 'replaces', 'x', ',,,', '']],
  ['Supported', ['100rel, timer', 'replaces', '']],
  ['Expires', ['0', '3600', '4294967296', '-1', 'x']],
  ['Session-Expires', ['90', '1800;refresher=uac', '1;refresher=x', 'x', '']],
  ['Min-SE', ['90', '0', 'x']],
  ['RAck', ['1 1 INVITE', '1 1', 'x', '4294967296 1 INVITE']],
  ['RSeq', ['1', '0', 'x']],
  ['Event', ['presence', 'refer', '']],
  ['Refer-To', ['<sip:a@b>', '<sip:a@b?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2>', '<sip:a@b?', 'x']],
  ['Replaces', ['1;to-tag=2;from-tag=3', ';;;', 'x;early-only']],
  ['Refer-Sub', ['false', 'true', 'x']],
  ['Privacy', ['id', 'none;critical', ';;']],
  ['P-Asserted-Identity', ['<sip:a@b>', '"x" <tel:+86>, <sip:a@b>', '<']],
  ['Remote-Party-ID', ['<sip:a@b>;party=calling', '<sip:a@b>;party=']],
  [
    'Authorization',
    [
      'Digest username="alice", realm="zuoxi", nonce="x", uri="sip:x", response="y", qop=auth, nc=00000001, cnonce="z"',
      'Digest',
      'Basic eDp5',
      'Digest ,,,=',
      'Digest realm="',
    ],
  ],
  ['Accept', ['application/sdp', '*/*', '']],
  ['Content-Encoding', ['gzip', 'identity', '']],
  ['Date', ['Sat, 01 Dec 2040 16:00:00 GMT', 'x']],
  ['Warning', ['399 a "b"', 'x']],
  ['Record-Route', ['<sip:a;lr>', '<sip:a;lr>, <sip:b>', '<']],
  ['Route', ['<sip:a;lr>', '<']],
  ['Reason', ['Q.850;cause=16', 'Q.850;cause=x', '']],
  ['Unknown', ['x', '', '\xff', '"']],
];
const BODIES = [
  '',
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n',
  'Signal=1\r\nDuration=100\r\n',
  '--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--x--\r\n',
  '--x\r\n'.repeat(200),
];
const TYPES = ['application/sdp', 'multipart/mixed;boundary=x', 'multipart/mixed', 'application/dtmf-relay', 'text/plain', '', ';'];

/** A SIP message, each part of which is right or wrong by chance. */
export function sipMessage(chance: Chance): Buffer {
  const pick = (values: readonly string[]): string => chance.of(values) ?? '';
  const uri = (): string =>
    `${pick(['sip', 'sips', 'tel', 'http', 'sip', ''])}:${pick(USERS)}@${pick(HOSTS)}${chance.below(2) ? pick(PARAMS) : ''}`;
  const address = (): string =>
    chance.below(8) === 0 ? uri() : `${pick(DISPLAYS)}<${uri()}>${pick(PARAMS)}${chance.below(4) === 0 ? pick(PARAMS) : ''}`;
  const method = pick(METHODS);
  const body = pick(BODIES);
  const isResponse = chance.below(5) === 0;
  const lines = [
    isResponse
      ? `SIP/2.0 ${pick(['100', '180', '200', '401', '486', '999', '0', '20', 'x'])} ${pick(['OK', '', '\xff'])}`
      : `${method} ${uri()} ${chance.below(20) === 0 ? 'SIP/3.0' : 'SIP/2.0'}`,
  ];
  const add = (name: string, value: string): void => {
    // Compact forms, folded lines, spaces before the colon, and the header that is missing or there twice.
    if (chance.below(25) === 0) return;
    const spelled = chance.below(6) === 0 ? name.toUpperCase() : name;
    lines.push(`${spelled}${pick([':', ': ', ' : ', ':\t', ':\r\n '])}${value}`);
    if (chance.below(30) === 0) lines.push(`${name}: ${value}`);
  };
  for (let vias = 1 + (chance.below(50) === 0 ? 300 : chance.below(2)); vias > 0; vias--)
    add(
      pick(['Via', 'v']),
      `SIP/2.0/${pick(['UDP', 'TCP', 'WS', 'TLS', 'X'])} ${pick(HOSTS)}${pick([';branch=z9hG4bK', ''])}${chance.below(1e6)}${pick(PARAMS)}`,
    );
  add(pick(['From', 'f']), address());
  add(pick(['To', 't']), address());
  add(pick(['Call-ID', 'i']), pick(['a@b', '', 'x'.repeat(200), '\xff', String(chance.below(1e6))]));
  add('CSeq', `${pick(['1', '2', '0', '-1', '2147483648', 'x'])} ${chance.below(8) === 0 ? pick(METHODS) : method}`);
  add(pick(['Contact', 'm']), chance.below(10) === 0 ? '*' : address());
  for (let more = chance.below(5); more > 0; more--) {
    const [name, values] = chance.of(NAMES) ?? ['X', []];
    add(name, pick(values));
  }
  if (body !== '') add(pick(['Content-Type', 'c']), pick(TYPES));
  add(pick(['Content-Length', 'l']), chance.below(8) === 0 ? pick(['-1', '0', '99999', 'x']) : String(body.length));
  return Buffer.from(`${lines.join(chance.below(15) === 0 ? '\n' : '\r\n')}\r\n\r\n${body}`, 'latin1');
}
