import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { ManualClock } from '@zuoxi/kit';
import { afterEach, expect, test } from 'vitest';
import type { DnsSource } from '../../src/sip/dns-client.ts';
import { buildResponse } from '../../src/sip/index.ts';
import { certificateFor } from './certificates.ts';
import { House, NOTHING_OPEN } from './house.ts';

let house: House;
let clock: ManualClock | undefined;
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  const closing = house.close();
  const turn = setInterval(() => clock?.advance(500), 5);
  await closing;
  clearInterval(turn);
  clock = undefined;
});

async function asks(contacts: string[], dns?: DnsSource) {
  house = await House.open({ ...(dns ? { dns } : {}), ...(clock ? { clock } : {}) });
  const { asterisk, endpoints } = house.ari.requests;
  await asterisk.putConfig('res_pjsip', 'endpoint', 't', { aors: 't', allow: 'alaw', context: 'trunk' });
  await asterisk.putConfig('res_pjsip', 'aor', 't', { contact: contacts.join(',') });
  return endpoints.qualify('PJSIP', 't');
}

async function port(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

test('a server that is asked tells its status and how long it took; what is known of it stays as it was', async () => {
  house = await House.open();
  const carrier = await house.trunk('t');
  const asked = house.ari.requests.endpoints.qualify('PJSIP', 't');
  const options = await carrier.hearsRequest('OPTIONS');
  expect(options.uri).toBe(`sip:127.0.0.1:${carrier.port}`);
  // Whoever refuses is there.
  carrier.send(buildResponse(options, 403, { toTag: 'x' }));
  const [answer, ...more] = await asked;
  expect(answer).toEqual({ uri: `sip:127.0.0.1:${carrier.port}`, outcome: 'answered', status: 403, roundtrip_usec: expect.any(Number) });
  expect(answer?.roundtrip_usec).toBeGreaterThan(0);
  expect(more).toEqual([]);
  expect(house.events.filter(({ type }) => type === 'ContactStatusChange')).toEqual([]);
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test('each server has its own answer: one is there, one says nothing within 5 s', async () => {
  clock = new ManualClock();
  house = await House.open({ clock });
  const [one, two] = [await house.phone('one'), await house.phone('two')];
  const { asterisk, endpoints } = house.ari.requests;
  const uris = [one, two].map((phone) => `sip:127.0.0.1:${phone.port}`);
  await asterisk.putConfig('res_pjsip', 'endpoint', 't', { aors: 't', allow: 'alaw', context: 'trunk' });
  await asterisk.putConfig('res_pjsip', 'aor', 't', { contact: uris.join(',') });
  const asked = endpoints.qualify('PJSIP', 't');
  one.send(buildResponse(await one.hearsRequest('OPTIONS'), 200, { toTag: 'x' }));
  await two.hearsRequest('OPTIONS');
  // In small steps: the answer is on its way.
  const turn = setInterval(() => clock?.advance(100), 5);
  expect(await asked).toMatchObject([
    { uri: uris[0], outcome: 'answered', status: 200 },
    { uri: uris[1], outcome: 'timeout', status: 0, roundtrip_usec: 0 },
  ]);
  clearInterval(turn);
});

test('a name nobody knows is told as such, and so is a name server that says nothing', async () => {
  clock = new ManualClock();
  const dns: DnsSource = {
    system: async () => [],
    query: (name) => (name.startsWith('silent') ? new Promise(() => {}) : Promise.resolve([])),
  };
  const asked = asks(['sip:sip.nowhere.example:5060', 'sip:silent.example:5060'], dns);
  const turn = setInterval(() => clock?.advance(500), 5);
  expect((await asked).map(({ outcome }) => outcome)).toEqual(['unresolved', 'unresolved']);
  clearInterval(turn);
});

test('of a name with several addresses the one that answers counts', async () => {
  const dns: DnsSource = {
    system: async () => [],
    query: async (name, type) => (type === 'A' ? ['127.0.0.2', '127.0.0.1'].map((address) => ({ type: 'A', name, ttl: 60, address })) : []),
  };
  house = await House.open({ dns });
  const carrier = await house.phone('carrier');
  const { asterisk, endpoints } = house.ari.requests;
  await asterisk.putConfig('res_pjsip', 'endpoint', 't', { aors: 't', allow: 'alaw', context: 'trunk' });
  await asterisk.putConfig('res_pjsip', 'aor', 't', { contact: `sip:sip.carrier.example:${carrier.port}` });
  const asked = endpoints.qualify('PJSIP', 't');
  carrier.send(buildResponse(await carrier.hearsRequest('OPTIONS'), 405, { toTag: 'x' }));
  expect(await asked).toMatchObject([{ outcome: 'answered', status: 405 }]);
});

test('over connections: nobody listens, a certificate nobody vouches for, one who speaks no TLS', async () => {
  const free = createServer();
  const nobody = await port(free);
  await new Promise((resolve) => free.close(resolve));
  const secure = createTlsServer(await certificateFor({ ip: ['127.0.0.1'] }), (socket) => socket.on('error', () => {}));
  secure.on('tlsClientError', () => {});
  const plain = createServer((socket) => socket.on('error', () => {}).end('what?\r\n'));
  const answers = await asks([
    `sip:127.0.0.1:${nobody};transport=tcp`,
    `sip:127.0.0.1:${await port(secure)};transport=tls`,
    `sip:127.0.0.1:${await port(plain)};transport=tls`,
  ]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['refused', 'certificate', 'unreachable']);
});

test('an endpoint that is not there: 404', async () => {
  house = await House.open();
  await expect(house.ari.requests.endpoints.qualify('PJSIP', 'nobody')).rejects.toMatchObject({ status: 404 });
});
