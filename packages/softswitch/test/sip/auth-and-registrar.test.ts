import { createHash } from 'node:crypto';
import type { ManualClock } from '@zuoxi/kit';
import { beforeEach, describe, expect, test } from 'vitest';
import { answerChallenge, digestResponse } from '../../src/sip/digest.ts';
import { type AorSettings, Registrar } from '../../src/sip/registrar.ts';
import type { SipStack } from '../../src/sip/stack.ts';
import { TrunkIdentification } from '../../src/sip/trunk-identification.ts';
import { ALICE, FakeFlow, request, stack, text } from './fakes.ts';

test('digest answers are those of the RFCs', () => {
  // RFC 2617 section 3.5
  expect(
    digestResponse({
      algorithm: 'MD5',
      username: 'Mufasa',
      realm: 'testrealm@host.com',
      password: 'Circle Of Life',
      method: 'GET',
      uri: '/dir/index.html',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      qop: 'auth',
      nc: '00000001',
      cnonce: '0a4f113b',
    }),
  ).toBe('6629fae49393a05397450978507c4ef1');
  // RFC 7616 section 3.9.1
  const http = {
    username: 'Mufasa',
    realm: 'http-auth@example.org',
    password: 'Circle of Life',
    method: 'GET',
    uri: '/dir/index.html',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    qop: 'auth',
    nc: '00000001',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  };
  expect(digestResponse({ algorithm: 'MD5', ...http })).toBe('8ca523f5e9506fed4657c9700eebdbec');
  expect(digestResponse({ algorithm: 'SHA-256', ...http })).toBe('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
});

let sip: SipStack;
let clock: ManualClock;
let serial = 0;
beforeEach(() => {
  ({ stack: sip, clock } = stack({ directory: ALICE, offerSha256: true }));
});

interface Attempt {
  password?: string;
  user?: string;
  address?: string;
  head?: string[];
  callId?: string;
  flow?: FakeFlow;
  sha256?: boolean;
}

/** Asks for a challenge. */
function challenge(method: string, attempt: Attempt = {}): { flow: FakeFlow; challenges: string[] } {
  const flow = attempt.flow ?? new FakeFlow({ address: attempt.address });
  sip.receive(
    Buffer.from(
      text(method, {
        user: attempt.user,
        branch: `z9hG4bK${++serial}`,
        uri: 'sip:192.0.2.1',
        cseq: ++serial,
        head: attempt.head,
        callId: attempt.callId,
      }),
    ),
    flow,
  );
  return { flow, challenges: flow.messages.at(-1)?.headers.all('www-authenticate') ?? [] };
}

function authorization(challenges: string[], attempt: Attempt, method: string): string {
  const offered = attempt.sha256 ? challenges.filter((value) => value.includes('SHA-256')) : challenges;
  return (
    answerChallenge(
      offered,
      { username: attempt.user ?? 'alice', password: attempt.password ?? 'wonderland' },
      { method, uri: 'sip:192.0.2.1' },
      'cn',
    ) ?? ''
  );
}

function signed(method: string, attempt: Attempt = {}): { status: number; flow: FakeFlow; header: string } {
  const { flow, challenges } = challenge(method, attempt);
  const header = authorization(challenges, attempt, method);
  return { ...resend(method, header, attempt, flow), header };
}

function resend(method: string, header: string, attempt: Attempt, flow: FakeFlow): { status: number; flow: FakeFlow } {
  sip.receive(
    Buffer.from(
      text(method, {
        user: attempt.user,
        branch: `z9hG4bK${++serial}`,
        uri: 'sip:192.0.2.1',
        cseq: ++serial,
        head: [...(attempt.head ?? []), `Authorization: ${header}`],
        callId: attempt.callId,
      }),
    ),
    flow,
  );
  const last = flow.messages.at(-1);
  return { status: last?.kind === 'response' ? last.status : 0, flow };
}

describe('who signs in', () => {
  test.each([false, true])('with the right password is let in (SHA-256: %s)', (sha256) => {
    expect(signed('OPTIONS', { sha256 }).status).toBe(200);
  });

  test('is offered SHA-256 when configured, above MD5 (RFC 8760: the preferred first); else MD5 alone', () => {
    const { challenges } = challenge('REGISTER');
    expect(challenges.map((value) => /algorithm=([\w-]+)/.exec(value)?.[1])).toEqual(['SHA-256', 'MD5']);
    ({ stack: sip, clock } = stack({ directory: ALICE }));
    expect(challenge('REGISTER').challenges).toHaveLength(1);
  });

  test('plays a recorded answer again: challenged as stale, not let in', () => {
    const { header, flow, status } = signed('OPTIONS');
    expect(status).toBe(200);
    expect(resend('OPTIONS', header, {}, flow).status).toBe(401);
    expect(flow.messages.at(-1)?.headers.get('www-authenticate')).toContain('stale=true');
  });

  test('counts on with the same nonce and is let in', () => {
    const { challenges, flow } = challenge('OPTIONS');
    const nonce = /nonce="([^"]+)"/.exec(challenges[0] ?? '')?.[1] ?? '';
    const answer = (nc: string): string => {
      const common = { username: 'alice', realm: 'zuoxi', uri: 'sip:192.0.2.1', nonce, qop: 'auth', nc, cnonce: 'c' };
      const value = digestResponse({ algorithm: 'MD5', ...common, password: 'wonderland', method: 'OPTIONS' });
      return `Digest username="alice", realm="zuoxi", nonce="${nonce}", uri="sip:192.0.2.1", response="${value}", qop=auth, nc=${nc}, cnonce="c"`;
    };
    expect(resend('OPTIONS', answer('00000001'), {}, flow).status).toBe(200);
    expect(resend('OPTIONS', answer('00000002'), {}, flow).status).toBe(200);
    expect(resend('OPTIONS', answer('00000002'), {}, flow).status).toBe(401);
    expect(resend('OPTIONS', answer('00000001'), {}, flow).status).toBe(401);
  });

  test('uses a nonce older than five minutes: stale', () => {
    const { challenges, flow } = challenge('OPTIONS');
    const header = authorization(challenges, {}, 'OPTIONS');
    clock.advance(301_000);
    expect(resend('OPTIONS', header, {}, flow).status).toBe(401);
    expect(flow.messages.at(-1)?.headers.get('www-authenticate')).toContain('stale=true');
  });

  test.each([
    ['a nonce of his own', (header: string) => header.replace(/nonce="[^"]+"/, 'nonce="x.y.z"')],
    ['no qop (could be replayed)', (header: string) => header.replace(/, qop=auth, nc=\w+, cnonce="\w+"/, '')],
    ['another realm', (header: string) => header.replace('realm="zuoxi"', 'realm="other"')],
    ['another scheme', () => 'Bearer abc'],
  ])('with %s is not let in', (_what, change) => {
    const { challenges, flow } = challenge('OPTIONS');
    expect(resend('OPTIONS', change(authorization(challenges, {}, 'OPTIONS')), {}, flow).status).toBe(401);
  });

  test('is locked out after ten wrong passwords from that address only, for five minutes', () => {
    for (let i = 0; i < 10; i++) {
      expect(signed('OPTIONS', { password: 'guess' }).status).toBe(401);
      clock.advance(2_001);
    }
    expect(signed('OPTIONS').status).toBe(401);
    expect(signed('OPTIONS', { address: '203.0.113.9' }).status).toBe(200);
    clock.advance(301_000);
    expect(signed('OPTIONS').status).toBe(200);
  });

  test('and is registered already, is not locked out by somebody who guesses from the same address', () => {
    const phone = new FakeFlow({ address: '203.0.113.9', port: 5060 });
    expect(signed('REGISTER', { flow: phone, head: ['Contact: <sip:alice@10.0.0.1>'] }).status).toBe(200);
    const guesser = new FakeFlow({ address: '203.0.113.9', port: 40_000 });
    for (let i = 0; i < 20; i++) expect(signed('OPTIONS', { flow: guesser, password: 'guess' }).status).toBe(401);
    expect(signed('OPTIONS', { flow: guesser }).status).toBe(401);
    expect(signed('REGISTER', { flow: phone, head: ['Contact: <sip:alice@10.0.0.1>'] }).status).toBe(200);
  });

  test.each(['auth-int', 'AUTH-INT', ''])('with qop %j, which was not offered, is asked again; that is no guess', (qop) => {
    const { challenges, flow } = challenge('OPTIONS');
    const header = authorization(challenges, {}, 'OPTIONS').replace('qop=auth', `qop=${qop}`);
    for (let i = 0; i < 12; i++) expect(resend('OPTIONS', header, {}, flow).status).toBe(401);
    expect(signed('OPTIONS', { flow }).status).toBe(200);
  });

  test('with credentials for others beside ours is let in', () => {
    const { challenges, flow } = challenge('OPTIONS');
    const other = 'Digest username="x", realm="elsewhere", nonce="n", uri="sip:x", response="0"';
    const head = [`Authorization: ${other}`];
    expect(resend('OPTIONS', authorization(challenges, {}, 'OPTIONS'), { head }, flow).status).toBe(200);
  });

  test('whose account stores only an MD5 cannot be signed in as by SHA-256 and an empty password', () => {
    const md5 = createHash('md5').update('alice:zuoxi:wonderland').digest('hex');
    const directory = { ...ALICE, credentials: () => ({ username: 'alice', password: '', md5 }) };
    ({ stack: sip, clock } = stack({ directory, offerSha256: true }));
    expect(signed('OPTIONS', { sha256: true, password: '' }).status).toBe(401);
    const { challenges, flow } = challenge('OPTIONS');
    const header = authorization(
      challenges.filter((value) => value.includes('MD5')),
      {},
      'OPTIONS',
    );
    expect(resend('OPTIONS', header, {}, flow).status).toBe(200);
  });

  test('is let in at once when his account was configured anew, and his neighbours are', () => {
    const others = { username: '', password: 'other' };
    const directory = { ...ALICE, credentials: (name: string) => ALICE.credentials(name) ?? { ...others, username: name } };
    ({ stack: sip, clock } = stack({ directory, offerSha256: true }));
    for (let i = 0; i < 100; i++) {
      clock.advance(1_000);
      signed('OPTIONS', i < 10 ? { password: 'guess' } : { user: `u${i}` });
    }
    expect(signed('OPTIONS').status).toBe(401);
    sip.forgive('alice');
    expect(signed('OPTIONS').status).toBe(200);
  });

  test('before anybody is configured is asked to come back in 2 s, and no failure is counted', () => {
    const directory = { ...ALICE, isConfigured: false, credentials: (_name: string): ReturnType<typeof ALICE.credentials> => undefined };
    ({ stack: sip, clock } = stack({ directory, offerSha256: true }));
    const answer = (method: string, head: string[] = []) => {
      const flow = new FakeFlow();
      sip.receive(Buffer.from(text(method, { branch: `z9hG4bK${++serial}`, uri: 'sip:192.0.2.1', head })), flow);
      const message = flow.messages.at(-1);
      return message?.kind === 'response' ? [message.status, message.headers.get('retry-after')] : [];
    };
    expect(answer('REGISTER')).toEqual([503, '2']);
    expect(answer('INVITE')).toEqual([503, '2']);
    expect(answer('MESSAGE')).toEqual([405, undefined]);
    // A phone that goes on with the challenge it was given before our restart.
    const stale = 'Authorization: Digest username="alice", realm="zuoxi", nonce="x", uri="sip:192.0.2.1", response="y"';
    for (let i = 0; i < 20; i++) expect(answer('REGISTER', [stale])).toEqual([503, '2']);

    Object.assign(directory, ALICE);
    expect(signed('OPTIONS').status).toBe(200);
  });

  test('does not exist: same answer as one that does', () => {
    const wrong = signed('REGISTER', { password: 'guess' }).flow.messages.at(-1);
    const absent = signed('REGISTER', { user: 'nobody' }).flow.messages.at(-1);
    expect(absent?.headers.keys).toEqual(wrong?.headers.keys);
    expect(absent).toMatchObject({ status: 401 });
  });
});

