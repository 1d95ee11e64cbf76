import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { ManualClock } from '@zuoxi/kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DnsSource } from '../../src/sip/dns-client.ts';
import { buildResponse, parseMessage, type SipRequest, serialise } from '../../src/sip/index.ts';
import { StreamFramer } from '../../src/sip/stream-framer.ts';
import { House, NOTHING_OPEN } from './house.ts';
import type { TestPhone } from './test-phone.ts';

let house: House;
let clock: ManualClock;
let carrier: TestPhone;
/** Where the servers of carrier.example listen. */
const ports: number[] = [];
const DNS: DnsSource = {
  system: async () => [],
  query: async (name, type) => {
    if (type === 'SRV' && name === '_sip._udp.carrier.example') {
      return ports.map((port, priority) => ({ type: 'SRV', name, ttl: 60, priority, weight: 0, port, target: 'host.carrier.example' }));
    }
    return type === 'A' && name === 'host.carrier.example' ? [{ type: 'A', name, ttl: 60, address: '127.0.0.1' }] : [];
  },
};
beforeEach(async () => {
  clock = new ManualClock();
  ports.length = 0;
  house = await House.open({ clock, dns: DNS });
  carrier = await house.phone('carrier');
});
afterEach(async () => {
  // The clock stands: nobody waits for a registrar that is not asked any more.
  const closing = house.close();
  const turn = setInterval(() => clock.advance(500), 5);
  await closing;
  clearInterval(turn);
});

async function registers(fields: Record<string, string> = {}, auth?: Record<string, string>): Promise<void> {
  const { asterisk } = house.ari.requests;
  if (auth) await asterisk.putConfig('res_pjsip', 'auth', 'account', { auth_type: 'userpass', ...auth });
  await asterisk.putConfig('res_pjsip', 'aor', 'line', { contact: `sip:127.0.0.1:${carrier.port}` });
  await asterisk.putConfig('res_pjsip', 'endpoint', 'line', { aors: 'line', allow: 'alaw', context: 'trunk' });
  await asterisk.putConfig('res_pjsip', 'registration', 'line', {
    server_uri: `sip:127.0.0.1:${carrier.port}`,
    client_uri: 'sip:4008001234@carrier.example',
    endpoint: 'line',
    ...(auth ? { outbound_auth: 'account' } : {}),
    ...fields,
  });
}

const contactOf = (request: SipRequest): string => request.headers.get('contact') ?? '';

function grants(request: SipRequest, seconds: number): void {
  carrier.send(buildResponse(request, 200, { toTag: 'r', headers: [['contact', `${contactOf(request)};expires=${seconds}`]] }));
}

function asks(request: SipRequest, challenge: string): void {
  carrier.send(buildResponse(request, 401, { toTag: 'r', headers: [['www-authenticate', challenge]] }));
}

const field = (header: string, name: string): string => new RegExp(`\\b${name}="?([^",]+)`).exec(header)?.[1] ?? '';

async function isIn(state: string): Promise<void> {
  await house.sees('RegistrationStateChange', (event) => event.registration.state === state);
}