describe('the registrar', () => {
  const contacts = (): string[] => sip.registrar.contacts('alice').map((binding) => binding.uri);

  test('keeps contacts until they expire', () => {
    const { flow, status } = signed('REGISTER', { head: ['Contact: <sip:alice@10.0.0.1>;expires=120'] });
    expect(status).toBe(200);
    expect(flow.messages.at(-1)?.headers.get('contact')).toBe('<sip:alice@10.0.0.1>;expires=120');
    expect(contacts()).toEqual(['sip:alice@10.0.0.1']);
    clock.advance(120_000);
    expect(contacts()).toEqual([]);
  });

  test('takes several, newest first, up to the limit', () => {
    signed('REGISTER', { head: ['Contact: <sip:alice@10.0.0.1>, <sip:alice@10.0.0.2>'], callId: 'a' });
    expect(contacts()).toHaveLength(2);
    expect(signed('REGISTER', { head: ['Contact: <sip:alice@10.0.0.3>'], callId: 'b' }).status).toBe(403);
    expect(contacts()).toHaveLength(2);
  });

  describe('whose limit a phone meets that comes back from another port again and again', () => {
    const FROM = ['10.0.0.1:1', '10.0.0.1:2', '10.0.0.1:3', '10.0.0.1:4', '10.0.0.1:5'].map((at) => `sip:alice@${at}`);
    const settings = { maxContacts: 3, defaultExpiration: 120, minimumExpiration: 60, maximumExpiration: 3600 };

    function comesFrom(
      uris: readonly string[],
      more: Pick<AorSettings, 'removeExisting' | 'removeUnavailable'>,
      dead: readonly string[] = [],
    ) {
      const registrar = new Registrar(clock, ({ uri }) => dead.includes(uri));
      const statuses = uris.map((uri, index) => {
        const head = [`Contact: <${uri}>`];
        const message = request(text('REGISTER', { uri: 'sip:zuoxi', head, callId: `c${index}` }));
        return registrar.register('alice', { ...settings, ...more }, message, new FakeFlow()).status;
      });
      const left = registrar.contacts('alice').map((binding) => binding.uri);
      registrar.stop();
      return { statuses, left };
    }

    test('lets the oldest go', () => {
      const { statuses, left } = comesFrom(FROM, { removeExisting: true, removeUnavailable: true });
      expect(statuses).toEqual([200, 200, 200, 200, 200]);
      expect(left).toEqual([FROM[4], FROM[3], FROM[2]]);
    });

    test('lets those go first that do not answer', () => {
      const { left } = comesFrom(FROM.slice(0, 4), { removeExisting: true, removeUnavailable: true }, [FROM[1] ?? '']);
      expect(left).toEqual([FROM[3], FROM[2], FROM[0]]);
    });

    test('lets only those go, where it is told no more, and refuses the next', () => {
      const only = { removeExisting: false, removeUnavailable: true };
      const { statuses, left } = comesFrom(FROM, only, [FROM[1] ?? '']);
      expect(statuses).toEqual([200, 200, 200, 200, 403]);
      expect(left).toEqual([FROM[3], FROM[2], FROM[0]]);
    });
  });

  test('removes one, or all by an asterisk', () => {
    signed('REGISTER', { head: ['Contact: <sip:alice@10.0.0.1>, <sip:alice@10.0.0.2>'] });
    signed('REGISTER', { head: ['Contact: <sip:alice@10.0.0.1>;expires=0'] });
    expect(contacts()).toEqual(['sip:alice@10.0.0.2']);
    expect(signed('REGISTER', { head: ['Contact: *'] }).status).toBe(400);
    expect(signed('REGISTER', { head: ['Contact: *', 'Expires: 0'] }).status).toBe(200);
    expect(contacts()).toEqual([]);
  });

  test('refuses too short a time with Min-Expires, cuts too long a one', () => {
    const short = signed('REGISTER', { head: ['Contact: <sip:alice@10.0.0.1>', 'Expires: 5'] });
    expect(short.status).toBe(423);
    expect(short.flow.messages.at(-1)?.headers.get('min-expires')).toBe('60');
    const long = signed('REGISTER', { head: ['Contact: <sip:alice@10.0.0.1>', 'Expires: 999999'] });
    expect(long.flow.messages.at(-1)?.headers.get('contact')).toContain('expires=7200');
  });

  test('answers a request without Contact with what it has', () => {
    signed('REGISTER', { head: ['Contact: <sip:alice@10.0.0.1>;expires=100'] });
    clock.advance(40_000);
    expect(signed('REGISTER').flow.messages.at(-1)?.headers.all('contact')).toEqual(['<sip:alice@10.0.0.1>;expires=60']);
  });

  test('of another account is not open to him', () => {
    const { challenges, flow } = challenge('REGISTER');
    const header = authorization(challenges, {}, 'REGISTER');
    const theft = text('REGISTER', {
      uri: 'sip:192.0.2.1',
      branch: 'z9hG4bKtheft',
      head: [`Authorization: ${header}`, 'Contact: <sip:x@evil>'],
    }).replace('To: <sip:alice@', 'To: <sip:bob@');
    sip.receive(Buffer.from(theft), flow);
    expect(flow.messages.at(-1)).toMatchObject({ status: 404 });
  });

  test('forgets the contacts of a WebSocket that closed, and finds the browser again when it is back', () => {
    const first = new FakeFlow({ transport: 'WS', id: 'ws1' });
    signed('REGISTER', { flow: first, head: ['Contact: <sip:r4nd@x.invalid;transport=ws>;+sip.instance="<urn:uuid:1>"'] });
    expect(sip.registrar.contacts('alice')[0]?.flow).toBe(first);
    first.open = false;
    sip.registrar.onFlowClosed(first);
    expect(contacts()).toEqual([]);
    const second = new FakeFlow({ transport: 'WS', id: 'ws2' });
    signed('REGISTER', { flow: second, head: ['Contact: <sip:r4nd@x.invalid;transport=ws>;+sip.instance="<urn:uuid:1>"'] });
    expect(sip.registrar.contacts('alice')[0]?.flow).toBe(second);
  });

  test('leaves no timer behind', () => {
    signed('REGISTER', { head: ['Contact: <sip:alice@10.0.0.1>'] });
    clock.advance(8_000_000);
    expect(clock.pendingTimers).toBe(0);
    expect(sip.usage.contacts).toBe(0);
  });
});

test('answers go where they came from when asked to (rport), and say so', () => {
  const flow = new FakeFlow({ address: '203.0.113.5', port: 34567 });
  sip.receive(Buffer.from(text('OPTIONS').replace(';branch', ';rport;branch')), flow);
  expect(flow.messages[0]?.via?.params).toEqual(
    new Map([
      ['branch', 'z9hG4bK1'],
      ['received', '203.0.113.5'],
      ['rport', '34567'],
    ]),
  );
});

test('a flood of a known peer beyond the table is answered 503 with Retry-After', () => {
  const { stack: small } = stack({ directory: { ...ALICE, endpointOfAddress: () => 'trunk' }, limits: { server: 10, client: 10 } });
  const flow = new FakeFlow();
  for (let i = 0; i < 200; i++) small.receive(Buffer.from(text('OPTIONS', { branch: `z9hG4bK-${i}`, user: 'carrier' })), flow);
  expect(small.usage.serverTransactions).toBe(10);
  expect(flow.story.filter((status) => status === '503').length).toBe(190);
});

test('requests with credentials that are wrong leave nothing behind, and are never answered twice', () => {
  const { stack: guarded, clock: time } = stack({ directory: ALICE });
  const flow = new FakeFlow();
  const head = ['Authorization: Digest username="alice", realm="zuoxi", nonce="x", uri="sip:x", response="y"'];
  guarded.receive(Buffer.from(text('INVITE', { head })), flow);
  time.advance(64_000);
  expect(flow.story).toEqual(['401']);
  expect(guarded.usage.serverTransactions).toBe(0);
  expect(time.pendingTimers).toBe(0);
});