describe('a trunk that registers', () => {
  test('tells the carrier where it is, is shown as registered, and asks again 10 s before the end', async () => {
    await registers({ expiration: '600' });
    const first = await carrier.hearsRequest('REGISTER');
    expect(first.uri).toBe(`sip:127.0.0.1:${carrier.port}`);
    expect(first.headers.get('to')).toBe('<sip:4008001234@carrier.example>');
    expect(first.headers.get('expires')).toBe('600');
    expect(contactOf(first)).toBe(`<sip:4008001234@127.0.0.1:${house.softswitch.sipPort}>`);
    grants(first, 300);
    await isIn('Registered');
    expect(await house.ari.requests.registrations.list()).toEqual([
      {
        id: 'line',
        server_uri: `sip:127.0.0.1:${carrier.port}`,
        client_uri: 'sip:4008001234@carrier.example',
        endpoint: 'line',
        state: 'Registered',
        last_status: 200,
        expires_in: 300,
      },
    ]);
    clock.advance(289_000);
    expect(carrier.heard.filter((message) => message.kind === 'request')).toHaveLength(1);
    clock.advance(1_000);
    const again = await carrier.hearsRequest('REGISTER');
    expect(again.callId).toBe(first.callId);
    expect(again.cseq).toBeGreaterThan(first.cseq);
  });

  test.each([
    ['rewritten to the address that the carrier sees', ['<sip:4008001234@203.0.113.9:40000>;expires=60'], [], 60],
    [
      'rewritten, and an older one of the same account lives on',
      ['<sip:a@192.0.2.1>;expires=3600', '<sip:b@192.0.2.2>;expires=60'],
      [],
      60,
    ],
    ['rewritten, without its time, beside Expires', ['<sip:4008001234@203.0.113.9:40000>'], [['expires', '90']], 90],
  ] as [string, string[], [string, string][], number][])(
    'whose contact is %s asks again in time',
    async (_how, contacts, more, seconds) => {
      await registers({ expiration: '600' });
      const first = await carrier.hearsRequest('REGISTER');
      const headers = [...contacts.map((contact): [string, string] => ['contact', contact]), ...more];
      carrier.send(buildResponse(first, 200, { toTag: 'r', headers }));
      await isIn('Registered');
      expect(await house.ari.requests.registrations.list()).toMatchObject([{ expires_in: seconds }]);
      clock.advance((seconds - 11) * 1000);
      expect(carrier.heard.filter((message) => message.kind === 'request')).toHaveLength(1);
      clock.advance(1_000);
      await carrier.hearsRequest('REGISTER');
    },
  );

  test('is called back by its carrier: the call is the trunk’s, though no address was configured', async () => {
    await registers();
    grants(await carrier.hearsRequest('REGISTER'), 300);
    await isIn('Registered');
    const call = await carrier.calls('4008001234');
    const { channel } = await house.sees('StasisStart');
    expect(channel.name).toMatch(/^PJSIP\/line-/);
    await house.ari.requests.channels.answer(channel.id);
    await call.isAnswered();
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('is taken back when it is deleted; then its carrier is a stranger', async () => {
    await registers();
    grants(await carrier.hearsRequest('REGISTER'), 300);
    await isIn('Registered');
    await house.ari.requests.asterisk.deleteConfig('res_pjsip', 'registration', 'line');
    const goodbye = await carrier.hearsRequest('REGISTER');
    expect(goodbye.headers.get('expires')).toBe('0');
    expect(await house.ari.requests.registrations.list()).toEqual([]);
    const invite = carrier.build('INVITE', '1', { body: carrier.sdp() });
    carrier.send(invite);
    await carrier.hearsResponse(401, invite.callId, 'INVITE');
  });

  test('is taken back when the engine stops', async () => {
    await registers();
    grants(await carrier.hearsRequest('REGISTER'), 300);
    await isIn('Registered');
    const stopping = house.softswitch.stop();
    const goodbye = await carrier.hearsRequest('REGISTER');
    expect(goodbye.headers.get('expires')).toBe('0');
    grants(goodbye, 0);
    await stopping;
  });

  test('is not disturbed when the same is pushed again', async () => {
    await registers();
    grants(await carrier.hearsRequest('REGISTER'), 300);
    await isIn('Registered');
    await registers();
    expect(carrier.heard.filter((message) => message.kind === 'request')).toHaveLength(1);
  });

  test('has calls to its line known by the `line` of its Contact, from wherever they come', async () => {
    await registers({ line: 'yes' });
    const register = await carrier.hearsRequest('REGISTER');
    const line = /;line=(\w+)>/.exec(contactOf(register))?.[1] ?? '';
    expect(line).toMatch(/^\w{8,}$/);
    grants(register, 300);
    await isIn('Registered');
    // The address says somebody else.
    const { asterisk } = house.ari.requests;
    await asterisk.putConfig('res_pjsip', 'endpoint', 'other', { aors: 'line', context: 'trunk' });
    await asterisk.putConfig('res_pjsip', 'identify', 'other', { endpoint: 'other', match: '127.0.0.1' });
    const uri = `sip:4008001234@127.0.0.1:${house.softswitch.sipPort};line=${line}`;
    await carrier.calls('4008001234', { uri });
    expect((await house.sees('StasisStart')).channel.name).toMatch(/^PJSIP\/line-/);
    house.forgetEvents();
    await carrier.calls('02088886666', { uri: uri.replace(line, 'guessed').replace('4008001234', '02088886666') });
    expect((await house.sees('StasisStart')).channel.name).toMatch(/^PJSIP\/other-/);
    house.forgetEvents();
    // Without the line the account that is called decides, before the address.
    await carrier.calls('4008001234', { uri: uri.replace(line, 'guessed') });
    expect((await house.sees('StasisStart')).channel.name).toMatch(/^PJSIP\/line-/);
  });

  describe('where two call centres have an account', () => {
    async function second(fields: Record<string, string> = {}): Promise<void> {
      const { asterisk } = house.ari.requests;
      await asterisk.putConfig('res_pjsip', 'endpoint', 'line', { accountcode: 'first', ...fields });
      await asterisk.putConfig('res_pjsip', 'endpoint', 'line2', { aors: 'line', context: 'trunk', accountcode: 'second', ...fields });
      await asterisk.putConfig('res_pjsip', 'registration', 'line2', {
        server_uri: `sip:127.0.0.1:${carrier.port}`,
        client_uri: 'sip:+862066660000@carrier.example',
        endpoint: 'line2',
      });
      grants(await carrier.hearsRequest('REGISTER'), 300);
      await isIn('Registered');
    }
    const arrivesAt = async (
      number: string,
      options: { uri?: string; toHeader?: string; headers?: [string, string][] },
    ): Promise<string> => {
      house.forgetEvents();
      await carrier.calls(number, options);
      return (await house.sees('StasisStart')).channel.name.replace(/-\w+$/, '');
    };

    test('a call is for the one whose account is called: in its Contact, in To, or as the called party', async () => {
      await registers();
      grants(await carrier.hearsRequest('REGISTER'), 300);
      await second();
      const at = (user: string): string => `sip:${user}@127.0.0.1:${house.softswitch.sipPort}`;
      expect(await arrivesAt('4008001234', {})).toBe('PJSIP/line');
      expect(await arrivesAt('862066660000', {})).toBe('PJSIP/line2');
      expect(await arrivesAt('+862066660000', {})).toBe('PJSIP/line2');
      expect(await arrivesAt('x', { uri: at('95588'), toHeader: '<sip:862066660000@carrier.example>' })).toBe('PJSIP/line2');
      expect(await arrivesAt('x', { uri: at('95588'), headers: [['p-called-party-id', '<sip:862066660000@carrier.example>']] })).toBe(
        'PJSIP/line2',
      );
    });

    test('a call that names neither account is nobody’s', async () => {
      await registers();
      grants(await carrier.hearsRequest('REGISTER'), 300);
      await second();
      const invite = carrier.build('INVITE', '95588', { body: carrier.sdp() });
      carrier.send(invite);
      await carrier.hearsResponse(401, invite.callId, 'INVITE');
    });

    test('of two lines of one call centre it is the first one’s', async () => {
      await registers();
      grants(await carrier.hearsRequest('REGISTER'), 300);
      await second({ accountcode: 'first' });
      expect(await arrivesAt('95588', {})).toBe('PJSIP/line');
    });
  });
});

describe('a carrier that asks who it is', () => {
  const password = { username: 'us', password: 'pw' };

  test('gets an answer in the algorithm it asks for, and a counter that goes up while its nonce is good', async () => {
    await registers({}, password);
    asks(await carrier.hearsRequest('REGISTER'), 'Digest realm="carrier", nonce="n1", qop="auth", algorithm=SHA-256, opaque="o"');
    const second = await carrier.hearsRequest('REGISTER');
    const header = second.headers.get('authorization') ?? '';
    const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
    const uri = `sip:127.0.0.1:${carrier.port}`;
    expect(field(header, 'response')).toBe(
      sha(`${sha('us:carrier:pw')}:n1:00000001:${field(header, 'cnonce')}:auth:${sha(`REGISTER:${uri}`)}`),
    );
    expect(header).toContain('opaque="o"');
    grants(second, 60);
    await isIn('Registered');
    clock.advance(50_000);
    const third = (await carrier.hearsRequest('REGISTER')).headers.get('authorization') ?? '';
    expect(field(third, 'nc')).toBe('00000002');
    expect(field(third, 'nonce')).toBe('n1');
  });

  test('and says that its nonce is stale, gets an answer to the new one', async () => {
    await registers({}, password);
    asks(await carrier.hearsRequest('REGISTER'), 'Digest realm="carrier", nonce="n1", qop="auth"');
    asks(await carrier.hearsRequest('REGISTER'), 'Digest realm="carrier", nonce="n2", qop="auth", stale=TRUE');
    const third = await carrier.hearsRequest('REGISTER');
    expect(field(third.headers.get('authorization') ?? '', 'nonce')).toBe('n2');
    grants(third, 300);
    await isIn('Registered');
  });

  test('with a session algorithm gets an answer bound to both nonces', async () => {
    await registers({}, password);
    asks(await carrier.hearsRequest('REGISTER'), 'Digest realm="carrier", nonce="n1", qop="auth", algorithm=MD5-sess');
    const second = await carrier.hearsRequest('REGISTER');
    const header = second.headers.get('authorization') ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const cnonce = field(header, 'cnonce');
    const ha1 = md5(`${md5('us:carrier:pw')}:n1:${cnonce}`);
    expect(field(header, 'response')).toBe(md5(`${ha1}:n1:00000001:${cnonce}:auth:${md5(`REGISTER:sip:127.0.0.1:${carrier.port}`)}`));
  });

  test('for another realm than the one configured gets nothing that could be used elsewhere', async () => {
    await registers({}, { ...password, realm: 'carrier' });
    asks(await carrier.hearsRequest('REGISTER'), 'Digest realm="elsewhere", nonce="n1", qop="auth"');
    await isIn('Rejected');
    expect(carrier.heard.some((message) => message.headers.has('authorization'))).toBe(false);
    // auth_rejection_permanent
    clock.advance(3_600_000);
    expect(carrier.heard.filter((message) => message.kind === 'request')).toHaveLength(1);
  });

  test('and refuses the password, is not asked again until something changes', async () => {
    await registers({}, password);
    asks(await carrier.hearsRequest('REGISTER'), 'Digest realm="carrier", nonce="n1", qop="auth"');
    asks(await carrier.hearsRequest('REGISTER'), 'Digest realm="carrier", nonce="n2", qop="auth"');
    await isIn('Rejected');
    expect(await house.ari.requests.registrations.get('line')).toMatchObject({ state: 'Rejected', last_status: 401 });
    clock.advance(3_600_000);
    expect(carrier.heard.filter((message) => message.kind === 'request')).toHaveLength(2);
    await house.ari.requests.asterisk.putConfig('res_pjsip', 'auth', 'account', { password: 'new' });
    await carrier.hearsRequest('REGISTER');
  });
});

describe('a registrar that', () => {
  const rejects = async (status: number, headers: [string, string][] = []): Promise<void> => {
    carrier.send(buildResponse(await carrier.hearsRequest('REGISTER'), status, { toTag: 'r', headers }));
  };

  test('does not answer is asked again after `retry_interval`, `max_retries` times', async () => {
    await registers({ retry_interval: '20', max_retries: '1' });
    const first = await carrier.hearsRequest('REGISTER');
    clock.advance(32_000);
    await isIn('Rejected');
    expect(await house.ari.requests.registrations.get('line')).toMatchObject({ last_status: 408 });
    clock.advance(20_000);
    const second = await carrier.hears((message) => message.kind === 'request' && message.cseq > first.cseq, 'a second try');
    clock.advance(500_000);
    expect(carrier.heard.some((message) => message.cseq > second.cseq)).toBe(false);
  });

  test('wants a longer time gets it (423)', async () => {
    await registers({ expiration: '60' });
    await rejects(423, [['min-expires', '900']]);
    expect((await carrier.hearsRequest('REGISTER')).headers.get('expires')).toBe('900');
  });

  test('is busy is asked when it says (Retry-After)', async () => {
    await registers({ retry_interval: '600' });
    await rejects(503, [['retry-after', '7']]);
    await isIn('Rejected');
    clock.advance(6_000);
    expect(carrier.heard.filter((message) => message.kind === 'request')).toHaveLength(1);
    clock.advance(1_000);
    grants(await carrier.hearsRequest('REGISTER'), 300);
    await isIn('Registered');
  });

  test('forbids it is left alone, or asked again where `forbidden_retry_interval` says so', async () => {
    await registers({ forbidden_retry_interval: '90' });
    await rejects(403);
    await isIn('Rejected');
    clock.advance(90_000);
    await rejects(404);
    await house.ari.requests.asterisk.ping();
    clock.advance(3_600_000);
    expect(carrier.heard.filter((message) => message.kind === 'request')).toHaveLength(2);
  });
});

test('over TCP: when the connection breaks the trunk is unregistered, and registers again over a new one', async () => {
  const sockets: Socket[] = [];
  const registers: string[] = [];
  let arrived: () => void = () => {};
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    const framer = new StreamFramer(
      (message) => {
        const result = parseMessage(message);
        if (result.type !== 'message' || result.message.kind !== 'request') return;
        registers.push(contactOf(result.message));
        socket.write(serialise(buildResponse(result.message, 200, { toTag: 'r', headers: [['expires', '300']] })));
        arrived();
      },
      () => {},
    );
    socket.on('data', (data: Buffer) => void framer.push(data));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const next = () =>
    new Promise<void>((resolve) => {
      arrived = resolve;
    });
  const first = next();
  await house.ari.requests.asterisk.putConfig('res_pjsip', 'registration', 'line', {
    server_uri: `sip:127.0.0.1:${port};transport=tcp`,
    client_uri: 'sip:us@carrier.example',
  });
  await first;
  await isIn('Registered');
  expect(registers).toEqual([`<sip:us@127.0.0.1:${house.softswitch.sipPort};transport=tcp>`]);
  house.forgetEvents();
  for (const socket of sockets) socket.destroy();
  await isIn('Unregistered');
  const second = next();
  clock.advance(5_000);
  await second;
  await isIn('Registered');
  expect(sockets).toHaveLength(2);
  server.close();
});

test('whose registrar has two servers is registered at the second when the first says 503', async () => {
  const second = await house.phone('second');
  const { asterisk } = house.ari.requests;
  ports.push(carrier.port, second.port);
  await asterisk.putConfig('res_pjsip', 'registration', 'line', {
    server_uri: 'sip:carrier.example',
    client_uri: 'sip:us@carrier.example',
  });
  const asked = await carrier.hearsRequest('REGISTER');
  expect(asked.uri).toBe('sip:carrier.example');
  carrier.send(buildResponse(asked, 503, { toTag: 'r' }));
  const again = await second.hearsRequest('REGISTER');
  second.send(buildResponse(again, 200, { toTag: 'r', headers: [['contact', `${contactOf(again)};expires=60`]] }));
  await isIn('Registered');
});

test('a registration without a server or an account of its own is refused, as in Asterisk', async () => {
  const { asterisk } = house.ari.requests;
  await expect(asterisk.putConfig('res_pjsip', 'registration', 'x', { server_uri: 'sip:a' })).rejects.toMatchObject({ status: 400 });
});