describe('a stranger over UDP', () => {
  test('gets no more bytes than he sends, but for his first few questions', () => {
    const { stack: guarded } = stack({ directory: ALICE });
    const flow = new FakeFlow();
    let sent = 0;
    for (let i = 0; i < 64; i++) {
      const message = Buffer.from(text('OPTIONS', { branch: `z9hG4bK-${i}` }));
      sent += message.length;
      guarded.receive(message, flow);
    }
    const received = flow.sent.reduce((sum, data) => sum + data.length, 0);
    expect(received).toBeLessThanOrEqual(sent);
    expect(received).toBeGreaterThan(sent * 0.8);
  });

  test('who asks for ten extensions that do not exist is not heard for a minute; one wrong name tried for ever is one', () => {
    const { stack: guarded, clock: time } = stack({ directory: ALICE });
    const ask = (user: string, address: string): string[] => {
      const flow = new FakeFlow({ address });
      guarded.receive(Buffer.from(text('REGISTER', { user, branch: `z9hG4bK${++serial}` })), flow);
      time.advance(2_001);
      return flow.story;
    };
    for (let i = 0; i < 30; i++) expect(ask('10o1', '203.0.113.1')).toEqual(['401']);
    for (let i = 0; i < 30; i++) expect(ask('alice', '203.0.113.2')).toEqual(['401']);
    for (let i = 0; i < 10; i++) expect(ask(`1${i}`, '203.0.113.3')).toEqual(['401']);
    expect(ask('alice', '203.0.113.3')).toEqual([]);
    time.advance(60_000);
    expect(ask('alice', '203.0.113.3')).toEqual(['401']);
    // A whole office whose accounts were not there yet.
    for (let i = 0; i < 10; i++) ask(`2${i}`, '203.0.113.4');
    expect(ask('20', '203.0.113.4')).toEqual([]);
    guarded.forgive('20');
    expect(ask('20', '203.0.113.4')).toEqual(['401']);
  });
});

test('a stranger costs no memory, and gets no more messages than he sends', () => {
  const { stack: guarded, clock: time } = stack({ directory: ALICE });
  const flow = new FakeFlow();
  for (const method of ['INVITE', 'REGISTER', 'OPTIONS', 'MESSAGE', 'BYE', 'CANCEL']) {
    guarded.receive(Buffer.from(text(method, { branch: `z9hG4bK${method}` })), flow);
    guarded.receive(Buffer.from(text(method, { branch: `z9hG4bK${method}`, toTag: 'x' })), flow);
    time.advance(2_001);
  }
  time.advance(60_000);
  expect(flow.story).toEqual(['401', '481', '401', '481', '401', '481', '405', '405', '481', '481', '481', '481']);
  expect(guarded.usage.serverTransactions).toBe(0);
  expect(time.pendingTimers).toBe(0);
});

test('the same invitation over two ways is answered 482', () => {
  const trunk = { ...ALICE, endpointOfAddress: () => 'trunk' };
  const { stack: merging } = stack({ directory: trunk });
  const flow = new FakeFlow();
  merging.receive(Buffer.from(text('INVITE', { branch: 'z9hG4bKa', user: 'x' })), flow);
  merging.receive(Buffer.from(text('INVITE', { branch: 'z9hG4bKb', user: 'x' })), flow);
  expect(flow.story).toEqual(['482']);
});

test('trunks are known by address, network or mask', () => {
  const trunks = new TrunkIdentification();
  expect(trunks.set('a', 'one', '192.0.2.10, 198.51.100.0/24')).toBe(true);
  expect(trunks.set('b', 'two', '10.1.0.0/255.255.0.0,2001:db8::/32')).toBe(true);
  expect(trunks.set('c', 'three', 'sip.example.com,300.1.1.1/99')).toBe(false);
  expect(trunks.find('192.0.2.10')).toBe('one');
  expect(trunks.find('198.51.100.200')).toBe('one');
  expect(trunks.find('192.0.2.11')).toBeUndefined();
  expect(trunks.find('10.1.200.3')).toBe('two');
  expect(trunks.find('2001:db8:1::1')).toBe('two');
  trunks.delete('a');
  expect(trunks.find('192.0.2.10')).toBeUndefined();
});

test('IPv4 and IPv6 are apart, and a mapped address is the IPv4 address it stands for', () => {
  const trunks = new TrunkIdentification();
  for (const match of ['::/0', '::/1', '2000::/3, ::/0', '::/0, fe80::/10']) {
    expect(trunks.set('wide', 'everybody', match)).toBe(true);
    expect([match, trunks.find('192.0.2.10'), trunks.find('0.0.0.1')]).toEqual([match, undefined, undefined]);
  }
  expect(trunks.find('2001:db8::1')).toBe('everybody');
  expect(trunks.set('half mapped', 'nobody', '::ffff:0:0/90')).toBe(false);
  trunks.set('mapped', 'one', '::ffff:192.0.2.10');
  trunks.set('mapped network', 'two', '::ffff:198.51.100.0/120');
  expect([trunks.find('192.0.2.10'), trunks.find('198.51.100.9'), trunks.find('::ffff:198.51.100.9')]).toEqual(['one', 'two', 'two']);
  expect(trunks.set('four', 'all of IPv4', '0.0.0.0/0')).toBe(true);
  expect(trunks.find('203.0.113.5')).toBe('all of IPv4');
  trunks.delete('wide');
  expect(trunks.find('2001:db8::1')).toBeUndefined();
});

test('the narrowest network has an address, whichever was set first', () => {
  const trunks = new TrunkIdentification();
  trunks.set('a', 'wide', '192.0.0.0/8, 2001:db8::/32');
  trunks.set('b', 'narrow', '192.0.2.0/24, 2001:db8:7::/48');
  trunks.set('c', 'one', '192.0.2.10');
  expect(trunks.findAll('192.0.2.10')).toEqual(['one', 'narrow', 'wide']);
  expect(trunks.findAll('192.0.2.11')).toEqual(['narrow', 'wide']);
  expect(trunks.findAll('2001:db8:7::9')).toEqual(['narrow', 'wide']);
  expect(trunks.findAll('2001:db8:8::9')).toEqual(['wide']);
});

test('a request is read back as it was built', () => {
  expect(request(text('OPTIONS')).from.uri).toBe('sip:alice@192.0.2.1');
});
